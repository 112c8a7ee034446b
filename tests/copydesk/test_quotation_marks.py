"""Quotation marks: what is a fault, what is none, and what mends it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk import Copy, Finding, apply_fixes, apply_safe_fixes, check_copy
from copydesk.languages import get_language

FAULTS = {"quotation_unbalanced", "quotation_mixed", "quotation_nested", "quotation_language"}
LANGUAGES = ["en", "nl", "de", "fr", "ru", "ar"]
WORDS = {
    "en": ["rain", "workers’", "don’t", "1990s", "6'2\"", "’90s", "’em", "James’s", "river"],
    "nl": ["regen", "’s", "foto’s", "’t", "Hans’", "rivier"],
    "de": ["Regen", "Hans’", "geht’s", "Fluss"],
    "fr": ["pluie", "l’eau", "aujourd’hui", "qu’il"],
    "ru": ["дождь", "река", "город"],
    "ar": ["مطر", "نهر", "مدينة"],
}


def faults(text: str, language: str = "en") -> list[Finding]:
    found = check_copy(Copy(headline="A day", body_text=text, language=language))
    return [finding for finding in found if finding.check in FAULTS]


def kinds(text: str, language: str = "en") -> list[str]:
    return [finding.check for finding in faults(text, language)]


@pytest.mark.parametrize(
    "text",
    [
        "It’s the workers’ day, and the dogs' too.",
        "The door is 6'2\" high and 12\" thick, in the '90s and the ’80s.",
        "Rock ’n’ roll, ’tis said, and 'twas, for 'em all.",
        "“The workers’ rights,” he said, “are ‘human’ rights.”",
        "‘The workers’ rights are human rights,’ he said.",
        "He called it ‘the “best” of times’.",
        'He said "yes" and "no", (“perhaps”) — “never” — and "well—"',
        "“He said, ‘No.’” The 5’10” keeper laughed.",
        'The "12" record" was lost.',
    ],
)
def test_sound_marks_are_no_fault(text: str) -> None:
    assert faults(text) == []


def test_a_quotation_over_several_paragraphs_is_no_fault() -> None:
    assert faults("“One,” he said. “Two.\nThe bridge. Photo: Ann Hill.\n“Three.”") == []
    assert faults("“One,” he said. “Two.\n“Three.\n“Four.”") == []


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_balanced_text_never_yields_a_fault(language: str, data: st.DataObject) -> None:
    rules = get_language(language)
    word = st.sampled_from(WORDS[language])
    plain = st.lists(word, min_size=1, max_size=4).map(" ".join)
    parts = []
    for _ in range(data.draw(st.integers(1, 5))):
        outer = data.draw(st.sampled_from([pair for pair in rules.pairs if pair in rules.inner]))
        inner = rules.inner[outer]
        inside = data.draw(plain)
        if data.draw(st.booleans()):
            inside += f" {inner[0]}{data.draw(word)}{inner[1]} x"
        end = data.draw(st.sampled_from([",", ".", "?", "x"]))
        parts.append(f"{data.draw(plain)} {outer[0]}{inside}{end}{outer[1]} {data.draw(word)}.")
    assert faults(data.draw(st.sampled_from([" ", "\n"])).join(parts), language) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("He said “yes and left.", "quotation_unbalanced"),
        ("He said yes” and left.", "quotation_unbalanced"),
        ("‘Yes,” he said.", "quotation_mixed"),
        ("“Yes,’ he said.", "quotation_mixed"),
        ('He said "yes.“ Then he left.', "quotation_mixed"),
        ("He said «yes» and left.", "quotation_language"),
        ("“It was a “good” day,” he said.", "quotation_nested"),
    ],
)
def test_each_fault_is_named(text: str, kind: str) -> None:
    assert kinds(text) == [kind]


def test_the_same_marks_are_judged_by_language() -> None:
    assert kinds("Er sagte „ja“ und ging.", "de") == []
    assert kinds("He said „yes“ and left.", "en") == ["quotation_language"]
    assert kinds("Il a dit « oui » et “non”.", "fr") == []


def test_a_language_without_rules_hears_nothing_of_its_marks() -> None:
    assert faults("Han sade ”ja och gick.", "sv") == []


def test_a_mixed_quotation_is_mended_in_the_storys_own_marks() -> None:
    copy = Copy(headline="A day", body_text="“No,” she said. ‘Yes,” he said.\n‘They’re here,’ I.")
    assert apply_safe_fixes(copy, check_copy(copy)).body_text.startswith(
        "“No,” she said. “Yes,” he said."
    )


def test_a_mend_is_not_certain_in_a_paragraph_with_a_lost_mark() -> None:
    found = faults("‘Yes,” he said. He said “no and left.")
    assert [finding.is_safe for finding in found] == [False, False]


def test_a_mend_in_html_touches_no_markup() -> None:
    html = '<p>‘Yes, <em>R&amp;D</em> <a href="/a">is</a> here,” he said.</p>\n<p>Fine.</p>'
    copy = Copy(headline="A day", body_html=html)
    mended, made = apply_fixes(copy, check_copy(copy))
    assert mended.body_html == html.replace("‘Yes", "“Yes")
    assert [finding.check for finding in made] == ["quotation_mixed"]
