from django.db import migrations, models


class Migration(migrations.Migration):
    """Writers are told by a task. Of the reviews there are, they have been."""

    dependencies = [("articles", "0017_editions_told_of_later")]

    operations = [
        migrations.AddField(
            model_name="review",
            name="is_told",
            field=models.BooleanField(default=True, verbose_name="writers are told"),
        ),
        migrations.AlterField(
            model_name="review",
            name="is_told",
            field=models.BooleanField(default=False, verbose_name="writers are told"),
        ),
    ]
