"""Editions are immutable, never overlap, and one rule says who may see them."""

from datetime import timedelta

import pytest
from django.core.checks import run_checks
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from articles import workflow
from articles.editions import triggers
from articles.models import Address, Edition, EditionByline, RecordedDay
from tests.factories import make_article, make_author, make_live, make_user
from vocabulary.spans import FOREVER

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def refused(act) -> bool:
    """Say whether the database refuses an act, and leave the transaction usable."""
    try:
        with transaction.atomic():
            act()
    except DatabaseError:
        return True
    return False


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


FIXED = [
    field.attname
    for field in Edition._meta.concrete_fields
    if field.name not in ("id", "live_until", "is_over")
]


def other_value(edition: Edition, name: str) -> object:
    """Return a value that differs from what the edition holds and fits the column."""
    was = getattr(edition, name)
    if isinstance(was, bool):
        return not was
    if isinstance(was, int):
        return was + 1000
    if isinstance(was, dict):
        return {"headline": "Changed"}
    if isinstance(was, str):
        return "changed"
    return timezone.now() + timedelta(days=400) if "_at" in name or "_from" in name else None


@pytest.mark.parametrize("name", sorted(set(FIXED) - {"dated_on", "lead_photo_id"}))
def test_no_update_changes_what_was_printed(name):
    edition = make_live()
    value = other_value(edition, name)
    assert value != getattr(edition, name)
    rows = Edition.objects.filter(pk=edition.pk)
    assert refused(lambda: rows.update(**{name: value}))


def test_no_way_round_the_guards():
    edition = make_live("As printed")
    rows = Edition.objects.filter(pk=edition.pk)
    edition.headline = "Changed"
    assert refused(lambda: edition.save())
    assert refused(lambda: Edition.objects.bulk_update([edition], ["headline"]))
    assert refused(lambda: sql("UPDATE articles_edition SET headline = 'Changed'"))
    assert refused(lambda: rows._raw_delete("default"))
    assert refused(lambda: sql("DELETE FROM articles_editionbyline; DELETE FROM articles_edition"))
    with pytest.raises((DatabaseError, Exception)):
        edition.delete()
    assert rows.get().headline == "As printed"


def test_lookup_rows_addresses_and_days_are_frozen():
    edition = make_live()
    RecordedDay.objects.create(day="2020-01-01", stories=1, sha="a" * 64)
    elsewhere = make_author()
    assert refused(lambda: EditionByline.objects.filter(edition=edition).update(author=elsewhere))
    assert refused(lambda: Address.objects.update(article=make_article()))
    assert refused(lambda: RecordedDay.objects.update(sha="b" * 64))
    assert refused(lambda: RecordedDay.objects.all()._raw_delete("default"))
    assert RecordedDay.objects.get().sha == "a" * 64


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize(
    "statement",
    [
        *(f"TRUNCATE {table}" for table in triggers.FROZEN),
        f"TRUNCATE {triggers.EDITION} CASCADE",
        "TRUNCATE articles_article CASCADE",
    ],
)
def test_no_table_of_the_record_is_emptied_at_once(statement):
    make_live("As printed")
    sql("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks still to come is not truncated
    with pytest.raises(DatabaseError, match="is refused"), transaction.atomic():
        sql(statement)
    assert Edition.objects.get().headline == "As printed"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no REPLACE")
@pytest.mark.parametrize("pragma", ["OFF", "ON"])
@pytest.mark.parametrize("how", ["INSERT OR REPLACE INTO", "REPLACE INTO"])
@pytest.mark.parametrize("key", ["id", "article_id, number"])
def test_an_edition_is_not_replaced(pragma: str, how: str, key: str) -> None:
    make_live("As printed")
    sql(f"PRAGMA recursive_triggers = {pragma}")
    names = [field.column for field in Edition._meta.concrete_fields]
    values = {name: name for name in names} | {"headline": "'Swapped'"}
    if key != "id":
        values["id"] = "id + 1000"
    chosen = ", ".join(values[name] for name in names)
    statement = f"{how} articles_edition ({', '.join(names)}) SELECT {chosen} FROM articles_edition"  # noqa: S608 - of the model
    assert refused(lambda: sql(statement))
    sql("PRAGMA recursive_triggers = OFF")
    assert Edition.objects.get().headline == "As printed"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no REPLACE")
def test_neither_are_lookup_rows_addresses_and_days() -> None:
    edition, other = make_live(authors=[make_author()]), make_article()
    row = EditionByline.objects.get()
    columns = "(id, edition_id, author_id, article_id, first_live_at)"
    replace = f"INSERT OR REPLACE INTO articles_editionbyline {columns}"
    values = (edition.pk, row.author_id, other.pk, row.first_live_at)
    assert refused(lambda: sql(f"{replace} VALUES (%s, %s, %s, %s, %s)", row.pk, *values))
    assert refused(lambda: sql(f"{replace} VALUES (%s, %s, %s, %s, %s)", row.pk + 99, *values))
    path = Address.objects.get().path
    replace = "INSERT OR REPLACE INTO articles_address (path, article_id, created_at)"
    assert refused(lambda: sql(f"{replace} VALUES (%s, %s, %s)", path, other.pk, timezone.now()))
    day = RecordedDay.objects.create(day="2020-01-01", stories=1, sha="a" * 64)
    replace = "INSERT OR REPLACE INTO articles_recordedday (day, stories, previous_sha, sha)"
    assert refused(lambda: sql(f"{replace} VALUES (%s, 1, '', 'b')", day.day))
    RecordedDay.objects.bulk_create([day], ignore_conflicts=True)  # another machine's same line


def test_an_address_that_readers_had_is_kept(editor) -> None:
    edition, story = make_live(), make_article()
    assert refused(lambda: Address.objects.filter(article=edition.article_id).delete())
    assert refused(lambda: sql("DELETE FROM articles_address"))
    workflow.schedule(story, by=editor, at=timezone.now() + HOUR)
    assert refused(lambda: Address.objects.filter(article=story).delete()), "it is promised"
    workflow.cancel(story, by=editor)
    assert not Address.objects.filter(article=story).exists(), "nothing was ever public there"


def test_an_end_moves_only_while_it_lies_ahead():
    now = timezone.now()
    over = make_live(live_from=now - 5 * HOUR, live_until=now - 2 * HOUR)
    open_ended = make_live(live_from=now - 5 * HOUR)
    rows = Edition.objects
    assert refused(lambda: rows.filter(pk=over.pk).update(live_until=FOREVER))
    assert refused(lambda: rows.filter(pk=over.pk).update(live_until=now - 3 * HOUR))
    assert refused(lambda: rows.filter(pk=open_ended.pk).update(live_until=now - HOUR))
    assert not refused(lambda: rows.filter(pk=open_ended.pk).update(live_until=now + HOUR))


def test_spans_of_a_story_never_overlap(editor):
    edition = make_live(live_from=timezone.now() - 5 * HOUR)
    copy = Edition.objects.get(pk=edition.pk)
    copy.pk, copy.number = None, 2
    copy.live_from = timezone.now() - HOUR
    copy.live_until = timezone.now() + HOUR
    assert refused(lambda: copy.save(force_insert=True))
    assert refused(lambda: Edition.objects.bulk_create([copy]))


def test_content_goes_only_by_withholding_and_only_whole():
    edition = make_live("Words that a court forbids")
    rows = Edition.objects.filter(pk=edition.pk)
    assert refused(lambda: rows.update(body="", headline=""))
    assert refused(lambda: rows.update(body="", withheld_at=timezone.now()))
    empty = {
        "body": "",
        "printed": {},
        "card": {},
        "note": "",
        "kicker": "",
        "headline": "",
        "standfirst": "",
        "salt": "",
        "lead_photo": None,
    }
    assert refused(lambda: rows.update(**empty, sha="0" * 64, withheld_at=timezone.now()))
    assert not refused(lambda: rows.update(**empty, withheld_at=timezone.now()))
    assert refused(lambda: rows.update(withheld_why="Another reason"))


def test_the_check_counts_the_guards():
    assert run_checks(databases=["default"], tags=["database"]) == []
    name = "editions_are_immutable"
    on = " ON articles_edition" if connection.vendor == "postgresql" else ""
    sql(f"DROP TRIGGER {name}{on}")
    errors = run_checks(databases=["default"], tags=["database"])
    [error] = [e for e in errors if e.id == "articles.E001"]
    assert name in error.msg
    triggers.install(connection)
    assert triggers.installed(connection) == triggers.expected(connection)


def test_a_database_that_lacks_a_table_is_left_to_migrate(monkeypatch):
    """Its triggers come with the table: to ask for them first would refuse the migration."""
    name = "editions_are_immutable"
    sql(f"DROP TRIGGER {name}" + (" ON articles_edition" * (connection.vendor == "postgresql")))
    tables = set(connection.introspection.table_names()) - {"articles_editionphoto"}
    monkeypatch.setattr(connection.introspection, "table_names", lambda *args: tables)
    assert run_checks(databases=["default"], tags=["database"]) == []
    triggers.install(connection)


def test_live_on_rows_and_on_instances_say_the_same(editor):
    """Every kind of span, asked just before, at and after each of its ends."""
    now = timezone.now()
    make_live(live_from=now - 9 * HOUR)
    make_live(live_from=now - 9 * HOUR, live_until=now - 4 * HOUR)
    updated = make_live(live_from=now - 8 * HOUR).article
    workflow.update(updated, by=editor, change="update", note="More.", at=now + HOUR)
    withdrawn = make_live(live_from=now - 7 * HOUR).article
    workflow.withdraw(withdrawn, by=editor, reason="Wrong.")
    cancelled = make_article()
    workflow.schedule(cancelled, by=editor, at=now + 2 * HOUR)
    workflow.cancel(cancelled, by=editor)
    withheld = make_live(live_from=now - 6 * HOUR).article
    workflow.withhold(withheld, by=make_user("root", is_superuser=True), reason="Court.")
    retracted = make_live(live_from=now - 5 * HOUR).article
    workflow.update(retracted, by=editor, change="retraction", note="It did not happen.")

    editions = list(Edition.objects.all())
    edges = {e.live_from for e in editions} | {e.live_until for e in editions} - {FOREVER}
    tick = timedelta(microseconds=1)
    for moment in {m + d for m in edges for d in (-tick, 0 * tick, tick)}:
        expected = {e.pk for e in editions if e.is_live(moment)}
        assert set(Edition.objects.live(moment).values_list("pk", flat=True)) == expected
        rows = EditionByline.objects.live(moment).values_list("edition_id", flat=True)
        assert set(rows) == expected
        articles = [e.article_id for e in editions if e.pk in expected]
        assert len(articles) == len(set(articles))


def test_listed_is_live_less_what_was_retracted(editor):
    edition = make_live()
    workflow.update(edition.article, by=editor, change="retraction", note="It did not happen.")
    assert Edition.objects.live().filter(article=edition.article).exists()
    assert not Edition.objects.listed().exists()
    assert not EditionByline.objects.listed().exists()


def test_one_open_span_and_one_number_per_story():
    edition = make_live()
    copy = Edition.objects.get(pk=edition.pk)
    copy.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)
