"""What pages say of themselves to machines."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from ..jsonld import crumbs, in_script, web_site

register = template.Library()


@register.simple_tag
def described(things: list[dict[str, Any]]) -> SafeString:
    """Write structured data, an element for each thing."""
    return format_html_join(
        "\n", '<script type="application/ld+json">{}</script>', ([in_script(t)] for t in things)
    )


@register.simple_tag(takes_context=True)
def described_place(context: template.Context, name: str, path: str) -> SafeString:
    """Say where a page stands: one step from the front page."""
    return described([crumbs(context["request"], (name, path))])


@register.simple_tag(takes_context=True)
def described_site(context: template.Context) -> SafeString:
    """Say what this site is and whose."""
    return described(web_site(context["request"]))


@register.filter
def as_locale(tag: str) -> str:
    """Write a language as OpenGraph does: en_GB."""
    return tag.replace("-", "_")
