"""Template tags that render photos in readers' pages."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ..models import Photo, Rendition, list_rights_times
from ..renditions import enqueue_missing_crop

register = template.Library()

NOTHING = SafeString("")
SOURCES = ("avif", "webp")
FALLBACK_WIDTH = 720  # pixels: of the plain <img>


@register.simple_tag
def picture(
    photo: Photo | None,
    alt: str | None = None,
    sizes: str = "calc(100vw - 2rem)",
    crop: str = "whole",
    eager: bool = False,
    at: datetime | None = None,
) -> SafeString:
    """Render a photo as `<picture>`, or nothing if readers may not see it or it has no renditions.

    A crop that does not exist yet is queued, and the whole picture is shown instead.

    Args:
        photo: loaded with `for_drawing`, or with its `renditions` prefetched, to need no query.
        alt: the alt text as published; by default the photo's, "" where a caption says it all.
        sizes: how wide it is shown, as in HTML.
        eager: True for the one picture at the top of the page.
        at: the date and time the page is shown for; see photos.models.list_rights_times.
    """
    if photo is None:
        return NOTHING
    if not all(photo.is_usable(time) for time in list_rights_times(at)):
        return NOTHING
    made = _group_by_format(photo, crop)
    if not made and crop != "whole":
        enqueue_missing_crop(photo, crop)
        made = _group_by_format(photo, "whole")
    if not made:
        return NOTHING
    return _render(made, photo.alt if alt is None else alt, sizes, eager)


@register.filter
def portrait_file(photo: Photo | None) -> Rendition | None:
    """Return the rendition of a portrait for use on other sites; None if there is none."""
    return photo.find_rendition(480, "square") if photo else None


@register.simple_tag
def preload_picture(photo: Photo, sizes: str, crop: str = "whole") -> SafeString:
    """Make browsers fetch the picture at the top of the page first.

    Only the best format is named: a browser that does not support it ignores the link.
    """
    made = _group_by_format(photo, crop)
    kind = next((kind for kind in SOURCES if kind in made), None)
    if kind is None or not photo.is_usable(timezone.now()):
        return NOTHING
    return format_html(
        '<link rel="preload" as="image" type="image/{}" imagesrcset="{}" imagesizes="{}"'
        ' fetchpriority="high">',
        kind,
        _join_srcset(made[kind]),
        sizes,
    )


def _group_by_format(photo: Photo, crop: str) -> dict[str, list[Rendition]]:
    """Group a crop's renditions by format, each from narrow to wide."""
    made = defaultdict(list)
    for rendition in photo.renditions.all():
        if rendition.crop == crop:
            made[rendition.format].append(rendition)
    for renditions in made.values():
        renditions.sort(key=lambda rendition: rendition.width)
    return made


def _join_srcset(renditions: list[Rendition]) -> str:
    return ", ".join(f"{rendition.file.url} {rendition.width}w" for rendition in renditions)


def _render(made: dict[str, list[Rendition]], alt: str, sizes: str, eager: bool) -> SafeString:
    """Write the markup. The plain `<img>` is for browsers without AVIF and WebP."""
    plain = made.get("jpeg") or next(iter(made.values()))
    shown = next((one for one in plain if one.width >= FALLBACK_WIDTH), plain[-1])
    sources = format_html_join(
        "",
        '<source type="image/{}" srcset="{}" sizes="{}">',
        ((kind, _join_srcset(made[kind]), sizes) for kind in SOURCES if kind in made),
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
