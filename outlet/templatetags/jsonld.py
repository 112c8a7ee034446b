"""Template tags for structured data (JSON-LD) and OpenGraph."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from ..jsonld import describe_breadcrumbs, describe_site, to_script_json

register = template.Library()
SCRIPT = '<script type="application/ld+json">{}</script>'


@register.simple_tag(name="jsonld")
def write_jsonld(items: list[dict[str, Any]]) -> SafeString:
    """Write a script element with structured data for each item."""
    return format_html_join("\n", SCRIPT, ([to_script_json(item)] for item in items))


@register.simple_tag(takes_context=True, name="jsonld_breadcrumbs")
def write_breadcrumbs(context: template.Context, name: str, path: str) -> SafeString:
    """Write the breadcrumbs of a page that is one step below the home page."""
    return write_jsonld([describe_breadcrumbs(context["request"], (name, path))])


@register.simple_tag(takes_context=True, name="jsonld_site")
def write_site(context: template.Context) -> SafeString:
    """Write the description of the site and its publisher."""
    return write_jsonld(describe_site(context["request"]))


@register.filter
def as_locale(tag: str) -> str:
    """Write a language tag as OpenGraph does: en_GB."""
    return tag.replace("-", "_")
