"""Where a story comes from, as its readers are told: its sources, and the words marked with them.

Read off an edition: what was printed that day. A source that is not named has no link, no page and
no name here; what is printed holds none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sources.models import Source
from vocabulary.cache_deps import depends_on, row_tags

from ..body.source_marks import QUOTATION, SourceMark, source_marks_in
from ..editions.snapshot import source_id_of
from ..models import Citation, Edition


@dataclass(frozen=True)
class Entry:
    """A line of the ledger of sources.

    Attributes:
        marks: the numbers of the passages that are marked with it, in the order of the text.
        quotations: how many of those are quotations.
    """

    number: int
    name: str
    title_of_source: str
    affiliation: str
    kind: str
    role: str
    terms: str
    title: str
    url: str
    archived_url: str
    seen_on: date | None
    note: str
    source: Source | None
    marks: list[int]
    quotations: int

    @property
    def is_named(self) -> bool:
        return self.terms == Citation.Terms.ON_RECORD

    @property
    def described(self) -> str:
        """Who it was: role and whom it spoke for, unless the role says that already."""
        role, affiliation = self.title_of_source, self.affiliation
        parts = [role] if affiliation in role else [role, affiliation]
        return ", ".join(part for part in parts if part)

    @property
    def label(self) -> str:
        """What it is, how it was used, on what terms: “Person · Quoted · on the record”."""
        kind = str(Source.Kind(self.kind).label)
        kind = kind[:1].upper() + kind[1:]
        parts = [kind, str(Citation.Role(self.role).label)]
        if self.kind == Source.Kind.PERSON or not self.is_named:
            parts.append(str(Citation.Terms(self.terms).label))
        return " · ".join(dict.fromkeys(parts))


@dataclass(frozen=True)
class Quoted:
    """A quotation of the text and the line of the ledger it leads to."""

    words: str
    entry: Entry


@dataclass(frozen=True)
class Ledger:
    """The citations of an edition in the desk's order, its quotations in that of the text.

    Attributes:
        sources: how many sources there are; one may be cited twice.
    """

    sources: int
    entries: list[Entry]
    quotations: list[Quoted]

    @property
    def credited(self) -> list[Entry]:
        """Each source once, by the name readers are told."""
        return list({entry.name: entry for entry in reversed(self.entries)}.values())[::-1]

    @property
    def summary(self) -> str:
        """Count sources and quotations: “7 sources. All 5 quotations on the record.”"""
        said = ngettext("%(n)s source", "%(n)s sources", self.sources) % {"n": self.sources} + "."
        if not self.quotations:
            return said
        by_terms = Counter(quoted.entry.terms for quoted in self.quotations)
        return f"{said} {_count_quotations(by_terms)}."

    def around(self, number: int) -> tuple[str, str]:
        """Return what stands around marked words: a way to their source and back."""
        entry = next((entry for entry in self.entries if number in entry.marks), None)
        if entry is None:
            return "", ""
        return (
            format_html('<span class="attributed" id="t{}">', number),
            format_html(
                '<a class="attributed__to" href="#s{0}" title="{1}"'
                ' aria-label="{0}, {1}">{0}</a></span>',
                entry.number,
                entry.name,
            ),
        )


def build_ledger(edition: Edition) -> Ledger:
    """Read the ledger of an edition, with today's pages of its sources, in one query."""
    citations, found = edition.printed["citations"], source_marks_in(edition.body)
    wanted = [c["source"] for c in citations if c["source"]]
    depends_on(*row_tags("source", wanted), tracked_by_row=[Source])
    pages = Source.objects.not_trashed().not_confidential().in_bulk(wanted)
    entry_of = _entry_of_each(citations, found)
    entries = [
        _entry(citation, number, pages, [n for n, to in entry_of.items() if to == number], found)
        for number, citation in enumerate(citations, start=1)
    ]
    quotations = [
        Quoted(found[n - 1].words, entries[to - 1])
        for n, to in entry_of.items()
        if found[n - 1].kind == QUOTATION
    ]
    return Ledger(len({source_id_of(citation) for citation in citations}), entries, quotations)


def _count_quotations(by_terms: Counter[str]) -> str:
    """Say how many quotations are on which terms: “4 quotations: 3 on the record, 1 anonymous”."""
    total, used = by_terms.total(), [terms for terms in Citation.Terms if by_terms[terms]]
    if len(used) > 1:
        parts = ", ".join(f"{by_terms[terms]} {terms.label}" for terms in used)
        return _("%(n)s quotations: %(parts)s") % {"n": total, "parts": parts}
    if total == 2:
        return _("Both quotations %(terms)s") % {"terms": used[0].label}
    counted = ngettext("%(n)s quotation, %(terms)s", "All %(n)s quotations %(terms)s", total)
    return counted % {"n": total, "terms": used[0].label}


def _entry_of_each(citations: list[dict[str, Any]], marks: Iterable[SourceMark]) -> dict[int, int]:
    """Number the marks and say to which citation each leads; one without a citation is left out."""
    first: dict[int, int] = {}
    for number, citation in enumerate(citations, start=1):
        first.setdefault(source_id_of(citation), number)
    return {n: first[mark.source] for n, mark in enumerate(marks, start=1) if mark.source in first}


def _entry(
    citation: dict[str, Any],
    number: int,
    pages: dict[int, Source],
    numbers: list[int],
    marks: list[SourceMark],
) -> Entry:
    # Editions of before 0005 hold no terms, no day and no copy.
    seen_on = citation.get("seen_on")
    return Entry(
        number=number,
        name=citation["name"] or _("Unnamed source"),
        title_of_source=citation["title_of_source"],
        affiliation=citation["affiliation"],
        kind=citation["kind"],
        role=citation["role"],
        terms=citation.get("terms", Citation.Terms.ON_RECORD),
        title=citation["title"],
        url=citation["url"],
        archived_url=citation.get("archived_url", ""),
        seen_on=date.fromisoformat(seen_on) if seen_on else None,
        note=citation["note"],
        source=pages.get(citation["source"]),
        marks=numbers,
        quotations=sum(marks[n - 1].kind == QUOTATION for n in numbers),
    )
