"""The whole text of a story as plain strings, so that any two can be compared or merged.

It comes from a form (what somebody typed, or what is stored) or from a version of the history, and
holds strings as a form sends them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.forms import ModelForm
from django.http import QueryDict
from django.utils import timezone
from reversion.models import Version

from ..body import clean
from ..models import Article, ArticleTopic, Byline, Citation, RelatedStory
from .forms import LocalDateTimeField
from .inlines import PartFormSet

TOPICS = "topics"
PARTS: dict[str, type[models.Model]] = {
    "bylines": Byline,
    "citations": Citation,
    "picked": RelatedStory,
    TOPICS: ArticleTopic,
}
Row = dict[str, str]


@dataclass(frozen=True)
class StoryText:
    """Everything typed into a story.

    Attributes:
        fields: by name, as a form sends them.
        parts: the rows of bylines, citations, related stories and topics, in order.
    """

    fields: dict[str, str]
    parts: dict[str, list[Row]]

    @classmethod
    def from_form(cls, form: ModelForm, parts: Iterable[PartFormSet]) -> StoryText:
        """Return what a form was sent, or what one that was not sent shows."""
        cleaned = (
            {**form.cleaned_data, "body": clean(form.data.get("body", ""))} if form.is_bound else {}
        )
        fields = {}
        for name in form.fields.keys() - {"version", TOPICS}:
            value = cleaned.get(name)
            fields[name] = _form_value(value if isinstance(value, str) else form[name].value())
        rows = {str(part.prefix): list(_read_rows(part)) for part in parts}
        if TOPICS in form.fields:
            tags = sorted(_form_value(value) for value in form[TOPICS].value() or [])
            rows[TOPICS] = [{"tag": tag} for tag in tags]
        return cls(fields, rows)

    @classmethod
    def from_version(cls, version: Version) -> StoryText:
        """Return what the history kept of a story with all its parts.

        Raises: reversion.errors.RevertError, when it cannot be read any more.
        """
        kept = [each for each in version.revision.version_set.all() if each.pk != version.pk]
        parts = {
            name: [_version_fields(model, each) for each in kept if each._model is model]
            for name, model in PARTS.items()
        }
        for rows in parts.values():
            rows.sort(key=lambda row: (int(row.get("position") or 0), int(row["id"] or 0)))
        parts[TOPICS].sort(key=lambda row: row["tag"])  # topics have no order
        return cls(_version_fields(Article, version), parts)

    def fill_post(self, sent: QueryDict) -> QueryDict:
        """Return what a form sent, with this text in the place of what was typed."""
        filled = sent.copy()
        for name, value in self.fields.items():
            filled[name] = value
        for prefix, rows in self.parts.items():
            if prefix == TOPICS:
                filled.setlist(TOPICS, [row["tag"] for row in rows])
                continue
            for name in [name for name in filled if name.startswith(f"{prefix}-")]:
                del filled[name]
            filled[f"{prefix}-TOTAL_FORMS"] = str(len(rows))
            filled[f"{prefix}-INITIAL_FORMS"] = "0"
            for number, row in enumerate(rows):
                for name, value in row.items():
                    filled[f"{prefix}-{number}-{name}"] = value
        return filled

    def merge_into_form(self, present: StoryText) -> StoryText:
        """Return this text of the history as the form is to send it.

        What only a form has (a tick beside a row) stays as it is in `present`; so does the
        assignee.
        """
        fields = {**present.fields, **self.fields}
        if "assignee" in present.fields:
            fields["assignee"] = present.fields["assignee"]
        parts = {}
        for name, rows in present.parts.items():
            known = {row["id"]: row for row in rows if "id" in row}
            parts[name] = [
                known[row["id"]] | row if row["id"] in known else {**row, "id": ""}
                for row in self.parts[name]
            ]
        return StoryText({name: fields[name] for name in present.fields}, parts)


def _form_value(value: Any) -> str:
    if isinstance(value, datetime):  # a form that was not sent shows local time, without a zone
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{local:{LocalDateTimeField.widget.format}}"
    if isinstance(value, bool):
        return "on" if value else ""
    return "" if value is None else str(value).replace("\r\n", "\n")


def _read_rows(part: PartFormSet) -> Iterator[Row]:
    for form in part.forms if part.is_bound else part.initial_forms:
        if not part.is_removed(form) and (form.instance.pk or form.has_changed()):
            shown = [
                name for name in form.fields if name not in (part.fk.name, "DELETE", part.key_name)
            ]
            yield {
                "id": _form_value(form.instance.pk),
                **{n: _form_value(form[n].value()) for n in shown},
            }


def _version_fields(model: type[models.Model], version: Version) -> Row:
    """Return a version's fields as a form sends them; of a part, without its story."""
    values, row = version.field_dict, Row()
    for column in model._meta.concrete_fields:
        if column.attname in values and (column.editable or column.primary_key):
            row[column.name] = _form_value(values[column.attname])
    if model is Article:
        del row["id"]
    for name in ("article", "content_object"):
        row.pop(name, None)
    return row
