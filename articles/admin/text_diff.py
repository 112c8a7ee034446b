"""The text of a story as one thing: compared with another, joined with it, sent by a form.

It comes from a form (what somebody typed, or what is stored) or from a version of the history, and
holds plain strings as a form sends them, so that all of these can be laid side by side.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

import lxml.html
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
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
from .forms import NEW, ArticleForm, MomentField
from .inlines import PartFormSet

TOPICS = "topics"
PARTS: dict[str, type[models.Model]] = {
    "bylines": Byline,
    "citations": Citation,
    "picked": RelatedStory,
    TOPICS: ArticleTopic,
}
# In the order of the form; what the model has besides comes after these.
FIRST = ("kicker", "headline", "standfirst", "body", "section", "kind", "language")
OUT_OF_SIGHT = ("id", "position")
Row = dict[str, str]
_BETWEEN = re.compile(r">\s*\n\s*<")  # lines between tags: some ways in write them, forms do not


@dataclass(frozen=True)
class Text:
    """Everything typed into a story.

    Attributes:
        fields: by name, as a form sends them.
        parts: the rows of bylines, citations, related stories and topics, in order.
    """

    fields: dict[str, str]
    parts: dict[str, list[Row]]

    @classmethod
    def of_form(cls, form: ArticleForm, parts: Iterable[PartFormSet]) -> Text:
        """Return what a form was sent, or what one that was not sent shows."""
        cleaned = (
            {**form.cleaned_data, "body": clean(form.data.get("body", ""))} if form.is_bound else {}
        )
        fields = {}
        for name in form.fields.keys() - {"version", TOPICS}:
            value = cleaned.get(name)
            fields[name] = _sent(value if isinstance(value, str) else form[name].value())
        rows = {part.prefix: list(_rows_of(part)) for part in parts}
        if TOPICS in form.fields:
            tags = sorted(_sent(value) for value in form[TOPICS].value() or [])
            rows[TOPICS] = [{"tag": tag} for tag in tags]
        return cls(fields, rows)

    @classmethod
    def of_version(cls, version: Version) -> Text:
        """Return what the history kept of a story with all its parts.

        Raises: reversion.errors.RevertError, when it cannot be read any more.
        """
        kept = [each for each in version.revision.version_set.all() if each.pk != version.pk]
        parts = {
            name: [_stored(model, each) for each in kept if each._model is model]
            for name, model in PARTS.items()
        }
        for rows in parts.values():
            rows.sort(key=lambda row: (int(row.get("position") or 0), int(row["id"] or 0)))
        parts[TOPICS].sort(key=lambda row: row["tag"])  # topics have no order
        return cls(_stored(Article, version), parts)

    def fill(self, sent: QueryDict) -> QueryDict:
        """Return what was sent with this text in its place."""
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

    def over(self, present: Text) -> Text:
        """Return this text as it goes over another, which knows more of a form than the history.

        What only a form has (a tick beside a row) stays as it is now; so does who works on it.
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
        return Text({name: fields[name] for name in present.fields}, parts)


def _sent(value: Any) -> str:
    if isinstance(value, datetime):  # a form that was not sent shows local time, without a zone
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{local:{MomentField.widget.format}}"
    if isinstance(value, bool):
        return "on" if value else ""
    return "" if value is None else str(value).replace("\r\n", "\n")


def _rows_of(part: PartFormSet) -> Iterator[Row]:
    key = part.model._meta.pk.name
    for form in part.forms if part.is_bound else part.initial_forms:
        if not part.lets_go(form) and (form.instance.pk or form.has_changed()):
            shown = [name for name in form.fields if name not in (part.fk.name, "DELETE", key)]
            yield {"id": _sent(form.instance.pk), **{n: _sent(form[n].value()) for n in shown}}


def _stored(model: type[models.Model], version: Version) -> Row:
    """Return a version's fields as a form sends them; of a part, without its story."""
    values, row = version.field_dict, {}
    for column in model._meta.concrete_fields:
        if column.attname in values and (column.editable or column.primary_key):
            row[column.name] = _sent(values[column.attname])
    if model is Article:
        del row["id"]
    for name in ("article", "content_object"):
        row.pop(name, None)
    return row


# --- two texts side by side ----------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """Something that differs between two texts, drawn for reading.

    Attributes:
        key: names it when one is picked: a field, a part, or “body-3”.
        by: who changed it against what both began with: "one", "other", or "" for both.
    """

    key: str
    label: str
    one: SafeString
    other: SafeString
    by: str = ""
    is_headline: bool = False

    @property
    def is_from_one(self) -> bool:
        return self.by == "one"

    @property
    def is_from_other(self) -> bool:
        return self.by == "other"


@dataclass(frozen=True)
class Same:
    """What is the same in both, in words."""

    words: str


def compare(one: Text, other: Text, base: Text | None = None) -> list[Difference | Same]:
    """Lay two texts side by side, in the order of the form, the body paragraph by paragraph."""
    rows: list[Difference | Same] = []
    for name in _order(one.fields.keys() & other.fields.keys()):
        if name == "body":
            rows += _compare_bodies(one.fields[name], other.fields[name], base)
        elif one.fields[name] == other.fields[name]:
            rows.append(Same(_label(Article, name)))
        else:
            was = base.fields.get(name) if base else None
            by = _who(one.fields[name], other.fields[name], was)
            shown = (_words(Article, name, text.fields[name]) for text in (one, other))
            drawn = diff_words(*shown)
            rows.append(Difference(name, _label(Article, name), *drawn, by, name == "headline"))
    for name in PARTS:
        if name in one.parts and name in other.parts:
            rows.append(_compare_parts(name, one, other, base))
    return list(_gathered(rows))


def join(one: Text, other: Text, picked: Mapping[str, str]) -> Text:
    """Put two texts together: `one`, with what is picked from `other`.

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
            for number, hunk in enumerate(_hunks(one.fields["body"], other.fields["body"]))
            for block in (hunk.other if f"body-{number}" in from_other else hunk.one)
        )
    parts = {
        name: other.parts[name] if name in from_other and name in other.parts else rows
        for name, rows in one.parts.items()
    }
    return replace(one, fields=fields, parts=parts)


def _order(names: Iterable[str]) -> list[str]:
    names = set(names)
    rest = [column.name for column in Article._meta.concrete_fields if column.name not in FIRST]
    return [name for name in [*FIRST, *rest] if name in names]


def _label(model: type[models.Model], name: str) -> str:
    label = str(model._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]


def _words(model: type[models.Model], name: str, value: str) -> str:
    """Write what a field holds for reading: a name for a number, a label for a choice."""
    try:
        column = model._meta.get_field(name)
    except FieldDoesNotExist:  # a tick that only the form has
        return _("checked") if value else ""
    if not value:
        return ""
    if column.is_relation:
        key = parse_id(value)
        if key is None:
            return value.removeprefix(NEW)
        found = column.related_model._base_manager.filter(pk=key).first()
        return str(found) if found else _("no longer there (%(n)s)") % {"n": value}
    return str(dict(column.flatchoices).get(value, value))


def _who(one: Any, other: Any, base: Any) -> str:
    if base is None or (one != base and other != base):
        return ""
    return "other" if one == base else "one"


def _compare_parts(name: str, one: Text, other: Text, base: Text | None) -> Difference | Same:
    model = PARTS[name]
    label = str(model._meta.verbose_name_plural)
    label = label[:1].upper() + label[1:]
    texts = [one, other, base] if base and name in base.parts else [one, other]
    mine, theirs, *began = _bare([text.parts[name] for text in texts])
    if mine == theirs:
        return Same(label)
    lines = ("\n".join(_line(model, row) for row in text.parts[name]) for text in (one, other))
    by = _who(mine, theirs, began[0] if began else None)
    return Difference(name, label, *diff_words(*lines), by)


def _bare(lists: list[list[Row]]) -> list[list[Row]]:
    """Return lists of rows with what all of them say: a form and the history know more each."""
    known = [set(row) for rows in lists for row in rows]
    names = set.intersection(*known) - {"id"} if known else set()
    return [[{name: row[name] for name in names} for row in rows] for rows in lists]


def _line(model: type[models.Model], row: Row) -> str:
    words = [_words(model, name, row[name]) for name in row if name not in OUT_OF_SIGHT]
    return " · ".join(word for word in words if word)


# --- bodies, paragraph by paragraph ---------------------------------------------------------------


@dataclass(frozen=True)
class Hunk:
    """A run of paragraphs of two bodies: the same in both, or one's in the place of the other's."""

    one: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)

    @property
    def is_same(self) -> bool:
        return self.one == self.other


def blocks(body: str) -> list[str]:
    """Part a cleaned body into its paragraphs, headings, pictures and boxes, as HTML."""
    body = _BETWEEN.sub("><", body).strip()
    if not body:
        return []
    root = lxml.html.fragment_fromstring(body, create_parent="div")
    first = [f"<p>{root.text.strip()}</p>"] if root.text and root.text.strip() else []
    drawn = (lxml.html.tostring(block, encoding="unicode").strip() for block in root)
    return first + [block for block in drawn if block]


def _hunks(one: str, other: str) -> Iterator[Hunk]:
    """Align two bodies; paragraphs that changed places in equal number stand one by one."""
    mine, theirs = blocks(one), blocks(other)
    matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "replace" and j - i == m - k:
            yield from (Hunk([a], [b]) for a, b in zip(mine[i:j], theirs[k:m], strict=True))
        else:
            yield Hunk(mine[i:j], theirs[k:m])


def _compare_bodies(one: str, other: str, base: Text | None) -> Iterator[Difference | Same]:
    began = set(blocks(base.fields.get("body", ""))) if base else None
    words = by_name(one, other)
    for number, hunk in enumerate(_hunks(one, other)):
        if hunk.is_same:
            count = len(hunk.one)
            yield Same(ngettext("%(n)s paragraph", "%(n)s paragraphs", count) % {"n": count})
        else:
            by = _who_wrote(hunk, began)
            yield Difference(f"body-{number}", _("Text"), *_drawn(hunk, words), by)


def _who_wrote(hunk: Hunk, began: set[str] | None) -> str:
    """Say who changed a run of paragraphs, by those that both began with."""
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


def by_name(*bodies: str) -> dict[str, Callable[..., str]]:
    """Return how `body.draw` draws pictures, and what others show, to be read: by their names."""
    numbers = {number for body in bodies for number in photo_ids(body)}
    titles = Photo.objects.filter(pk__in=numbers).values_list("pk", "title") if numbers else ()
    names = dict(titles)

    def figure(number: int, caption: str) -> str:
        named = _("Photo: %(title)s") % {"title": names.get(number, number)}
        return format_html("<p class='help'>[{}]</p><p>{}</p>", named, SafeString(caption))

    def embed(shown: Embed, caption: str) -> str:
        named = f"{shown.what}: {shown.page}"
        return format_html("<p class='help'>[{}]</p><p>{}</p>", named, SafeString(caption))

    return {"figure": figure, "embed": embed}


def _drawn(hunk: Hunk, words: dict[str, Callable[..., str]]) -> tuple[SafeString, SafeString]:
    """Draw both sides by their words; where these are the same, by what marks them up."""
    one, other = (
        "\n".join(html_to_text(draw(block, **words)) for block in side)
        for side in (hunk.one, hunk.other)
    )
    if one != other:
        return diff_words(one, other)
    marked = diff_words("\n".join(hunk.one), "\n".join(hunk.other))
    return tuple(format_html("<code>{}</code>", side) for side in marked)


def _gathered(rows: Iterable[Difference | Same]) -> Iterator[Difference | Same]:
    """Say in one line what is the same in a row."""
    same: list[str] = []
    for row in rows:
        if isinstance(row, Same):
            same.append(row.words)
            continue
        if same:
            yield Same(", ".join(same))
            same = []
        yield row
    if same:
        yield Same(", ".join(same))
