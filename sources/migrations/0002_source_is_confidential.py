from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("sources", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="source",
            name="is_confidential",
            field=models.BooleanField(default=False, editable=False, verbose_name="confidential"),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.CheckConstraint(
                condition=Q(is_confidential=False)
                | Q(
                    kind="person",
                    role="",
                    affiliation=None,
                    country="",
                    language="",
                    url="",
                    pronouns="",
                    trust_notes="",
                ),
                name="confidential_sources_say_nothing_else",
            ),
        ),
    ]
