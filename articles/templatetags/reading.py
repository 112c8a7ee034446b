"""What readers' templates ask for: days, hours, names of languages, usable pictures."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language_info, pgettext

from outlet.models import Outlet
from photos.models import Photo, list_rights_times
from vocabulary.text import join_with_and, text_direction

register = template.Library()


@register.filter
def day(moment: date) -> str:
    """Write a day as the paper does: 22 November 2026."""
    return date_format(_local(moment), pgettext("how a day is written", "j F Y"))


@register.filter
def weekday(moment: date) -> str:
    """Write a day with its weekday: Sunday 22 November 2026."""
    return date_format(_local(moment), pgettext("how a day is written", "l j F Y"))


@register.filter
def hour(moment: datetime) -> str:
    """Write the time of day: 17:05."""
    return date_format(_local(moment), pgettext("how a time is written", "H:i"))


@register.filter
def day_and_hour(moment: datetime) -> str:
    """Write a moment: 22 November 2026, 17:05."""
    return date_format(_local(moment), pgettext("how a moment is written", "j F Y, H:i"))


@register.filter
def hour_or_day(moment: datetime, now: datetime | Literal[""]) -> str:
    """Write the time of day for what is of today, and the day for what is older."""
    today = _local(now or timezone.now()).date()
    local = _local(moment)
    if local.date() == today:
        return hour(moment)
    if local.year == today.year:
        return date_format(local, pgettext("how a day is written", "j M"))
    return date_format(local, pgettext("how a day is written", "j M Y"))


def _local(moment: Any) -> Any:
    return timezone.localtime(moment) if isinstance(moment, datetime) else moment


@register.filter
def local_day(moment: datetime) -> date:
    """Return the paper's day of a moment."""
    return timezone.localdate(moment)


@register.filter
def iso(moment: date) -> str:
    """Write a moment for machines, in the paper's zone and to the second."""
    if isinstance(moment, datetime):
        return timezone.localtime(moment).isoformat(timespec="seconds")
    return moment.isoformat()


@register.filter(name="text_direction")
def find_direction(language: str) -> str:
    """Return the writing direction of a language."""
    return text_direction(language or "")


@register.filter
def names(people: list[str]) -> str:
    """Join names as a byline does."""
    return join_with_and(people)


@register.filter
def has_own_colours(outlet: Outlet) -> bool:
    """Say whether the outlet chose accents other than those of the style sheet."""
    defaults = Outlet()
    fields = ("accent", "accent_dark")
    return any(getattr(outlet, name) != getattr(defaults, name) for name in fields)


@register.filter
def language_name(tag: str) -> str:
    """Name a language in the interface's own: “nl” is Dutch. An unknown one keeps its tag."""
    for known in (tag.lower(), tag.lower().partition("-")[0]):
        try:
            return get_language_info(known)["name_translated"]
        except KeyError:
            continue
    return tag


@register.filter
def drawable_at(photo: Photo | None, moment: datetime | Literal[""]) -> Photo | None:
    """Return a photo that can be drawn: readers may see it on a page of `moment`, and it is made.

    Loaded with its renditions. A layout must know beforehand whether there will be a picture.
    """
    if photo is None or not all(
        photo.is_usable(each) for each in list_rights_times(moment or None)
    ):
        return None
    return photo if photo.renditions.all() else None


@register.inclusion_tag("components/feeds.html")
def feed_links(name: str, view: str, **place: str) -> dict[str, str]:
    """Write the links to the feeds of a page, which `view` serves in three formats."""
    formats = ("rss", "atom", "json")
    return {
        "name": name,
        **{each: reverse(view, kwargs={**place, "format": each}) for each in formats},
    }


@register.simple_tag(takes_context=True)
def absolute(context: template.Context, path: str) -> str:
    """Return the whole address of a path of ours."""
    request: HttpRequest = context["request"]
    return request.build_absolute_uri(path)
