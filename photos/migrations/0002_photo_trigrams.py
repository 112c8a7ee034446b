"""Let PostgreSQL find any part of a photo's words for the desk's lists; SQLite scans them."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

CREATE = (
    "CREATE INDEX photo_letters ON photos_photo USING gin"
    " (upper(title::text) gin_trgm_ops, upper(caption::text) gin_trgm_ops,"
    " upper(alt::text) gin_trgm_ops, upper(credit::text) gin_trgm_ops)"
)
DROP = "DROP INDEX photo_letters"


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)


class Migration(migrations.Migration):
    dependencies = [("photos", "0001_initial")]

    operations = [TrigramExtension(), migrations.RunPython(create, drop)]
