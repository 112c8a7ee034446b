"""A photo for machines: schema.org ImageObject with its papers.

Source: https://schema.org/ImageObject,
https://developers.google.com/search/docs/appearance/structured-data/image-license-metadata
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from outlet.jsonld import drop_empty

from .details import licence_page
from .models import Photo, Rendition

# schema.org names only some of the IPTC's kinds of making.
SOURCE_TYPES = {
    Photo.Making.GENERATED: "TrainedAlgorithmicMediaDigitalSource",
    Photo.Making.PARTLY_GENERATED: "CompositeWithTrainedAlgorithmicMediaDigitalSource",
    Photo.Making.ALGORITHM: "AlgorithmicMediaDigitalSource",
    Photo.Making.MONTAGE_GENERATED: "CompositeSyntheticDigitalSource",
}


def image_object(
    photo: Photo,
    shown: Rendition,
    whole: Callable[[str], str],
    *,
    caption: str = "",
    credit: str = "",
) -> dict[str, Any]:
    """Describe a photo as it is shown.

    Args:
        photo: one that may be shown; ask that first.
        shown: the file to point at.
        whole: makes an address of ours absolute.
        caption: the words as printed, without markup.
        credit: as printed.
    """
    terms = licence_page(photo)
    described = {
        "@type": "ImageObject",
        "url": whole(shown.file.url),
        "contentUrl": whole(shown.file.url),
        "width": shown.width,
        "height": shown.height,
        "caption": caption,
        "creditText": credit or photo.credit,
        "copyrightNotice": photo.facts.get("copyright", ""),
        "license": terms if terms.startswith(("https://", "http://")) else "",
        "digitalSourceType": SOURCE_TYPES.get(photo.digital_source_type, ""),
    }
    if described["digitalSourceType"]:
        described["digitalSourceType"] = f"https://schema.org/{described['digitalSourceType']}"
    return drop_empty(described)
