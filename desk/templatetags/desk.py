"""Icons, states, initials, thumbnails and times, as all templates of the desk show them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.db.models import Model
from django.forms import BoundField
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article
from articles.workflow.state import State
from photos.display import THUMB, desk_url, name_missing_details, tenth, thumbnail
from photos.models import Photo
from vocabulary.text import join_with_and
from vocabulary.time_zones import name_time_zone

register = template.Library()
register.simple_tag(name_time_zone)

# For each state its CSS class and its icon.
STATES = {
    "draft": ("draft", "s-draft"),
    "in_review": ("review", "s-review"),
    "ready": ("ready", "s-ready"),
    "scheduled": ("scheduled", "s-scheduled"),
    "live": ("live", "s-live"),
    "withdrawn": ("withdrawn", "s-withdrawn"),
    "spiked": ("spiked", "trash"),
}
LEVEL_ICONS = {"success": "check", "error": "stop", "warning": "warn"}


@register.filter
def day_and_time(at: datetime) -> str:
    """Format a date and time in the site's time zone; today's without the day."""
    local = timezone.localtime(at)
    return date_format(local, "H:i" if local.date() == timezone.localdate() else "j M, H:i")


@register.filter
def ago(at: datetime) -> str:
    """Say how long ago something was: “5 minutes ago”, “just now” within a minute."""
    if timezone.now() - at < timedelta(minutes=1):
        return _("just now")
    return _("%(age)s ago") % {"age": timesince(at)}


@register.filter
def is_today(moment: datetime) -> bool:
    return timezone.localdate(moment) == timezone.localdate()


@register.filter
def level_icon(message: Message) -> str:
    """Name the icon that stands before a message."""
    return LEVEL_ICONS.get(message.level_tag, "info")


@register.filter
def is_checkbox(field: BoundField) -> bool:
    return field.widget_type == "checkbox"


@register.filter
def is_radios(field: BoundField) -> bool:
    return field.widget_type == "radioselect"


@register.filter
def kind_label(story: Article) -> str:
    """Return the kind of a story for a list; "" for news, or where its section has that name."""
    kind = story.get_kind_display().lower()
    is_known = not story.kind_traits.is_labelled or kind == story.section.name.lower()
    return "" if is_known else kind


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Draw an icon of static/desk/icons.svg, hidden from screen readers: text must go with it."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f" {size}" if size else "",
        static("desk/icons.svg"),
        name,
    )


@register.simple_tag
def status(state: State) -> SafeString:
    """Draw the state of a story: its icon and its label."""
    css_class, icon_name = STATES[state.value]
    return format_html(
        '<span class="status {}">{}{}</span>', css_class, icon(icon_name), state.label
    )


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
    shown = photo.find_rendition(THUMB)
    return desk_url(shown)


@register.filter
def face(photo: Photo) -> str:
    """Return the address of a portrait cut square around its focal point, "" while none is made."""
    shown = photo.find_rendition(THUMB, "square")
    return desk_url(shown) or thumb(photo)


register.filter(desk_url)
register.filter(tenth)
register.filter(thumbnail)


@register.filter
def missing_details(photo: Photo) -> str:
    """List the details a photo lacks, by the labels of its form; "" where it has them all."""
    return join_with_and(name_missing_details(photo))


@register.filter
def with_links(protected: list[str]) -> list[str]:
    """Keep the lines of Django's list of protected objects that link to a page of the desk."""
    return [line for line in protected if "<a " in line]


@register.filter
def without_itself(counted: Iterable[tuple[str, int]], obj: Model) -> list[tuple[str, int]]:
    """Leave the object itself out of Django's counts of what is deleted with it."""
    own = str(obj._meta.verbose_name_plural)
    others = [(str(name), count - (str(name) == own)) for name, count in counted]
    return [(name, count) for name, count in others if count]


@register.filter
def with_row_scope(cell: SafeString) -> SafeString:
    """Add scope="row" to the `<th>` that the admin writes into each row of a list."""
    return SafeString(cell.replace("<th ", '<th scope="row" ', 1)) if cell[:4] == "<th " else cell


@register.filter
def lookup(table: dict[str, Any], key: str) -> Any:
    """Look up a key that a template cannot write: one with a hyphen, or from a variable."""
    return table.get(key)
