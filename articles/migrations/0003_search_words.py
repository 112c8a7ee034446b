"""Words that a misspelt question may have meant, and the ways of misspelling them.

No models stand for them: articles/search/spelling.py is the one place that reads and writes them.
"""

from django.db import migrations

CREATE = {
    "sqlite": [
        "CREATE TABLE articles_search_word (word text NOT NULL, edition_id integer NOT NULL,"
        " spelt text NOT NULL, PRIMARY KEY (word, edition_id)) WITHOUT ROWID",
        "CREATE INDEX articles_search_word_edition ON articles_search_word (edition_id)",
        "CREATE TABLE articles_search_near (cut integer NOT NULL, word text NOT NULL,"
        " PRIMARY KEY (cut, word)) WITHOUT ROWID",
        "CREATE INDEX articles_search_near_word ON articles_search_near (word)",
    ],
    # Nothing unique about the ways to a word: two doors that print a new word at once would wait
    # for one another, and might do so for ever.
    "postgresql": [
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
    schema_editor.execute("DROP TABLE articles_search_word")
    schema_editor.execute("DROP TABLE articles_search_near")


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_search")]

    operations = [migrations.RunPython(create, drop)]
