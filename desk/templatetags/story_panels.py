"""The panels beside a story that save on their own. Each is empty for those who may not use it."""

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
EMPTY = SafeString("")


def _render(name: str, context: Context, panel: dict[str, Any]) -> SafeString:
    return render_to_string(f"desk/panel_{name}.html", panel, request=context["request"])


@register.simple_tag(takes_context=True)
def share_panel(context: Context, story: Article) -> SafeString:
    request = context["request"]
    if not share_links.may_share(request.user, story):
        return EMPTY
    return _render("share", context, share_links.build_share_panel(request, story))


@register.simple_tag(takes_context=True)
def notes_panel(context: Context, story: Article) -> SafeString:
    return _render("notes", context, notes.build_notes_panel(context["request"], story))


@register.simple_tag(takes_context=True)
def commission_panel(context: Context, story: Article) -> SafeString:
    panel = commissions.build_commission_panel(context["request"], story)
    return _render("commission", context, panel) if panel["commission"] or panel["form"] else EMPTY


@register.simple_tag(takes_context=True)
def reviews_panel(context: Context, story: Article) -> SafeString:
    panel = source_reviews.build_reviews_panel(context["request"], story)
    return _render("reviews", context, panel) if panel["reviews"] else EMPTY


@register.simple_tag
def unmet_requests(story: Article) -> list[commissions.UnmetRequest]:
    return commissions.list_unmet_requests(story)
