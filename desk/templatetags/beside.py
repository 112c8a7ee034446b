"""The panels beside a story that save apart from it. Each draws nothing for whom it is not."""

from __future__ import annotations

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from articles.models import Article
from desk import sharing

register = template.Library()
NOTHING = SafeString("")


@register.simple_tag(takes_context=True)
def share_panel(context: Context, story: Article) -> SafeString:
    request = context["request"]
    if not sharing.may_share(request.user, story):
        return NOTHING
    panel = sharing.share_panel(request, story)
    return render_to_string("desk/panel_share.html", panel, request=request)
