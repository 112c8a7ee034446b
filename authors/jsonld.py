"""An author as structured data (JSON-LD): a ProfilePage about a Person.

Source: https://developers.google.com/search/docs/appearance/structured-data/profile-page
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from outlet.jsonld import CONTEXT, drop_empty
from outlet.middleware import outlet_of
from photos.jsonld import build_image_object
from photos.models import Photo

from .models import Author

IMAGE_WIDTH = 480


def describe_profile(
    author: Author, portrait: Photo | None, request: HttpRequest
) -> dict[str, Any]:
    """Describe an author.

    Args:
        author: loaded with `for_page`.
        portrait: None if it may not be shown.
    """
    absolute = request.build_absolute_uri
    address = absolute(author.get_absolute_url())
    person = {
        "@type": "Person",
        "@id": f"{address}#person",
        "name": author.name,
        "url": address,
        "jobTitle": author.role,
        "description": author.short_bio,
        "email": author.email,
        "knowsAbout": [*author.expertise, *author.places],
        "knowsLanguage": author.languages,
        "sameAs": author.links,
    }
    if author.status == Author.Status.STAFF:
        person["worksFor"] = {
            "@type": "NewsMediaOrganization",
            "name": outlet_of(request).name,
            "url": absolute("/"),
        }
    if portrait and (rendition := portrait.find_rendition(IMAGE_WIDTH, "square")):
        person["image"] = build_image_object(portrait, rendition, absolute)
    return {
        "@context": CONTEXT,
        "@type": "ProfilePage",
        "url": address,
        "mainEntity": drop_empty(person),
    }
