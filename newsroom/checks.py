"""System checks: what is wrong with this deployment, and the cure.

Those marked `deploy` are asked for with `check --deploy`; those tagged `database` with
`check --database default`, and by `migrate`.
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
    "btree_gist": "keeps editions from overlapping",
    "pg_trgm": "finds letters in headlines",
}
LARGEST_SKEW = timedelta(seconds=0.5)
AT_HOME = ("localhost", "127.0.0.1", "[::1]", ".localhost")


@register("newsroom", deploy=True)
def check_base_url(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    if not settings.PRODUCTION or settings.BASE_URL.startswith("https://"):
        return []
    return [
        Error(
            f"NEWSROOM_BASE_URL is “{settings.BASE_URL}”: feeds, sitemaps and e-mail would carry"
            " addresses that lead nowhere.",
            hint="Set it to the address readers use, such as https://paper.example",
            id="newsroom.E001",
        )
    ]


@register("newsroom")
def check_environment_is_meant(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    public = [host for host in settings.ALLOWED_HOSTS if host not in (*AT_HOME, "testserver")]
    if not settings.DEBUG or not public:
        return []
    return [
        Warning(
            f"NEWSROOM_ENV is development, which shows its insides to everybody on an error, and"
            f" NEWSROOM_HOSTS names {', '.join(public)}.",
            hint="Set NEWSROOM_ENV=production, or local for a machine of your own.",
            id="newsroom.W002",
        )
    ]


@register("newsroom", deploy=True)
def check_database_is_meant(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    if not settings.PRODUCTION or os.environ.get("DATABASE_URL"):
        return []
    return [
        Warning(
            "DATABASE_URL is not set, so production would keep its stories in a file of var/.",
            hint="Set DATABASE_URL to PostgreSQL, or to sqlite:////a/path if one machine will do.",
            id="newsroom.W003",
        )
    ]


@register("newsroom", deploy=True)
def check_cache_is_shared(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    if settings.WEB_WORKERS < 2 or settings.REDIS_URL:
        return []
    return [
        Warning(
            f"{settings.WEB_WORKERS} web workers each keep a cache of their own, so what one"
            " counts or forgets the others do not know.",
            hint="Set REDIS_URL, or NEWSROOM_WEB_WORKERS=1.",
            id="newsroom.W004",
        )
    ]


@register("newsroom")
def check_media_is_writable(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    place = Path(settings.MEDIA_ROOT)
    there = next(path for path in (place, *place.parents) if path.exists())
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return []
    return [
        Warning(
            f"Pictures cannot be kept: {there} is not a folder this user may write in.",
            hint="Give it to the user the paper runs as, or set NEWSROOM_MEDIA to another folder.",
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
    """Ask each database the questions below; one that cannot be reached is others' to report."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        try:
            found += sections_in_the_way(connections[alias])
            if connections[alias].vendor == "postgresql":
                found += [*extension_missing(connections[alias]), *clock_astray(connections[alias])]
        except DatabaseError:
            continue
    return found


def sections_in_the_way(connection: BaseDatabaseWrapper) -> Iterator[CheckMessage]:
    """Find sections whose address a later release, or somebody's SQL, has taken from them."""
    if Section._meta.db_table not in connection.introspection.table_names():
        return
    for slug in Section.objects.using(connection.alias).values_list("slug", flat=True):
        if slug.lower() in RESERVED:
            yield Error(
                f"The section at /{slug}/ hides behind a page of the site's own.",
                hint="While it has no published stories its address may be changed at the desk.",
                id="newsroom.E007",
            )


def extension_missing(connection: BaseDatabaseWrapper) -> Iterator[CheckMessage]:
    """Say what `migrate` would stumble over."""
    for name, does in EXTENSIONS.items():
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
                f"This PostgreSQL has no extension {name}, which {does}.",
                hint="Install PostgreSQL's contrib package (Debian: it is part of postgresql).",
                id="newsroom.E008",
            )
        elif not any(row):
            yield Error(
                f"The extension {name} is not installed in this database, and this user may not.",
                hint=f"As its owner or a superuser run: CREATE EXTENSION {name};",
                id="newsroom.E008",
            )


def clock_astray(connection: BaseDatabaseWrapper) -> Iterator[CheckMessage]:
    """Compare the database's clock with this machine's, in the middle of the question."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")  # so that connecting is not part of what is timed
        before = timezone.now()
        cursor.execute("SELECT clock_timestamp()")
        told = cursor.fetchone()[0]
        after = timezone.now()
    skew = told - (before + (after - before) / 2)
    if abs(skew) > LARGEST_SKEW:
        yield Warning(
            f"The database's clock is {skew.total_seconds():+.1f} seconds from this machine's:"
            " stories appear and leave at different moments on different machines.",
            hint="Run an NTP service (chrony, systemd-timesyncd) on both.",
            id="newsroom.W009",
        )
