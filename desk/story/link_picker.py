"""What the editor asks for when words are linked: which of our own stories is meant."""

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
from articles.workflow.state import attach_story_states
from vocabulary.parse_ids import parse_ids
from vocabulary.uncounted_lists import read_window

from ..search import asked_words, matching

SHOWN = 10


@require_safe
def stories(request: HttpRequest) -> JsonResponse:
    """Answer the editor: `?q=` searches by words or by one of our addresses, `?id=` names stories.

    Offered are stories that readers have, and those this person may see; none from the trash.
    """
    if not request.user.has_perm("articles.view_article"):
        raise PermissionDenied
    now = timezone.now()
    everything = Article.objects.all()
    rows = (everything.open_to(request.user) | everything.filter(is_out=True)).not_trashed()
    words = asked_words(request)
    if numbers := request.GET.getlist("id"):
        rows = rows.filter(pk__in=parse_ids(numbers[:SHOWN]))
    elif path := _own_path(request.GET.get("q", ""), request):
        rows = rows.filter(addresses__path=path)
    elif words:
        rows = matching(rows, ("headline", "kicker"), words.split())
    # Some of what is out is still to come: more is read than is offered.
    listed, stories = rows.order_by("-changed_at", "-pk"), Article.objects.defer("body")
    found = read_window(listed, 0, SHOWN * 3, stories)
    attach_story_states(found, now)
    own = Article.objects.open_to(request.user).filter(pk__in=[story.pk for story in found])
    seen = set(own.values_list("pk", flat=True))
    offered = [story for story in found if story.story_state.live or story.pk in seen][:SHOWN]
    return JsonResponse({"stories": [_offer(story) for story in offered]})


def _own_path(address: str, request: HttpRequest) -> str:
    """Return the path of a whole address of this paper, "" of anything else."""
    try:
        parts = urlsplit(address.strip())
        there = parts.netloc
    except ValueError:  # as of "http://[", which is no address
        return ""
    ours = {request.get_host(), urlsplit(settings.BASE_URL).netloc} - {""}
    path = unicodedata.normalize("NFC", unquote(parts.path)).lstrip("/")
    return path if there in ours and path else ""


def _offer(story: Article) -> dict[str, Any]:
    """Describe a story: in the words readers have, where they have any."""
    live = story.story_state.live
    note = str(story.story_state.state.label)
    if live:
        note = f"{note} · {date_format(timezone.localtime(live.first_live_at), 'j F Y')}"
    return {"id": str(story.pk), "headline": str(live.headline if live else story), "note": note}
