"""The whole text of a story as plain strings: compared with another, merged with it, sent.

It comes from a form (what somebody typed, or what is stored) or from a version of the history, and
holds strings as a form sends them, so that any two of these can be compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any, Literal, TypedDict

import lxml.html
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.forms import ModelForm
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from reversion.models import Version

from photos.models import Photo
from vocabulary.parse_ids import parse_id
from vocabulary.text import html_to_text
from vocabulary.word_diff import diff_words

from ..body import clean, draw
from ..body.embeds import Embed
from ..body.html import photo_ids
from ..models import Article, ArticleTopic, Byline, Citation, RelatedStory
from .forms import NEW_PREFIX, LocalDateTimeField
from .inlines import PartFormSet

TOPICS = "topics"
PARTS: dict[str, type[models.Model]] = {
    "bylines": Byline,
    "citations": Citation,
    "picked": RelatedStory,
    TOPICS: ArticleTopic,
}
# In the order of the form; what the model has besides comes after these.
FIRST_FIELDS = ("kicker", "headline", "standfirst", "body", "section", "kind", "language")
HIDDEN_COLUMNS = ("id", "position")
Row = dict[str, str]
ChangedBy = Literal["one", "other", ""]
# Line breaks between tags: filed copy has them, and a form does not.
_BREAKS_BETWEEN_TAGS = re.compile(r">\s*\n\s*<")


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


# --- two texts side by side ----------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """Something that differs between two texts, as HTML that marks what differs.

    Attributes:
        key: names it when one is picked: a field, a part, or “body-3”.
        by: which text changed it since the version both began with: "" where both did, or where
            that version is not known.
    """

    key: str
    label: str
    one: SafeString
    other: SafeString
    by: ChangedBy = ""
    is_headline: bool = False

    @property
    def is_from_one(self) -> bool:
        return self.by == "one"

    @property
    def is_from_other(self) -> bool:
        return self.by == "other"


@dataclass(frozen=True)
class Unchanged:
    """What is the same in both texts, named for reading."""

    what: str


Compared = Difference | Unchanged


def compare(one: StoryText, other: StoryText, base: StoryText | None = None) -> list[Compared]:
    """List what differs between two texts, in the order of the form; bodies by paragraph.

    Args:
        base: the text both began with, if it is known: by it `Difference.by` is found out.
    """
    rows: list[Compared] = []
    for name in _in_form_order(one.fields.keys() & other.fields.keys()):
        if name == "body":
            rows += _compare_bodies(one.fields[name], other.fields[name], base)
        elif one.fields[name] == other.fields[name]:
            rows.append(Unchanged(_label(Article, name)))
        else:
            was = base.fields.get(name) if base else None
            by = _find_changed_by(one.fields[name], other.fields[name], was)
            marked = diff_words(
                _display(Article, name, one.fields[name]),
                _display(Article, name, other.fields[name]),
            )
            rows.append(Difference(name, _label(Article, name), *marked, by, name == "headline"))
    for name in PARTS:
        if name in one.parts and name in other.parts:
            rows.append(_compare_parts(name, one, other, base))
    return list(_join_unchanged(rows))


def merge(one: StoryText, other: StoryText, picked: Mapping[str, str]) -> StoryText:
    """Return `one` with what is picked from `other` in its place.

    Args:
        picked: "other" by the key of a difference that `compare` named.
    """
    from_other = {key for key, whose in picked.items() if whose == "other"}
    fields = {
        name: other.fields[name] if name in from_other and name in other.fields else value
        for name, value in one.fields.items()
    }
    if "body" in fields and "body" in other.fields:
        fields["body"] = "".join(
            block
            for number, hunk in enumerate(_align(one.fields["body"], other.fields["body"]))
            for block in (hunk.other if f"body-{number}" in from_other else hunk.one)
        )
    parts = {
        name: other.parts[name] if name in from_other and name in other.parts else rows
        for name, rows in one.parts.items()
    }
    return replace(one, fields=fields, parts=parts)


def _in_form_order(names: Iterable[str]) -> list[str]:
    names = set(names)
    rest = [
        column.name for column in Article._meta.concrete_fields if column.name not in FIRST_FIELDS
    ]
    return [name for name in [*FIRST_FIELDS, *rest] if name in names]


def _label(model: type[models.Model], name: str) -> str:
    return capfirst(str(_field(model, name).verbose_name))


def _field(model: type[models.Model], name: str) -> models.Field:
    """Return a model's own field, which a form may edit.

    Raises: FieldDoesNotExist.
    """
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise FieldDoesNotExist(name)
    return field


def _display(model: type[models.Model], name: str, value: str) -> str:
    """Return what a field holds, for reading: the name of a row, the label of a choice."""
    try:
        column = _field(model, name)
    except FieldDoesNotExist:  # a tick that only the form has
        return _("checked") if value else ""
    if not value:
        return ""
    if isinstance(column.related_model, type):
        key = parse_id(value)
        if key is None:
            return value.removeprefix(NEW_PREFIX)
        found = column.related_model._base_manager.filter(pk=key).first()
        return str(found) if found else _("deleted (%(n)s)") % {"n": value}
    return str(dict(column.flatchoices or ()).get(value, value))


def _find_changed_by(one: Any, other: Any, base: Any) -> ChangedBy:
    if base is None or (one != base and other != base):
        return ""
    return "other" if one == base else "one"


def _compare_parts(name: str, one: StoryText, other: StoryText, base: StoryText | None) -> Compared:
    model = PARTS[name]
    label = capfirst(str(model._meta.verbose_name_plural))
    texts = [one, other, base] if base and name in base.parts else [one, other]
    mine, theirs, *began = _keep_shared_columns([text.parts[name] for text in texts])
    if mine == theirs:
        return Unchanged(label)
    by = _find_changed_by(mine, theirs, began[0] if began else None)
    marked = diff_words(_list_rows(model, one.parts[name]), _list_rows(model, other.parts[name]))
    return Difference(name, label, *marked, by)


def _keep_shared_columns(lists: list[list[Row]]) -> list[list[Row]]:
    """Return lists of rows with the columns that all have: forms and the history have others."""
    known = [set(row) for rows in lists for row in rows]
    names = set.intersection(*known) - {"id"} if known else set()
    return [[{name: row[name] for name in names} for row in rows] for rows in lists]


def _list_rows(model: type[models.Model], rows: list[Row]) -> str:
    """Return rows for reading, a line each."""
    lines = (
        [_display(model, name, row[name]) for name in row if name not in HIDDEN_COLUMNS]
        for row in rows
    )
    return "\n".join(" · ".join(filter(None, line)) for line in lines)


# --- bodies, paragraph by paragraph ---------------------------------------------------------------


@dataclass(frozen=True)
class Hunk:
    """A run of paragraphs: the same in both bodies, or one's in the place of the other's."""

    one: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)

    @property
    def is_same(self) -> bool:
        return self.one == self.other


def split_blocks(body: str) -> list[str]:
    """Split a cleaned body into its paragraphs, headings, pictures and boxes, as HTML."""
    body = _BREAKS_BETWEEN_TAGS.sub("><", body).strip()
    if not body:
        return []
    root = lxml.html.fragment_fromstring(body, create_parent="div")
    first = [f"<p>{root.text.strip()}</p>"] if root.text and root.text.strip() else []
    written = (lxml.html.tostring(block, encoding="unicode").strip() for block in root)
    return first + [block for block in written if block]


def _align(one: str, other: str) -> Iterator[Hunk]:
    """Align two bodies; as many paragraphs in the place of as many are compared one by one."""
    mine, theirs = split_blocks(one), split_blocks(other)
    matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "replace" and j - i == m - k:
            yield from (Hunk([a], [b]) for a, b in zip(mine[i:j], theirs[k:m], strict=True))
        else:
            yield Hunk(mine[i:j], theirs[k:m])


def _compare_bodies(one: str, other: str, base: StoryText | None) -> Iterator[Compared]:
    began = set(split_blocks(base.fields.get("body", ""))) if base else None
    renderers = text_renderers(one, other)
    for number, hunk in enumerate(_align(one, other)):
        if hunk.is_same:
            count = len(hunk.one)
            yield Unchanged(ngettext("%(n)s paragraph", "%(n)s paragraphs", count) % {"n": count})
        else:
            by = _find_hunk_changed_by(hunk, began)
            yield Difference(f"body-{number}", _("Text"), *_diff_hunk(hunk, renderers), by)


def _find_hunk_changed_by(hunk: Hunk, began: set[str] | None) -> ChangedBy:
    """Find out which text changed a run of paragraphs, by those that both began with."""
    if began is None:
        return ""
    one, other = (
        any(block not in began for block in own) or any(block in began for block in lost)
        for own, lost in (
            (hunk.one, set(hunk.other) - set(hunk.one)),
            (hunk.other, set(hunk.one) - set(hunk.other)),
        )
    )
    if one and other:
        return ""
    return "one" if one else "other"


class TextRenderers(TypedDict):
    """Arguments of `body.draw`: what stands in the place of pictures and embeds."""

    figure: Callable[[int, str], str]
    embed: Callable[[Embed, str], str]


def text_renderers(*bodies: str) -> TextRenderers:
    """Return renderers that show photos and embeds by their names, for reading a body as text."""
    numbers = {number for body in bodies for number in photo_ids(body)}
    titles = Photo.objects.filter(pk__in=numbers).values_list("pk", "title") if numbers else ()
    names = dict(titles)

    def figure(number: int, caption: str) -> str:
        named = _("Photo: %(title)s") % {"title": names.get(number, number)}
        return format_html("<p class='help'>[{}]</p><p>{}</p>", named, SafeString(caption))

    def embed(shown: Embed, caption: str) -> str:
        named = f"{shown.what}: {shown.page}"
        return format_html("<p class='help'>[{}]</p><p>{}</p>", named, SafeString(caption))

    return TextRenderers(figure=figure, embed=embed)


def _diff_hunk(hunk: Hunk, renderers: TextRenderers) -> tuple[SafeString, SafeString]:
    """Mark how the words of two runs differ; where the words are the same, how the HTML does."""
    one, other = (
        "\n".join(html_to_text(draw(block, **renderers)) for block in side)
        for side in (hunk.one, hunk.other)
    )
    if one != other:
        return diff_words(one, other)
    html_one, html_other = diff_words("\n".join(hunk.one), "\n".join(hunk.other))
    return format_html("<code>{}</code>", html_one), format_html("<code>{}</code>", html_other)


def _join_unchanged(rows: Iterable[Compared]) -> Iterator[Compared]:
    """Join what is unchanged in successive rows into one."""
    same: list[str] = []
    for row in rows:
        if isinstance(row, Unchanged):
            same.append(row.what)
            continue
        if same:
            yield Unchanged(", ".join(same))
            same = []
        yield row
    if same:
        yield Unchanged(", ".join(same))
