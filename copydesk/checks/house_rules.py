"""House rules: a word or a pattern, and the advice for it.

Editors write the patterns, so every search has a time limit, which the `regex` package enforces.
"""

from __future__ import annotations

from collections.abc import Iterator
from time import thread_time

import regex
from django.utils.translation import gettext as _

from ..copy import StyleRule
from ..findings import NOTE, Finding
from ..patterns import compile_pattern
from ..reading import Reading
from ..reading.paragraph import ReadParagraph

SECONDS_A_RULE = 0.1  # of this thread: a busy machine makes no rule slow
SECONDS_IN_ALL = 1.0


def check(reading: Reading) -> Iterator[Finding]:
    language = reading.copy.language.split("-")[0].lower()
    ends_at = thread_time() + SECONDS_IN_ALL
    for rule in reading.copy.rules:
        if rule.languages and language not in rule.languages:
            continue
        try:
            yield from _apply(rule, reading, ends_at)
        except regex.error:
            yield _report_not_applied(rule, _("the pattern is not valid"))
        except TimeoutError:
            yield _report_not_applied(rule, _("the pattern takes too long"))


def _apply(rule: StyleRule, reading: Reading, ends_at: float) -> list[Finding]:
    """Return what a rule finds outside quotations.

    Raises: TimeoutError, when this rule or all rules together take too long; regex.error.
    """
    pattern = compile_pattern(rule.look_for, rule.is_pattern)
    left = min(SECONDS_A_RULE, ends_at - thread_time())
    found: list[Finding] = []
    for paragraph in reading.paragraphs:
        if left <= 0:
            raise TimeoutError
        began = thread_time()
        for match in pattern.finditer(paragraph.text, timeout=left):
            start, end = match.span()
            if start < end and not paragraph.is_quoted(start):
                found.append(_make_finding(rule, paragraph, (start, end)))
        left -= thread_time() - began
    return found


def _make_finding(rule: StyleRule, paragraph: ReadParagraph, span: tuple[int, int]) -> Finding:
    message = _("%(rule)s: %(advice)s") % {"rule": rule.name, "advice": rule.advice}
    return paragraph.finding("house_rule", rule.severity, span, message, rule.instead)


def _report_not_applied(rule: StyleRule, reason: str) -> Finding:
    message = _("The rule “%(rule)s” was not applied: %(reason)s.")
    words = {"rule": rule.name, "reason": reason}
    return Finding("house_rule", NOTE, "body", 0, 0, message % words)
