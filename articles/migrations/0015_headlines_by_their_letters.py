"""Words of headlines and kickers for the desk's lists, on PostgreSQL: any letters in a row.

SQLite walks the index `article_list`, which holds both.
"""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

CREATE = (
    "CREATE INDEX article_letters ON articles_article USING gin"
    " (upper(headline::text) gin_trgm_ops, upper(kicker::text) gin_trgm_ops)"
)


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX article_letters")


class Migration(migrations.Migration):
    dependencies = [("articles", "0014_indexes_of_the_desk")]

    operations = [TrigramExtension(), migrations.RunPython(create, drop)]
