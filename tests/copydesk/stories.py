"""Real stories for the copy desk's tests, and faults planted in them by a seeded hand."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from copydesk import Copy, typeset_copy
from copydesk.languages.spelling import AMERICAN, BRITISH, FORMS
from copydesk.reading import Reading, read
from copydesk.reading.paragraph import ReadParagraph

# Who of those that the reading takes for speakers is a person, judged by eye.
PEOPLE = frozenset(
    "Mohib Heald Baird Braverman Giannini Hahn Waters Wilkins Hill Zuckerberg Mohamed Maaloul "
    "Razak Solomon Noori Memon Cooper Colbert Raisinghani Gregoire Salem Key".split()
)
Plant = Callable[[Copy, Reading, random.Random], tuple[Copy, set[str]] | None]
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
FOREIGN_PAIRS = ["«»", "„“", "„”", "»«"]


def wikinews(shared: Path) -> dict[str, Copy]:
    """Return the sample stories as filed: marks set, dated, with their real headlines."""
    folder = shared / "samples" / "prose-wikinews-en"
    stories = {}
    for entry in json.loads((folder / "index.json").read_text()):
        lines = (folder / entry["file"]).read_text().split("\n")
        stories[entry["file"]] = typeset_copy(
            Copy(
                headline=entry["title"],
                body_text="\n".join(lines[1:]),
                date=date.fromisoformat(entry["date"]),
            )
        )
    return stories


def insert(copy: Copy, place: int, text: str, until: int | None = None) -> Copy:
    body = copy.body_text
    return replace(copy, body_text=body[:place] + text + body[until or place :])


def sound_quotations(reading: Reading) -> list[tuple[ReadParagraph, int, int]]:
    """Return the curly double quotations of paragraphs whose marks are all in order."""
    return [
        (paragraph, paragraph.at.start + each.start, paragraph.at.start + each.end)
        for paragraph in reading.of("body")
        if not paragraph.marking.unpaired
        and not any(q.goes_on or q.continues or q.is_mixed for q in paragraph.marking.quotations)
        for each in paragraph.marking.quotations
        if each.pair == ("“", "”") and each.parent is None
    ]


def speaking_people(reading: Reading) -> list[tuple[ReadParagraph, str]]:
    return [
        (paragraph, speaker.name.text)
        for paragraph in reading.of("body")
        for speaker in paragraph.speakers
        if speaker.name and speaker.name.may_be_person and speaker.name.last in PEOPLE
    ]


def _drop_mark(copy: Copy, reading: Reading, rng: random.Random):
    spots = sound_quotations(reading)
    if not spots:
        return None
    _, start, end = rng.choice(spots)
    place = rng.choice((start, end - 1))
    body = copy.body_text
    dropped = replace(copy, body_text=body[:place] + body[place + 1 :])
    return dropped, {"quotation_unbalanced", "quotation_mixed"}


def _mix_marks(copy: Copy, reading: Reading, rng: random.Random):
    spots = sound_quotations(reading)
    if not spots:
        return None
    _, start, end = rng.choice(spots)
    place, mark = rng.choice(((start, "‘"), (end - 1, "’")))
    return insert(copy, place, mark, place + 1), {"quotation_mixed", "quotation_unbalanced"}


def _foreign_marks(copy: Copy, reading: Reading, rng: random.Random):
    spots = sound_quotations(reading)
    if not spots:
        return None
    _, start, end = rng.choice(spots)
    opened, closed = rng.choice(FOREIGN_PAIRS)
    changed = insert(copy, end - 1, closed, end)
    return insert(changed, start, opened, start + 1), {"quotation_language"}


def _nest_marks(copy: Copy, reading: Reading, rng: random.Random):
    spots = [each for each in sound_quotations(reading) if each[2] - each[1] > 60]
    if not spots:
        return None
    _, start, end = rng.choice(spots)
    words = list(re.finditer(r"(?<= )[a-z]{3,}(?= )", copy.body_text[start:end]))
    if not words:
        return None
    word = rng.choice(words)
    place = start + word.start()
    return insert(copy, place, f"“{word[0]}”", start + word.end()), {"quotation_nested"}


def _unspoken(copy: Copy, reading: Reading, rng: random.Random):
    spots = [p for p in reading.of("body") if len(p.words) > 30 and not p.quoted]
    spots = [p for p in spots if not p.speakers and p.text.rstrip().endswith(".")]
    if not spots:
        return None
    paragraph = rng.choice(spots)
    words = " ".join(rng.sample([w.text for w in paragraph.words if w.text.islower()], 9))
    said = f"\n\nThe rain fell all day. “We did not {words}.” The sun rose over the hill.\n\n"
    return insert(copy, paragraph.at.end, said), {"quotation_speaker"}


def _surname_first(copy: Copy, reading: Reading, rng: random.Random):
    people = speaking_people(reading)
    if not people:
        return None
    paragraph, name = rng.choice(people)
    first = copy.body_text.find(name)
    before = copy.body_text[:first]
    if name.split()[-1] in before:
        return None
    said = f"Nobody expected what {name.split()[-1]} had to tell the town.\n\n"
    return insert(copy, 0, said), {"full_name"}


def _misspell(copy: Copy, reading: Reading, rng: random.Random):
    people = [each for each in speaking_people(reading) if len(each[1].split()[-1]) > 4]
    if not people:
        return None
    last = rng.choice(people)[1].split()[-1]
    places = [found.start() for found in re.finditer(rf"\b{last}\b", copy.body_text)]
    if len(places) < 2 or not last.isalpha():
        return None
    place, at = rng.choice(places), rng.randrange(1, len(last) - 2)
    letter = rng.choice("abdeghiklmnorstu".replace(last[at].lower(), ""))
    wrong = rng.choice((last[:at] + last[at + 1 :], last[:at] + letter + last[at + 1 :]))
    return insert(copy, place, wrong, place + len(last)), {"name_spelling"}


def _wrong_pronoun(copy: Copy, reading: Reading, rng: random.Random):
    people = speaking_people(reading)
    if not people:
        return None
    paragraph, name = rng.choice(people)
    right, wrong = rng.choice((("he", "she"), ("she", "he")))
    said = f" “It is a long way to go,” {rng.choice((f'{wrong} said', f'said {wrong}'))}."
    last = paragraph.speakers[-1]
    after = [each for each in paragraph.names if each.start > last.end and each.may_be_person]
    if last.text != name or after or paragraph.marking.unpaired:
        return None  # "she" may be somebody else's, or stands in a quotation never closed
    changed = insert(copy, paragraph.at.end, said)
    return replace(changed, people={name: right}), {"pronoun"}


def _other_spelling(copy: Copy, reading: Reading, rng: random.Random):
    spots = [
        (paragraph.at.start + word.start, word.text)
        for paragraph in reading.of("body")
        for word in paragraph.words
        if word.text in FORMS
    ]
    if len({text for _, text in spots}) < 2:
        return None
    place, text = rng.choice(spots)
    form = FORMS[text]
    other = form.in_family(AMERICAN if BRITISH in form.families else BRITISH)
    rest = {word for _, word in spots} - {text}
    if all(FORMS[word].families & FORMS[other].families for word in rest):
        return None  # Oxford spelling: -ize beside -our is no fault
    return insert(copy, place, other, place + len(text)), {"spelling_family"}


def _undated(copy: Copy, reading: Reading, rng: random.Random):
    months = "January|February|March|April|May|June|July|August|September|October|November|December"
    plain = re.sub(
        rf"\b(?:{months}) \d{{1,2}}\b|\b\d{{1,2}} (?:{months})\b", "then", copy.body_text
    )
    strip_possessive = replace(copy, body_text=plain, date=None)
    spots = [
        paragraph.at.start + stop.start()
        for paragraph in read(strip_possessive).of("body")
        for stop in re.finditer(r"(?<=[a-z]{3})\.(?= |$)", paragraph.text)
        if not paragraph.is_quoted(stop.start())
    ]
    if not spots:
        return None
    words = rng.choice(("yesterday", "tomorrow", "last night", "next week", "from today"))
    return insert(strip_possessive, rng.choice(spots), f" {words}"), {"relative_date"}


def _wrong_weekday(copy: Copy, reading: Reading, rng: random.Random):
    spots = [p for p in reading.of("body") if not p.quoted and p.text.endswith(".")]
    if not spots:
        return None
    day = copy.date - timedelta(days=rng.randrange(1, 40))
    wrong = DAYS[(day.weekday() + rng.randrange(1, 7)) % 7]
    written = rng.choice((f"{day:%B} {day.day}", f"{day.day} {day:%B}"))
    year = rng.choice((f", {day.year}", ""))
    sentence = f" It began on {wrong}, {written}{year}."
    return insert(copy, rng.choice(spots).at.end, sentence), {"weekday"}


def _wrong_number(copy: Copy, reading: Reading, rng: random.Random):
    number = rng.randrange(14, 999)
    if str(number) in copy.body_text or number == copy.date.year:
        return None
    return replace(copy, headline=f"{copy.headline} in {number} days"), {"headline_number"}


def _unknown_name(copy: Copy, reading: Reading, rng: random.Random):
    surname = rng.choice("Abernathy Quillfeather Ostrowska Vandermeer Thistlewood Okonkwo".split())
    return replace(copy, headline=f"{copy.headline}, with {surname}"), {"headline_name"}


def _twice(copy: Copy, reading: Reading, rng: random.Random):
    spots = [
        (paragraph.at.start + word.end, word.text)
        for paragraph in reading.of("body")
        for word in paragraph.words
        if word.text.islower() and word.text.isalpha()
    ]
    place, text = rng.choice(spots)
    return insert(copy, place, f" {text}"), {"repeated_word"}


def _acronym(copy: Copy, reading: Reading, rng: random.Random):
    letters = "".join(rng.choice("BCDFGHJKLMNPQRSTVWXZ") for _ in range(rng.randrange(3, 6)))
    spots = [p for p in reading.of("body") if not p.quoted and p.text.endswith(".")]
    if not spots:
        return None
    sentence = f" The {letters} was there too."
    return insert(copy, rng.choice(spots).at.end, sentence), {"acronym"}


def _run_on(copy: Copy, reading: Reading, rng: random.Random):
    spots = [p for p in reading.of("body") if 60 < len(p.words) < 110]
    if not spots:
        return None
    paragraph = rng.choice(spots)
    return insert(copy, paragraph.at.end, " " + paragraph.text), {"long_paragraph"}


def _no_headline(copy: Copy, reading: Reading, rng: random.Random):
    return replace(copy, headline=rng.choice(("", "  "))), {"headline"}


PLANTS: dict[str, Plant] = {
    "a mark left out": _drop_mark,
    "mixed marks": _mix_marks,
    "foreign marks": _foreign_marks,
    "nested wrongly": _nest_marks,
    "nobody speaks": _unspoken,
    "surname first": _surname_first,
    "a name spelled two ways": _misspell,
    "wrong pronoun": _wrong_pronoun,
    "mixed spelling": _other_spelling,
    "no date": _undated,
    "wrong weekday": _wrong_weekday,
    "number in the headline": _wrong_number,
    "name in the headline": _unknown_name,
    "a word twice": _twice,
    "acronym": _acronym,
    "long paragraph": _run_on,
    "no headline": _no_headline,
}
