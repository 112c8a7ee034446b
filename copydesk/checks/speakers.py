"""A quotation without anybody near it who says it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..findings import WARNING, Finding
from ..languages import Language
from ..reading import Reading
from ..reading.paragraph import ReadParagraph
from ..reading.quotation_marks import Quotation

# Fewer words are a title, a nickname or a phrase somebody else's sentence borrows.
LEAST_WORDS = 7
PULLED = 40
# Looking a quotation up reads the whole story, so there is an end to it.
MOST_LOOKED_UP = 50
_NEXT_TO = " \t\u00a0.,;:!?—–-"


def check(reading: Reading) -> Iterator[Finding]:
    language = reading.language
    if language is None or not language.loose_speech:
        return
    paragraphs = list(reading.of("body"))
    whole, looked_up = reading.fields["body"].text, 0
    for index, paragraph in enumerate(paragraphs):
        before = paragraphs[index - 1] if index else None
        after = paragraphs[index + 1] if index + 1 < len(paragraphs) else None
        outer = [each for each in paragraph.marking.quotations if each.parent is None]
        long_ones = [each for each in outer if _is_long(paragraph, each)]
        if not long_ones or _names_a_speaker(paragraph, language):
            continue
        if any(_is_introduced(paragraph, each, before, after, language) for each in long_ones):
            continue
        first = long_ones[0]
        if looked_up < MOST_LOOKED_UP and _is_pull_quote(paragraph, first, whole):
            looked_up += 1
            continue
        message = _("It is not clear who said this.")
        span = (first.start, first.end)
        yield paragraph.finding("quotation_speaker", WARNING, span, message)


def _is_long(paragraph: ReadParagraph, quotation: Quotation) -> bool:
    """Tell whether somebody's own sentence stands here, no phrase or title."""
    if quotation.continues or quotation.is_open_ended or paragraph.is_attributed(quotation):
        return False
    inside = paragraph.text[quotation.start + 1 : quotation.end - 1].strip()
    words = inside.split()
    if len(words) < LEAST_WORDS or inside[0].islower():
        return False
    long_words = [word for word in words if len(word) > 3]
    return sum(word[0].isupper() for word in long_words) * 2 < len(long_words)


def _is_pull_quote(paragraph: ReadParagraph, quotation: Quotation, whole: str) -> bool:
    """Tell whether these words stand elsewhere in the story too: they are pulled out of it."""
    first = paragraph.text[quotation.start + 1 : quotation.end - 1][:PULLED]
    return whole.count(first) > 1


def _names_a_speaker(paragraph: ReadParagraph, language: Language) -> bool:
    """Tell whether somebody speaks in this paragraph, in whatever words."""
    if paragraph.speakers:
        return True
    return any(
        word.text.lower() in language.speech or word.text.lower() in language.loose_speech
        for word in paragraph.words
        if not paragraph.is_quoted(word.start)
    )


def _is_introduced(
    paragraph: ReadParagraph,
    quotation: Quotation,
    before: ReadParagraph | None,
    after: ReadParagraph | None,
    language: Language,
) -> bool:
    """Tell whether the neighbours say who speaks, or the paragraph's own byline after a dash."""
    rest = paragraph.text[quotation.end :]
    if _is_signature(rest):
        return True
    if paragraph.text[: quotation.start].rstrip().endswith((":", ",")):
        return True
    is_whole = not (paragraph.text[: quotation.start] + rest).strip(_NEXT_TO)
    if before is not None and before.text.rstrip().endswith((":", ",", "said", "says")):
        return True
    if before is not None and is_whole and _names_a_speaker(before, language):
        return True
    if not is_whole or after is None:
        return False
    return _opens_with_speech(after, language) or (
        after.text.lstrip()[:1] in "—–-" and _is_signature(after.text)
    )


def _is_signature(text: str) -> bool:
    """Tell whether what follows a quotation signs it: a dash and a name, or a name alone."""
    words = text.strip(_NEXT_TO).split()
    if not words or len(words) > 20:
        return False
    if text.lstrip(" \u00a0")[0] in "—–-" and words[0][0].isupper():
        return True
    capitals = sum(word[0].isupper() for word in words)
    return len(words) <= 8 and words[0][0].isupper() and capitals * 2 >= len(words)


def _opens_with_speech(paragraph: ReadParagraph, language: Language) -> bool:
    end = paragraph.sentence_at(0)[1]
    return any(
        word.text.lower() in language.speech
        for word in paragraph.words
        if word.start < end and not paragraph.is_quoted(word.start)
    )
