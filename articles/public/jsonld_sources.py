"""A story's sources for machines, in schema.org's words: what it cites, rests on and quotes.

Source: https://schema.org/citation, https://schema.org/isBasedOn, https://schema.org/Quotation,
https://schema.org/backstory
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from outlet.jsonld import drop_empty
from sources.jsonld import PARTIES, describe_party, get_work_type

from ..models import Citation
from .source_ledger import Entry, Ledger, Quoted

# What a story was made from, beside what it only names.
BASES = (
    Citation.Role.REPORTED_BY,
    Citation.Role.TRANSLATED_FROM,
    Citation.Role.DOCUMENT,
    Citation.Role.DATA,
)

Whole = Callable[[str], str]


def attribution(ledger: Ledger, whole: Whole) -> dict[str, Any]:
    """Say of a story what its page says under “Where this comes from”.

    Args:
        whole: makes a path a whole address.
    """
    cited = {entry.number: _cited(entry, whole) for entry in ledger.entries}
    # A party alone is nothing to be based on: what it published is.
    bases = [e for e in ledger.entries if e.role in BASES and (e.url or e.kind not in PARTIES)]
    return {
        "citation": list(cited.values()),
        "isBasedOn": [cited[entry.number] for entry in bases],
        "hasPart": [_quotation(quoted, whole) for quoted in ledger.quotations],
        "backstory": ledger.summary if ledger.entries else "",
    }


def _cited(entry: Entry, whole: Whole) -> dict[str, Any]:
    """Describe what is cited as a work: a document, a report, or all that somebody said."""
    page = whole(entry.source.get_absolute_url()) if entry.source else ""
    described: dict[str, Any] = {
        "@type": get_work_type(entry.kind),
        "name": entry.title or entry.name,
        "url": entry.url or page,
        "archivedAt": entry.archived_url,
        "description": entry.label,
    }
    if entry.kind in PARTIES:
        described["creator"] = _party(entry, page)
    elif entry.title:
        described["isPartOf"] = drop_empty(
            {"@type": get_work_type(entry.kind), "name": entry.name, "url": page}
        )
    return drop_empty(described)


def _party(entry: Entry, page: str) -> dict[str, Any]:
    role, affiliation = entry.title_of_source, entry.affiliation
    return describe_party(entry.kind, entry.name, page=page, role=role, affiliation=affiliation)


def _quotation(quoted: Quoted, whole: Whole) -> dict[str, Any]:
    entry = quoted.entry
    page = whole(entry.source.get_absolute_url()) if entry.source else ""
    described: dict[str, Any] = {"@type": "Quotation", "text": quoted.words}
    if entry.kind in PARTIES:
        described["spokenByCharacter"] = _party(entry, page)
    else:
        described["isPartOf"] = _cited(entry, whole)
    return described
