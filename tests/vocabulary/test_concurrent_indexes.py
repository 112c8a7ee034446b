"""An index added to a table in use: concurrently on PostgreSQL, and on SQLite all the same."""

from __future__ import annotations

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState
from django.test.utils import CaptureQueriesContext

from vocabulary.concurrent_indexes import AddIndexConcurrently

pytestmark = pytest.mark.django_db(transaction=True)

TABLE = "tides_tide"
CREATE = migrations.CreateModel(
    "Tide",
    [("id", models.BigAutoField(primary_key=True)), ("height", models.IntegerField())],
)
ADD = AddIndexConcurrently("tide", models.Index(fields=["height"], name="tide_by_height"))


class AddTide(migrations.Migration):
    operations = [CREATE]


class AddTideIndex(migrations.Migration):
    atomic = False
    operations = [ADD]


def indexes() -> set[str]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, TABLE)
    return {name for name, each in found.items() if each["index"] and not each["primary_key"]}


@pytest.fixture
def table():
    """Create the table; give the state with it, and drop it in the end."""
    state = ProjectState()
    with connection.schema_editor() as editor:
        state = AddTide("0001_initial", "tides").apply(state, editor)
    yield state
    with connection.schema_editor() as editor:
        AddTide("0001_initial", "tides").unapply(ProjectState(), editor)


def test_the_index_is_added_and_removed_again(table: ProjectState) -> None:
    migration = AddTideIndex("0002_tide_by_height", "tides")
    before = table.clone()
    with (
        CaptureQueriesContext(connection) as added,
        connection.schema_editor(atomic=False) as editor,
    ):
        migration.apply(table, editor)
    assert indexes() == {"tide_by_height"}
    [created] = [q["sql"] for q in added.captured_queries if "CREATE INDEX" in q["sql"]]
    assert ("CONCURRENTLY" in created) is (connection.vendor == "postgresql")
    with connection.schema_editor(atomic=False) as editor:
        migration.unapply(before, editor)
    assert indexes() == set()


def test_the_models_of_later_migrations_have_the_index(table: ProjectState) -> None:
    ADD.state_forwards("tides", table)
    [index] = table.apps.get_model("tides", "Tide")._meta.indexes
    assert index.name == "tide_by_height"
