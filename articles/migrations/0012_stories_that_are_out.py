from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0011_stories_by_who_writes_them")]

    operations = [
        migrations.AddField(
            model_name="article",
            name="is_out",
            field=models.BooleanField(default=False, editable=False),
        ),
    ]
