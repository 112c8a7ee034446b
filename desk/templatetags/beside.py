"""The panels beside a story that save apart from it. Each draws nothing for whom it is not."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from articles.models import Article

from .. import source_reviews
from ..story import commissions, notes, share_links

register = template.Library()
NOTHING = SafeString("")


def _drawn(name: str, context: Context, panel: dict[str, Any]) -> SafeString:
    return render_to_string(f"desk/panel_{name}.html", panel, request=context["request"])


@register.simple_tag(takes_context=True)
def share_panel(context: Context, story: Article) -> SafeString:
    request = context["request"]
    if not share_links.may_share(request.user, story):
        return NOTHING
    return _drawn("share", context, share_links.share_panel(request, story))


@register.simple_tag(takes_context=True)
def notes_panel(context: Context, story: Article) -> SafeString:
    return _drawn("notes", context, notes.notes_panel(context["request"], story))


@register.simple_tag(takes_context=True)
def commission_panel(context: Context, story: Article) -> SafeString:
    panel = commissions.commission_panel(context["request"], story)
    return _drawn("commission", context, panel) if panel["commission"] or panel["form"] else NOTHING


@register.simple_tag(takes_context=True)
def reviews_panel(context: Context, story: Article) -> SafeString:
    panel = source_reviews.reviews_panel(context["request"], story)
    return _drawn("reviews", context, panel) if panel["reviews"] else NOTHING


@register.simple_tag
def still_asked(story: Article) -> list[commissions.Ask]:
    return commissions.still_asked(story)
