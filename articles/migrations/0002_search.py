"""The full-text index: an FTS5 table on SQLite, a tsvector with GIN on PostgreSQL.

No model stands for it: articles/search.py is the one place that reads and writes it.
"""

from django.db import migrations

CREATE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE articles_search USING fts5(headline, standfirst, body,"
        " tokenize='porter unicode61 remove_diacritics 2')",
    ],
    "postgresql": [
        "CREATE TABLE articles_search (edition_id bigint PRIMARY KEY, article_id bigint NOT NULL,"
        " first_live_at timestamptz NOT NULL, words tsvector NOT NULL)",
        "CREATE INDEX articles_search_words ON articles_search USING gin (words)",
        "CREATE INDEX articles_search_newest ON articles_search"
        " (first_live_at DESC, article_id DESC)",
    ],
}


def create(apps, schema_editor):
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE articles_search")


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
