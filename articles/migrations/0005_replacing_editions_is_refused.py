"""Has every installation run `migrate`, after which all triggers of the record are renewed.

Those that refuse to replace rows on SQLite, and to delete addresses that readers had, are new. They
are in `articles/editions/triggers.py` with all others, since SQLite loses them when a later
migration rebuilds a table.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_headline_trigrams")]
    operations = []
