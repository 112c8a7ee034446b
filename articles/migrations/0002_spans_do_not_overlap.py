"""Two editions of one article never stand in public at once: on PostgreSQL by a constraint.

On SQLite triggers refuse them (articles/editions/triggers.py).
"""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

NAME = "spans_of_an_article_do_not_overlap"
ADD = (
    f"ALTER TABLE articles_edition ADD CONSTRAINT {NAME} EXCLUDE USING gist"
    " (article_id WITH =, tstzrange(live_from, live_until, '[)') WITH &&)"
)
DROP = f"ALTER TABLE articles_edition DROP CONSTRAINT {NAME}"


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ADD)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]

    operations = [BtreeGistExtension(), migrations.RunPython(add, drop)]
