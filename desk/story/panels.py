"""Panels beside a story that save apart from it: links, notes, the commission.

Their fields stand in the story's page and belong to one form of their own (`form="beside"`), so
that nothing typed in the story is sent or lost. static/desk/panels.js puts the answer in the
panel's place; without it the page is shown again.
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
from vocabulary.refusal import Refused

FROM_PAGE = "X-Beside"


def story_for(request: HttpRequest, pk: int) -> Article:
    """Return a story this person may see, spiked ones too.

    Raises: PermissionDenied, Http404.
    """
    if not request.user.has_perm("articles.view_article"):
        raise PermissionDenied
    return get_object_or_404(Article.objects.open_to(request.user).with_spiked(), pk=pk)


def private(response: HttpResponse) -> HttpResponse:
    """Have a page kept by no cache and found by no search engine."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def panel_act(
    template: str, context_for: Callable[[HttpRequest, Article], dict[str, Any]]
) -> Callable[[Callable[..., str]], Callable[..., HttpResponse]]:
    """Make a view of an act in a panel: do it, then show the panel as it is now.

    The act returns a sentence that says what happened, or raises Refused.
    """

    def wrap(act: Callable[..., str]) -> Callable[..., HttpResponse]:
        @require_POST
        def view(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
            story = story_for(request, pk)
            said, refused = "", ""
            try:
                said = act(request, story, **kwargs)
            except Refused as refusal:
                refused = str(refusal)
            if FROM_PAGE in request.headers:
                context = {**context_for(request, story), "said": said, "refused": refused}
                typed = request.POST if refused else {}
                return private(render(request, template, {**context, "typed": typed}))
            level = messages.ERROR if refused else messages.SUCCESS
            messages.add_message(request, level, refused or said)
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[story.pk]))

        return view

    return wrap
