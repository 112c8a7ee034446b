"""A command beside a running server: what it writes, the server has forgotten."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from newsroom.page_cache.epochs import SharedEpochs, cell_for

HERE = Path(__file__).parents[3]
WRITE = "from authors.models import Author; Author.objects.update(role='x')"


def run(var: Path, environment: dict[str, str], *command: str) -> None:
    around = {**os.environ, "NEWSROOM_VAR": str(var), **environment}
    around["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
    around.pop("DATABASE_URL", None)
    call = [sys.executable, "manage.py", *command]
    subprocess.run(call, check=True, cwd=HERE, env=around)


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a paper that has been set up."""
    folder = tmp_path_factory.mktemp("var")
    run(folder, {"NEWSROOM_ENV": "local"}, "migrate", "--verbosity", "0")
    return folder


@pytest.mark.parametrize(
    "environment",
    [
        {"NEWSROOM_ENV": "development"},
        {"NEWSROOM_ENV": "local"},
        {"NEWSROOM_ENV": "local", "NEWSROOM_PAGES_MEMORY": "0"},
    ],
)
def test_a_command_marks_what_it_writes(var: Path, environment: dict[str, str]) -> None:
    epochs, authors = SharedEpochs(var / "pages.cells"), cell_for("table:authors_author")
    before = epochs.cells[authors]
    run(var, environment, "shell", "-v", "0", "-c", WRITE)
    assert epochs.cells[authors] > before
