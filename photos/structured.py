"""A photo for machines: schema.org ImageObject with its papers.

Source: https://schema.org/ImageObject,
https://developers.google.com/search/docs/appearance/structured-data/image-license-metadata
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .models import Photo, Rendition

LICENCES = {
    Photo.Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    Photo.Licence.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
    Photo.Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
}
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
    facts = photo.facts or {}
    copyright = facts.get("copyright")
    described = {
        "@type": "ImageObject",
        "url": whole(shown.file.url),
        "contentUrl": whole(shown.file.url),
        "width": shown.width,
        "height": shown.height,
        "caption": caption,
        "creditText": credit or photo.credit,
        "copyrightNotice": copyright if isinstance(copyright, str) else "",
        "license": LICENCES.get(photo.licence, ""),
        "digitalSourceType": SOURCE_TYPES.get(photo.digital_source_type, ""),
    }
    if described["digitalSourceType"]:
        described["digitalSourceType"] = f"https://schema.org/{described['digitalSourceType']}"
    return {key: value for key, value in described.items() if value}
