"""What the doors do, and what they refuse, in the words an editor reads."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone
from reversion.models import Version

from articles import search, workflow
from articles.findings.read_story import read_story
from articles.models import Address, Article, Change, Edition, EditionByline, EditionTopic
from articles.signals import story_moved
from articles.workflow import ActionRefused, State, transition
from articles.workflow.warnings import dismiss_warnings
from tests.factories import (
    a_publisher,
    make_article,
    make_author,
    make_live,
    make_outlet,
    make_photo,
    make_section,
    make_topic,
    make_user,
)
from vocabulary.spans import FOREVER

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def live_of(article: Article, at=None) -> Edition | None:
    return Edition.objects.live(at).filter(article=article).first()


def refusal(act, *args, **kwargs) -> ActionRefused:
    with pytest.raises(ActionRefused) as caught:
        act(*args, **kwargs)
    return caught.value


# --- review


def test_a_story_goes_from_draft_through_review_to_readers(reporter, editor):
    story = make_article(created_by=reporter)
    workflow.submit(story, by=reporter)
    assert story.status == Article.Status.IN_REVIEW
    workflow.send_back(story, by=editor, note="Name the mayor.")
    assert (story.status, story.review_note) == (Article.Status.DRAFT, "Name the mayor.")
    workflow.submit(story, by=reporter)
    workflow.approve(story, by=editor)
    edition = workflow.publish(story, by=editor)
    assert live_of(story) == edition
    assert edition.change == Change.FIRST
    assert story.status == Article.Status.DRAFT


def test_a_note_is_wanted_when_a_story_is_sent_back(editor):
    story = make_article(status=Article.Status.IN_REVIEW)
    assert "note" in str(refusal(workflow.send_back, story, by=editor, note="  "))


def test_an_empty_draft_is_not_submitted(reporter):
    story = make_article(created_by=reporter, body="")
    assert [m.field for m in refusal(workflow.submit, story, by=reporter).missing] == ["body"]


def test_a_second_person_must_approve_where_the_outlet_asks_for_it(editor):
    make_outlet(require_second_person=True)
    other = make_user("second", "Editors")
    story = make_article(created_by=editor, edited_by=editor)
    assert "second person" in str(refusal(workflow.publish, story, by=editor))
    workflow.submit(story, by=editor)
    assert "someone else must approve" in str(refusal(workflow.approve, story, by=editor))
    workflow.approve(story, by=other)
    workflow.claim_version(story, editor)
    story.save()
    assert story.status == Article.Status.IN_REVIEW, "an approval does not outlive the words"
    workflow.approve(story, by=other)
    assert workflow.publish(story, by=editor)


# --- the checklist


def test_the_checklist_names_what_is_missing_and_its_field(editor):
    photo = make_photo("The quay", credit="", alt="")
    story = make_article(headline=" ", authors=[], lead_photo=photo)
    Article.objects.filter(pk=story.pk).update(headline="")
    story.refresh_from_db()
    refused = refusal(workflow.publish, story, by=editor)
    assert {m.field for m in refused.missing} == {"headline", "bylines", "lead_photo"}
    assert "Missing for the photo “The quay”: alt text, credit." in str(refused)


def test_a_picture_whose_rights_end_before_the_moment_stops_it(editor):
    now = timezone.now()
    photo = make_photo(rights_until=now + HOUR)
    story = make_article(lead_photo=photo)
    [told] = workflow.missing_before_publication(story, now)
    assert told.wants_reason
    [stopped] = refusal(workflow.schedule, story, by=editor, at=now + 2 * HOUR).missing
    assert not stopped.wants_reason


def test_a_picture_in_the_text_needs_its_papers_too(editor):
    photo = make_photo("In the text", licence="")
    story = make_article(body=f'<p>Words.</p><figure data-photo="{photo.pk}"></figure>')
    [missing] = workflow.missing_before_publication(story)
    assert missing.field == "body"


# --- time


def test_scheduling_needs_no_job_to_be_punctual(editor):
    story = make_article()
    at = timezone.now() + HOUR
    edition = workflow.schedule(story, by=editor, at=at)
    tick = timedelta(microseconds=1)
    assert live_of(story) is None
    assert live_of(story, at - tick) is None
    assert live_of(story, at) == edition
    assert workflow.read_story_state(story).state == State.SCHEDULED
    assert workflow.read_story_state(story, at).state == State.LIVE


def test_a_moment_that_has_passed_is_refused(editor):
    story = make_article()
    past = timezone.now() - HOUR
    assert "has passed" in str(refusal(workflow.schedule, story, by=editor, at=past))


def test_an_update_ends_the_edition_before_it(editor):
    first = make_live("Old headline")
    story = first.article
    story.headline = "New headline"
    story.save()
    assert live_of(story).headline == "Old headline", "the desk's copy is not the readers'"
    second = workflow.update(story, by=editor, change="update", note="New facts.")
    first.refresh_from_db()
    assert first.live_until == second.live_from
    assert live_of(story).headline == "New headline"
    assert second.first_live_at == first.first_live_at
    assert second.path == first.path, "a new headline keeps the address"
    assert second.readers_changed_at == second.live_from


def test_a_minor_change_tells_readers_nothing(editor):
    first = make_live()
    second = workflow.update(first.article, by=editor, change="minor")
    assert second.readers_changed_at == first.readers_changed_at
    assert not second.was_changed
    assert second.printed["changes"] == []


def test_changes_are_carried_on_from_edition_to_edition(editor):
    story = make_live().article
    workflow.update(story, by=editor, change="correction", note="It was five, not four.")
    last = workflow.update(story, by=editor, change="update", note="The mayor answers.")
    assert [c["note"] for c in last.printed["changes"]] == [
        "It was five, not four.",
        "The mayor answers.",
    ]
    assert last.card["corrections"] == 1


def test_a_change_that_is_more_than_minor_needs_a_line_for_readers(editor):
    story = make_live().article
    assert refusal(workflow.update, story, by=editor, change="correction", note=" ")
    assert refusal(workflow.update, story, by=editor, change="first", note="x")


def test_a_retracted_story_keeps_its_address_and_stays_out_of_lists(editor):
    story = make_live().article
    workflow.update(story, by=editor, change="retraction", note="It did not happen.")
    workflow.update(story, by=editor, change="minor")
    assert live_of(story)
    assert not Edition.objects.listed().filter(article=story).exists()


# --- what is pending


def test_a_correction_is_not_undone_by_an_update_that_waits(editor):
    story = make_live("One").article
    six = timezone.now() + HOUR
    story.headline = "Two"
    story.save()
    workflow.update(story, by=editor, change="update", note="Evening.", at=six)
    story.headline = "One, corrected"
    story.save()

    refused = refusal(workflow.update, story, by=editor, change="correction", note="Name.")
    assert refused.offers == ["cancel", "reissue"]

    workflow.update(story, by=editor, change="correction", note="Name.", pending="reissue")
    assert live_of(story).headline == "One, corrected"
    later = live_of(story, six)
    assert later.headline == "One, corrected"
    assert [c["change"] for c in later.printed["changes"]] == ["correction", "update"]


def test_cancelling_lets_the_edition_before_run_on_and_frees_the_address(editor):
    first = make_live()
    story = first.article
    at = timezone.now() + HOUR
    story.slug = "a-new-address"
    story.save()
    pending = workflow.update(story, by=editor, change="update", note="x", at=at)
    assert Address.objects.filter(path=pending.path).exists()
    workflow.cancel(story, by=editor)
    first.refresh_from_db()
    pending.refresh_from_db()
    assert first.live_until == FOREVER
    assert pending.is_cancelled
    assert live_of(story, at) == first
    assert not Address.objects.filter(path=pending.path).exists()
    assert Address.objects.filter(path=first.path).exists()
    assert "Nothing is scheduled" in str(refusal(workflow.cancel, story, by=editor))


def test_rescheduling_takes_the_text_of_now(editor):
    story = make_article("As it was")
    at = timezone.now() + HOUR
    workflow.schedule(story, by=editor, at=at)
    story.headline = "As it is"
    story.save()
    assert refusal(workflow.schedule, story, by=editor, at=at).offers == ["cancel"]
    workflow.schedule(story, by=editor, at=at, pending="cancel")
    assert live_of(story, at).headline == "As it is"


def test_publishing_now_what_was_scheduled(editor):
    story = make_article()
    workflow.schedule(story, by=editor, at=timezone.now() + HOUR)
    assert refusal(workflow.publish, story, by=editor).offers == ["cancel"]
    edition = workflow.publish(story, by=editor, pending="cancel")
    assert live_of(story) == edition
    assert live_of(story, timezone.now() + 2 * HOUR) == edition


def test_a_withdrawal_can_be_set_for_a_moment_and_called_off(editor):
    story = make_live().article
    at = timezone.now() + HOUR
    notice = workflow.withdraw(story, by=editor, reason="The contract ends.", at=at)
    assert live_of(story)
    assert live_of(story, at) is None
    assert list(story.editions.notices(at)) == [notice]
    workflow.cancel(story, by=editor)
    assert live_of(story, at)


# --- leaving readers


def test_a_withdrawn_story_may_come_back_and_keeps_its_first_day(editor):
    first = make_live()
    story = first.article
    workflow.withdraw(story, by=editor, reason="Under review.")
    assert live_of(story) is None
    assert workflow.read_story_state(story).state == State.WITHDRAWN
    back = workflow.publish(story, by=editor)
    assert back.change == Change.REINSTATEMENT
    assert back.first_live_at == first.first_live_at
    assert back.path == first.path
    assert live_of(story) == back


def test_spiking_keeps_everything_and_is_refused_while_readers_have_it(editor):
    topic = make_topic()
    story = make_article(topics=[topic])
    workflow.spike(story, by=editor)
    assert story not in Article.objects.not_trashed()
    workflow.unspike(story, by=editor)
    assert list(story.topics.all()) == [topic]
    assert story.bylines.count() == 1
    live = make_live().article
    assert "Withdraw it first" in str(refusal(workflow.spike, live, by=editor))


def test_withholding_erases_the_words_everywhere(administrator, editor):
    words = "Forbidden-name"
    author, topic = make_author(), make_topic()
    story = make_live(
        f"A story about {words}", authors=[author], topics=[topic], body=f"<p>{words} said.</p>"
    ).article
    found = read_story(story)
    prints = [finding.fingerprint for finding in found.open_warnings]
    assert dismiss_warnings(story, found, prints, by=editor, reason=f"{words} is known.") == 1
    workflow.update(story, by=editor, change="update", note=f"{words} answers.")
    assert search.find(words).hits
    shas = list(story.editions.values_list("content_sha", flat=True))

    assert workflow.withhold(story, by=administrator, reason="Court order 12.") == 2

    editions = list(story.editions.order_by("number"))
    assert [e.content_sha for e in editions] == shas, "the hashes stay"
    for edition in editions:
        held = [str(getattr(edition, f.attname)) for f in edition._meta.concrete_fields]
        held.remove(edition.path)
        assert words not in " ".join(held)
        assert edition.salt == ""
    assert live_of(story) is None
    assert story.editions.tombstones(timezone.now()).count() == 1
    assert not EditionByline.objects.filter(article_id=story.pk).exists()
    assert not EditionTopic.objects.filter(article_id=story.pk).exists()
    assert not search.find(words).hits
    story.refresh_from_db()
    assert words not in story.headline + story.body
    assert not story.dismissed_warnings.exists()
    for version in Version.objects.get_for_object(story):
        assert words not in version.serialized_data


def test_only_administrators_withhold_and_never_without_a_reason(administrator, editor):
    story = make_live().article
    assert refusal(workflow.withhold, story, by=editor, reason="x")
    assert "reason" in str(refusal(workflow.withhold, story, by=administrator, reason=""))
    workflow.withhold(story, by=administrator, reason="Court order 12.")
    again = refusal(workflow.withhold, story, by=administrator, reason="Court order 12.")
    assert str(again) == "Its published text is already withheld."


# --- addresses


def test_two_stories_of_one_day_with_one_headline_get_two_addresses(editor):
    one, two = make_article("Fire at the quay"), make_article("Fire at the quay")
    first, second = (workflow.publish(story, by=editor) for story in (one, two))
    assert first.path.endswith("/fire-at-the-quay/")
    assert second.path.endswith("/fire-at-the-quay-2/")


def test_an_old_address_stays_the_storys_when_the_slug_changes(editor):
    first = make_live()
    story = first.article
    story.slug, story.section = "elsewhere", make_section("politics")
    story.save()
    second = workflow.update(story, by=editor, change="minor")
    assert second.path.startswith("politics/")
    assert {a.article_id for a in Address.objects.filter(path__in=[first.path, second.path])} == {
        story.pk
    }


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("Казахстан ужесточает правила", "казахстан-ужесточает-правила"),
        ("إضراب في الميناء", "إضراب-في-الميناء"),
        ("It’s 5% more for O’Neill", "its-5-more-for-oneill"),
        ("!!!", "story-"),
    ],
)
def test_slugs_are_words_readers_recognise(editor, headline, slug):
    edition = workflow.publish(make_article(headline, body=f"<p>{headline}</p>"), by=editor)
    assert f"/{slug}" in edition.path


def test_the_day_in_the_address_is_the_outlets(editor):
    make_outlet(time_zone="Pacific/Auckland")
    story = make_article()
    edition = workflow.publish(story, by=editor)
    local = edition.live_from.astimezone(make_outlet(time_zone="Pacific/Auckland").zone)
    assert f"/{local:%Y/%m/%d}/" in edition.path
    assert edition.dated_on == local.date()


# --- together


def test_a_button_pressed_twice_publishes_once(editor):
    story = make_article()
    version = story.version
    workflow.publish(story, by=editor, version=version)
    again = Article.objects.get(pk=story.pk)
    assert "pressed twice" in str(refusal(workflow.publish, again, by=editor, version=version))
    assert story.editions.count() == 1


def test_a_refusal_changes_nothing(editor):
    story = make_article(headline="Kept")
    version = story.version
    refusal(workflow.cancel, story, by=editor)
    story.refresh_from_db()
    assert (story.version, story.headline) == (version, "Kept")


def test_every_door_is_announced_after_commit(editor, django_capture_on_commit_callbacks):
    heard = []
    listener = lambda **news: heard.append((news["action"], len(news["editions"])))  # noqa: E731
    story_moved.connect(listener)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            workflow.publish(make_article(), by=editor)
        assert heard == [("publish", 1)]
    finally:
        story_moved.disconnect(listener)


def test_a_door_is_not_undone_by_news_that_reaches_nobody(
    editor, caplog, django_capture_on_commit_callbacks
):
    def deaf(**news: object) -> None:
        raise OSError("no line")

    heard = []
    listener = lambda **news: heard.append(news["action"])  # noqa: E731
    story_moved.connect(deaf)
    story_moved.connect(listener)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            edition = workflow.publish(story := make_article(), by=editor)
    finally:
        story_moved.disconnect(deaf)
        story_moved.disconnect(listener)
    assert live_of(story) == edition and heard == ["publish"]
    assert "no line" in caplog.text


def test_the_history_says_who_did_what(editor):
    story = make_article()
    workflow.publish(story, by=editor)
    [version] = Version.objects.get_for_object(story)
    assert (version.revision.user, version.revision.comment) == (editor, "Published")


def test_the_history_tells_what_is_set_from_what_was_done(editor):
    story = make_article()
    workflow.publish(story, by=editor)
    later = timezone.now() + timedelta(days=1)
    workflow.withdraw(story, by=editor, reason="It was wrong.", at=later)
    newest = Version.objects.get_for_object(story).first()
    assert newest.revision.comment.startswith("Withdrawal scheduled for ")
    workflow.cancel(story, by=editor)
    workflow.withdraw(story, by=editor, reason="It was wrong.")
    newest = Version.objects.get_for_object(story).first()
    assert newest.revision.comment == "Withdrawn"


def test_what_stands_in_the_way_is_named_and_only_what_is_offered(editor):
    story, later = make_article(), timezone.now() + timedelta(days=1)
    workflow.schedule(story, by=editor, at=later)
    with pytest.raises(
        workflow.ActionRefused, match="is scheduled for .* will cancel that schedule"
    ) as first:
        workflow.publish(story, by=editor)
    workflow.publish(story, by=editor, pending="cancel")
    workflow.withdraw(story, by=editor, reason="It was wrong.", at=later)
    with pytest.raises(workflow.ActionRefused, match="A withdrawal is scheduled for") as withdrawal:
        workflow.update(story, by=editor, change="minor")
    workflow.update(story, by=editor, change="minor", at=later, pending="cancel")
    with pytest.raises(workflow.ActionRefused, match="reschedule it with this text") as update:
        workflow.update(story, by=editor, change="minor")
    assert [each.value.offers for each in (first, withdrawal, update)] == [
        ["cancel"],
        ["cancel"],
        ["cancel", "reissue"],
    ]


def test_a_server_whose_clock_is_behind_can_still_publish(editor, monkeypatch):
    ahead = timezone.now() + timedelta(seconds=2)
    monkeypatch.setattr(transition, "read_clock", lambda: ahead)
    story = make_article()
    first = workflow.publish(story, by=editor)
    monkeypatch.undo()
    second = workflow.update(story, by=editor, change="minor")
    assert second.live_from > first.live_from


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_three_people_at_once_leave_no_gap_and_no_overlap(open_connections):
    a_publisher()
    story = make_live(live_from=timezone.now() - HOUR).article
    faults = []

    def work() -> None:
        for _ in range(4):
            try:
                workflow.update(Article.objects.get(pk=story.pk), by=a_publisher(), change="minor")
            except Exception as fault:  # noqa: BLE001 - the test reports whatever a thread meets
                faults.append(fault)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    connections["default"].close()

    assert faults == []
    editions = list(story.editions.order_by("number"))
    assert len(editions) == 13
    for earlier, later in zip(editions, editions[1:], strict=False):
        assert earlier.live_until == later.live_from
    assert editions[-1].live_until == FOREVER
