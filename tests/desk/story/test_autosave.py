"""Autosave: into the working copy, with the form's own rules, and nowhere else."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from reversion.models import Version

from articles import revisions, workflow
from articles.admin.text_diff import Difference
from articles.models import Article, Edition, Topic
from tests.articles.admin.test_article_admin import address, blank, sent, without_rows
from tests.factories import (
    make_article,
    make_author,
    make_outlet,
    make_section,
    make_source,
    make_user,
)

pytestmark = pytest.mark.django_db
CAME = "As imported"


def autosave(desk: Client, story: Article | None, data: dict):
    name = "story_autosave" if story else "story_begin"
    return desk.post(reverse(f"admin:{name}", args=[story.pk] if story else []), data)


def comments(story: Article) -> list[str]:
    versions = Version.objects.get_for_object(story).order_by("pk")
    return [version.revision.comment for version in versions]


def test_what_is_typed_is_saved_and_no_status_edition_or_history_made(desk, editor) -> None:
    story = make_article()
    workflow.submit(story, by=editor)
    before = comments(story)
    answer = autosave(
        desk, story, sent(story, headline="Typed", body="<p>On</p><script>x</script>")
    )
    story.refresh_from_db()
    assert (story.headline, story.body) == ("Typed", "<p>On</p>")
    assert story.status == Article.Status.IN_REVIEW and story.edited_by == editor
    assert answer.json()["version"] == story.version == 3
    assert comments(story) == before and not Edition.objects.exists()


def test_the_answer_draws_what_the_story_still_lacks(desk) -> None:
    story = make_article(body="")
    lacks = autosave(desk, story, sent(story, headline="Typed")).json()["checklist"]
    assert "Write the text." in lacks
    story.refresh_from_db()
    filled = autosave(desk, story, sent(story, body="<p>On</p>")).json()["checklist"]
    assert "Required details complete" in filled


def test_what_has_not_changed_makes_no_version(desk) -> None:
    story = make_article()
    assert autosave(desk, story, sent(story)).json()["version"] == 1
    story.refresh_from_db()
    assert story.version == 1 and story.autosaved_at is None


def test_a_refused_field_is_named_and_the_others_are_saved(desk) -> None:
    story = make_article(kicker="As it was")
    data = sent(story, kicker="k" * 61, headline="Saved all the same", topics=["new:" + "t" * 101])
    [kicker, topics] = autosave(desk, story, data).json()["errors"]
    assert (kicker["field"], kicker["label"]) == ("id_kicker", "Kicker")
    assert "60" in kicker["message"] and "between 1 and 100" in topics["message"]
    story.refresh_from_db()
    assert (story.headline, story.kicker) == ("Saved all the same", "As it was")


def test_a_part_with_a_fault_waits_and_the_words_do_not(desk) -> None:
    story = make_article(sources=[make_source()])
    row = {"citations-TOTAL_FORMS": 2, "citations-1-role": "quoted", "citations-1-position": 0}
    data = {**sent(story, headline="Saved"), **row, "citations-1-note": "Rang twice"}
    [fault] = autosave(desk, story, data).json()["errors"]
    assert fault["label"] == "Citations, source" and fault["field"] == "id_citations-1-source"
    story.refresh_from_db()
    assert story.headline == "Saved" and story.citations.count() == 1


def test_new_rows_are_made_once_and_go_when_they_leave_the_page(desk) -> None:
    story = make_article(authors=[])
    row = {"bylines-TOTAL_FORMS": 1, "bylines-0-author": make_author().pk, "bylines-0-role": "by"}
    data = {**sent(story, form_id=str(uuid4())), **row, "bylines-0-position": 0}
    answer = autosave(desk, story, data).json()
    line = story.bylines.get()
    assert answer["rows"] == {"bylines-0-id": line.pk}
    data |= {"bylines-0-id": line.pk, "version": answer["version"]}
    answer = autosave(desk, story, {**data, "bylines-0-name_as_printed": "N.V."}).json()
    assert story.bylines.get().name_as_printed == "N.V." and story.bylines.get().pk == line.pk
    autosave(desk, story, {**without_rows(data, "bylines"), "version": answer["version"]})
    assert not story.bylines.exists()


def test_a_row_of_another_story_is_not_taken_by_its_number(desk) -> None:
    story, other = make_article(authors=[]), make_article()
    theirs = other.bylines.get()
    row = {"bylines-TOTAL_FORMS": 1, "bylines-0-id": theirs.pk, "bylines-0-role": "by"}
    row |= {"bylines-0-author": theirs.author_id, "bylines-0-position": 0}
    autosave(desk, story, {**sent(story), **row})
    assert other.bylines.get() == theirs and story.bylines.get().pk != theirs.pk


# --- a new story -------------------------------------------------------------------------------


def test_a_story_begins_with_the_first_words_and_only_once(desk, editor) -> None:
    data = blank(section=make_section().pk, form_id=str(uuid4()), version=1, body="")
    assert "story" not in autosave(desk, None, data).json()
    assert not Article.objects.exists()
    data["headline"] = "Words"
    answers = [autosave(desk, None, data).json() for _ in range(2)]
    story = Article.objects.get()
    assert {answer["address"] for answer in answers} == {address(story)}
    assert (story.created_by, story.headline, story.version) == (editor, "Words", 1)


def test_a_sheet_that_somebody_else_began_on_begins_no_second_story(desk, reporter) -> None:
    form_id = str(uuid4())
    make_article("Theirs", created_form_id=form_id, created_by=reporter)
    writer = Client()
    writer.force_login(make_user("writer", "Reporters"))
    data = blank(headline="Mine", section=make_section().pk, form_id=form_id)
    assert autosave(writer, None, data).status_code == 409
    assert Article.objects.get().headline == "Theirs"


def test_without_a_section_a_story_waits_and_says_so(desk) -> None:
    answer = autosave(desk, None, blank(headline="Where to?", form_id=str(uuid4())))
    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json()["errors"]] == ["id_section"]
    assert not Article.objects.exists()


def test_a_save_after_autosave_is_kept_in_the_history(desk) -> None:
    form_id = str(uuid4())
    story = make_article()
    version = autosave(desk, story, sent(story, headline="Typed", form_id=form_id)).json()[
        "version"
    ]
    story.refresh_from_db()
    desk.post(address(story), sent(story, version=version, form_id=form_id))
    assert comments(story) == [CAME, "Saved"]
    desk.post(address(story), sent(story, version=version, form_id=form_id))
    assert comments(story) == [CAME, "Saved"], "nothing was new"


# --- whose turn it is ----------------------------------------------------------------------------


def test_a_late_autosave_is_refused_and_names_who_was_first(desk, editor) -> None:
    noor = make_user("noor", "Editors", first_name="Noor", last_name="Vell")
    story = make_article("As it was")
    typed = sent(story, headline="Mine", form_id=str(uuid4()))
    Article.objects.filter(pk=story.pk).update(version=2, headline="Theirs", edited_by=noor)
    answer = autosave(desk, story, typed)
    assert answer.status_code == 409 and "Noor Vell" in answer.json()["sentence"]
    story.refresh_from_db()
    assert story.headline == "Theirs"


def test_a_page_whose_answer_was_lost_is_not_late_for_itself(desk) -> None:
    story = make_article()
    data = sent(story, form_id=str(uuid4()))
    autosave(desk, story, {**data, "headline": "One", "save_seq": 1})
    answer = autosave(desk, story, {**data, "headline": "Two", "save_seq": 2})
    assert answer.status_code == 200
    overtaken = autosave(desk, story, {**data, "headline": "One", "save_seq": 1})
    assert overtaken.status_code == 409
    story.refresh_from_db()
    assert (story.headline, story.version) == ("Two", 3)


def test_another_window_of_the_same_person_is_late_and_finds_what_both_began_with(desk) -> None:
    story = make_article("None")
    one, other = str(uuid4()), str(uuid4())
    autosave(desk, story, sent(story, headline="One", form_id=one))
    story.refresh_from_db()
    autosave(desk, story, sent(story, kicker="Two", form_id=other))
    late = sent(story, headline="One and more", form_id=one, save_seq=2)
    assert autosave(desk, story, late).status_code == 409
    rows = desk.post(address(story), late).context["rows"]
    by = {row.key: row.by for row in rows if isinstance(row, Difference)}
    assert by == {"kicker": "other", "headline": "one"}


def test_an_approved_story_is_not_changed_by_typing_where_two_must_see_it(desk, editor) -> None:
    make_outlet(require_second_person=True)
    story = make_article(created_by=make_user("writer"), status=Article.Status.READY)
    answer = autosave(desk, story, sent(story, headline="After approval"))
    assert answer.status_code == 403 and "approved" in answer.json()["sentence"]
    story.refresh_from_db()
    assert story.status == Article.Status.READY and story.headline != "After approval"


def test_who_may_not_write_is_told_why(client, reporter, editor) -> None:
    story = make_article(created_by=reporter)
    workflow.submit(story, by=reporter)
    client.force_login(reporter)
    answer = autosave(client, story, sent(story, headline="Too late"))
    assert answer.status_code == 403 and "with the desk" in answer.json()["sentence"]
    assert autosave(client, make_article(), {}).status_code == 403
    client.logout()
    answer = autosave(client, story, sent(story))
    assert answer.status_code == 401 and "logged out" in answer.json()["sentence"]


# --- what the history keeps ----------------------------------------------------------------------


def test_ten_idle_minutes_make_a_revision_of_whoever_typed(desk, editor) -> None:
    story = make_article()
    autosave(desk, story, sent(story, headline="Left open"))
    revisions.keep_idle(timezone.now() + timedelta(minutes=9))
    assert comments(story) == [CAME]
    for _round in range(2):
        revisions.keep_idle(timezone.now() + timedelta(minutes=11))
    assert comments(story) == [CAME, "Autosaved"]
    version = Version.objects.get_for_object(story).first()
    assert version.field_dict["headline"] == "Left open" and version.revision.user == editor


def test_autosaved_words_are_kept_before_somebody_elses_go_over_them(desk, editor) -> None:
    story = make_article()
    autosave(desk, story, sent(story, headline="The editor’s"))
    noor = make_user("noor", "Editors")
    other = Client()
    other.force_login(noor)
    story.refresh_from_db()
    autosave(other, story, sent(story, headline="Noor’s"))
    assert comments(story) == [CAME, "Autosaved"]
    assert Version.objects.get_for_object(story).first().field_dict["headline"] == "The editor’s"


def test_new_topics_are_made_once(desk) -> None:
    story = make_article()
    data = sent(story, topics=["new:Night tides"], form_id=str(uuid4()))
    for _again in range(2):
        autosave(desk, story, data)
    assert [topic.name for topic in Topic.objects.all()] == ["Night tides"]
    assert story.topics.get().name == "Night tides"
