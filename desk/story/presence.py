"""Who else has a story open, and whether a window still shows its newest version.

Each window reports every 15 seconds; the answer names the others and the stored version, so that a
window learns of a save or a workflow action elsewhere.
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
from staff.models import User, user_of
from vocabulary.visibility import visible_to

from ..templatetags.desk import initials
from .autosave import json_error, json_view


@json_view
def report_presence(request: HttpRequest, pk: int) -> JsonResponse:
    """Record that a window has a story open, or leaves it; return the others and the version."""
    user, now = user_of(request), timezone.now()
    story = visible_to(Article.objects.defer("body"), user).filter(pk=pk).first()
    form_id = ArticleForm.read_form_id(request.POST)
    if story is None or form_id is None or not user.has_perm("articles.view_article"):
        return json_error(_("You no longer have access to this story."), 403)
    window: dict[str, Any] = {"user": user, "form_id": form_id}
    if "leaving" in request.POST:
        story.presences.filter(**window).delete()
        return JsonResponse({})
    story.presences.update_or_create(**window, defaults={"seen_at": now})
    answer: dict[str, Any] = {"others": list_others(story, user, now)}
    if request.POST.get("version") != str(story.version) and story.saved_form_id != form_id:
        answer |= {"version": story.version, "news": revisions.describe_last_change(story, user)}
    return JsonResponse(answer)


def list_others(story: Article, user: User, at: datetime) -> list[dict[str, str]]:
    """Describe the others who have a story open, each once, in order of arrival."""
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
