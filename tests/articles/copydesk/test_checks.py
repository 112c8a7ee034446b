"""The other checks, one behaviour a test."""

from datetime import date, timedelta

import pytest

from articles.copydesk import Copy, Finding, HouseRule, PhotoUse, accept, mend, read_copy_desk


def found(check: str, text: str = "A day.", **fields: object) -> list[Finding]:
    copy = Copy(**{"headline": "Rain falls on the town", "body_text": text} | fields)
    return [each for each in read_copy_desk(copy) if each.check == check]


def test_a_story_needs_a_headline() -> None:
    assert [each.severity for each in found("headline", headline=" ")] == ["error"]


def test_places_count_in_the_plain_text_of_the_field() -> None:
    [finding] = found("repeated_word", "One.\n\nIt is the the end.")
    assert (finding.start, finding.end, finding.paragraph) == (12, 19, 1)


def test_a_repeated_word_is_mended_outside_quotations_only() -> None:
    copy = Copy(headline="H", body_text="It is the the end. “It is the the end,” he said.")
    mended = mend(copy, read_copy_desk(copy))
    assert mended.body_text == "It is the end. “It is the the end,” he said."


@pytest.mark.parametrize("text", ["He had had it.", "Duran Duran sang.", "That is it. It is."])
def test_some_words_may_stand_twice(text: str) -> None:
    assert found("repeated_word", text) == []


def test_a_quotation_needs_a_speaker_near() -> None:
    text = "The rain fell. “We have never seen such a lot of water.” The sun rose again."
    assert len(found("quotation_speaker", text)) == 1
    assert found("quotation_speaker", text.replace("rose", "rose, Ann Hill said")) == []


def test_a_surname_waits_for_the_full_name() -> None:
    text = "Hill was wet.\nIt rained, Ann Hill said."
    assert len(found("full_name", text)) == 1
    assert found("full_name", "It rained, Ann Hill said.\nHill was wet.") == []


def test_a_name_is_spelled_one_way() -> None:
    text = "It rained, Ann Hillerman said. Nobody believed Ann Hilerman at first."
    assert [each.message for each in found("name_spelling", text)]
    assert found("name_spelling", "Iran and Iraq; Russia and Russian; Texas and Texans.") == []


@pytest.mark.parametrize(
    ("recorded", "said", "mended"),
    [("he", "she said", "he"), ("she", "said he", "she"), ("they", "he said", None)],
)
def test_a_pronoun_agrees_with_the_one_on_record(
    recorded: str, said: str, mended: str | None
) -> None:
    text = f"It rained, Kim Hill said. “It is wet,” {said}."
    [finding] = found("pronoun", text, people={"Kim Hill": recorded})
    assert (finding.mend, finding.certain) == (mended, mended is not None)


def test_a_pronoun_may_be_somebody_elses() -> None:
    text = "It rained, Kim Hill said. Her aunt, Ada Stone, agreed. “It is wet,” she said."
    assert found("pronoun", text, people={"Kim Hill": "he"}) == []


def test_spelling_families_do_not_mix() -> None:
    [finding] = found("spelling_family", "The colour of the harbour was a neighbor’s.")
    assert (finding.mend, finding.certain) == ("neighbour", True)
    assert (
        found("spelling_family", "To organize colour is Oxford; the Labor Party is a name.") == []
    )
    assert len(found("spelling_family", "The color.", spelling="en-GB")) == 1


def test_words_in_a_quotation_are_not_mended() -> None:
    text = "The colour of the harbour. “My neighbor,” he said."
    assert [each.mend for each in found("spelling_family", text)] == [None]


def test_today_needs_a_date() -> None:
    assert len(found("relative_date", "It is dearer from today.")) == 1
    assert found("relative_date", "It is dearer from today.", date=date(2026, 11, 22)) == []
    assert found("relative_date", "On 22 November, it rained. It ended today.") == []
    assert found("relative_date", "“Come today,” he said.") == []


def test_a_weekday_is_that_dates() -> None:
    [finding] = found("weekday", "It fell on Monday, 22 November 2026.")
    assert (finding.mend, finding.certain) == ("Sunday", False)
    assert found("weekday", "It fell on Sunday, 22 November 2026.") == []
    assert len(found("weekday", "Op maandag 22 november 2026.", language="nl")) == 1


def test_a_headline_agrees_with_the_text() -> None:
    text = "In all, 12 houses fell, Ann Hillerman said."
    assert len(found("headline_number", text, headline="Rain fells 13 houses")) == 1
    assert found("headline_number", text, headline="Rain fells 12 houses") == []
    assert len(found("headline_name", text, headline="Rain fells 12 houses, says Ostrow")) == 1
    assert found("headline_name", text, headline="Rain wet, says Hillerman") == []


def test_an_acronym_is_explained_once() -> None:
    assert len(found("acronym", "The QZX was there.")) == 1
    assert found("acronym", "The Quick Zebra Exchange (QZX). The QZX was there.") == []


def test_lengths_are_notes() -> None:
    long = " ".join(["rain"] * 121) + "."
    notes = found("long_paragraph", long) + found("length", headline="x" * 111)
    assert [each.severity for each in notes] == ["note", "note"]


def test_credits_are_asked_for_where_it_is_known_that_they_lack() -> None:
    assert found("byline") == []
    assert len(found("byline", bylines=())) == 1
    ended = date(2026, 11, 22)
    photo = PhotoUse("Bridge", credit="Ann Hill", licence="bought", rights_end_on=ended)
    messages = [each.message for each in found("photo", photos=(photo,), date=ended)]
    assert messages == ["Bridge has no alt text."]
    assert len(found("photo", photos=(photo,), date=ended + timedelta(days=1))) == 2


def test_a_speaker_is_in_the_ledger_where_there_is_one() -> None:
    text = "It rained, Ann Hill said."
    assert found("speaker_ledger", text) == []
    assert len(found("speaker_ledger", text, citations=("BNR",))) == 1
    assert found("speaker_ledger", text, citations=("Ann Hill",)) == []


def test_a_house_rule_is_applied_outside_quotations() -> None:
    rules = (HouseRule("Bus", "omnibus", "Write “bus”.", instead="bus"),)
    copy = Copy(headline="H", body_text="An omnibus. “An omnibus,” he said.", rules=rules)
    findings = [each for each in read_copy_desk(copy) if each.check == "house_rule"]
    assert accept(copy, findings)[0].body_text == "An bus. “An omnibus,” he said."


def test_no_pattern_hangs_the_desk() -> None:
    rules = (
        HouseRule("Slow", r"(a|a)*(a|aa)+$b", "", is_pattern=True),
        HouseRule("Broken", "(", "", is_pattern=True),
    )
    messages = [each.message for each in found("house_rule", "a" * 5000 + ".", rules=rules)]
    assert messages == [
        "The rule “Slow” was not applied: its pattern takes too long.",
        "The rule “Broken” was not applied: its pattern cannot be read.",
    ]


def test_a_language_without_rules_hears_only_what_needs_none() -> None:
    text = "Idag regnade det det. " + " ".join(["regn"] * 121)
    copy = Copy(headline="", body_text=text, language="sv")
    assert [each.check for each in read_copy_desk(copy)] == ["headline", "long_paragraph"]
