"""The patterns of house rules: editors write them, so each search has an end.

The `regex` package stops a search that takes too long; `why_unfit` tries a pattern before any
story meets it.
"""

from __future__ import annotations

from functools import lru_cache
from time import monotonic

import regex
from django.utils.translation import gettext as _

LONGEST_PATTERN = 300
SECONDS_TRIED = 0.5
_TRIED = 3000


@lru_cache(maxsize=512)
def compiled(look_for: str, is_pattern: bool) -> regex.Pattern:
    """Compile what a rule looks for; a word is found whole, in any case.

    Raises: regex.error, also for a pattern longer than LONGEST_PATTERN.
    """
    if len(look_for) > LONGEST_PATTERN:
        raise regex.error("The pattern is too long.")
    if is_pattern:
        return regex.compile(look_for)
    return regex.compile(rf"(?<!\w){regex.escape(look_for)}(?!\w)", regex.IGNORECASE)


def why_unfit(look_for: str, is_pattern: bool) -> str | None:
    """Say in a sentence why a pattern cannot be a rule; None if it can.

    It is tried on what makes patterns run away: long runs of its own letters, of words and of
    spaces, with an end that fits none of them.
    """
    try:
        pattern = compiled(look_for, is_pattern)
    except regex.error as error:
        return _("This pattern cannot be read: %(why)s.") % {"why": str(error).rstrip(".")}
    if pattern.search("", timeout=SECONDS_TRIED) is not None:
        return _("This pattern also finds nothing at all: it would stand everywhere.")
    letters = [each for each in dict.fromkeys(look_for) if each.isalnum()][:20]
    samples = [each * _TRIED + "!" for each in [*letters, "a", "0", " ", "word ", "ab, "]]
    ends_at = monotonic() + SECONDS_TRIED
    try:
        for sample in samples:
            for _match in pattern.finditer(sample, timeout=max(ends_at - monotonic(), 0.001)):
                pass
    except TimeoutError:
        return _("This pattern takes too long on some texts. Write it without nested repeats.")
    return None
