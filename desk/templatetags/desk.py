"""Marks of the desk: icons, the circle that fills, initials, thumbnails."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django import template
from django.db.models import Model
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.workflow.state import State
from photos.display import THUMB, paper_names, tenth, thumbnail
from photos.models import Photo
from vocabulary.text import join_with_and

register = template.Library()

# State: the class that colours its chip, and the icon of its circle.
CHIPS = {
    "draft": ("draft", "s-draft"),
    "in_review": ("review", "s-review"),
    "ready": ("ready", "s-ready"),
    "scheduled": ("scheduled", "s-scheduled"),
    "live": ("live", "s-live"),
    "withdrawn": ("withdrawn", "s-withdrawn"),
    "spiked": ("spiked", "trash"),
}


@register.filter
def day_and_time(moment: datetime) -> str:
    """Say a moment in the paper's time; a moment of today needs no day."""
    local = timezone.localtime(moment)
    return date_format(local, "H:i" if local.date() == timezone.localdate() else "j M, H:i")


@register.filter
def ago(moment: datetime) -> str:
    """Say how long ago something was; what is not a minute old was just now."""
    if timezone.now() - moment < timedelta(minutes=1):
        return _("just now")
    return _("%(age)s ago") % {"age": timesince(moment)}


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Draw an icon of static/desk/icons.svg; the words beside it say what it means."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f" {size}" if size else "",
        static("desk/icons.svg"),
        name,
    )


@register.simple_tag
def status(state: State) -> SafeString:
    """Draw a state: a circle that fills as the story nears its readers, and its word."""
    kind, mark = CHIPS[state.value]
    return format_html('<span class="status {}">{}{}</span>', kind, icon(mark), state.label)


@register.filter
def initials(person: object) -> str:
    """Return one or two initials: “TO”."""
    words = str(person).replace(".", " ").replace("_", " ").split()
    letters = [word[0] for word in words[:1] + words[1:][-1:]]
    return "".join(letters).upper()


@register.filter
def age(minutes: int) -> str:
    """Write an age: “5 h 20 min”, “3 days”."""
    if minutes >= 2 * 24 * 60:
        days = minutes // (24 * 60)
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    hours, minutes = divmod(max(minutes, 0), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


@register.filter
def thumb(photo: Photo) -> str:
    """Return the address of a small picture, "" while none is made. Reads what is loaded."""
    shown = photo.rendition(THUMB)
    return shown.file.url if shown else ""


@register.filter
def face(photo: Photo) -> str:
    """Return the address of a portrait cut square around its focal point, "" while none is made."""
    shown = photo.rendition(THUMB, "square")
    return shown.file.url if shown else thumb(photo)


register.filter(tenth)
register.filter(thumbnail)


@register.filter
def lacking(photo: Photo) -> str:
    """Name the papers a photo lacks, in the words of its form: "" where it has them all."""
    return join_with_and(paper_names(photo))


@register.filter
def with_a_page(protected: list[str]) -> list[str]:
    """Keep those of Django's lines on what rests on a thing that lead to a page of the desk."""
    return [line for line in protected if "<a " in line]


@register.filter
def besides(counted: Iterable[tuple[str, int]], thing: Model) -> list[tuple[str, int]]:
    """Leave the thing itself out of what Django counts as deleted with it."""
    own = str(thing._meta.verbose_name_plural)
    others = [(str(name), count - (str(name) == own)) for name, count in counted]
    return [(name, count) for name, count in others if count]


@register.filter
def heads_row(cell: SafeString) -> SafeString:
    """Say of the `<th>` that the admin writes into a list's row what it is the head of."""
    return SafeString(cell.replace("<th ", '<th scope="row" ', 1)) if cell[:4] == "<th " else cell


@register.filter
def at(table: dict, key: str) -> object:
    """Look up a key that a template cannot write: one with a hyphen, or from a variable."""
    return table.get(key)
