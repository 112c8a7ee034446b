"""Words of photos for the desk's lists, on PostgreSQL: any letters in a row. SQLite walks them."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

CREATE = (
    "CREATE INDEX photo_letters ON photos_photo USING gin"
    " (upper(title::text) gin_trgm_ops, upper(caption::text) gin_trgm_ops,"
    " upper(alt::text) gin_trgm_ops, upper(credit::text) gin_trgm_ops)"
)


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX photo_letters")


class Migration(migrations.Migration):
    dependencies = [("photos", "0003_photos_without_papers")]

    operations = [TrigramExtension(), migrations.RunPython(create, drop)]
