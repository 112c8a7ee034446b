from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0001_page_changes")]
    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                (
                    "role",
                    models.CharField(max_length=20, primary_key=True, serialize=False),
                ),
                ("beat_at", models.DateTimeField()),
            ],
            options={"default_permissions": ()},
        )
    ]
