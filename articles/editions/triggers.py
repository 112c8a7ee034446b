"""Triggers that hold the record against everyone, raw SQL included, on SQLite and PostgreSQL.

Editions: content never changes and rows are never deleted; only `live_until` moves, while it lies
in the future and to now or later, with its hint `is_over`; content may be emptied once, together
with `withheld_at`. Lookup rows and addresses never change, and an address under which something
was public is never deleted; recorded days are append-only. On SQLite they also refuse overlapping
spans, which an exclusion constraint does on PostgreSQL, and INSERT OR REPLACE, which deletes the
row it replaces without asking a delete trigger (unless a pragma says so, which each connection sets
for itself). On PostgreSQL they also refuse to TRUNCATE any of these tables, which fires no trigger
on rows.

Installed after every `migrate`, since Django rebuilds SQLite tables and drops their triggers
without a word; `articles.E001` counts them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core import checks
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

EDITION = "articles_edition"
MOVING = ("live_until", "is_over")
# Emptied by withholding, with what empty is. The hashes stay.
EMPTY = {
    "body": "''",
    "printed": "'{}'",
    "card": "'{}'",
    "note": "''",
    "kicker": "''",
    "headline": "''",
    "standfirst": "''",
    "salt": "''",
    "lead_photo_id": "NULL",
}
WITHHOLDING = (*EMPTY, "withheld_at", "withheld_why")
LOOKED_UP_BY = ("byline", "source", "unnamed", "topic", "photo")
LOOKUPS = tuple(f"articles_edition{by}" for by in LOOKED_UP_BY)
REFUSE = "raise exception '% of % is refused', tg_op, tg_table_name using errcode = '23514';"
FROZEN = (*LOOKUPS, "articles_address", "articles_recordedday")
# Triggers that refuse DELETE.
KEPT = ("editions_are_kept", "days_are_kept", "addresses_are_kept")
# What makes a row the one that INSERT OR REPLACE would delete, besides its key.
UNIQUE = {
    EDITION: "o.article_id = NEW.article_id AND o.number = NEW.number",
    "articles_address": "o.path = NEW.path",
    # Two machines may write the same line.
    "articles_recordedday": "o.day = NEW.day AND (o.sha, o.stories) IS NOT (NEW.sha, NEW.stories)",
} | {
    f"articles_edition{by}": f"o.edition_id = NEW.edition_id AND o.{column} = NEW.{column}"
    for by, column in zip(
        LOOKED_UP_BY, ("author_id", "source_id", "source_id", "topic_id", "photo_id"), strict=True
    )
}
HAD_BY_READERS = f"""EXISTS (
    SELECT 1 FROM {EDITION} e WHERE e.article_id = OLD.article_id AND e.path = OLD.path
    AND e.live_from < e.live_until)"""  # noqa: S608 - constants
# Servers' clocks differ, and a door reads the clock a moment before it writes.
SLACK = 60  # seconds


def install(connection: BaseDatabaseWrapper) -> None:
    """Create or renew every trigger."""
    statements = _sqlite() if connection.vendor == "sqlite" else _postgres()
    _execute(connection, statements.values())


@contextmanager
def deletions_allowed(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let `flush` empty the tables of the record. For test runners only.

    On SQLite, whose flush deletes rows, the delete triggers are dropped and created again. On
    PostgreSQL, whose flush truncates, the function of the truncate triggers lets them pass.
    """
    if not installed(connection):
        yield
        return
    if connection.vendor == "sqlite":
        lift = [f"DROP TRIGGER IF EXISTS {name}" for name in KEPT]
        restore = list(_sqlite().values())
    else:
        lift = [_truncate_function("return null;")]
        restore = [_truncate_function(REFUSE)]
    _execute(connection, lift)
    try:
        yield
    finally:
        _execute(connection, restore)


def _execute(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def expected(connection: BaseDatabaseWrapper) -> set[str]:
    """Name the triggers that must be there."""
    if connection.vendor == "sqlite":
        return {name for name in _sqlite() if not name.startswith("drop ")}
    return {name for name in _postgres() if not name.startswith("function ")}


def installed(connection: BaseDatabaseWrapper) -> set[str]:
    """Name those of ours that are there."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()} & expected(connection)


def _columns() -> list[str]:
    return [str(field.column) for field in apps.get_model("articles.Edition")._meta.concrete_fields]


def _sqlite() -> dict[str, str]:
    fixed = [name for name in _columns() if name not in (*MOVING, *WITHHOLDING)]
    fixed_moved = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in fixed)
    content_moved = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in WITHHOLDING)
    emptied = " AND ".join(f"NEW.{name} IS {empty}" for name, empty in EMPTY.items())
    withheld_now = f"OLD.withheld_at IS NULL AND NEW.withheld_at IS NOT NULL AND {emptied}"
    clock = f"strftime('%Y-%m-%d %H:%M:%f', 'now', '-{SLACK} seconds')"
    overlap = f"""EXISTS (
        SELECT 1 FROM {EDITION} o WHERE o.article_id = NEW.article_id AND o.id IS NOT NEW.id
        AND NEW.live_from < NEW.live_until AND o.live_from < o.live_until
        AND o.live_from < NEW.live_until AND o.live_until > NEW.live_from)"""  # noqa: S608 - constants

    def trigger(name: str, when: str, on: str, condition: str = "") -> tuple[str, str]:
        guard = f"WHEN {condition} " if condition else ""
        return name, (
            f"CREATE TRIGGER {name} BEFORE {when} ON {on} {guard}"
            f"BEGIN SELECT RAISE(ABORT, '{name}'); END"
        )

    triggers = dict(
        [
            trigger(
                "editions_are_immutable",
                "UPDATE",
                EDITION,
                f"({fixed_moved}) OR (({content_moved}) AND NOT ({withheld_now}))",
            ),
            trigger(
                "ends_move_only_in_the_future",
                "UPDATE OF live_until",
                EDITION,
                "NEW.live_until IS NOT OLD.live_until"
                f" AND (OLD.live_until <= {clock} OR NEW.live_until < {clock})",
            ),
            trigger("editions_are_kept", "DELETE", EDITION),
            trigger("spans_do_not_overlap_on_insert", "INSERT", EDITION, overlap),
            trigger("spans_do_not_overlap_on_update", "UPDATE OF live_until", EDITION, overlap),
            *(trigger(f"{table}_is_frozen", "UPDATE", table) for table in FROZEN),
            trigger("days_are_kept", "DELETE", "articles_recordedday"),
            trigger("addresses_are_kept", "DELETE", "articles_address", HAD_BY_READERS),
            *(
                trigger(f"{table}_is_not_replaced", "INSERT", table, _is_replaced(table))
                for table in UNIQUE
            ),
        ]
    )
    drops = {f"drop {name}": f"DROP TRIGGER IF EXISTS {name}" for name in triggers}
    return drops | triggers


def _is_replaced(table: str) -> str:
    """Return the condition under which a row of a table is there already."""
    has_id = table not in ("articles_recordedday", "articles_address")
    key = "o.id = NEW.id OR " if has_id else ""
    return f"EXISTS (SELECT 1 FROM {table} o WHERE {key}({UNIQUE[table]}))"  # noqa: S608 - constants


def _postgres() -> dict[str, str]:
    def names(columns: tuple[str, ...]) -> str:
        return "array[" + ", ".join(f"'{name}'" for name in columns) + "]"

    emptied = " and ".join(
        f"new.{name} is not distinct from {empty}" for name, empty in EMPTY.items()
    ).replace("'{}'", "'{}'::jsonb")
    clock = f"clock_timestamp() - interval '{SLACK} seconds'"

    def refuse(message: str) -> str:
        return f"raise exception '{message}' using errcode = '23514';"

    def trigger(name: str, when: str, table: str, function: str) -> tuple[str, str]:
        return name, (
            f"create or replace trigger {name} before {when} on {table}"
            f" for each row execute function {function}()"
        )

    def truncate_trigger(table: str) -> tuple[str, str]:
        name = f"{table}_is_not_truncated"
        return name, (
            f"create or replace trigger {name} before truncate on {table}"
            " for each statement execute function articles_refuse_truncate()"
        )

    return dict(
        [
            (
                "function articles_guard_edition",
                f"""create or replace function articles_guard_edition() returns trigger
                language plpgsql as $$
                begin
                  if (to_jsonb(new) - {names(MOVING)})
                      is distinct from (to_jsonb(old) - {names(MOVING)})
                    and not (
                      old.withheld_at is null and new.withheld_at is not null and {emptied}
                      and (to_jsonb(new) - {names((*MOVING, *WITHHOLDING))})
                        = (to_jsonb(old) - {names((*MOVING, *WITHHOLDING))})
                    ) then
                    {refuse("editions_are_immutable")}
                  end if;
                  if new.live_until is distinct from old.live_until
                    and (old.live_until <= {clock} or new.live_until < {clock}) then
                    {refuse("ends_move_only_in_the_future")}
                  end if;
                  return new;
                end $$""",
            ),
            (
                "function articles_refuse",
                f"""create or replace function articles_refuse() returns trigger
                language plpgsql as $$ begin {REFUSE} end $$""",
            ),
            (
                "function articles_guard_address",
                f"""create or replace function articles_guard_address() returns trigger
                language plpgsql as $$
                begin
                  if {HAD_BY_READERS} then {refuse("addresses_are_kept")} end if;
                  return old;
                end $$""",
            ),
            ("function articles_refuse_truncate", _truncate_function(REFUSE)),
            trigger("editions_are_immutable", "update", EDITION, "articles_guard_edition"),
            trigger("editions_are_kept", "delete", EDITION, "articles_refuse"),
            *(
                trigger(f"{table}_is_frozen", "update", table, "articles_refuse")
                for table in FROZEN
            ),
            trigger("days_are_kept", "delete", "articles_recordedday", "articles_refuse"),
            trigger("addresses_are_kept", "delete", "articles_address", "articles_guard_address"),
            *(truncate_trigger(table) for table in (EDITION, *FROZEN)),
        ]
    )


def _truncate_function(body: str) -> str:
    return (
        "create or replace function articles_refuse_truncate() returns trigger"
        f" language plpgsql as $$ begin {body} end $$"
    )


def install_after_migrate(using: str, **kwargs: object) -> None:
    """Renew the triggers: a table rebuilt by a migration on SQLite has lost them."""
    tables = set(connections[using].introspection.table_names())
    if {EDITION, *FROZEN} <= tables:
        install(connections[using])


@checks.register(checks.Tags.database)
def check_triggers(
    *, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Count the triggers of each database that has all the tables; others are to be migrated."""
    errors: list[checks.CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        try:
            if not {EDITION, *FROZEN} <= set(connection.introspection.table_names()):
                continue
            missing = expected(connection) - installed(connection)
        except DatabaseError:
            continue  # no database to ask: other checks say so
        if missing:
            errors.append(
                checks.Error(
                    f"The record is unguarded on “{alias}”: {', '.join(sorted(missing))}.",
                    hint="Run `manage.py migrate`; it puts every trigger back.",
                    id="articles.E001",
                )
            )
    return errors
