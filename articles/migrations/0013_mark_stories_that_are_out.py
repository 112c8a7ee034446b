"""Say of each story that there is whether readers had an edition of it or will get one."""

from django.db import migrations
from django.db.models import Exists, F, OuterRef


def mark(apps, schema_editor):
    editions = apps.get_model("articles", "Edition").objects.filter(
        article=OuterRef("pk"), is_notice=False, live_until__gt=F("live_from")
    )
    articles = apps.get_model("articles", "Article").objects
    articles.filter(Exists(editions)).update(is_out=True)


class Migration(migrations.Migration):
    dependencies = [("articles", "0012_stories_that_are_out")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
