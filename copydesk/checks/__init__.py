"""The checks of the copy desk, one a file. Each is a pure function of a Reading."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..findings import Finding
from ..reading import Reading
from . import (
    acronyms,
    bylines,
    full_names,
    headline_facts,
    headlines,
    house_rules,
    introductions,
    ledger,
    name_spelling,
    paragraphs,
    pronouns,
    quotation_marks,
    relative_dates,
    repeated_words,
    requirements,
    rights,
    sources,
    speakers,
    spelling,
    weekdays,
)

Check = Callable[[Reading], Iterable[Finding]]

CHECKS: tuple[Check, ...] = tuple(
    module.check
    for module in (
        headlines,
        requirements,
        bylines,
        sources,
        rights,
        quotation_marks,
        speakers,
        pronouns,
        ledger,
        full_names,
        introductions,
        name_spelling,
        spelling,
        house_rules,
        relative_dates,
        weekdays,
        headline_facts,
        repeated_words,
        acronyms,
        paragraphs,
    )
)
