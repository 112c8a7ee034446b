"""What a check finds: where, how severe, in which words, and what would fix it."""

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

LONGEST_QUOTE = 48  # characters
# Checks of what every story must have: checks/requirements.py.
REQUIREMENTS = frozenset(["headline", "text", "byline", "photo"])


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
        fix: the text to put at [start, end); None where an editor must decide.
        is_safe: only one reading is possible, so the fix may be applied unseen.
        edits: the fix as the smallest changes; they touch no markup around them.
        words: what it is about: the words of the span, or the name of what lacks something.
        paragraph_start: where the paragraph begins in the field.
        fingerprint: the same for the same check on the same words, wherever they move.
    """

    check: str
    severity: Severity
    field: str
    start: int
    end: int
    message: str
    paragraph: int = 0
    fix: str | None = None
    is_safe: bool = False
    edits: tuple[Edit, ...] = ()
    words: str = ""
    paragraph_start: int = 0
    fingerprint: str = ""

    @property
    def is_requirement(self) -> bool:
        """Tell whether this is about something that is missing, not about how it is written."""
        return self.check in REQUIREMENTS

    @property
    def with_words(self) -> str:
        """Return the message with the first words it is about, unless it quotes them itself."""
        if not self.end or self.words in self.message:
            return self.message
        is_short = len(self.words) <= LONGEST_QUOTE
        words = self.words if is_short else f"{self.words[:LONGEST_QUOTE].rsplit(' ', 1)[0]} …"
        return f"{self.message} {words}"

    def to_json(self) -> dict[str, object]:
        """Return what `manage.py copydesk --format json` writes."""
        return {
            "check": self.check,
            "severity": self.severity,
            "field": self.field,
            "start": self.start,
            "end": self.end,
            "message": self.message,
            "fix": self.fix,
            "safe": self.is_safe,
            "paragraph": self.paragraph,
        }


_PLAIN_MARKS = str.maketrans("“”„‟«»‘’‚‛‹›", '"' * 6 + "'" * 6)


def with_fingerprints(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Give each finding its fingerprint: of its check, its words, and its number among the same.

    A warning dismissed for one "today" is not dismissed for the next. The kind of quotation marks
    and the space between words do not count: typesetting makes no new text.
    """
    seen: Counter[tuple[str, str]] = Counter()
    for finding in findings:
        words = " ".join(finding.words.translate(_PLAIN_MARKS).casefold().split())
        seen[finding.check, words] += 1
        key = "\0".join([finding.check, words, str(seen[finding.check, words])])
        yield replace(finding, fingerprint=sha256(key.encode()).hexdigest()[:20])
