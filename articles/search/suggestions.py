"""What is offered beside results: how many there are of what, and suggestions while typing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from ..editions import with_listed_stories
from ..models import ArticleKind, Edition, EditionByline, EditionTopic, Section
from .engines import Candidate, engine
from .words import LONGEST_QUERY, read_question

OFFERED = 20  # writers and topics to narrow by
SUGGESTED = 8
COUNTED = 500  # stories whose writers and topics are looked up
OF_A_KIND = 2  # sections, writers, topics, sources suggested, each
BEGUN = 2  # letters from which on something is suggested
LOOKED_AT = 60  # newest stories with the words, whose headlines are looked at


@dataclass(frozen=True)
class Choice:
    """A value to narrow by, and how many of the stories found have it; 0 where nobody counted."""

    value: str
    shown: str
    stories: int


def choices(matches: list[Candidate]) -> dict[str, list[Choice]]:
    """Count the stories found by section, kind, writer and topic, most first: three queries.

    Of many stories, writers and topics are those of the first of them, and without numbers.
    """
    ids = [match.edition_id for match in matches]
    by_section = Counter(match.section_id for match in matches)
    by_kind = Counter(match.kind for match in matches)
    sections = Section.objects.filter(pk__in=by_section)
    kinds = dict(ArticleKind.choices)
    return {
        "section": _most(Choice(s.slug, s.name, by_section[s.pk]) for s in sections),
        "kind": _most(Choice(kind, str(kinds[kind]), n) for kind, n in by_kind.items()),
        "author": _owners(EditionByline.objects.filter(author__spiked_at=None), "author", ids),
        "topic": _owners(EditionTopic.objects.all(), "topic", ids),
    }


def _owners(rows: QuerySet, name: str, ids: list[int]) -> list[Choice]:
    slug, shown = f"{name}__slug", f"{name}__name"
    some = rows.filter(edition__in=ids[:COUNTED]).values_list(slug, shown)
    counted = some.annotate(n=Count("pk")).order_by("-n", shown)[:OFFERED]
    are_all = len(ids) <= COUNTED
    return [Choice(value, label, n if are_all else 0) for value, label, n in counted]


def _most(found: Iterable[Choice]) -> list[Choice]:
    return sorted(found, key=lambda choice: (-choice.stories, choice.shown))


# --- while typing --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Suggestion:
    """A page that what was typed may lead to; `kind` says to the reader what it is."""

    kind: str
    shown: str
    path: str


def suggest(typed: str, at: datetime) -> list[Suggestion]:
    """Suggest sections, writers, topics and sources by name, then headlines: what is live alone.

    Five queries. Names are few enough to be read through; of headlines, those of the newest
    stories that hold the words anywhere.
    """
    typed = " ".join(typed[:LONGEST_QUERY].replace("\0", " ").split())
    if len(typed) < BEGUN:
        return []
    kinds = (
        (_("Section"), with_listed_stories.sections(at)),
        (_("Author"), with_listed_stories.authors(at)),
        (_("Topic"), with_listed_stories.topics(at)),
        (_("Source"), with_listed_stories.sources(at)),
    )
    named = Q(name__istartswith=typed) | Q(name__icontains=f" {typed}")
    found = [
        Suggestion(kind, owner.name, owner.get_absolute_url())
        for kind, rows in kinds
        for owner in rows.filter(named).order_by("name", "pk")[:OF_A_KIND]
    ]
    return (found[: SUGGESTED // 2] + _headlines(typed, at))[:SUGGESTED]


def _headlines(typed: str, at: datetime) -> list[Suggestion]:
    question = read_question(typed)
    if not question.terms:
        return []
    listed = Edition.objects.listed(at)
    newest = engine().newest(question, listed, limit=LOOKED_AT)
    rows = listed.filter(pk__in=[c.edition_id for c in newest]).newest_first()
    return [
        Suggestion(_("Story"), headline, f"/{path}")
        for headline, path in rows.values_list("headline", "path")
        if question.stands_in(headline)
    ][:SUGGESTED]
