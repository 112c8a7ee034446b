"""Panels beside a story that save on their own: share links, notes, the commission.

Their fields are on the story's page but belong to a separate form (`form="beside"`), so that
nothing typed in the story is sent or lost. static/desk/panels.js replaces the panel by the answer;
without scripts the whole page is shown again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from articles.models import Article
from staff.models import user_of
from vocabulary.refusal import Refused
from vocabulary.visibility import visible_to

FROM_SCRIPT = "X-Beside"


def get_story(request: HttpRequest, pk: int) -> Article:
    """Return a story this person may see, including spiked ones.

    Raises: PermissionDenied, Http404.
    """
    if not request.user.has_perm("articles.view_article"):
        raise PermissionDenied
    return get_object_or_404(visible_to(Article.objects.with_spiked(), user_of(request)), pk=pk)


def mark_private(response: HttpResponse) -> HttpResponse:
    """Keep a page out of caches and search engines."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def panel_action(
    template: str, build_context: Callable[[HttpRequest, Article], dict[str, Any]]
) -> Callable[[Callable[..., str]], Callable[..., HttpResponse]]:
    """Turn a function into a view: it runs the function, then shows the panel as it is now.

    The function returns a success message, or raises Refused.
    """

    def wrap(run: Callable[..., str]) -> Callable[..., HttpResponse]:
        @require_POST
        def view(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
            story = get_story(request, pk)
            message, error = "", ""
            try:
                message = run(request, story, **kwargs)
            except Refused as refusal:
                error = str(refusal)
            if FROM_SCRIPT in request.headers:
                context = {**build_context(request, story), "message": message, "error": error}
                context["typed"] = request.POST if error else {}
                return mark_private(render(request, template, context))
            level = messages.ERROR if error else messages.SUCCESS
            messages.add_message(request, level, error or message)
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[story.pk]))

        return view

    return wrap
