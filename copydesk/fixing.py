"""Applies the fixes of findings to a story, as an editor does by clicking."""

from __future__ import annotations

from collections.abc import Iterable

from .copy import Copy
from .findings import Edit, Finding
from .reading import read

_FIELDS = ("headline", "standfirst", "body")


def apply_fixes(copy: Copy, findings: Iterable[Finding]) -> tuple[Copy, list[Finding]]:
    """Return the story with the fixes of `findings` applied, and the findings that were fixed.

    Positions count in `copy` as it is. Of two fixes that touch the same characters the first in
    the text is applied; check the story again for the other.
    """
    fields = read(copy).fields
    applied: list[Finding] = []
    texts: dict[str, str] = {}
    for name in _FIELDS:
        fixes = [each for each in findings if each.field == name and each.fix is not None]
        edits, taken = _without_overlap(fixes)
        if edits:
            applied.extend(taken)
            texts[name] = fields[name].with_edits(edits)
    return copy.with_texts(texts), applied


def apply_safe_fixes(copy: Copy, findings: Iterable[Finding]) -> Copy:
    """Return the story with those fixes of `findings` applied that are safe."""
    return apply_fixes(copy, [finding for finding in findings if finding.is_safe])[0]


def _without_overlap(fixes: list[Finding]) -> tuple[list[Edit], list[Finding]]:
    edits: list[Edit] = []
    applied: list[Finding] = []
    places: set[int] = set()
    for finding in sorted(fixes, key=lambda each: (each.start, each.end)):
        own = finding.edits or (Edit(finding.start, finding.end, finding.fix or ""),)
        spans = {
            place for edit in own for place in range(edit.start, max(edit.end, edit.start + 1))
        }
        if spans & places:
            continue
        places |= spans
        edits.extend(own)
        applied.append(finding)
    return edits, applied
