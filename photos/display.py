"""What a file says, put into words for the desk's forms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vocabulary.spans import has_end
from vocabulary.text import join_with_and

from .details import source_type_from
from .models import SOON, Photo

THUMB = 320  # pixels wide

LABELS: dict[str, Promise] = {
    "instructions": gettext_lazy("Instructions"),
    "usage_terms": gettext_lazy("Terms of use"),
    "data_mining": gettext_lazy("Data mining"),
    "other_constraints": gettext_lazy("Other constraints"),
    "headline": gettext_lazy("Headline"),
    "caption": gettext_lazy("Caption"),
    "caption_writer": gettext_lazy("Caption by"),
    "alt": gettext_lazy("Alt text"),
    "extended_description": gettext_lazy("Long description"),
    "title": gettext_lazy("Title"),
    "keywords": gettext_lazy("Keywords"),
    "persons": gettext_lazy("People shown"),
    "creator": gettext_lazy("Creator"),
    "creator_job_title": gettext_lazy("Creator's job"),
    "credit": gettext_lazy("Credit"),
    "source": gettext_lazy("Source"),
    "copyright": gettext_lazy("Copyright"),
    "copyright_owner": gettext_lazy("Copyright owner"),
    "licensor": gettext_lazy("Licensor"),
    "web_statement": gettext_lazy("Statement of rights"),
    "image_supplier": gettext_lazy("Supplier"),
    "image_id": gettext_lazy("Supplier's number"),
    "model_release": gettext_lazy("Model release"),
    "model_release_ids": gettext_lazy("Model release numbers"),
    "property_release": gettext_lazy("Property release"),
    "property_release_ids": gettext_lazy("Property release numbers"),
    "date_created": gettext_lazy("Taken"),
    "event": gettext_lazy("Event"),
    "job_id": gettext_lazy("Job number"),
    "sublocation": gettext_lazy("Place"),
    "city": gettext_lazy("City"),
    "state": gettext_lazy("State or province"),
    "country": gettext_lazy("Country"),
    "country_code": gettext_lazy("Country code"),
    "location_created": gettext_lazy("Taken at"),
    "location_shown": gettext_lazy("Place shown"),
    "gps": gettext_lazy("Position"),
    "camera": gettext_lazy("Camera"),
    "digital_source_type": gettext_lazy("How it was made"),
    "ai_prompt": gettext_lazy("AI prompt"),
    "ai_prompt_writer": gettext_lazy("AI prompt by"),
    "ai_system": gettext_lazy("AI system"),
    "ai_system_version": gettext_lazy("AI system's version"),
    "private": gettext_lazy("Never sent to readers"),
}
# Source: PLUS picture licensing vocabulary.
CODES: dict[str, Promise] = {
    "DMI-UNSPECIFIED": gettext_lazy("not said"),
    "DMI-ALLOWED": gettext_lazy("allowed"),
    "DMI-PROHIBITED": gettext_lazy("prohibited"),
    "DMI-PROHIBITED-AIMLTRAINING": gettext_lazy("prohibited for training AI"),
    "DMI-PROHIBITED-GENAIMLTRAINING": gettext_lazy("prohibited for training generative AI"),
    "DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING": gettext_lazy(
        "prohibited, except for search engines"
    ),
    "DMI-PROHIBITED-SEECONSTRAINT": gettext_lazy("prohibited; see the other constraints"),
    "DMI-PROHIBITED-SEEEMBEDDEDRIGHTSEXPR": gettext_lazy("prohibited; see the rights in the file"),
    "DMI-PROHIBITED-SEELINKEDRIGHTSEXPR": gettext_lazy("prohibited; see the rights linked to"),
    "MR-NON": gettext_lazy("none"),
    "MR-NAP": gettext_lazy("not applicable"),
    "MR-UMR": gettext_lazy("for every use"),
    "MR-LMR": gettext_lazy("limited or incomplete"),
    "PR-NON": gettext_lazy("none"),
    "PR-NAP": gettext_lazy("not applicable"),
    "PR-UPR": gettext_lazy("for every use"),
    "PR-LPR": gettext_lazy("limited or incomplete"),
}

# Of a structure, from the particular to the general; what else it holds comes after.
ORDER = ["name", "sublocation", "city", "province_state", "country_name", "world_region"]


def paper_names(photo: Photo) -> list[str]:
    """Name the papers a photo lacks as its form does."""
    return [str(Photo._meta.get_field(name).verbose_name) for name in photo.missing_papers()]


def tenth(share: float) -> int:
    """Round a focal point's share of a side to the tenths that the desk's sheet knows."""
    return round(10 * share)


def thumbnail(photo: Photo) -> SafeString:
    """Draw a small picture, cut around its focal point; say so while none is made."""
    shown = photo.rendition(THUMB)
    if shown is None:
        return format_html('<span class="thumb none">{}</span>', _("being made"))
    return format_html(
        '<img class="thumb" src="{}" width="{}" height="{}" data-x="{}" data-y="{}" alt=""'
        ' loading="lazy">',
        shown.file.url,
        shown.width,
        shown.height,
        tenth(photo.focal_x),
        tenth(photo.focal_y),
    )


def photo_status(photo: Photo, now: datetime) -> tuple[str, str, str]:
    """Say in a few words whether readers may see a photo, with its flag's class and icon."""
    if photo.spiked_at:
        return "stop", "trash", _("in the trash")
    if photo.missing_papers():
        papers = join_with_and(paper_names(photo))
        return "stop", "stop", _("missing: %(papers)s") % {"papers": papers}
    if photo.rights_until <= now:
        return "stop", "clock", _("rights have ended")
    if photo.rights_from > now:
        return "info", "clock", _("not yet")
    if has_end(photo.rights_until) and photo.rights_until <= now + SOON:
        days = (photo.rights_until - now).days
        if not days:
            end = date_format(timezone.localtime(photo.rights_until), "j M, H:i")
            return "stop", "clock", _("rights end %(at)s") % {"at": end}
        said = ngettext("for %(n)d day more", "for %(n)d days more", days) % {"n": days}
        return "", "clock", said
    return "ok", "check", _("may be shown")


def facts_table(facts: dict) -> str:
    """Draw the facts of a file as a table, those that bind the desk first."""
    rows = list(_rows(facts))
    if not rows:
        return _("The file says nothing of itself.")
    drawn = format_html_join("", '<tr><th scope="row">{}</th><td>{}</td></tr>', rows)
    return format_html('<table class="facts-table"><tbody>{}</tbody></table>', drawn)


def _rows(facts: dict) -> Iterator[tuple[str, str]]:
    for name, label in LABELS.items():
        if facts.get(name):
            yield str(label), _words(name, facts[name])
    for name, value in facts.get("differs", {}).items():
        label = _("%(fact)s, in the older IPTC block") % {"fact": LABELS.get(name, name)}
        yield label, _words(name, value)


def _words(name: str, value: object) -> str:
    """Write one fact on one line."""
    if name == "digital_source_type":
        code = source_type_from(str(value))
        return str(Photo.Making(code).label) if code else str(value)
    if isinstance(value, dict):
        return ", ".join(_words("", value[key]) for key in sorted(value, key=_place))
    if isinstance(value, list):
        return ("; " if any(isinstance(each, dict) for each in value) else ", ").join(
            _words("", each) for each in value
        )
    return str(CODES.get(value, value)) if isinstance(value, str) else str(value)


def _place(field: str) -> tuple[int, str]:
    """Give a field of a structure its place; PostgreSQL keeps no order of its own."""
    return (ORDER.index(field) if field in ORDER else len(ORDER)), field
