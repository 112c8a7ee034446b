"""Find the photo of a file that is asked for."""

from django.db import migrations, models

from vocabulary.concurrent_indexes import AddIndexConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("photos", "0002_photo_trigrams")]

    operations = [
        AddIndexConcurrently("rendition", models.Index(fields=["file"], name="rendition_file")),
    ]
