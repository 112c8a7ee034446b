"""A sample of `bin/faults.py`, which runs for as long as it is asked to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
HERE = Path(__file__).parents[2]
has_postgresql = pytest.mark.skipif(
    not (list(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("initdb")),
    reason="PostgreSQL's programs are not installed",
)


def run(*arguments: str) -> str:
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    command = [sys.executable, "bin/faults.py", *arguments]
    ended = subprocess.run(command, cwd=HERE, env=env, capture_output=True, text=True, timeout=600)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.mark.parametrize(
    "database", [[], pytest.param(["--postgresql"], marks=has_postgresql)], ids=["sqlite", "pg"]
)
def test_killed_at_random_moments_it_loses_nothing_acknowledged(database: list[str]) -> None:
    assert "Nothing is wrong." in run("kills", "--kills", "4", *database)


@has_postgresql
def test_no_reader_notices_a_database_that_is_away_and_the_desk_comes_back() -> None:
    assert "Nothing is wrong." in run("outage", "--seconds", "12")
