"""Links for people without an account: made, ended and counted at the desk; opened by anybody.

A link opens one story, as the desk last saved it, drawn for now; it gives nothing else away.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article
from articles.public.article_page import article_page
from articles.workflow import build_preview
from staff.models import User
from vocabulary.parse_ids import parse_id
from vocabulary.refusal import Refused

from ..models import ShareLink
from .panels import panel_act, private

MAY_SHARE = "desk.add_sharelink"
LIFETIMES = {
    4: gettext_lazy("4 hours"),
    24: gettext_lazy("a day"),
    48: gettext_lazy("two days"),
    168: gettext_lazy("a week"),
}
USUAL = 48  # hours
SHOWN = 10


def may_share(user: User, story: Article) -> bool:
    return user.has_perm(MAY_SHARE) and not story.is_spiked


def share_panel(request: HttpRequest, story: Article) -> dict[str, Any]:
    """Gather what the panel of links draws."""
    links = story.share_links.open(timezone.now()).select_related("made_by")
    return {
        "story": story,
        "links": list(links[:SHOWN]),
        "lifetimes": LIFETIMES,
        "usual": USUAL,
        "site": settings.BASE_URL or f"{request.scheme}://{request.get_host()}",
    }


_panel = panel_act("desk/panel_share.html", share_panel)


@_panel
def make_link(request: HttpRequest, story: Article) -> str:
    """Make a link that opens a story for some hours."""
    _check(request.user, story)
    hours = parse_id(request.POST.get("share-hours", ""))
    if hours not in LIFETIMES:
        raise Refused(_("Choose how long the link is to open the story."))
    ends = timezone.now() + timedelta(hours=hours)
    ShareLink.objects.create(article=story, made_by=request.user, expires_at=ends)
    return _("The link is made. Whoever has it can read the story as it was last saved.")


@_panel
def end_link(request: HttpRequest, story: Article, link: int) -> str:
    """End a link: from now on it opens nothing."""
    _check(request.user, story)
    now = timezone.now()
    if not story.share_links.filter(pk=link, ended_at=None).update(ended_at=now):
        raise Refused(_("That link has ended already."))
    return _("Ended. Whoever follows that link is told so.")


def _check(user: User, story: Article) -> None:
    if not may_share(user, story):
        raise Refused(_("You may not share this story."))


def shared_preview(request: HttpRequest, token: str) -> HttpResponse:
    """Show the one story of a link, in the readers' own template, to whoever has the link."""
    links, now = ShareLink.objects.signed(token), timezone.now()
    if links is None:
        raise Http404
    link = links.select_related("article").first()
    if link is None or not links.count_opening(now):
        answer = render(request, "desk/shared_ended.html", status=410)
    else:
        story = link.article
        page = article_page(build_preview(story, now), now)
        context = {"page": page, "story": story, "link": link, "now": now}
        answer = render(request, "desk/shared.html", context)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return private(answer)
