"""System checks of a deployment, each with a hint.

Those marked `deploy` run with `check --deploy`; those tagged `database` with
`check --database default` and with `migrate`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from articles.models import Section
from articles.reserved_slugs import RESERVED

EXTENSIONS = {
    "btree_gist": "prevents overlapping editions",
    "pg_trgm": "searches parts of words",
}
LARGEST_SKEW = timedelta(seconds=0.5)
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]", ".localhost")


@register("newsroom", deploy=True)
def check_base_url(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    if not settings.PRODUCTION or settings.BASE_URL.startswith("https://"):
        return []
    return [
        Error(
            f"NEWSROOM_BASE_URL is “{settings.BASE_URL}”: feeds, sitemaps and email would contain"
            " links that do not work.",
            hint="Set it to the address readers use, such as https://paper.example",
            id="newsroom.E001",
        )
    ]


@register("newsroom")
def check_environment(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    public = [host for host in settings.ALLOWED_HOSTS if host not in (*LOCAL_HOSTS, "testserver")]
    if not settings.DEBUG or not public:
        return []
    return [
        Warning(
            f"NEWSROOM_ENV is development, which shows its internals on every error, and"
            f" NEWSROOM_HOSTS names {', '.join(public)}.",
            hint="Set NEWSROOM_ENV=production, or local for a machine of your own.",
            id="newsroom.W002",
        )
    ]


@register("newsroom", deploy=True)
def check_database(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    if not settings.PRODUCTION or os.environ.get("DATABASE_URL"):
        return []
    return [
        Warning(
            "DATABASE_URL is not set, so production would store its stories in a file in var/.",
            hint="Set DATABASE_URL to PostgreSQL, or to sqlite:////a/path on a single machine.",
            id="newsroom.W003",
        )
    ]


@register("newsroom", deploy=True)
def check_cache_is_shared(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    if settings.WEB_WORKERS < 2 or settings.REDIS_URL:
        return []
    return [
        Warning(
            f"{settings.WEB_WORKERS} web workers each have a cache of their own and do not see each"
            " other's changes to it.",
            hint="Set REDIS_URL, or NEWSROOM_WEB_WORKERS=1.",
            id="newsroom.W004",
        )
    ]


@register("newsroom")
def check_media_is_writable(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    media = Path(settings.MEDIA_ROOT)
    folder = next(path for path in (media, *media.parents) if path.exists())
    if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
        return []
    return [
        Warning(
            f"Photos cannot be saved: {folder} is not a folder this user may write to.",
            hint="Give it to the user the site runs as, or set NEWSROOM_MEDIA to another folder.",
            id="newsroom.W005",
        )
    ]


@register("newsroom", deploy=True)
def check_static_is_collected(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not settings.PRODUCTION or manifest.exists():
        return []
    return [
        Warning(
            f"No static files have been collected in {settings.STATIC_ROOT}: every page would"
            " answer 500.",
            hint="Run `manage.py collectstatic --noinput`; do so after every upgrade.",
            id="newsroom.W006",
        )
    ]


@register(Tags.database)
def check_databases(
    app_configs: object, databases: Sequence[str] | None = None, **kwargs: object
) -> list[CheckMessage]:
    """Run the checks below on each database; Django itself reports one that cannot be reached."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        try:
            found += find_shadowed_sections(connections[alias])
            if connections[alias].vendor == "postgresql":
                found += [
                    *find_missing_extensions(connections[alias]),
                    *find_clock_skew(connections[alias]),
                ]
        except DatabaseError:
            continue
    return found


def find_shadowed_sections(connection: BaseDatabaseWrapper) -> Iterator[CheckMessage]:
    """Find sections whose slug a later release has reserved, or that SQL has changed."""
    if Section._meta.db_table not in connection.introspection.table_names():
        return
    for slug in Section.objects.using(connection.alias).values_list("slug", flat=True):
        if slug.lower() in RESERVED:
            yield Error(
                f"The section at /{slug}/ cannot be reached: the site has a page of its own there.",
                hint="While it has no published stories its slug can be changed at the desk.",
                id="newsroom.E007",
            )


def find_missing_extensions(connection: BaseDatabaseWrapper) -> Iterator[CheckMessage]:
    """Find extensions of PostgreSQL that `migrate` needs and cannot create."""
    for name, purpose in EXTENSIONS.items():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT installed_version IS NOT NULL,"
                " has_database_privilege(current_database(), 'CREATE')"
                " FROM pg_available_extensions WHERE name = %s",
                [name],
            )
            row = cursor.fetchone()
        if row is None:
            yield Error(
                f"This PostgreSQL has no extension {name}, which {purpose}.",
                hint="Install PostgreSQL's contrib package (Debian: it is part of postgresql).",
                id="newsroom.E008",
            )
        elif not any(row):
            yield Error(
                f"The extension {name} is not installed in this database; this user may not do it.",
                hint=f"As its owner or a superuser run: CREATE EXTENSION {name};",
                id="newsroom.E008",
            )


def find_clock_skew(connection: BaseDatabaseWrapper) -> Iterator[CheckMessage]:
    """Compare the database's clock with this machine's, at the middle of the query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")  # connect first, so that it is not timed
        before = timezone.now()
        cursor.execute("SELECT clock_timestamp()")
        database_time = cursor.fetchone()[0]
        after = timezone.now()
    skew = database_time - (before + (after - before) / 2)
    if abs(skew) > LARGEST_SKEW:
        yield Warning(
            f"The database's clock is {skew.total_seconds():+.1f} seconds from this machine's:"
            " stories would appear and disappear at different times on different machines.",
            hint="Run an NTP service (chrony, systemd-timesyncd) on both.",
            id="newsroom.W009",
        )
