"""The system checks: each is silent where all is well and speaks where it should."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.checks import registry
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils import timezone

from articles.models import Section
from newsroom import checks
from newsroom.environment import read_length
from photos.files.decode import MAX_BYTES


def ids(found) -> list[str]:
    return [message.id for message in found]


@pytest.fixture
def production(settings, tmp_path: Path, monkeypatch):
    """Settings of a production that is in order."""
    settings.PRODUCTION, settings.DEBUG = True, False
    settings.BASE_URL = "https://paper.example"
    settings.ALLOWED_HOSTS = ["paper.example"]
    settings.WEB_WORKERS, settings.REDIS_URL = 1, ""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "staticfiles.json").write_text("{}")
    monkeypatch.setenv("DATABASE_URL", "postgres:///newsroom")
    return settings


ALL = [
    checks.check_base_url,
    checks.check_environment,
    checks.check_database,
    checks.check_cache_is_shared,
    checks.check_media_is_writable,
    checks.check_static_is_collected,
]


@pytest.mark.parametrize("check", ALL)
def test_a_production_in_order_hears_nothing(production, check) -> None:
    assert check(None) == []


@pytest.mark.parametrize("check", [*ALL, checks.check_databases])
def test_every_check_is_registered(check) -> None:
    assert check in registry.registry.get_checks(include_deployment_checks=True)


@pytest.mark.parametrize("address", ["", "http://paper.example"])
def test_an_address_that_leads_nowhere_is_an_error(production, address: str) -> None:
    production.BASE_URL = address
    assert ids(checks.check_base_url(None)) == ["newsroom.E001"]


def test_development_with_a_public_host_is_named(production) -> None:
    production.DEBUG = True
    (warning,) = checks.check_environment(None)
    assert warning.id == "newsroom.W002" and "paper.example" in warning.msg


def test_development_at_home_is_fine(production) -> None:
    production.DEBUG, production.ALLOWED_HOSTS = True, ["localhost", "127.0.0.1"]
    assert checks.check_environment(None) == []


def test_a_production_database_nobody_chose_is_named(production, monkeypatch) -> None:
    monkeypatch.delenv("DATABASE_URL")
    assert ids(checks.check_database(None)) == ["newsroom.W003"]


def test_several_workers_want_a_shared_cache(production) -> None:
    production.WEB_WORKERS = 2
    assert ids(checks.check_cache_is_shared(None)) == ["newsroom.W004"]
    production.REDIS_URL = "redis://127.0.0.1:6379/0"
    assert checks.check_cache_is_shared(None) == []


def test_media_that_cannot_be_written_is_named(production, tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("")
    production.MEDIA_ROOT = blocked / "media"
    (warning,) = checks.check_media_is_writable(None)
    assert warning.id == "newsroom.W005" and str(blocked) in warning.msg


def test_static_files_not_collected_are_named(production, tmp_path: Path) -> None:
    (tmp_path / "staticfiles.json").unlink()
    assert ids(checks.check_static_is_collected(None)) == ["newsroom.W006"]


@pytest.mark.django_db
def test_a_section_in_the_way_of_a_page_is_named() -> None:
    Section.objects.create(name="World", slug="world")
    Section.objects.create(name="Search", slug="Search")
    (error,) = checks.find_shadowed_sections(connection)
    assert error.id == "newsroom.E007" and "/Search/" in error.msg


@pytest.mark.django_db
def test_the_test_database_hears_nothing() -> None:
    assert checks.check_databases(None, databases=["default"]) == []


def test_without_databases_nothing_is_asked() -> None:
    assert checks.check_databases(None) == []


class Answering:
    """A connection of which only the answers to two questions matter."""

    def __init__(self, answer: object) -> None:
        self.answer = answer

    @contextmanager
    def cursor(self):
        yield self

    def execute(self, question: str, about: object = None) -> None:
        """Take any question."""

    def fetchone(self) -> object:
        return self.answer() if callable(self.answer) else self.answer


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (None, ["newsroom.E008"] * 2),
        ((False, False), ["newsroom.E008"] * 2),
        ((False, True), []),
        ((True, False), []),
    ],
)
def test_a_database_without_the_extensions_is_named(row, expected: list[str]) -> None:
    assert ids(checks.find_missing_extensions(Answering(row))) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0, []), (0.2, []), (2, ["newsroom.W009"]), (-2, ["newsroom.W009"])]
)
def test_a_skewed_clock_is_named(seconds: float, expected: list[str]) -> None:
    told = Answering(lambda: (timezone.now() + timedelta(seconds=seconds),))
    assert ids(checks.find_clock_skew(told)) == expected


@pytest.mark.django_db
@pytest.mark.skipif(
    project.DATABASES["default"]["ENGINE"].endswith("sqlite3"), reason="asks PostgreSQL"
)
def test_postgresql_answers_both_questions() -> None:
    found = [*checks.find_missing_extensions(connection), *checks.find_clock_skew(connection)]
    assert ids(found) == []


@pytest.mark.slow
def test_the_documented_variables_make_a_clean_production(tmp_path: Path) -> None:
    """`check --deploy` finds nothing once what .env.example asks of production is set."""
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").write_text('{"version": "1.1", "paths": {}}')
    env = {
        "NEWSROOM_ENV": "production",
        "NEWSROOM_VAR": str(tmp_path),
        "NEWSROOM_SECRET_KEY": "only-for-this-test-0123456789-abcdefghijklmnopqrstuvwxyz",
        "NEWSROOM_HOSTS": "paper.example",
        "NEWSROOM_BASE_URL": "https://paper.example",
        "DATABASE_URL": "postgres:///newsroom",
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, cwd=project.BASE_DIR, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("missing", ["NEWSROOM_SECRET_KEY", "NEWSROOM_HOSTS"])
def test_production_will_not_start_without_its_secrets(tmp_path: Path, missing: str) -> None:
    env = {
        "NEWSROOM_ENV": "production",
        "NEWSROOM_VAR": str(tmp_path),
        "NEWSROOM_SECRET_KEY": "x" * 50,
        "NEWSROOM_HOSTS": "paper.example",
    }
    env[missing] = ""
    command = [sys.executable, "manage.py", "check"]
    done = subprocess.run(command, cwd=project.BASE_DIR, env=env, capture_output=True, text=True)
    assert done.returncode != 0 and f"{missing} is not set" in done.stderr


@pytest.mark.parametrize("value", ["90", "90-40", "0-90", "forty-ninety", ""])
def test_a_measure_that_is_none_is_refused_by_its_name(monkeypatch, value: str) -> None:
    monkeypatch.setenv("NEWSROOM_HEADLINE_LENGTH", "30-70")
    assert read_length("NEWSROOM_HEADLINE_LENGTH", "40-90") == (30, 70)
    monkeypatch.setenv("NEWSROOM_HEADLINE_LENGTH", value)
    with pytest.raises(ImproperlyConfigured, match="NEWSROOM_HEADLINE_LENGTH is .* like 40-90"):
        read_length("NEWSROOM_HEADLINE_LENGTH", "40-90")


PRODUCTION = {
    "NEWSROOM_ENV": "production",
    "NEWSROOM_HOSTS": "paper.example",
    "NEWSROOM_BASE_URL": "https://paper.example",
    "NEWSROOM_SECRET_KEY": "only-for-this-test-0123456789-abcdefghijklmnopqrstuvwxyz",
    "DATABASE_URL": "postgres:///newsroom",
}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, "31536000 False False"),
        ({"NEWSROOM_HSTS_SUBDOMAINS": "true"}, "31536000 True False"),
        (
            {"NEWSROOM_HSTS_SUBDOMAINS": "true", "NEWSROOM_HSTS_PRELOAD": "true"},
            "31536000 True True",
        ),
    ],
)
def test_https_is_insisted_on_for_this_host_alone_unless_asked(tmp_path, more, told) -> None:
    code = (
        "from newsroom import settings as s; print(s.SECURE_HSTS_SECONDS,"
        " s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD)"
    )
    env = {"PATH": os.environ["PATH"], "NEWSROOM_VAR": str(tmp_path), **PRODUCTION, **more}
    here = Path(__file__).parents[2]
    ended = subprocess.run([sys.executable, "-c", code], cwd=here, env=env, capture_output=True)
    assert ended.stdout.decode().strip() == told, ended.stderr.decode()


def test_the_example_proxy_takes_what_the_library_takes() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()
    [megabytes] = re.findall(r"client_max_body_size (\d+)m;", manual)
    assert int(megabytes) * 2**20 > MAX_BYTES
