"""The copy desk: reads a story as a copy editor would. Pure functions; no models, no database.

`check_copy` parses a story once (`reading`) and hands it to the checks, one a file under
`checks/`. What depends on a language is data under `languages/`. docs/copydesk.md says what is
checked, how gravely, and how well.
"""

from .checks import CHECKS
from .checks.requirements import find_missing
from .copy import Cited, Copy, Credited, PhotoUse, StyleRule
from .findings import ERROR, NOTE, WARNING, Edit, Finding, with_fingerprints
from .fixing import apply_fixes, apply_safe_fixes
from .reading import Reading, read
from .typesetting import typeset, typeset_copy

__all__ = [
    "ERROR",
    "NOTE",
    "WARNING",
    "Cited",
    "Copy",
    "Credited",
    "Edit",
    "Finding",
    "PhotoUse",
    "Reading",
    "StyleRule",
    "apply_fixes",
    "check_reading",
    "apply_safe_fixes",
    "find_missing",
    "read",
    "check_copy",
    "typeset",
    "typeset_copy",
]

_FIELDS = {"headline": 0, "standfirst": 1, "body": 2}


def check_copy(copy: Copy) -> list[Finding]:
    """Return all findings on a story, in reading order."""
    return check_reading(read(copy))


def check_reading(reading: Reading) -> list[Finding]:
    """Return all findings on a story that has been read, in reading order."""
    findings = [finding for check in CHECKS for finding in check(reading)]
    in_order = sorted(findings, key=lambda each: (_FIELDS.get(each.field, 3), each.start, each.end))
    return list(with_fingerprints(in_order))
