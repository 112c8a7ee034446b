"""Who else is on a story, and whether a window still shows it as it is.

Each window tells that it is there, every quarter of a minute; the answer names the others and the
version that is stored, so a window left behind by a save or a step learns of it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import revisions
from articles.admin.forms import ArticleForm
from articles.models import Article
from staff.models import User

from ..models import Presence
from ..templatetags.desk import initials
from .autosave import asked_by_a_page, refusal


@asked_by_a_page
def presence(request: HttpRequest, pk: int) -> JsonResponse:
    """Note that a window is on a story, or leaves it; say who else is and what is stored."""
    story = Article.objects.open_to(request.user).defer("body").filter(pk=pk).first()
    form_id = ArticleForm.read_form_id(request.POST)
    if story is None or form_id is None or not request.user.has_perm("articles.view_article"):
        return refusal(_("This story is not open to you any more."), 403)
    now = timezone.now()
    window = {"article": story, "user": request.user, "form_id": form_id}
    if "leaving" in request.POST:
        Presence.objects.filter(**window).delete()
        return JsonResponse({})
    Presence.objects.update_or_create(**window, defaults={"seen_at": now})
    answer: dict[str, Any] = {"others": others_on(story, request.user, now)}
    if request.POST.get("version") != str(story.version) and story.saved_form_id != form_id:
        answer |= {"version": story.version, "news": revisions.news_of(story, request.user)}
    return JsonResponse(answer)


def others_on(story: Article, user: User, at: datetime) -> list[dict[str, str]]:
    """Name the others who have a story open, each once, the longest first."""
    rows = story.presences.now(at).exclude(user=user).select_related("user").order_by("since")
    first = {row.user_id: row for row in reversed(rows)}
    return [
        {
            "name": str(row.user),
            "initials": initials(row.user),
            "since": f"{timezone.localtime(row.since):%H:%M}",
        }
        for row in reversed(first.values())
    ]
