"""Paragraphs that are too long, and a text that is."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from vocabulary.text import count_words

from ..findings import NOTE, WARNING, Finding
from ..reading import Reading

MOST_WORDS = 120


def check(reading: Reading) -> Iterator[Finding]:
    if reading.is_cut and reading.paragraphs:
        message = _("The text is so long that its end was not checked. Split the story.")
        yield reading.paragraphs[-1].finding("text_length", WARNING, (0, 1), message)
    for paragraph in reading.of("body"):
        count = count_words(paragraph.text)
        if count > MOST_WORDS:
            message = _("This paragraph has %(count)s words. More than %(most)s is hard to read.")
            words = {"count": count, "most": MOST_WORDS}
            span = (0, len(paragraph.text))
            yield paragraph.finding("long_paragraph", NOTE, span, message % words)
