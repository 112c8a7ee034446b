"""Photos as the desk's pages show them: thumbnail, status, and the metadata of the file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vocabulary.spans import has_end
from vocabulary.text import join_with_and

from .details import read_source_type
from .models import SOON, Photo, Rendition

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
    "creator_job_title": gettext_lazy("Creator’s job title"),
    "credit": gettext_lazy("Credit"),
    "source": gettext_lazy("Source"),
    "copyright": gettext_lazy("Copyright"),
    "copyright_owner": gettext_lazy("Copyright owner"),
    "licensor": gettext_lazy("Licensor"),
    "web_statement": gettext_lazy("Rights statement"),
    "image_supplier": gettext_lazy("Supplier"),
    "image_id": gettext_lazy("Supplier’s image ID"),
    "model_release": gettext_lazy("Model release"),
    "model_release_ids": gettext_lazy("Model release IDs"),
    "property_release": gettext_lazy("Property release"),
    "property_release_ids": gettext_lazy("Property release IDs"),
    "date_created": gettext_lazy("Taken"),
    "event": gettext_lazy("Event"),
    "job_id": gettext_lazy("Job ID"),
    "sublocation": gettext_lazy("Location"),
    "city": gettext_lazy("City"),
    "state": gettext_lazy("State or province"),
    "country": gettext_lazy("Country"),
    "country_code": gettext_lazy("Country code"),
    "location_created": gettext_lazy("Location taken"),
    "location_shown": gettext_lazy("Location shown"),
    "gps": gettext_lazy("GPS position"),
    "camera": gettext_lazy("Camera"),
    "digital_source_type": gettext_lazy("How it was made"),
    "ai_prompt": gettext_lazy("AI prompt"),
    "ai_prompt_writer": gettext_lazy("AI prompt by"),
    "ai_system": gettext_lazy("AI system"),
    "ai_system_version": gettext_lazy("AI system version"),
    "private": gettext_lazy("Never published"),
}
# Source: PLUS picture licensing vocabulary.
CODES: dict[str, Promise] = {
    "DMI-UNSPECIFIED": gettext_lazy("not specified"),
    "DMI-ALLOWED": gettext_lazy("allowed"),
    "DMI-PROHIBITED": gettext_lazy("prohibited"),
    "DMI-PROHIBITED-AIMLTRAINING": gettext_lazy("prohibited for training AI"),
    "DMI-PROHIBITED-GENAIMLTRAINING": gettext_lazy("prohibited for training generative AI"),
    "DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING": gettext_lazy(
        "prohibited, except for search engines"
    ),
    "DMI-PROHIBITED-SEECONSTRAINT": gettext_lazy("prohibited; see “Other constraints”"),
    "DMI-PROHIBITED-SEEEMBEDDEDRIGHTSEXPR": gettext_lazy("prohibited; see the rights in the file"),
    "DMI-PROHIBITED-SEELINKEDRIGHTSEXPR": gettext_lazy("prohibited; see the linked rights"),
    "MR-NON": gettext_lazy("none"),
    "MR-NAP": gettext_lazy("not applicable"),
    "MR-UMR": gettext_lazy("unlimited"),
    "MR-LMR": gettext_lazy("limited or incomplete"),
    "PR-NON": gettext_lazy("none"),
    "PR-NAP": gettext_lazy("not applicable"),
    "PR-UPR": gettext_lazy("unlimited"),
    "PR-LPR": gettext_lazy("limited or incomplete"),
}

# Fields of a structure that come first, from the particular to the general.
FIRST_FIELDS = ["name", "sublocation", "city", "province_state", "country_name", "world_region"]


def name_missing_details(photo: Photo) -> list[str]:
    """Return the labels of the details a photo lacks, as its form shows them."""
    labels = {field.name: field.verbose_name for field in Photo._meta.fields}
    return [str(labels[name]) for name in photo.missing_details]


def tenth(share: float) -> int:
    """Return a focal point's coordinate (0 to 1) in tenths, for which the style sheet has rules."""
    return round(10 * share)


def desk_url(rendition: Rendition | None) -> str:
    """Return the address of a rendition for people at the desk, "" where there is none.

    Its public address answers only while readers may see the photo.
    """
    return reverse("admin:photos_file", args=[rendition.file.name]) if rendition else ""


def thumbnail(photo: Photo) -> SafeString:
    """Render a small picture, cropped around its focal point, or a note while none is made."""
    shown = photo.find_rendition(THUMB)
    if shown is None:
        return format_html('<span class="thumb none">{}</span>', _("processing"))
    return format_html(
        '<img class="thumb" src="{}" width="{}" height="{}" data-x="{}" data-y="{}" alt=""'
        ' loading="lazy">',
        desk_url(shown),
        shown.width,
        shown.height,
        tenth(photo.focal_x),
        tenth(photo.focal_y),
    )


def describe_status(photo: Photo, now: datetime) -> tuple[str, str, str]:
    """Return the class and icon of a photo's flag, and in a few words whether it can be shown."""
    if photo.spiked_at:
        return "stop", "trash", _("in the trash")
    if photo.missing_details:
        details = join_with_and(name_missing_details(photo))
        return "stop", "stop", _("missing: %(details)s") % {"details": details}
    if photo.rights_until <= now:
        return "stop", "clock", _("rights have expired")
    if photo.rights_from > now:
        return "info", "clock", _("rights have not started")
    if has_end(photo.rights_until) and photo.rights_until <= now + SOON:
        days = (photo.rights_until - now).days
        if not days:
            end = date_format(timezone.localtime(photo.rights_until), "j M, H:i")
            return "stop", "clock", _("rights expire %(at)s") % {"at": end}
        left = ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}
        return "", "clock", left
    return "ok", "check", _("ready to use")


def render_metadata_table(metadata: dict) -> str:
    """Render a file's metadata as a table; what restricts the use of the photo comes first."""
    rows = list(_label_metadata(metadata))
    if not rows:
        return _("The file has no metadata.")
    body = format_html_join("", '<tr><th scope="row">{}</th><td>{}</td></tr>', rows)
    return format_html("<table><tbody>{}</tbody></table>", body)


def _label_metadata(metadata: dict) -> Iterator[tuple[str, str]]:
    """Give each entry as a label and its text."""
    for name, label in LABELS.items():
        if metadata.get(name):
            yield str(label), _format_value(name, metadata[name])
    for name, value in metadata.get("differs", {}).items():
        older = _("%(fact)s, in the older IPTC block") % {"fact": LABELS.get(name, name)}
        yield older, _format_value(name, value)


def _format_value(name: str, value: object) -> str:
    """Write one value on one line."""
    if name == "digital_source_type":
        code = read_source_type(str(value))
        return str(Photo.Making(code).label) if code else str(value)
    if isinstance(value, dict):
        return ", ".join(_format_value("", value[key]) for key in sorted(value, key=_rank_field))
    if isinstance(value, list):
        return ("; " if any(isinstance(each, dict) for each in value) else ", ").join(
            _format_value("", each) for each in value
        )
    return str(CODES.get(value, value)) if isinstance(value, str) else str(value)


def _rank_field(field: str) -> tuple[int, str]:
    """Return the sort key of a structure's field; PostgreSQL does not keep the order of JSON."""
    known = FIRST_FIELDS.index(field) if field in FIRST_FIELDS else len(FIRST_FIELDS)
    return known, field
