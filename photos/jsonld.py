"""A photo as structured data: a schema.org ImageObject with its credit and licence.

Source: https://schema.org/ImageObject,
https://developers.google.com/search/docs/appearance/structured-data/image-license-metadata
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from outlet.jsonld import drop_empty

from .details import find_licence_url
from .models import Photo, Rendition

# schema.org has names for only some of IPTC's digital source types.
SOURCE_TYPES: dict[str, str] = {
    Photo.Making.GENERATED: "TrainedAlgorithmicMediaDigitalSource",
    Photo.Making.PARTLY_GENERATED: "CompositeWithTrainedAlgorithmicMediaDigitalSource",
    Photo.Making.ALGORITHM: "AlgorithmicMediaDigitalSource",
    Photo.Making.MONTAGE_GENERATED: "CompositeSyntheticDigitalSource",
}


def build_image_object(
    photo: Photo,
    shown: Rendition,
    absolute: Callable[[str], str],
    *,
    caption: str = "",
    credit: str = "",
) -> dict[str, Any]:
    """Describe a photo that readers may see.

    Args:
        shown: the rendition to point at.
        absolute: makes a URL of this site absolute.
        caption: as published, without markup.
        credit: as published.
    """
    terms = find_licence_url(photo)
    described = {
        "@type": "ImageObject",
        "url": absolute(shown.file.url),
        "contentUrl": absolute(shown.file.url),
        "width": shown.width,
        "height": shown.height,
        "caption": caption,
        "creditText": credit or photo.credit,
        "copyrightNotice": photo.metadata.get("copyright", ""),
        "license": terms if terms.startswith(("https://", "http://")) else "",
        "digitalSourceType": SOURCE_TYPES.get(photo.digital_source_type, ""),
    }
    if described["digitalSourceType"]:
        described["digitalSourceType"] = f"https://schema.org/{described['digitalSourceType']}"
    return drop_empty(described)
