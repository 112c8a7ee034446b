"""What a check finds: where, how grave, in which words, and what would mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]

ERROR: Severity = "error"
WARNING: Severity = "warning"
NOTE: Severity = "note"


@dataclass(frozen=True)
class Edit:
    """Put `text` in the place of [start, end) of a field's plain text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Finding:
    """One thing a copy editor would raise.

    Args:
        field: "headline", "standfirst", "body", or what is missing ("byline", "photos").
        start, end: a half-open span of characters in the field's plain text.
        paragraph: the paragraph of the field in which it starts, from 0.
        mend: the words that would stand at [start, end); None where the desk must think.
        certain: only one reading is possible, so the mend may be accepted unread.
        edits: the mend as the smallest changes; they touch no markup around them.
    """

    check: str
    severity: Severity
    field: str
    start: int
    end: int
    message: str
    paragraph: int = 0
    mend: str | None = None
    certain: bool = False
    edits: tuple[Edit, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return what `manage.py copydesk --format json` writes."""
        return {
            "check": self.check,
            "severity": self.severity,
            "field": self.field,
            "start": self.start,
            "end": self.end,
            "message": self.message,
            "mend": self.mend,
            "certain": self.certain,
            "paragraph": self.paragraph,
        }
