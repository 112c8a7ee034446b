"""The record: days rolled into lines, and every way of tampering seen."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from articles import workflow
from articles.editions import hash_chain, triggers
from articles.models import Edition, EditionByline, EditionTopic, RecordedDay
from tests.factories import a_publisher, make_article, make_live, make_topic

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def tamper():
    """Change editions behind the guards' back, as somebody with the database might."""
    with connection.cursor() as cursor:
        for name in triggers.installed(connection):
            table = {"sqlite": "", "postgresql": f" ON {_table_of(cursor, name)}"}
            cursor.execute(f"DROP TRIGGER {name}{table[connection.vendor]}")

    def change(edition: Edition, **columns) -> None:
        Edition.objects.filter(pk=edition.pk).update(**columns)

    return change


def _table_of(cursor, trigger: str) -> str:
    if connection.vendor == "sqlite":
        return ""
    cursor.execute("SELECT tgrelid::regclass FROM pg_trigger WHERE tgname = %s", [trigger])
    return cursor.fetchone()[0]


def a_story_with_a_life() -> Edition:
    """Publish, update, schedule, cancel, withdraw and publish again."""
    article = make_live("A story", topics=[make_topic()]).article
    by = a_publisher()
    article.body = "<p>Other words.</p>"
    article.save()
    workflow.update(article, by=by, change="correction", note="It said otherwise.")
    workflow.update(
        article, by=by, change="update", note="Later.", at=timezone.now() + timedelta(hours=1)
    )
    workflow.cancel(article, by=by)
    workflow.withdraw(article, by=by, reason="Checks.")
    workflow.publish(article, by=by)
    return article.editions.order_by("number").first()


def at_midnight_after(edition: Edition, days: int = 1) -> datetime:
    day = edition.recorded_at.astimezone(UTC).date() + days * DAY
    return datetime(day.year, day.month, day.day, 0, 20, tzinfo=UTC)


# --- stories -------------------------------------------------------------------------------------


def test_what_the_doors_did_is_without_fault() -> None:
    edition = a_story_with_a_life()
    assert edition.article.editions.count() == 5
    assert hash_chain.verify_article(edition.article_id) == []


def test_a_story_whose_only_schedule_was_cancelled_is_without_fault() -> None:
    article, by = make_article("Called off"), a_publisher()
    workflow.schedule(article, by=by, at=timezone.now() + timedelta(hours=1))
    workflow.cancel(article, by=by)
    call_command("verify_record")
    assert hash_chain.verify_article(article.pk) == []


def test_a_retracted_and_a_withheld_story_are_without_fault() -> None:
    retracted, withheld = make_live("One").article, make_live("Two", topics=[make_topic()]).article
    workflow.update(retracted, by=a_publisher(), change="retraction", note="It was wrong.")
    workflow.update(retracted, by=a_publisher(), change="minor")
    workflow.withhold(withheld, by=a_publisher(), reason="A court order.")
    assert list(hash_chain.verify_all()) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("columns", "fault"),
    [
        ({"body": "<p>Never said.</p>"}, "its content was altered"),
        ({"note": "Never told."}, "its content was altered"),
        ({"headline": "Another"}, "column “headline”"),
        ({"card": {}}, "column “card”"),
        ({"live_from": timezone.now() - timedelta(minutes=30)}, "place in the chain was altered"),
        ({"recorded_at": timezone.now() - 9 * DAY}, "place in the chain was altered"),
        ({"change": "minor"}, "place in the chain was altered"),
        ({"live_until": timezone.now() - timedelta(minutes=30)}, "its span does not end"),
        ({"first_live_at": timezone.now() - 9 * DAY}, "misstates when the story first appeared"),
        ({"is_listed": False}, "it is listed, or is not"),
        ({"path": "world/2020/01/01/elsewhere/"}, "its address"),
        ({"previous_sha": "0" * 64}, "does not follow the edition before it"),
        ({"withheld_at": timezone.now()}, "withheld and still holds words"),
    ],
)
def test_an_altered_edition_is_named(tamper, columns: dict, fault: str) -> None:
    edition = a_story_with_a_life()
    tamper(edition, **columns)
    faults = hash_chain.verify_article(edition.article_id)
    assert any(fault in each and "edition 1" in each for each in faults), faults


def test_a_hash_made_anew_does_not_follow(tamper) -> None:
    edition = a_story_with_a_life()
    edition.body = "<p>Never said.</p>"
    tamper(edition, body=edition.body, content_sha=hash_chain.content_sha(edition))
    edition.refresh_from_db()
    tamper(edition, sha=hash_chain.chain_sha(edition))
    faults = hash_chain.verify_article(edition.article_id)
    assert faults == [
        f"Story {edition.article_id}, edition 2: it does not follow the edition before it."
    ]


def test_an_edition_taken_out_of_the_middle_is_missed(tamper) -> None:
    first = a_story_with_a_life()
    EditionTopic.objects.filter(edition__article=first.article).delete()
    EditionByline.objects.filter(edition__article=first.article).delete()
    Edition.objects.filter(article=first.article, number=2)._raw_delete("default")
    assert "number 2 is missing before it" in hash_chain.verify_article(first.article_id)[0]


def test_a_lookup_row_added_or_taken_out_is_seen() -> None:
    edition = make_live("A story")
    assert hash_chain.verify_article(edition.article_id) == []
    EditionTopic.objects.create(
        edition=edition,
        topic=make_topic(),
        first_live_at=edition.first_live_at,
        article_id=edition.article_id,
    )
    assert "articles_editiontopic" in hash_chain.verify_article(edition.article_id)[0]


def test_many_stories_are_read_in_batches(django_assert_max_num_queries) -> None:
    for _number in range(5):
        make_live()
    with django_assert_max_num_queries(3 * 8 + 1):
        assert list(hash_chain.verify_all(batch=2)) == []


def test_the_command_says_so_and_fails(tamper, capsys) -> None:
    good, bad = make_live("Good"), make_live("Bad")
    tamper(bad, headline="Worse")
    call_command("verify_record", article=good.article_id)
    assert "whole" in capsys.readouterr().out
    with pytest.raises(SystemExit) as ended:
        call_command("verify_record")
    assert ended.value.code == 1
    assert f"Story {bad.article_id}, edition 1" in capsys.readouterr().out


# --- days ----------------------------------------------------------------------------------------


def test_a_day_is_closed_once_and_not_before_its_last_door() -> None:
    edition = make_live()
    midnight = at_midnight_after(edition) - timedelta(minutes=20)
    assert hash_chain.close_days(midnight + timedelta(minutes=9)) == []
    [line] = hash_chain.close_days(midnight + timedelta(minutes=11))
    assert line.day == edition.recorded_at.astimezone(UTC).date()
    assert hash_chain.close_days(midnight + DAY) == []
    assert RecordedDay.objects.count() == 1


def test_a_line_is_what_the_algorithm_says() -> None:
    article = make_live().article
    workflow.update(article, by=a_publisher(), change="minor")
    other = make_live()
    newest = article.editions.get(number=2)
    [line] = hash_chain.close_days(at_midnight_after(other))
    text = f"\n{line.day}\n{article.pk} 2 {newest.sha}\n{other.article_id} 1 {other.sha}"
    assert line.sha == sha256(text.encode()).hexdigest()
    assert line.stories == 2


def test_days_follow_each_other_and_days_without_stories_have_no_line(tamper) -> None:
    old, older = make_live(), make_live()
    tamper(old, recorded_at=old.recorded_at - 2 * DAY)
    tamper(older, recorded_at=older.recorded_at - 5 * DAY)
    first, second = hash_chain.close_days(timezone.now())
    assert second.day - first.day == 3 * DAY
    assert (first.previous_sha, second.previous_sha) == ("", first.sha)
    assert hash_chain.verify_days() == []


def test_nothing_to_do_costs_two_queries(django_assert_num_queries) -> None:
    make_live()
    with django_assert_num_queries(2):
        hash_chain.close_days(timezone.now())


def test_a_story_removed_whole_shows_in_its_day(tamper) -> None:
    keep, lose = make_live(), make_live()
    now = at_midnight_after(lose)
    hash_chain.close_days(now)
    assert hash_chain.verify_days(now) == []
    lose.article.editions.get().authors.through.objects.filter(edition=lose).delete()
    Edition.objects.filter(pk=lose.pk)._raw_delete("default")
    assert hash_chain.verify_article(keep.article_id) == []
    faults = hash_chain.verify_days(now)
    assert any("do not give the sha" in fault for fault in faults)
    assert any("counts 2 stories, the record 1" in fault for fault in faults)


def test_a_changed_or_missing_line_is_seen(tamper) -> None:
    edition = make_live()
    now = at_midnight_after(edition)
    assert hash_chain.verify_days(now) == [
        f"{edition.recorded_at.astimezone(UTC).date()}: editions were recorded, and the day has "
        "no line."
    ]
    hash_chain.close_days(now)
    RecordedDay.objects.update(previous_sha="1" * 64)
    assert "does not follow the line before it" in hash_chain.verify_days(now)[0]


def test_a_line_can_be_neither_changed_nor_removed_in_passing() -> None:
    RecordedDay.objects.create(day=date(2026, 1, 1), stories=1, sha="a" * 64)
    for act in (
        lambda: RecordedDay.objects.update(stories=2),
        lambda: RecordedDay.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_a_scheduled_story_has_its_place_in_the_record_of_the_day_it_was_set() -> None:
    article = make_article()
    edition = workflow.schedule(article, by=a_publisher(), at=timezone.now() + 9 * DAY)
    [line] = hash_chain.close_days(at_midnight_after(edition))
    assert line.stories == 1
