"""Share links: they let people without an account read one story, as it was last saved."""

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
from articles.workflow import build_preview, may_see
from staff.models import User, user_of
from vocabulary.parse_ids import parse_id
from vocabulary.refusal import Refused

from ..models import ShareLink
from .panels import mark_private, panel_action

MAY_SHARE = "desk.add_sharelink"
LIFETIMES = {
    4: gettext_lazy("4 hours"),
    24: gettext_lazy("1 day"),
    48: gettext_lazy("2 days"),
    168: gettext_lazy("1 week"),
}
DEFAULT_HOURS = 48
SHOWN = 10


def may_share(user: User, story: Article) -> bool:
    """Say whether `user` may share a story by link."""
    return user.has_perm(MAY_SHARE) and not story.is_spiked


def build_share_panel(request: HttpRequest, story: Article) -> dict[str, Any]:
    """Return the context of the panel of share links."""
    links = story.share_links.open(timezone.now()).select_related("made_by")
    return {
        "story": story,
        "links": list(links[:SHOWN]),
        "lifetimes": LIFETIMES,
        "default_hours": DEFAULT_HOURS,
        "site": settings.BASE_URL or f"{request.scheme}://{request.get_host()}",
    }


_show_panel = panel_action("desk/panel_share.html", build_share_panel)


@_show_panel
def create_link(request: HttpRequest, story: Article) -> str:
    """Create a link that opens a story for some hours."""
    user = user_of(request)
    _check(user, story)
    hours = parse_id(request.POST.get("share-hours", ""))
    if hours not in LIFETIMES:
        raise Refused(_("Choose how long the link should work."))
    ends = timezone.now() + timedelta(hours=hours)
    ShareLink.objects.create(article=story, made_by=user, expires_at=ends)
    return _("Link created. Anyone who has it can read the story as it was last saved.")


@_show_panel
def end_link(request: HttpRequest, story: Article, link: int) -> str:
    """End a link: it stops working at once."""
    _check(user_of(request), story)
    now = timezone.now()
    if not story.share_links.filter(pk=link, ended_at=None).update(ended_at=now):
        raise Refused(_("That link has already been revoked."))
    return _("Link revoked. Anyone who opens it sees a notice.")


def _check(user: User, story: Article) -> None:
    if not may_share(user, story):
        raise Refused(_("You do not have permission to share this story."))


def _still_shared(link: ShareLink) -> bool:
    """Say whether whoever made a link may still see the story and share it."""
    maker = link.made_by
    if maker is None:
        return False
    return maker.has_perm(MAY_SHARE) and may_see(link.article, maker)


def shared_preview(request: HttpRequest, token: str) -> HttpResponse:
    """Show the story of a link, in the readers' own template, to whoever has the link."""
    links, now = ShareLink.objects.for_token(token), timezone.now()
    if links is None:
        raise Http404
    link = links.select_related("article", "made_by").first()
    if link is None or not _still_shared(link) or not links.count_opening(now):
        answer = render(request, "desk/share_link_ended.html", status=410)
    else:
        story = link.article
        page = article_page(build_preview(story, now), now)
        context = {"page": page, "story": story, "link": link, "now": now}
        answer = render(request, "desk/share_link.html", context)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return mark_private(answer)
