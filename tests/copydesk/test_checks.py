"""The other checks, one behaviour a test."""

from datetime import date, timedelta

import pytest

from copydesk import (
    Cited,
    Copy,
    Credited,
    Finding,
    PhotoUse,
    StyleRule,
    apply_fixes,
    apply_safe_fixes,
    check_copy,
    check_reading,
    read,
)


def found(check: str, text: str = "A day.", **fields: object) -> list[Finding]:
    copy = Copy(**{"headline": "Rain falls on the town", "body_text": text} | fields)
    return [each for each in check_copy(copy) if each.check == check]


def test_a_story_needs_a_headline() -> None:
    assert [each.severity for each in found("headline", headline=" ")] == ["error"]


def test_places_count_in_the_plain_text_of_the_field() -> None:
    [finding] = found("repeated_word", "One.\n\nIt is the the end.")
    assert (finding.start, finding.end, finding.paragraph) == (12, 19, 1)


def test_a_repeated_word_is_mended_outside_quotations_only() -> None:
    copy = Copy(headline="H", body_text="It is the the end. “It is the the end,” he said.")
    mended = apply_safe_fixes(copy, check_copy(copy))
    assert mended.body_text == "It is the end. “It is the the end,” he said."


@pytest.mark.parametrize("text", ["He had had it.", "Duran Duran sang.", "That is it. It is."])
def test_some_words_may_stand_twice(text: str) -> None:
    assert found("repeated_word", text) == []


def test_a_quotation_needs_a_speaker_near() -> None:
    text = "The rain fell. “We have never seen such a lot of water.” The sun rose again."
    assert len(found("quotation_speaker", text)) == 1
    assert found("quotation_speaker", text.replace("rose", "rose, Ann Hill said")) == []


def test_a_quotation_pulled_out_is_signed_below_it() -> None:
    text = "The rain fell.\n“We have never seen such a lot of water.”\n— Ann Hill, harbour master"
    assert found("quotation_speaker", text) == []


def test_a_surname_waits_for_the_full_name() -> None:
    text = "Hill was wet.\nIt rained, Ann Hill said."
    assert len(found("full_name", text)) == 1
    assert found("full_name", "It rained, Ann Hill said.\nHill was wet.") == []
    assert found("full_name", "Rain at Hill’s in Rope Walk, Ann Hill said.") == []


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("It rained, Ann Hill said.", 1),
        ("It rained, Ann Hill said.\nThe harbour master is new.", 1),
        ("It rained, said Ann Hill, the harbour master.", 0),
        ("The port’s new masters met.\nIt rained, Ann Hill said.", 0),
        ("It rained, said Ann Hill of the Port of Merrow.", 0),
        ("It rained, Hill said.", 0),
    ],
)
def test_who_somebody_is_stands_with_the_full_name(text: str, notes: int) -> None:
    cited = Cited("Ann Hill", role="harbour master, Port of Merrow")
    assert len(found("introduction", text, citations=(cited,))) == notes
    assert found("introduction", text, citations=(Cited("Ann Hill"),)) == []


def test_a_role_that_is_part_of_the_name_is_not_said_by_it() -> None:
    cited = Cited("Ann Baker", role="baker")
    [finding] = found("introduction", "It rained, Ann Baker said.", citations=(cited,))
    assert finding.severity == "note"


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
    assert (finding.fix, finding.is_safe) == (mended, mended is not None)


def test_a_pronoun_may_be_somebody_elses() -> None:
    text = "It rained, Kim Hill said. Her aunt, Ada Stone, agreed. “It is wet,” she said."
    assert found("pronoun", text, people={"Kim Hill": "he"}) == []


def test_a_pronoun_deep_in_the_next_paragraph_may_be_somebody_elses() -> None:
    text = "It rained, Kim Hill said.\nThe clerk expects more. She has asked for sand."
    assert found("pronoun", text, people={"Kim Hill": "he"}) == []
    near = text.replace("The clerk expects more. ", "")
    assert len(found("pronoun", near, people={"Kim Hill": "he"})) == 1


def test_spelling_families_do_not_mix() -> None:
    [finding] = found("spelling_family", "The colour of the harbour was a neighbor’s.")
    assert (finding.fix, finding.is_safe) == ("neighbour", True)
    assert (
        found("spelling_family", "To organize colour is Oxford; the Labor Party is a name.") == []
    )
    assert len(found("spelling_family", "The color.", spelling="en-GB")) == 1


def test_words_in_a_quotation_are_not_mended() -> None:
    text = "The colour of the harbour. “My neighbor,” he said."
    assert [each.fix for each in found("spelling_family", text)] == [None]


def test_today_needs_a_date() -> None:
    assert len(found("relative_date", "It is dearer from today.")) == 1
    assert found("relative_date", "It is dearer from today.", date=date(2026, 11, 22)) == []
    assert found("relative_date", "On 22 November, it rained. It ended today.") == []
    assert found("relative_date", "“Come today,” he said.") == []
    assert found("relative_date", "Is rain a form of art today? It may be.") == []
    assert [each.severity for each in found("relative_date", "It rained last year.")] == ["note"]


def test_a_weekday_is_that_dates() -> None:
    [finding] = found("weekday", "It fell on Monday, 22 November 2026.")
    assert (finding.fix, finding.is_safe) == ("Sunday", False)
    assert found("weekday", "It fell on Sunday, 22 November 2026.") == []
    assert len(found("weekday", "Op maandag 22 november 2026.", language="nl")) == 1


def test_a_headline_agrees_with_the_text() -> None:
    text = "In all, 12 houses fell, Ann Hillerman said."
    assert len(found("headline_number", text, headline="Rain fells 13 houses")) == 1
    assert found("headline_number", text, headline="Rain fells 12 houses") == []
    assert found("headline_number", "It cost 11,300 marks.", headline="Eleven thousand marks") == []
    apart = {"headline": "Rain", "standfirst": "For 138 years.", "text": "It lasted 22 years."}
    assert [each.severity for each in found("headline_number", **apart)] == ["note"]
    assert len(found("headline_name", text, headline="Rain fells 12 houses, says Ostrow")) == 1
    assert found("headline_name", text, headline="Rain wet, says Hillerman") == []


def test_an_acronym_is_explained_once() -> None:
    assert len(found("acronym", "The QZX was there.")) == 1
    assert found("acronym", "The Quick Zebra Exchange (QZX). The QZX was there.") == []


def test_lengths_are_notes() -> None:
    long = " ".join(["rain"] * 121) + "."
    notes = found("long_paragraph", long) + found("length", headline="x" * 111)
    assert [each.severity for each in notes] == ["note", "note"]


def test_papers_are_asked_for_where_it_is_known_that_they_lack() -> None:
    assert found("byline") == []
    assert len(found("byline", bylines=())) == 1
    assert len(found("text", "")) == 1
    photos = (
        PhotoUse("Bridge", field="body", lacks=("alt text", "credit")),
        PhotoUse("Quay", is_covered=False),
        PhotoUse("Boat", in_trash=True),
        PhotoUse("Sea"),
    )
    assert {(each.field, each.message) for each in found("photo", photos=photos)} == {
        ("body", "Missing for the photo “Bridge”: alt text, credit."),
        ("lead_photo", "The rights to the photo “Quay” do not cover the time of publication."),
        ("lead_photo", "The photo “Boat” is in the trash."),
    }


def test_rights_that_end_while_the_story_is_live_are_told() -> None:
    today = date(2026, 11, 22)

    def told(days: int) -> list[str]:
        end = today + timedelta(days=days)
        photo = PhotoUse("Bridge", is_covered=days >= 0, rights_end_on=end)
        return [each.severity for each in found("rights_end", photos=(photo,), today=today)]

    assert (told(-1), told(0), told(30), told(31)) == ([], ["warning"], ["warning"], ["note"])


def test_a_speaker_is_in_the_ledger_where_there_is_one() -> None:
    text = "It rained, Ann Hill said."
    assert found("speaker_ledger", text) == []
    assert len(found("speaker_ledger", text, citations=(Cited("BNR"),))) == 1
    assert found("speaker_ledger", text, citations=(Cited("Ann Hill"),)) == []


def test_a_tied_quotation_has_its_source() -> None:
    said = "“We have never seen such a lot of water.”"
    marked = f'<span data-source="7" data-attribution="quotation">{said}</span>'
    figure = marked.replace("quotation", "figure")

    def checks(body: str) -> set[str]:
        copy = Copy(headline="Rain", body_html=body, citations=())
        return {each.check for each in check_copy(copy)}

    assert checks(f"<p>{said}</p>") == {"quotation_speaker"}
    assert checks(f"<p>{figure}</p>") == {"quotation_speaker"}
    assert checks(f"<p>{marked}</p>") == set()
    assert checks(f"<p>{said} So said Ann Hill.</p>") == {"speaker_ledger"}
    assert checks(f"<p>{marked} So said Ann Hill.</p><p>It fell.</p>") == set()
    assert checks(f"<p>{marked}</p><p>“No,” said Bo Hill.</p>") == {"speaker_ledger"}


def test_dead_links_and_lost_attributions_are_reported() -> None:
    dead = Cited("BNR", link="https://a.example/", dead_link="dead since 22 Nov 2026 (404)")
    [finding] = found("dead_link", citations=(dead,))
    assert finding.message.startswith("The link to BNR is dead since 22 Nov 2026 (404).")
    assert found("dead_link", citations=(Cited("BNR", link="https://a.example/"),)) == []
    [undone] = found("attribution_lost", citations=(), lost_attributions=("“Yes” was marked.",))
    assert (undone.message, undone.severity) == ("“Yes” was marked.", "warning")


def test_a_part_of_a_name_to_be_kept_is_marked_where_it_stands() -> None:
    kept = Cited("a fitter", hidden_words=("Maria", "de", "Vries"))
    text = "A fitter said de sluice was shut. Vries, of the works, and Vriesland."
    [finding] = found("name_given", text, citations=(kept,))
    assert (finding.words, finding.severity, finding.field) == ("Vries", "warning", "body")
    assert found("name_given", text, citations=(Cited("Maria de Vries"),)) == []


def test_a_flat_that_asks_a_price_says_nothing() -> None:
    text = "A flat in Lower Strand asks 610 marks. Why, asks Ann Hill."
    assert [each.words for each in found("speaker_ledger", text, citations=())] == ["Ann Hill"]


def test_another_newsrooms_work_is_linked_and_credited() -> None:
    bnr, ann = Cited("BNR", is_outlet=True), Cited("Ann Hill")
    assert [each.words for each in found("outlet_link", citations=(bnr, ann))] == ["BNR"]
    linked = Cited("BNR", is_outlet=True, link="https://www.bnr.nl/")
    assert found("outlet_link", citations=(linked,)) == []
    for text in ("It rained, Ann Hill told Reuters.", "According to Reuters, it rained."):
        assert len(found("outlet_credit", text, citations=(ann,), outlets=("Reuters",))) == 1
        assert (
            found("outlet_credit", text, citations=(Cited("Reuters"),), outlets=("Reuters",)) == []
        )
    assert found("outlet_credit", "Reuters is old.", citations=(), outlets=("Reuters",)) == []


def test_a_report_rests_on_more_than_one_source() -> None:
    long = " ".join(["rain"] * 150) + "."
    one, two = (Cited("Ann Hill"),), (Cited("Ann Hill"), Cited("Bo Hill"))
    severities = [
        [each.severity for each in found("single_source", long, citations=known, is_reported=True)]
        for known in (None, (), one, two)
    ]
    assert severities == [[], ["note"], ["warning"], []]
    assert found("single_source", "A brief.", citations=one, is_reported=True) == []
    assert found("single_source", long, citations=one) == []


def test_a_translation_says_so() -> None:
    by = Credited("Ann Hill")
    translator = Credited("Bo Hill", is_translator=True)
    translated = (Cited("BNR", is_translated=True, is_outlet=True),)
    assert len(found("translation", bylines=(by,), is_translation=True)) == 1
    assert len(found("translation", bylines=(by,), citations=translated)) == 1
    assert found("translation", bylines=(by, translator), is_translation=True) == []
    assert found("translation", bylines=(by,)) == []


def test_a_byline_without_a_bio_is_noted() -> None:
    bylines = (Credited("Ann Hill", has_bio=False), Credited("Bo Hill"))
    assert [(each.severity, each.words) for each in found("bio", bylines=bylines)] == [
        ("note", "Ann Hill")
    ]


def test_the_same_words_elsewhere_keep_their_fingerprint() -> None:
    def prints(text: str) -> list[str]:
        return [each.fingerprint for each in found("relative_date", text)]

    [one] = prints("It rained today.")
    assert prints("A word before.\n\nAnd it did rain   Today, said nobody.") == [one]
    assert prints("It rained yesterday.") != [one]
    first, second = prints("It rained today. It will end today.")
    assert first == one and second != one


def test_a_house_rule_is_applied_outside_quotations() -> None:
    rules = (StyleRule("Bus", "omnibus", "Write “bus”.", instead="bus"),)
    copy = Copy(headline="H", body_text="An omnibus. “An omnibus,” he said.", rules=rules)
    findings = [each for each in check_copy(copy) if each.check == "house_rule"]
    assert apply_fixes(copy, findings)[0].body_text == "An bus. “An omnibus,” he said."


def test_no_pattern_hangs_the_desk() -> None:
    rules = (
        StyleRule("Slow", r"(a|a)*(a|aa)+$b", "", is_pattern=True),
        StyleRule("Broken", "(", "", is_pattern=True),
    )
    messages = [each.message for each in found("house_rule", "a" * 5000 + ".", rules=rules)]
    assert messages == [
        "The rule “Slow” was not applied: the pattern takes too long.",
        "The rule “Broken” was not applied: the pattern is not valid.",
    ]


def test_a_language_without_rules_hears_only_what_needs_none() -> None:
    text = "Idag regnade det det. " + " ".join(["regn"] * 121)
    copy = Copy(headline="", body_text=text, language="sv")
    assert [each.check for each in check_copy(copy)] == ["headline", "long_paragraph"]


@pytest.mark.parametrize("figure", ["١٢٣", "１２", "९९", "9" * 400])
def test_figures_of_every_script_and_size_are_read(figure: str) -> None:
    copy = Copy(headline=f"{figure} boats", body_text=f"There were {figure} boats.", language="en")
    assert "headline_number" not in {each.check for each in check_copy(copy)}
    other = Copy(headline="١٢ boats", body_text="There were 13 boats.", language="en")
    assert "headline_number" in {each.check for each in check_copy(other)}


def test_a_text_beyond_measure_is_read_in_part_and_says_so() -> None:
    paragraph = "<p>" + "word " * 100 + "</p>"
    body = paragraph * 1000
    reading = read(Copy(headline="A headline", body_html=body, language="en"))
    assert reading.is_cut and 0 < len(reading.paragraphs) < 600
    assert "text_length" in {finding.check for finding in check_reading(reading)}
    assert not read(Copy(body_html=paragraph * 100, language="en")).is_cut
