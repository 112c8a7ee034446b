"""Structured data (JSON-LD) about the outlet: publisher, web site and breadcrumbs.

Source: https://schema.org/NewsMediaOrganization, https://schema.org/BreadcrumbList
"""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from .middleware import outlet_of

CONTEXT = "https://schema.org"
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def describe_publisher(request: HttpRequest) -> dict[str, Any]:
    """Describe the outlet, with links to the statements it has published."""
    outlet, absolute = outlet_of(request), request.build_absolute_uri
    about = absolute(reverse("about"))
    described: dict[str, Any] = {
        "@type": "NewsMediaOrganization",
        "@id": absolute("/#paper"),
        "name": outlet.name,
        "url": absolute("/"),
        "description": outlet.tagline,
        "email": outlet.contact,
        "address": outlet.address,
        "correctionsPolicy": outlet.corrections_policy and f"{about}#corrections",
        "ethicsPolicy": outlet.ethics and f"{about}#ethics",
        "publishingPrinciples": outlet.ethics and f"{about}#ethics",
        "actionableFeedbackPolicy": outlet.contact and f"{about}#contact",
    }
    if outlet.logo:
        described["logo"] = {"@type": "ImageObject", "url": absolute(outlet.logo.url)}
    return drop_empty(described)


def describe_breadcrumbs(request: HttpRequest, *steps: tuple[str, str]) -> dict[str, Any]:
    """Describe the breadcrumbs of a page; each step is a name and a path."""
    absolute = request.build_absolute_uri
    trail = [(outlet_of(request).name, "/"), *steps]
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": absolute(path)}
            for position, (name, path) in enumerate(trail, start=1)
        ],
    }


def describe_site(request: HttpRequest) -> list[dict[str, Any]]:
    """Describe the web site and its publisher, for the home page."""
    absolute = request.build_absolute_uri
    site = {
        "@context": CONTEXT,
        "@type": "WebSite",
        "name": outlet_of(request).name,
        "url": absolute("/"),
        "inLanguage": outlet_of(request).language,
        "publisher": {"@id": absolute("/#paper")},
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{absolute(reverse('search'))}?q={{query}}",
            "query": "required",
        },
    }
    return [site, {"@context": CONTEXT} | describe_publisher(request)]


def drop_empty(described: dict[str, Any]) -> dict[str, Any]:
    """Leave out empty values."""
    return {key: value for key, value in described.items() if value not in ("", [], None)}


def to_script_json(item: dict[str, Any]) -> SafeString:
    """Write structured data for a script element, escaped so that it cannot end the element."""
    text = json.dumps(item, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(_ESCAPES))  # noqa: S308 - escaped above
