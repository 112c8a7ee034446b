"""On PostgreSQL, a table of what was written lately, for machines whose connection was down.

Each row is written by the transaction that changed the pages named; `newsroom.page_cache.notify`
reads those that an earlier snapshot did not show. SQLite is one machine and needs none.
"""

from django.db import migrations

CREATE = """
    CREATE TABLE newsroom_pagechange (
        xact xid8 NOT NULL DEFAULT pg_current_xact_id(),
        machine bigint NOT NULL,
        cells text NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        number bigint GENERATED ALWAYS AS IDENTITY,
        PRIMARY KEY (xact, number)
    )
"""


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TABLE newsroom_pagechange")


class Migration(migrations.Migration):
    dependencies = []
    operations = [migrations.RunPython(create, drop)]
