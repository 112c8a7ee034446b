"""The full-text index, and beside it the words that a misspelt question may have meant.

An FTS5 table on SQLite, a tsvector with GIN on PostgreSQL. No models stand for these tables:
articles/search/ is the one place that reads and writes them.
"""

from django.db import migrations

CREATE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE articles_search USING fts5(headline, standfirst, body,"
        " tokenize='porter unicode61 remove_diacritics 2')",
        "CREATE TABLE articles_search_word (word text NOT NULL, edition_id integer NOT NULL,"
        " spelt text NOT NULL, PRIMARY KEY (word, edition_id)) WITHOUT ROWID",
        "CREATE INDEX articles_search_word_edition ON articles_search_word (edition_id)",
        "CREATE TABLE articles_search_near (cut integer NOT NULL, word text NOT NULL,"
        " PRIMARY KEY (cut, word)) WITHOUT ROWID",
        "CREATE INDEX articles_search_near_word ON articles_search_near (word)",
    ],
    # articles_search_near has no unique index on PostgreSQL: two transactions that publish the
    # same new word at once would wait for one another, and could deadlock.
    "postgresql": [
        "CREATE TABLE articles_search (edition_id bigint PRIMARY KEY, article_id bigint NOT NULL,"
        " first_live_at timestamptz NOT NULL, words tsvector NOT NULL)",
        "CREATE INDEX articles_search_words ON articles_search USING gin (words)",
        "CREATE INDEX articles_search_newest ON articles_search"
        " (first_live_at DESC, article_id DESC)",
        "CREATE TABLE articles_search_word (word text NOT NULL, edition_id bigint NOT NULL,"
        " spelt text NOT NULL, PRIMARY KEY (word, edition_id))",
        "CREATE INDEX articles_search_word_edition ON articles_search_word (edition_id)",
        "CREATE TABLE articles_search_near (cut bigint NOT NULL, word text NOT NULL)",
        "CREATE INDEX articles_search_near_cut ON articles_search_near (cut)",
        "CREATE INDEX articles_search_near_word ON articles_search_near (word)",
    ],
}


def create(apps, schema_editor):
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    for table in ("articles_search", "articles_search_word", "articles_search_near"):
        schema_editor.execute(f"DROP TABLE {table}")


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_spans_do_not_overlap")]

    operations = [migrations.RunPython(create, drop)]
