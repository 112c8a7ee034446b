"""What differs between two texts of a story, for reading."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypedDict

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from photos.models import Photo
from staff.models import User
from vocabulary.parse_ids import parse_id
from vocabulary.text import html_to_text
from vocabulary.visibility import name_for, offered_to, visible_to
from vocabulary.word_diff import diff_words

from ..body import draw
from ..body.embeds import Embed
from ..body.html import photo_ids
from ..models import Article
from .forms import NEW_PREFIX
from .story_text import PARTS, Row, StoryText
from .text_merge import Hunk, align, split_blocks

# In the order of the form; what the model has besides comes after these.
FIRST_FIELDS = ("kicker", "headline", "standfirst", "body", "section", "kind", "language")
HIDDEN_COLUMNS = ("id", "position")
ChangedBy = Literal["one", "other", ""]


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


def compare(
    one: StoryText, other: StoryText, user: User, base: StoryText | None = None
) -> list[Compared]:
    """List what differs between two texts, in the order of the form; bodies by paragraph.

    Args:
        user: who reads it: rows that are not theirs to see are not named.
        base: the text both began with, if it is known: by it `Difference.by` is found out.
    """
    rows: list[Compared] = []
    for name in _in_form_order(one.fields.keys() & other.fields.keys()):
        if name == "body":
            rows += _compare_bodies(one.fields[name], other.fields[name], user, base)
        elif one.fields[name] == other.fields[name]:
            rows.append(Unchanged(_label(Article, name)))
        else:
            was = base.fields.get(name) if base else None
            by = _find_changed_by(one.fields[name], other.fields[name], was)
            marked = diff_words(
                _display(Article, name, one.fields[name], user),
                _display(Article, name, other.fields[name], user),
            )
            rows.append(Difference(name, _label(Article, name), *marked, by, name == "headline"))
    for name in PARTS:
        if name in one.parts and name in other.parts:
            rows.append(_compare_parts(name, one, other, user, base))
    return list(_join_unchanged(rows))


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


def _display(model: type[models.Model], name: str, value: str, user: User) -> str:
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
        found = offered_to(column.related_model, user).filter(pk=key).first()
        return name_for(found, user) if found else _("unavailable (%(n)s)") % {"n": value}
    return str(dict(column.flatchoices or ()).get(value, value))


def _find_changed_by(one: Any, other: Any, base: Any) -> ChangedBy:
    if base is None or (one != base and other != base):
        return ""
    return "other" if one == base else "one"


def _compare_parts(
    name: str, one: StoryText, other: StoryText, user: User, base: StoryText | None
) -> Compared:
    model = PARTS[name]
    label = capfirst(str(model._meta.verbose_name_plural))
    texts = [one, other, base] if base and name in base.parts else [one, other]
    mine, theirs, *began = _keep_shared_columns([text.parts[name] for text in texts])
    if mine == theirs:
        return Unchanged(label)
    by = _find_changed_by(mine, theirs, began[0] if began else None)
    mine_read, theirs_read = (_list_rows(model, text.parts[name], user) for text in (one, other))
    marked = diff_words(mine_read, theirs_read)
    return Difference(name, label, *marked, by)


def _keep_shared_columns(lists: list[list[Row]]) -> list[list[Row]]:
    """Return lists of rows with the columns that all have: forms and the history have others."""
    known = [set(row) for rows in lists for row in rows]
    names = set.intersection(*known) - {"id"} if known else set()
    return [[{name: row[name] for name in names} for row in rows] for rows in lists]


def _list_rows(model: type[models.Model], rows: list[Row], user: User) -> str:
    """Return rows for reading, a line each."""
    lines = (
        [_display(model, name, row[name], user) for name in row if name not in HIDDEN_COLUMNS]
        for row in rows
    )
    return "\n".join(" · ".join(filter(None, line)) for line in lines)


# --- bodies, paragraph by paragraph ---------------------------------------------------------------


def _compare_bodies(one: str, other: str, user: User, base: StoryText | None) -> Iterator[Compared]:
    began = set(split_blocks(base.fields.get("body", ""))) if base else None
    renderers = text_renderers(user, one, other)
    for number, hunk in enumerate(align(one, other)):
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


def text_renderers(user: User, *bodies: str) -> TextRenderers:
    """Return renderers that show photos and embeds by their names, for reading a body as text."""
    numbers = {number for body in bodies for number in photo_ids(body)}
    photos = visible_to(Photo.objects.filter(pk__in=numbers), user)
    names = dict(photos.values_list("pk", "title")) if numbers else {}

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
