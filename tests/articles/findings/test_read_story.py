"""A story as the copy desk reads it: from its rows, through the checklist, to what is passed."""

import pytest
from django.core.management import CommandError, call_command

from articles import workflow
from articles.findings.read_story import read_story
from articles.models import Citation, DismissedWarning, HouseRule
from articles.workflow import ActionRefused
from articles.workflow.warnings import dismiss_warnings, fix_story, restore_warning
from tests.factories import make_article, make_live, make_outlet, make_photo, make_source

pytestmark = pytest.mark.django_db
TODAY = "<p>It is dearer from today.</p>"


def checks(article) -> set[str]:
    return {finding.check for finding in read_story(article).findings}


def pass_all(article, by, reason: str = "The desk knows.") -> int:
    found = read_story(article)
    prints = [finding.fingerprint for finding in found.open_warnings]
    return dismiss_warnings(article, found, prints, by=by, reason=reason)


def test_a_sound_story_has_nothing_to_say(editor):
    assert read_story(make_article(lead_photo=make_photo())).stops == []


def test_errors_stop_publication_and_lead_to_the_line(editor):
    story = make_article(body="<p>‘Yes,” it rained.</p>")
    with pytest.raises(ActionRefused) as refused:
        workflow.publish(story, by=editor)
    [missing] = refused.value.missing
    assert missing.sentence == "This quotation opens with ‘ and closes with ”. ‘Yes,”"
    assert missing.anchor.startswith("finding-")
    assert not missing.wants_reason


def test_errors_stop_an_update_and_a_scheduled_one_too(editor):
    story = make_live().article
    story.body = "<p>‘Yes,” it rained.</p>"
    story.save()
    with pytest.raises(ActionRefused):
        workflow.update(story, by=editor, change="minor")


def test_what_is_submitted_may_still_want_mending(reporter):
    story = make_article(body="<p>‘Yes,” it rained today.</p>", created_by=reporter)
    workflow.submit(story, by=reporter)
    assert story.status == "in_review"


def test_bulk_imports_are_not_stopped_by_style():
    assert make_live(body="<p>‘Yes,” it rained today.</p>").pk


def test_a_warning_is_passed_with_a_reason_and_the_story_goes(editor):
    story = make_article(body=TODAY)
    with pytest.raises(ActionRefused, match="dismiss them with a reason") as refused:
        workflow.publish(story, by=editor)
    assert [missing.wants_reason for missing in refused.value.missing] == [True]
    assert pass_all(story, editor, "The price list is of today.") == 1
    row = DismissedWarning.objects.get()
    assert (row.check_name, row.words, row.by) == ("relative_date", "today", editor)
    assert row.reason == "The price list is of today."
    assert workflow.publish(story, by=editor)


def test_what_was_passed_survives_saves_and_moves_but_not_other_words(editor):
    story = make_article(body=TODAY)
    pass_all(story, editor)
    story.body = "<p>A new first paragraph.</p><p>Salt is dearer from Today, traders found.</p>"
    story.save()
    assert read_story(story).open_warnings == []
    story.body += "<p>It ends today.</p><p>Or tomorrow.</p>"
    story.save()
    assert [each.words for each in read_story(story).open_warnings] == ["today", "tomorrow"]


def test_only_warnings_are_passed_and_never_without_a_reason(editor, reporter):
    story = make_article(body="<p>‘Yes,” it rained today.</p>")
    found = read_story(story)
    prints = [finding.fingerprint for finding in found.findings]
    for by, reason in ((editor, "  "), (editor, "x" * 301), (reporter, "Not mine.")):
        with pytest.raises(ActionRefused):
            dismiss_warnings(story, found, prints, by=by, reason=reason)
    assert dismiss_warnings(story, found, prints, by=editor, reason="Known.") == 1
    assert DismissedWarning.objects.get().check_name == "relative_date"


def test_who_passed_it_first_gave_the_reason(editor):
    story = make_article(body=TODAY)
    found = read_story(story)
    [warning] = found.open_warnings
    for reason in ("First.", "Second."):
        dismiss_warnings(story, found, [warning.fingerprint], by=editor, reason=reason)
    assert DismissedWarning.objects.get().reason == "First."


def test_a_passed_warning_can_stand_again(editor):
    story = make_article(body=TODAY)
    pass_all(story, editor)
    restore_warning(story, DismissedWarning.objects.get().fingerprint, by=editor)
    assert len(read_story(story).open_warnings) == 1


def test_mends_that_are_certain_are_saved_once_and_words_said_stay(editor):
    body = "<p>‘Yes, <em>the the</em> sea,” it rained on the the quay.</p>"
    story = make_article(body=body)
    version = story.version
    made = fix_story(story, by=editor)
    story.refresh_from_db()
    assert story.body == "<p>“Yes, <em>the the</em> sea,” it rained on the quay.</p>"
    assert {finding.check for finding in made} == {"quotation_mixed", "repeated_word"}
    assert story.version == version + 1
    assert fix_story(story, by=editor) == []


def test_the_pronoun_on_record_is_known_of_whoever_the_text_names(editor):
    make_source("Kim Hill", kind="person", pronouns="he")
    story = make_article(body="<p>It rained, Kim Hill said. “Much,” she said.</p>")
    assert checks(story) == {"speaker_ledger", "pronoun"}
    Citation.objects.create(article=story, source=make_source("Kim Hill", kind="person"))
    assert "speaker_ledger" not in checks(story)


def test_a_newsroom_the_paper_knows_is_credited_where_the_text_leans_on_it(editor):
    make_source("Reuters", kind="agency")
    story = make_article(body="<p>It rained, Reuters reported.</p>")
    assert checks(story) == {"outlet_credit"}


def test_the_houses_spelling_and_rules_are_held_to(editor):
    story = make_article(body="<p>The color of the omnibus.</p>")
    assert checks(story) == set()
    make_outlet(spelling="en-GB")
    rule = HouseRule.objects.create(name="Bus", look_for="omnibus", advice="Write “bus”.")
    assert checks(story) == {"spelling_family"}
    rule.state = HouseRule.State.LIVE
    rule.save()
    assert checks(story) == {"spelling_family", "house_rule"}


def test_a_story_costs_few_queries_to_read(editor, django_assert_max_num_queries):
    body = "".join(f"<p>It rained, Ann Hill{letter} said.</p>" for letter in "abcdefghij")
    story = make_article(body=body, sources=[make_source() for _ in range(5)])
    with django_assert_max_num_queries(8):
        read_story(story)


def test_the_command_reads_a_story_at_the_desk_by_its_number(editor, capsys):
    story = make_article(body=TODAY)
    call_command("copydesk", str(story.pk))
    assert (
        f"story {story.pk}: body, paragraph 1, 18–23: warning: “today”" in capsys.readouterr().out
    )
    pass_all(story, editor)
    call_command("copydesk", str(story.pk))
    assert capsys.readouterr().out == f"story {story.pk}: 0 findings.\n"
    with pytest.raises(CommandError, match="There is no story 999"):
        call_command("copydesk", "999")


def test_a_surname_of_somebody_not_named_is_read_off_the_citation() -> None:
    story = make_article(body="<p>The fitter, Verloop, saw the gate.</p>")
    fitter = make_source("Ineke Verloop", kind="person")
    line = story.citations.create(source=fitter, terms="anonymous", shown_as="a fitter")
    assert "name_given" in {each.check for each in read_story(story).open_warnings}
    line.terms = Citation.Terms.ON_RECORD
    line.save()
    assert "name_given" not in {each.check for each in read_story(story).findings}
