"""A house rule tried before it goes live: on a text, and on the stories readers have."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

from copydesk import Copy, Finding, StyleRule, read
from copydesk.checks import house_rules
from copydesk.patterns import matches
from vocabulary.text import html_to_text

from ..models import Edition

MOST_STORIES = 500
MOST_SHOWN = 8
SECONDS = 2.0
AROUND = 40


@dataclass(frozen=True)
class Touched:
    """A live story that a rule would touch, and the first place."""

    edition: Edition
    before: str
    words: str
    after: str


@dataclass
class Trial:
    """What a rule finds: in a text, and in so many of the newest live stories.

    Attributes:
        pieces: the text cut where the rule finds something: words, and whether they are found.
        refusal: why it could not be tried to the end, in a sentence.
    """

    pieces: list[tuple[str, bool]] = field(default_factory=list)
    stories_read: int = 0
    stories_touched: int = 0
    touched: list[Touched] = field(default_factory=list)
    refusal: str = ""

    @property
    def found(self) -> int:
        return sum(is_found for _words, is_found in self.pieces)


def try_rule(rule: StyleRule, text: str, language: str, at: datetime) -> Trial:
    """Try a rule on a text and on live stories, the newest first, for SECONDS at most."""
    trial = Trial()
    sample = Copy(body_text=text, language=language, rules=(rule,))
    findings = list(house_rules.check(read(sample)))
    if stopped := _stopped(findings):
        trial.refusal = stopped
        return trial
    trial.pieces = _cut(text, findings)
    _read_stories(trial, rule, at)
    return trial


def _stopped(findings: list[Finding]) -> str:
    """Return the sentence of a rule that could not be applied."""
    return next((finding.message for finding in findings if finding.end == 0), "")


def _cut(text: str, findings: list[Finding]) -> list[tuple[str, bool]]:
    pieces, last = [], 0
    for finding in findings:
        pieces += [(text[last : finding.start], False), (text[finding.start : finding.end], True)]
        last = finding.end
    return [piece for piece in [*pieces, (text[last:], False)] if piece[0]]


def _read_stories(trial: Trial, rule: StyleRule, at: datetime) -> None:
    ends_at = monotonic() + SECONDS
    live = Edition.objects.listed(at).newest_first()
    editions = live.only("headline", "standfirst", "body", "language", "path")[:MOST_STORIES]
    for edition in editions.iterator(chunk_size=50):
        if monotonic() > ends_at:
            break
        findings = _in_edition(rule, edition)
        if stopped := _stopped(findings):
            trial.refusal = stopped
            break
        trial.stories_read += 1
        if findings:
            trial.stories_touched += 1
            if len(trial.touched) < MOST_SHOWN:
                trial.touched.append(_touched(edition, findings[0]))


def _in_edition(rule: StyleRule, edition: Edition) -> list[Finding]:
    """Return what a rule finds in an edition; what has not the words at all is not parsed."""
    words = "\n".join([edition.headline, edition.standfirst, html_to_text(edition.body)])
    if not matches(rule.look_for, rule.is_pattern, words):
        return []
    return list(house_rules.check(read(_copy_of(rule, edition))))


def _copy_of(rule: StyleRule, edition: Edition) -> Copy:
    return Copy(
        headline=edition.headline,
        standfirst=edition.standfirst,
        body_html=edition.body,
        language=edition.language,
        rules=(rule,),
    )


def _touched(edition: Edition, finding: Finding) -> Touched:
    texts = {
        "headline": edition.headline,
        "standfirst": edition.standfirst,
        "body": read(Copy(body_html=edition.body)).fields["body"].text,
    }
    text = texts[finding.field]
    return Touched(
        edition,
        text[max(0, finding.start - AROUND) : finding.start],
        finding.words,
        text[finding.end : finding.end + AROUND],
    )
