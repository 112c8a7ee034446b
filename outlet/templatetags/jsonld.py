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


@register.inclusion_tag("components/sharing.html", takes_context=True)
def sharing(context: template.Context, title: str, description: str, path: str) -> dict[str, Any]:
    """Say how a page looks where it is shared, with the paper's own picture."""
    return _shared(context, "website", title, description, path)


@register.inclusion_tag("components/sharing.html", takes_context=True)
def sharing_story(
    context: template.Context, title: str, description: str, path: str, **pictured: Any
) -> dict[str, Any]:
    """Say how a story looks where it is shared.

    Args:
        pictured: language; photo (a rendition) and its alt, or image (an address).
    """
    return _shared(context, "article", title, description, path, **pictured)


@register.inclusion_tag("components/sharing.html", takes_context=True)
def sharing_person(
    context: template.Context, title: str, description: str, path: str, **pictured: Any
) -> dict[str, Any]:
    """Say how an author's page looks where it is shared, with their portrait if there is one."""
    return _shared(context, "profile", title, description, path, **pictured)


def _shared(
    context: template.Context,
    kind: str,
    title: str,
    description: str,
    path: str,
    *,
    language: str = "",
    photo: Any = None,
    alt: str = "",
    image: str = "",
) -> dict[str, Any]:
    outlet = context["outlet"]
    is_small = kind == "profile" and photo
    return {
        "request": context["request"],
        "outlet": outlet,
        "kind": kind,
        "title": title,
        "description": description,
        "path": path,
        "locale": (language or outlet.language).replace("-", "_"),
        "image": photo.file.url if photo else image,
        "alt": alt,
        "width": photo.width if photo else 1200,
        "height": photo.height if photo else 630,
        "card": "summary" if is_small else "summary_large_image",
    }
