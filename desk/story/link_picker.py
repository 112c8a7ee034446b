"""The search of the editor's link dialog: our own stories to link to."""

from __future__ import annotations

import unicodedata
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from articles.models import Article
from articles.story_choices import choosable_stories, search_choices
from articles.workflow.state import attach_story_states
from staff.models import user_of
from vocabulary.parse_ids import parse_ids
from vocabulary.uncounted_lists import read_window

from ..search import read_query

SHOWN = 10


@require_safe
def find_stories(request: HttpRequest) -> JsonResponse:
    """Find stories by words or by a URL of this site (`?q=`), or by their ids (`?id=`).

    Those found are live, or this person may see them; none is spiked.
    """
    if not request.user.has_perm("articles.view_article"):
        raise PermissionDenied
    user, now = user_of(request), timezone.now()
    rows = choosable_stories(user).not_trashed()
    words = read_query(request)
    if numbers := request.GET.getlist("id"):
        rows = rows.filter(pk__in=parse_ids(numbers[:SHOWN]))
    elif path := _read_own_path(request.GET.get("q", ""), request):
        rows = rows.filter(addresses__path=path)
    elif words:
        rows = search_choices(rows, user, words.split())
    found = read_window(rows.order_by("-changed_at", "-pk"), 0, SHOWN, rows.defer("body"))
    attach_story_states(found, now)
    return JsonResponse({"stories": [_describe(story) for story in found]})


def _read_own_path(address: str, request: HttpRequest) -> str:
    """Return the path of a URL of this site, "" of anything else."""
    try:
        parts = urlsplit(address.strip())
        host = parts.netloc
    except ValueError:  # such as "http://["
        return ""
    own_hosts = {request.get_host(), urlsplit(settings.BASE_URL).netloc} - {""}
    path = unicodedata.normalize("NFC", unquote(parts.path)).lstrip("/")
    return path if host in own_hosts and path else ""


def _describe(story: Article) -> dict[str, Any]:
    """Describe a story for the dialog, with its live headline where it has one."""
    live = story.story_state.live
    note = str(story.story_state.state.label)
    if live:
        note = f"{note} · {date_format(timezone.localtime(live.first_live_at), 'j F Y')}"
    return {"id": str(story.pk), "headline": str(live.headline if live else story), "note": note}
