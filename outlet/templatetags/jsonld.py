"""Template tags for structured data (JSON-LD) and link previews (OpenGraph)."""

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


@register.inclusion_tag("components/sharing.html", takes_context=True)
def sharing(context: template.Context, title: str, description: str, path: str) -> dict[str, Any]:
    """Write the link preview of a page, with the site's own picture."""
    return _build_preview(context, "website", title, description, path)


@register.inclusion_tag("components/sharing.html", takes_context=True)
def sharing_story(
    context: template.Context, title: str, description: str, path: str, **picture: Any
) -> dict[str, Any]:
    """Write the link preview of a story.

    Args:
        picture: language; photo (a rendition) and its alt, or image (a URL).
    """
    return _build_preview(context, "article", title, description, path, **picture)


@register.inclusion_tag("components/sharing.html", takes_context=True)
def sharing_person(
    context: template.Context, title: str, description: str, path: str, **picture: Any
) -> dict[str, Any]:
    """Write the link preview of an author's page, with their portrait if there is one."""
    return _build_preview(context, "profile", title, description, path, **picture)


def _build_preview(
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
