"""A migration operation that adds an index without locking the table against writes."""

from __future__ import annotations

from django.contrib.postgres import operations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddIndex
from django.db.migrations.state import ProjectState


class AddIndexConcurrently(operations.AddIndexConcurrently):
    """CREATE INDEX CONCURRENTLY on PostgreSQL, and a plain CREATE INDEX elsewhere.

    Django's own operation, which it extends, fails on SQLite. As with that one the migration says
    `atomic = False`, and holds nothing else.
    """

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: ProjectState
    ) -> None:
        choose_operation(schema_editor).database_forwards(self, app_label, schema_editor, *states)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: ProjectState
    ) -> None:
        choose_operation(schema_editor).database_backwards(self, app_label, schema_editor, *states)


def choose_operation(schema_editor: BaseDatabaseSchemaEditor) -> type[AddIndex]:
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    return operations.AddIndexConcurrently if is_postgresql else AddIndex
