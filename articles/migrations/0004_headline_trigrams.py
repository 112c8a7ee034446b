"""Let PostgreSQL find any part of a headline or kicker for the desk's lists.

SQLite walks the index `article_list`, which holds both.
"""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

CREATE = (
    "CREATE INDEX article_letters ON articles_article USING gin"
    " (upper(headline::text) gin_trgm_ops, upper(kicker::text) gin_trgm_ops)"
)
DROP = "DROP INDEX article_letters"


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_search")]

    operations = [TrigramExtension(), migrations.RunPython(create, drop)]
