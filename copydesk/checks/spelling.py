"""Words of one English spelling family beside words of another, against the house's choice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..findings import WARNING, Finding
from ..languages.spelling import AMERICAN, BRITISH, FORMS, OXFORD, Form
from ..reading import Reading
from ..reading.names import strip_possessive
from ..reading.paragraph import ReadParagraph

_NAMED = {BRITISH: "British", OXFORD: "British", AMERICAN: "American"}


@dataclass(slots=True)
class Use:
    """A word of some family where it stands first, outside quotations if it ever does."""

    paragraph: ReadParagraph
    start: int
    text: str
    form: Form


def check(reading: Reading) -> Iterator[Finding]:
    if reading.language is None or reading.language.code != "en":
        return
    uses, weights = _collect_uses(reading)
    family = reading.copy.spelling or _find_majority(uses, weights)
    right = [use for use in uses.values() if family in use.form.families]
    for lower, use in uses.items():
        if family in use.form.families:
            continue
        clashing = [each for each in right if not each.form.families & use.form.families]
        if reading.copy.spelling is None and not clashing:
            continue
        yield _make_finding(use, lower, family, clashing)


def _collect_uses(reading: Reading) -> tuple[dict[str, Use], Counter[str]]:
    uses: dict[str, Use] = {}
    weights: Counter[str] = Counter()
    for paragraph in reading.paragraphs:
        for index, word in enumerate(paragraph.words):
            plain = strip_possessive(word.text)
            lower = plain.lower()
            form = FORMS.get(lower)
            if form is None or _is_in_name(paragraph, index):
                continue
            weights[lower] += 1
            known = uses.get(lower)
            is_better = known is not None and known.paragraph.is_quoted(known.start)
            if known is None or (is_better and not paragraph.is_quoted(word.start)):
                uses[lower] = Use(paragraph, word.start, plain, form)
    return uses, weights


def _is_in_name(paragraph: ReadParagraph, index: int) -> bool:
    """Tell whether a word belongs to a name, as Labour Party: it has a capital in mid-sentence."""
    word = paragraph.words[index]
    if word.text.islower():
        before, after = paragraph.text[word.start - 1 : word.start], paragraph.text[word.end :][:1]
        return before in ("/", "@", "#") or after in ("/", "@")
    if word.start not in paragraph.sentences:
        return True
    following = paragraph.words[index + 1 : index + 2]
    return any(each.text[0].isupper() for each in following)


def _find_majority(uses: dict[str, Use], weights: Counter[str]) -> str:
    """Return the family most words are right in; one word is one vote, its uses break a tie."""
    votes: Counter[str] = Counter()
    for lower, use in uses.items():
        for family in use.form.families:
            votes[family] += 1000 + min(weights[lower], 99)
    return max((BRITISH, OXFORD, AMERICAN), key=lambda family: votes[family])


def _make_finding(use: Use, lower: str, family: str, clashing: list[Use]) -> Finding:
    quoted = use.paragraph.is_quoted(use.start)
    own = _NAMED[min(use.form.families)]
    words = {"word": use.text, "own": own, "other": clashing[0].text if clashing else ""}
    if clashing:
        message = _("“%(word)s” is %(own)s spelling, but “%(other)s” is not.")
    else:
        message = _("“%(word)s” is %(own)s spelling, which is not house style.")
    right = use.form.in_family(family)
    if right and use.text[0].isupper():
        right = right.capitalize()
    return use.paragraph.finding(
        "spelling_family",
        WARNING,
        (use.start, use.start + len(lower)),
        message % words,
        None if quoted else right,
        is_safe=not quoted and right is not None,
    )
