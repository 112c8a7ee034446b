"""The patterns of house rules: editors write them, so each search has an end.

The `regex` package stops a search that takes too long; `why_unfit` tries a pattern before any
story meets it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import prod
from time import thread_time

import regex
from django.utils.translation import gettext as _

LONGEST_PATTERN = 300
SECONDS_TRIED = 0.3
MOST_REPEATS = 10_000
_TRIED = 3000
_COUNTS = re.compile(r"\{[0-9]+(?:,[0-9]*)?\}|\{,[0-9]+\}")


@lru_cache(maxsize=512)
def compile_pattern(look_for: str, is_pattern: bool) -> regex.Pattern:
    """Compile what a rule looks for; a word is found whole, in any case.

    Raises: regex.error, also for a pattern that is too long or repeats too often: repeats are
    written out when it is compiled, and “a{1000}” within “{1000}” is a million of them.
    """
    if len(look_for) > LONGEST_PATTERN:
        raise regex.error("it is too long")
    if is_pattern:
        counts = [max(map(int, re.findall("[0-9]+", each))) for each in _COUNTS.findall(look_for)]
        if prod(count or 1 for count in counts) > MOST_REPEATS:
            raise regex.error("it repeats too often")
        return regex.compile(look_for)
    return regex.compile(rf"(?<!\w){regex.escape(look_for)}(?!\w)", regex.IGNORECASE)


def matches(look_for: str, is_pattern: bool, text: str) -> bool:
    """Say whether a valid pattern is found in a text; one that takes too long is not."""
    try:
        found = compile_pattern(look_for, is_pattern).search(text, timeout=SECONDS_TRIED)
    except TimeoutError:
        return False
    return found is not None


def invalid_reason(look_for: str, is_pattern: bool) -> str | None:
    """Say in a sentence why a pattern cannot be a rule; None if it can.

    It is tried on texts that make patterns slow: long runs of its own letters, of words and of
    spaces, ending in a character that matches none of them.
    """
    try:
        pattern = compile_pattern(look_for, is_pattern)
    except regex.error as error:
        return _("This pattern is not valid: %(why)s.") % {"why": str(error).rstrip(".")}
    letters = [each for each in dict.fromkeys(look_for) if each.isalnum()][:20]
    samples = [each * _TRIED + "!" for each in [*letters, "a", "0", " ", "word ", "ab, "]]
    ends_at = thread_time() + SECONDS_TRIED
    try:
        if pattern.search("", timeout=SECONDS_TRIED) is not None:
            return _("This pattern matches empty text, so it would be found everywhere.")
        for sample in samples:
            for _match in pattern.finditer(sample, timeout=max(ends_at - thread_time(), 0.001)):
                pass
    except TimeoutError:
        return _("This pattern takes too long on some texts. Write it without nested repeats.")
    return None
