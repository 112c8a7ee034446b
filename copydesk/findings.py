"""What a check finds: where, how grave, in which words, and what would mend it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Literal

Severity = Literal["error", "warning", "note"]

ERROR: Severity = "error"
WARNING: Severity = "warning"
NOTE: Severity = "note"

TOLD = 48  # characters
# Checks of what a story must have, as checks.papers names them.
PAPERS = frozenset(["headline", "text", "byline", "photo"])


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
        field: "headline", "standfirst", "body", or the part that lacks something ("bylines").
        start, end: a half-open span of characters in the field's plain text.
        paragraph: the paragraph of the field in which it starts, from 0.
        mend: the words that would stand at [start, end); None where the desk must think.
        certain: only one reading is possible, so the mend may be accepted unread.
        edits: the mend as the smallest changes; they touch no markup around them.
        words: what it stands on: the words of the span, or the name of what lacks something.
        base: where the paragraph begins in the field.
        fingerprint: the same for the same check on the same words, wherever they move.
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
    words: str = ""
    base: int = 0
    fingerprint: str = ""

    @property
    def is_paper(self) -> bool:
        """Tell whether this is something the story is without, rather than how it is written."""
        return self.check in PAPERS

    @property
    def told(self) -> str:
        """Return the sentence with the first words it stands on, unless it names them itself."""
        if not self.end or self.words in self.message:
            return self.message
        is_short = len(self.words) <= TOLD
        words = self.words if is_short else f"{self.words[:TOLD].rsplit(' ', 1)[0]} …"
        return f"{self.message} {words}"

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


_ALIKE = str.maketrans("“”„‟«»‘’‚‛‹›", '"' * 6 + "'" * 6)


def with_fingerprints(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Give each finding its fingerprint: of its check, its words, and which of their like it is.

    A warning passed for one "today" is not passed for the next. The kind of marks and the space
    between words do not count: setting them is no new text.
    """
    seen: Counter[tuple[str, str]] = Counter()
    for finding in findings:
        words = " ".join(finding.words.translate(_ALIKE).casefold().split())
        seen[finding.check, words] += 1
        of = "\0".join([finding.check, words, str(seen[finding.check, words])])
        yield replace(finding, fingerprint=sha256(of.encode()).hexdigest()[:20])
