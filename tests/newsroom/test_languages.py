"""Readers' pages in other languages: every word of the interface, in Dutch and in Arabic."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.factories import make_author, make_live, make_outlet, make_source, make_topic
from tests.newsroom.public_strings import Message, find_public_messages

PLURALS = {"nl": 2, "ar": 6}
HOLE = re.compile(r"%\(\w+\)s")


def catalogue(language: str) -> dict:
    path = Path(settings.BASE_DIR) / "locale" / language / "LC_MESSAGES" / "django.mo"
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)._catalog


def forms_of(words: dict, message: Message, language: str) -> list[str]:
    """Return a message's translations, "" for each that is missing."""
    context, singular, *plural = message
    key = f"{context}\x04{singular}" if context else singular
    if plural:
        return [words.get((key, number), "") for number in range(PLURALS[language])]
    return [words.get(key, "")]


@pytest.mark.parametrize("language", PLURALS)
def test_no_word_that_readers_meet_is_missing(language):
    words = catalogue(language)
    missing = [m for m in find_public_messages() if not all(forms_of(words, m, language))]
    assert missing == []


@pytest.mark.parametrize("language", PLURALS)
def test_no_translation_invents_a_hole_or_loses_a_name(language):
    words = catalogue(language)
    for message in find_public_messages():
        holes = set(HOLE.findall(message[1]))
        for form in forms_of(words, message, language):
            if len(message) == 2:
                assert set(HOLE.findall(form)) == holes, message
            else:  # “one source” need not say the number
                assert set(HOLE.findall(form)) <= holes | set(HOLE.findall(message[2])), message


def test_the_words_are_found_in_templates_and_modules():
    words = find_public_messages()
    assert ("", "Where this comes from") in words
    assert ("", "%(n)s source", "%(n)s sources") in words
    assert ("how a day is written", "j F Y") in words
    assert ("", "Photos by") in words
    assert not any("Submit for review" in message for message in words)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "direction", "told", "sources"),
    [
        ("nl", "ltr", "Waar dit vandaan komt", "1 bron"),
        ("ar", "rtl", "من أين جاء هذا", "مصدر واحد"),
    ],
)
def test_a_page_speaks_the_papers_language(client, language, direction, told, sources):
    make_outlet(language=language)
    edition = make_live(
        authors=[make_author("Ann")], sources=[make_source("BNR")], topics=[make_topic("Eels")]
    )
    page = client.get(edition.get_absolute_url()).content.decode()
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert told in page
    assert f">{sources}<" in page
    page = page.partition("<body>")[2]
    for english in ("Published", "Where this", "Read next", "Search", "Share", "Home page"):
        assert english not in page
