"""Mends: findings accepted, as the desk would by clicking."""

from __future__ import annotations

from collections.abc import Iterable

from .copy import Copy
from .findings import Edit, Finding
from .reading import read

_FIELDS = ("headline", "standfirst", "body")


def accept(copy: Copy, findings: Iterable[Finding]) -> tuple[Copy, list[Finding]]:
    """Return the story with the mends of `findings`, and those that were made.

    Places count in `copy` as it is. Of two mends that touch the same characters the first in
    the text is made; read again for the other.
    """
    fields = read(copy).fields
    made: list[Finding] = []
    texts: dict[str, str] = {}
    for name in _FIELDS:
        mends = [each for each in findings if each.field == name and each.mend is not None]
        edits, taken = _without_overlap(mends)
        if edits:
            made.extend(taken)
            texts[name] = fields[name].with_edits(edits)
    return copy.with_texts(texts), made


def mend(copy: Copy, findings: Iterable[Finding]) -> Copy:
    """Return the story with every mend of `findings` that is certain, and no other."""
    return accept(copy, [finding for finding in findings if finding.certain])[0]


def _without_overlap(mends: list[Finding]) -> tuple[list[Edit], list[Finding]]:
    edits: list[Edit] = []
    made: list[Finding] = []
    places: set[int] = set()
    for finding in sorted(mends, key=lambda each: (each.start, each.end)):
        own = finding.edits or (Edit(finding.start, finding.end, finding.mend or ""),)
        spans = {
            place for edit in own for place in range(edit.start, max(edit.end, edit.start + 1))
        }
        if spans & places:
            continue
        places |= spans
        edits.extend(own)
        made.append(finding)
    return edits, made
