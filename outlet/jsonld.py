"""What every page says of the paper to machines: the publisher, and where a page stands in it.

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
    """Describe the paper, with those of its statements that it has made."""
    outlet, whole = outlet_of(request), request.build_absolute_uri
    about = whole(reverse("about"))
    described: dict[str, Any] = {
        "@type": "NewsMediaOrganization",
        "@id": whole("/#paper"),
        "name": outlet.name,
        "url": whole("/"),
        "description": outlet.tagline,
        "email": outlet.contact,
        "address": outlet.address,
        "correctionsPolicy": outlet.corrections_policy and f"{about}#corrections",
        "ethicsPolicy": outlet.ethics and f"{about}#ethics",
        "publishingPrinciples": outlet.ethics and f"{about}#ethics",
        "actionableFeedbackPolicy": outlet.contact and f"{about}#contact",
    }
    if outlet.logo:
        described["logo"] = {"@type": "ImageObject", "url": whole(outlet.logo.url)}
    return drop_empty(described)


def describe_breadcrumbs(request: HttpRequest, *steps: tuple[str, str]) -> dict[str, Any]:
    """Describe the way from the front page to a page, as pairs of a name and a path."""
    whole = request.build_absolute_uri
    way = [(outlet_of(request).name, "/"), *steps]
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": whole(path)}
            for position, (name, path) in enumerate(way, start=1)
        ],
    }


def describe_site(request: HttpRequest) -> list[dict[str, Any]]:
    """Describe the site and the paper, for the front page."""
    whole = request.build_absolute_uri
    site = {
        "@context": CONTEXT,
        "@type": "WebSite",
        "name": outlet_of(request).name,
        "url": whole("/"),
        "inLanguage": outlet_of(request).language,
        "publisher": {"@id": whole("/#paper")},
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{whole(reverse('search'))}?q={{query}}",
            "query": "required",
        },
    }
    return [site, {"@context": CONTEXT} | describe_publisher(request)]


def drop_empty(described: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not known."""
    return {key: value for key, value in described.items() if value not in ("", [], None)}


def to_script_json(thing: dict[str, Any]) -> SafeString:
    """Write structured data for a script element: no `<` in it can end the element."""
    text = json.dumps(thing, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(_ESCAPES))  # noqa: S308 - escaped above
