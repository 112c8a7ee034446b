"""Stories at the desk: who may open what, one press of a button, stale saves, the list."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.admin import ModelAdmin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Article, Edition, Topic
from desk.models import Commission
from desk.story.notes import post_note
from tests.factories import (
    make_article,
    make_author,
    make_live,
    make_live_many,
    make_outlet,
    make_section,
    make_source,
    make_topic,
)
from tests.on_one_line import on_one_line

pytestmark = pytest.mark.django_db
LIST = "admin:articles_article_changelist"
ADD = "admin:articles_article_add"


@pytest.fixture
def as_person(client):
    """Log in as somebody and give the client back."""

    def log_in(person) -> Client:
        client.force_login(person)
        return client

    return log_in


def address(story: Article) -> str:
    return reverse("admin:articles_article_change", args=[story.pk])


def sent(story: Article, **changes) -> dict:
    """What the form of a story sends, with changes."""
    data = {
        name: getattr(story, name) or ""
        for name in (
            "kicker headline standfirst body kind language dateline short_headline seo_headline "
            "slug lead_caption"
        ).split()
    }
    data |= {"section": story.section_id, "version": story.version}
    data |= {"topics": list(story.topics.values_list("pk", flat=True))}
    for prefix, rows in (("bylines", story.bylines), ("citations", story.citations)):
        data |= {f"{prefix}-TOTAL_FORMS": rows.count(), f"{prefix}-INITIAL_FORMS": rows.count()}
        for number, row in enumerate(rows.all()):
            data |= {f"{prefix}-{number}-id": row.pk, f"{prefix}-{number}-article": story.pk}
            data |= {f"{prefix}-{number}-role": row.role, f"{prefix}-{number}-position": 0}
            named = "author" if prefix == "bylines" else "source"
            data[f"{prefix}-{number}-{named}"] = getattr(row, f"{named}_id")
    data |= {"picked-TOTAL_FORMS": 0, "picked-INITIAL_FORMS": 0}
    return {**data, **{name.replace("__", "-"): value for name, value in changes.items()}}


def without_rows(sent: dict, prefix: str) -> dict:
    """What the form sends once all rows of a part are taken off it."""
    left = {name: value for name, value in sent.items() if not name.startswith(f"{prefix}-")}
    return left | {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}


def blank(**fields) -> dict:
    """What the form of a new story sends."""
    forms = {
        f"{prefix}-{name}_FORMS": 0
        for prefix in ("bylines", "citations", "picked")
        for name in ("TOTAL", "INITIAL")
    }
    return {"kind": "news", "language": "en", "body": "<p>Words.</p>", **forms, **fields}


# --- who may -----------------------------------------------------------------------------------


def test_a_contributor_finds_only_their_own_stories(as_person, contributor, editor) -> None:
    own = make_article("Mine to write", created_by=contributor)
    other = make_article("Somebody else’s", created_by=editor)
    desk = as_person(contributor)
    page = desk.get(reverse(LIST)).content.decode()
    assert own.headline in page and other.headline not in page
    assert desk.get(address(own)).status_code == 200
    assert desk.get(address(other)).status_code == 302
    for name in ("story_preview", "story_history"):
        assert desk.get(reverse(f"admin:{name}", args=[other.pk])).status_code == 404


@pytest.mark.parametrize("person", ["photographer", "staff_manager", "stranger"])
def test_those_who_keep_no_copy_do_not_get_in(as_person, request, person: str) -> None:
    story = make_article()
    desk = as_person(request.getfixturevalue(person))
    assert desk.get(reverse(LIST)).status_code == 403
    assert desk.get(address(story)).status_code in (302, 403)
    assert desk.get(reverse("admin:story_preview", args=[story.pk])).status_code == 403
    assert desk.post(address(story), {"_action": "publish", "version": 1}).status_code in (302, 403)
    assert not Edition.objects.exists()


def test_a_story_in_review_is_read_only_for_its_writer(as_person, reporter) -> None:
    story = make_article(created_by=reporter)
    workflow.submit(story, by=reporter)
    desk = as_person(reporter)
    page = desk.get(address(story)).content.decode()
    assert story.headline in page and 'name="headline"' not in page
    assert desk.post(address(story), sent(story, headline="Changed")).status_code == 403
    story.refresh_from_db()
    assert story.headline != "Changed"


def test_a_link_to_a_story_is_one_where_the_text_is_only_read(as_person, reporter) -> None:
    other = make_article("The other")
    body = f'<p>The <a data-article="{other.pk}">council</a> met.</p>'
    story = make_article(body=body, created_by=reporter)
    workflow.submit(story, by=reporter)
    page = as_person(reporter).get(address(story)).content.decode()
    assert f'The <a href="{address(other)}">council</a> met.' in page


def test_a_reporter_cannot_publish_by_address(as_person, reporter) -> None:
    story = make_article(created_by=reporter)
    answer = as_person(reporter).post(address(story), sent(story, _action="publish"), follow=True)
    assert "You don’t have permission to do this" in answer.content.decode()
    assert not Edition.objects.exists()


def test_no_table_keeps_a_word_of_what_is_withheld(as_person, administrator, editor) -> None:
    words, source = "Forbidden-name", make_source()
    story = make_live(f"A story about {words}", sources=[source]).article
    story.citations.update(title=f"The letters of {words}", note=words)
    Commission.objects.create(article=story, brief=f"Ask {words}.")
    workflow.open_reviews(source, by=editor, reason=f"{words} lied.")
    post_note(story, by=editor, text=f"Who is {words}?", to=[])
    as_person(editor).post(address(story), sent(story, kicker=words))
    assert Article.objects.get(pk=story.pk).kicker == words, "the form was saved"

    story.refresh_from_db()
    workflow.withhold(story, by=administrator, reason="Court order 12.")

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            assert words not in str(cursor.fetchall()), table


def test_an_administrator_may_read_and_withhold_but_not_write(as_person, administrator) -> None:
    story = make_live("Named by mistake").article
    desk = as_person(administrator)
    page = desk.get(address(story)).content.decode()
    assert 'value="withhold"' in page and 'name="headline"' not in page
    data = {"_action": "withhold", "withhold-reason": "A court said so", "version": story.version}
    desk.post(address(story), data)
    assert story.editions.get().withheld_at


# --- writing -----------------------------------------------------------------------------------


def test_a_blank_sheet_bears_the_byline_of_whoever_opens_it(as_person, reporter) -> None:
    author = make_author("Noor Vell", user=reporter)
    desk = as_person(reporter)
    [row] = desk.get(reverse(ADD)).context["inline_admin_formsets"][0].formset.extra_forms
    assert row["author"].value() == author.pk
    signed = {"bylines-TOTAL_FORMS": 1, "bylines-0-author": author.pk, "bylines-0-role": "by"}
    data = blank(headline="A new story", section=make_section().pk)
    desk.post(reverse(ADD), {**data, **signed, "bylines-0-position": 0})
    story = Article.objects.get()
    assert story.created_by == reporter
    assert [line.author for line in story.bylines.all()] == [author]


def test_who_may_not_choose_bylines_signs_their_own_story(as_person, contributor) -> None:
    author = make_author("Noor Vell", user=contributor)
    data = blank(headline="A new story", section=make_section().pk)
    as_person(contributor).post(reverse(ADD), data)
    assert [line.author for line in Article.objects.get().bylines.all()] == [author]


def test_the_same_sheet_sent_twice_makes_one_story(as_person, reporter) -> None:
    data = blank(headline="Once", section=make_section().pk, form_id=str(uuid4()), version=1)
    desk = as_person(reporter)
    first = desk.post(reverse(ADD), data)
    again = desk.post(reverse(ADD), data)
    assert first["Location"] == again["Location"] == address(Article.objects.get())


def test_a_story_that_is_not_open_to_somebody_takes_no_text_and_makes_none(
    as_person,
    contributor,
) -> None:
    story = make_article("Somebody else’s")
    answer = as_person(contributor).post(address(story), sent(story, headline="Mine now"))
    assert answer.status_code == 403
    assert [each.headline for each in Article.objects.all()] == ["Somebody else’s"]


def test_a_blank_sheet_stands_in_the_section_one_wrote_for_last(as_person, reporter) -> None:
    make_section("home")
    make_article(created_by=reporter, section=make_section("world"))
    form = as_person(reporter).get(reverse(ADD)).context["adminform"].form
    assert form["section"].value() == make_section("world").pk


def test_a_changed_save_is_noted_and_an_unchanged_one_is_not(as_person, editor) -> None:
    story = make_article()
    desk = as_person(editor)
    desk.post(address(story), sent(story, headline="Another headline"))
    story.refresh_from_db()
    assert (story.headline, story.version, story.edited_by) == ("Another headline", 2, editor)
    desk.post(address(story), sent(story))
    story.refresh_from_db()
    assert story.version == 2


def test_a_stale_save_is_refused_and_keeps_what_was_typed(as_person, editor) -> None:
    story = make_article("As it was")
    typed = sent(story, headline="What I typed")
    Article.objects.filter(pk=story.pk).update(version=2, headline="What they saved")
    answer = as_person(editor).post(address(story), typed)
    page = answer.content.decode()
    assert "Someone saved this story at" in page and "What I typed" in page
    story.refresh_from_db()
    assert story.headline == "What they saved"


def test_a_save_that_loses_the_race_is_refused_as_a_stale_one(
    as_person,
    editor,
    monkeypatch,
) -> None:
    story = make_article("As it was")
    note, view = workflow.claim_version, ModelAdmin.changeform_view

    def rival() -> None:
        Article.objects.filter(pk=story.pk).update(version=7, headline="Theirs")

    def beaten(article: Article, by, **known) -> None:
        rival()  # between the form's check and its write
        note(article, by, **known)

    tries = []

    def tried(*args, **kwargs):
        if tries:
            rival()  # on a connection of its own it would have outlived our rollback
        tries.append(1)
        return view(*args, **kwargs)

    monkeypatch.setattr(workflow, "claim_version", beaten)
    monkeypatch.setattr(ModelAdmin, "changeform_view", tried)
    page = as_person(editor).post(address(story), sent(story, headline="Typed")).content.decode()
    assert "Your text is safe" in page and "Typed" in page
    story.refresh_from_db()
    assert (story.headline, story.version, len(tries)) == ("Theirs", 7, 2)


def test_a_reporter_may_add_a_topic_and_a_contributor_may_not(
    as_person,
    reporter,
    contributor,
) -> None:
    known = make_topic("Harbours")
    for person, allowed in ((reporter, True), (contributor, False)):
        story = make_article(created_by=person)
        name = f"Tides of {person}"
        data = sent(story, topics=[known.pk, "new:harbours", f"new:{name}"])
        as_person(person).post(address(story), data)
        assert Topic.objects.filter(name=name).exists() is allowed
        assert set(story.topics.names()) == ({"Harbours", name} if allowed else set())


# --- one press ---------------------------------------------------------------------------------


def test_one_press_saves_and_publishes(as_person, editor) -> None:
    story = make_article()
    data = sent(story, headline="Changed and out", _action="publish")
    answer = as_person(editor).post(address(story), data, follow=True)
    edition = Edition.objects.live().get()
    assert edition.headline == "Changed and out"
    assert edition.get_absolute_url() in answer.content.decode()


def test_a_button_pressed_twice_publishes_once(as_person, editor) -> None:
    story = make_article()
    desk, data = as_person(editor), sent(story, headline="Once", _action="publish")
    desk.post(address(story), data)
    desk.post(address(story), data)
    assert Edition.objects.count() == 1


def test_a_refusal_says_why_links_to_the_field_and_keeps_the_words(as_person, editor) -> None:
    story = make_article(authors=[])
    data = sent(story, headline="Typed with care", _action="publish")
    page = as_person(editor).post(address(story), data, follow=True).content.decode()
    assert "Add a byline." in page and 'href="#id_bylines"' in page
    assert "Typed with care" in page
    assert not Edition.objects.exists()


def test_what_was_typed_for_an_action_outlives_its_refusal(as_person, editor) -> None:
    story = make_live().article
    data = sent(story, _action="withdraw", withdraw__reason="  ")
    assert (
        "Give a reason"
        in as_person(editor).post(address(story), data, follow=True).content.decode()
    )
    story.refresh_from_db()
    workflow.update(story, by=editor, change="minor", at=timezone.now() + timedelta(hours=2))
    data = sent(story, _action="update", update__change="correction", update__note="The date")
    page = as_person(editor).post(address(story), data, follow=True).content.decode()
    assert 'value="update:cancel"' in page and 'value="update:reissue"' in page
    assert ">\nThe date</textarea>" in page
    story.refresh_from_db()
    data = sent(
        story, _action="update:cancel", update__change="correction", update__note="The date"
    )
    as_person(editor).post(address(story), data)
    live = Edition.objects.live().get()
    assert (live.change, live.note) == ("correction", "The date")
    assert not Edition.objects.pending(timezone.now()).exists()


def test_a_moment_is_in_the_time_of_the_paper(as_person, editor) -> None:
    make_outlet(time_zone="Asia/Tokyo")
    story = make_article()
    data = sent(story, _action="schedule", schedule__at="2099-01-02T09:30")
    as_person(editor).post(address(story), data)
    assert Edition.objects.get().live_from.isoformat() == "2099-01-02T00:30:00+00:00"


def test_scheduling_without_a_moment_is_refused(as_person, editor) -> None:
    story = make_article()
    answer = as_person(editor).post(address(story), sent(story, _action="schedule"), follow=True)
    assert "Choose the date and time of publication." in answer.content.decode()


def test_what_differs_from_readers_copy_is_said(as_person, editor) -> None:
    story = make_live().article
    desk = as_person(editor)
    said = "There are changes that are not live yet."
    assert said not in desk.get(address(story)).content.decode()
    story.refresh_from_db()
    desk.post(address(story), sent(story, standfirst="Other words"))
    page = desk.get(address(story)).content.decode()
    assert said in page and "Changed since last published: standfirst." in page


def test_a_scheduled_story_is_rescheduled_with_the_new_text(as_person, editor) -> None:
    story = make_article()
    moment = timezone.now() + timedelta(hours=5)
    workflow.schedule(story, by=editor, at=moment)
    desk = as_person(editor)
    desk.post(address(story), sent(story, headline="The newer words"))
    assert (
        "The scheduled version does not include your latest changes."
        in desk.get(address(story)).content.decode()
    )
    story.refresh_from_db()
    desk.post(address(story), sent(story, _action="reschedule"))
    waiting = Edition.objects.pending(timezone.now()).get()
    assert (waiting.headline, waiting.live_from) == ("The newer words", moment)


def test_a_preview_is_the_readers_page_and_is_kept_by_nobody(as_person, editor) -> None:
    story = make_article("Not out yet")
    answer = as_person(editor).get(reverse("admin:story_preview", args=[story.pk]))
    assert "Not out yet" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"] and answer["X-Robots-Tag"] == "noindex"
    assert not Edition.objects.exists()


def test_an_edition_is_shown_as_readers_had_it(as_person, editor) -> None:
    story = make_live("First words").article
    Article.objects.filter(pk=story.pk).update(headline="Second words")
    story.refresh_from_db()
    workflow.update(story, by=editor, change="minor")
    desk = as_person(editor)
    first, second = (
        desk.get(reverse("admin:story_edition", args=[story.pk, n])).content.decode()
        for n in (1, 2)
    )
    assert "First words" in first and "as readers saw it" in first
    assert "Second words" in second and "as readers see it now" in second


def test_the_history_says_who_changed_what(as_person, editor) -> None:
    story = make_article()
    desk = as_person(editor)
    desk.post(address(story), sent(story, kicker="One"))
    story.refresh_from_db()
    desk.post(address(story), sent(story, standfirst="Other words", _action="submit"))
    page = desk.get(reverse("admin:story_history", args=[story.pk])).content.decode()
    assert "standfirst" in page and "Submitted for review" in page and str(editor) in page


# --- the end -----------------------------------------------------------------------------------


def test_what_was_published_cannot_be_deleted(as_person, administrator) -> None:
    story = make_live("Out").article
    there = reverse("admin:articles_article_delete", args=[story.pk])
    answer = as_person(administrator).post(there, {"post": "yes"}, follow=True)
    assert "cannot be deleted. Withdraw it instead" in answer.content.decode()
    assert Article.objects.filter(pk=story.pk).exists()


def test_an_editor_cannot_delete_for_good(as_person, editor) -> None:
    story = make_article()
    there = reverse("admin:articles_article_delete", args=[story.pk])
    assert as_person(editor).post(there, {"post": "yes"}).status_code == 403


def test_the_form_of_a_live_story_costs_the_same_for_two_rows_of_each_part_and_eight(
    as_person, editor
) -> None:
    def live(rows: int) -> str:
        edition = make_live(
            f"With {rows} rows",
            authors=[make_author() for _ in range(rows)],
            sources=[make_source() for _ in range(rows)],
        )
        for other in make_live_many(rows):
            edition.article.picked.create(other=other.article)
        return address(edition.article)

    desk, few, many = as_person(editor), live(2), live(8)
    desk.get(few)
    # Boxes ask one list at a time, of at most three authors and sources: see boxes.py.
    assert count_queries(desk, few) <= 47
    assert count_queries(desk, many) <= 50


# --- the list ----------------------------------------------------------------------------------


def count_queries(client: Client, there: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(there).status_code == 200
    return len(queries)


def test_the_list_costs_the_same_for_five_stories_and_fifty(as_person, editor) -> None:
    desk = as_person(editor)
    make_live_many(5, authors=[make_author()], sources=[make_source()])
    desk.get(reverse(LIST))
    few = count_queries(desk, reverse(LIST))
    make_live_many(45, authors=[make_author(), make_author()])
    assert count_queries(desk, reverse(LIST)) == few <= 25


@pytest.mark.parametrize(
    "state", ["draft", "in_review", "scheduled", "live", "withdrawn", "spiked"]
)
def test_the_list_is_filtered_by_state(as_person, editor, state: str) -> None:
    drafts = {name: make_article(f"Story that is {name}") for name in ("draft", "in_review")}
    workflow.submit(drafts["in_review"], by=editor)
    workflow.schedule(
        make_article("Story that is scheduled"), by=editor, at=timezone.now() + timedelta(hours=1)
    )
    make_live("Story that is live")
    workflow.withdraw(make_live("Story that is withdrawn").article, by=editor, reason="Wrong")
    workflow.spike(make_article("Story that is spiked"), by=editor)
    page = as_person(editor).get(reverse(LIST), {"state": state})
    shown = [str(story) for story in page.context["cl"].result_list]
    assert shown == [f"Story that is {state}"]


def test_spiked_stories_are_not_in_the_list_unless_asked_for(as_person, editor) -> None:
    workflow.spike(make_article("Thrown away"), by=editor)
    assert "Thrown away" not in as_person(editor).get(reverse(LIST)).content.decode()


def test_bulk_actions_run_the_workflow_and_report_each_refusal(as_person, editor) -> None:
    good, bad = make_article("Complete"), make_article("Nobody wrote it", authors=[])
    data = {"action": "publish_stories", "index": 0, "_selected_action": [good.pk, bad.pk]}
    page = as_person(editor).post(reverse(LIST), data, follow=True).content.decode()
    assert "Published: 1 story." in page and "1 story was not changed." in page
    assert [edition.headline for edition in Edition.objects.live()] == ["Complete"]


def test_a_bulk_act_names_each_reason_once_with_the_stories_it_holds_for(as_person, editor) -> None:
    bad = [make_article(f"Nobody wrote <b>{number}</b>", authors=[]) for number in range(3)]
    live = make_live("It is out").article
    picked = [story.pk for story in [*bad, live]]
    data = {"action": "publish_stories", "index": 0, "_selected_action": picked}
    page = as_person(editor).post(reverse(LIST), data, follow=True).content.decode()
    told = page[page.index("4 stories were not changed.") :]
    told = told[: told.index("</ul>")]
    assert told.count("Add a byline.") == 1 and "It is already live." in told
    assert told.index("Add a byline.") < told.index("It is already live.")
    for story in [*bad, live]:
        assert f'<a href="{address(story)}"><bdi>' in told
    assert "<b>" not in told


def test_a_bulk_act_is_not_offered_nor_taken_from_who_may_not(as_person, reporter) -> None:
    story = make_article(created_by=reporter)
    desk = as_person(reporter)
    assert "publish_stories" not in desk.get(reverse(LIST)).content.decode()
    data = {"action": "publish_stories", "index": 0, "_selected_action": [story.pk]}
    desk.post(reverse(LIST), data)
    assert not Edition.objects.exists()


def test_a_row_whose_place_nobody_chose_comes_after_those_that_are_there(desk):
    first, second, new = make_source("First"), make_source("Second"), make_source("New")
    story = make_article()
    for position, source in enumerate((first, second)):
        story.citations.create(source=source, position=position)
    rows = {"citations-TOTAL_FORMS": 3, "citations-2-source": new.pk, "citations-2-position": 0}
    rows |= {"citations-2-role": "document", "citations-2-terms": "on_record"}
    rows |= {"citations-1-position": 1}
    desk.post(address(story), sent(story, **rows))
    assert [line.source for line in story.citations.all()] == [first, second, new]


def test_who_may_only_read_a_story_sees_that_the_copy_desk_holds_it(client, reporter):
    said = "<p>“We did not expect this”, said Mara Quill.</p>"
    story = make_article(created_by=reporter, body=said)
    workflow.submit(story, by=reporter)
    client.force_login(reporter)
    page = client.get(reverse("admin:articles_article_change", args=[story.pk])).content.decode()
    checklist = page.partition('id="h-check"')[2].partition("</section>")[0]
    assert "1 issue to deal with" in checklist and "complete" not in checklist
    assert (
        '<li class="maybe">' in checklist and "Not cited as a source yet: Mara Quill." in checklist
    )


def test_a_refused_save_names_each_fault_and_leads_to_its_field(as_person, editor) -> None:
    story = make_article("Three faults")
    wrong = {"headline": "x" * 301, "language": "no language!", "bylines__0__author": ""}
    page = as_person(editor).post(address(story), sent(story, **wrong)).content.decode()
    told = page[page.index("Not saved.") :].partition("</ul>")[0]
    assert '<a href="#id_headline">Headline</a>' in told
    assert '<a href="#id_language">Language</a>' in told
    assert '<a href="#id_bylines-0-author">Bylines, author</a>: This field is required.' in told


def test_what_is_written_from_right_to_left_stands_so_on_form_and_lists(as_person, editor) -> None:
    story = make_article("قباطنة الميناء", language="ar", assignee=editor)
    desk = as_person(editor)
    form = desk.get(address(story)).content.decode()
    for name in ("kicker", "headline", "standfirst"):
        field = form[form.index(f'name="{name}"') :].partition(">")[0]
        assert 'dir="auto"' in field
    for there in (reverse(LIST), reverse("admin:index")):
        assert 'lang="ar" dir="auto">قباطنة الميناء</a>' in on_one_line(
            desk.get(there).content.decode()
        )
