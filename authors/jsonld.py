"""An author for machines: a ProfilePage about a Person.

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

AS_WIDE_AS = 480


def describe_profile(author: Author, face: Photo | None, request: HttpRequest) -> dict[str, Any]:
    """Describe who an author is.

    Args:
        author: loaded with `for_page`.
        face: their portrait, if it may be shown.
    """
    whole = request.build_absolute_uri
    address = whole(author.get_absolute_url())
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
            "url": whole("/"),
        }
    if face and (shown := face.find_rendition(AS_WIDE_AS, "square")):
        person["image"] = build_image_object(face, shown, whole)
    return {
        "@context": CONTEXT,
        "@type": "ProfilePage",
        "url": address,
        "mainEntity": drop_empty(person),
    }
