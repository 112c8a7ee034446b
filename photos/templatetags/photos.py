"""Drawing photos in readers' pages."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ..models import Photo, Rendition, moments_asked
from ..renditions import order_once

register = template.Library()

NOTHING = SafeString("")
SOURCES = ("avif", "webp")
TYPICAL = 720  # pixels: the width the plain <img> falls back to


@register.simple_tag
def picture(
    photo: Photo | None,
    alt: str | None = None,
    sizes: str = "calc(100vw - 2rem)",
    crop: str = "whole",
    eager: bool = False,
    at: datetime | None = None,
) -> SafeString:
    """Draw a photo as `<picture>`, or nothing where readers may not see it or it is not made yet.

    A crop that does not exist yet is ordered, and the whole stands in for it.

    Args:
        photo: loaded with `for_drawing`, or its `renditions` prefetched; then there is no query.
        alt: the words as printed; the photo's own if left out, "" where a caption says it all.
        sizes: how wide it is shown, as in HTML.
        eager: True for the one picture at the top of the page.
        at: the moment the page is drawn for; see photos.models.moments_asked.
    """
    if photo is None:
        return NOTHING
    if not all(photo.is_usable(moment) for moment in moments_asked(at)):
        return NOTHING
    made = _by_format(photo, crop)
    if not made and crop != "whole":
        order_once(photo, crop)
        made = _by_format(photo, "whole")
    if not made:
        return NOTHING
    return _drawn(made, photo.alt if alt is None else alt, sizes, eager)


@register.filter
def face_shown(photo: Photo | None) -> Rendition | None:
    """Return the file of a portrait for others to show; None where there is none."""
    return photo.rendition(480, "square") if photo else None


@register.simple_tag
def preload_picture(photo: Photo, sizes: str, crop: str = "whole") -> SafeString:
    """Have the one picture at the top of the page fetched before the page is read so far.

    Only the best format is named: a browser that does not read it skips the line.
    """
    made = _by_format(photo, crop)
    kind = next((kind for kind in SOURCES if kind in made), None)
    if kind is None or not photo.is_usable(timezone.now()):
        return NOTHING
    return format_html(
        '<link rel="preload" as="image" type="image/{}" imagesrcset="{}" imagesizes="{}"'
        ' fetchpriority="high">',
        kind,
        _srcset(made[kind]),
        sizes,
    )


def _by_format(photo: Photo, crop: str) -> dict[str, list[Rendition]]:
    """Sort a crop's renditions by format, each from narrow to wide."""
    made = defaultdict(list)
    for rendition in photo.renditions.all():
        if rendition.crop == crop:
            made[rendition.format].append(rendition)
    for renditions in made.values():
        renditions.sort(key=lambda rendition: rendition.width)
    return made


def _srcset(renditions: list[Rendition]) -> str:
    return ", ".join(f"{rendition.file.url} {rendition.width}w" for rendition in renditions)


def _drawn(made: dict[str, list[Rendition]], alt: str, sizes: str, eager: bool) -> SafeString:
    """Write the markup. The plain `<img>` is for the few who read neither AVIF nor WebP."""
    plain = made.get("jpeg") or next(iter(made.values()))
    shown = next((one for one in plain if one.width >= TYPICAL), plain[-1])
    sources = format_html_join(
        "",
        '<source type="image/{}" srcset="{}" sizes="{}">',
        ((kind, _srcset(made[kind]), sizes) for kind in SOURCES if kind in made),
    )
    return format_html(
        '<picture class="picture">{}<img src="{}" width="{}" height="{}" alt="{}"{}></picture>',
        sources,
        shown.file.url,
        shown.width,
        shown.height,
        alt,
        EAGER if eager else LAZY,
    )


EAGER = SafeString(' fetchpriority="high"')
LAZY = SafeString(' loading="lazy" decoding="async"')
