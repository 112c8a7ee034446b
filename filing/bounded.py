"""Reads filed copy in a child process with limits, so that no file stalls the site.

A web thread never parses what people send: a Word document of 15 KB can keep a parser busy for half
a minute. `filing.child` does it, with little time and memory, one file at a time per person.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from staff.models import User

from .filed_copy import Bio, Block, CannotRead, FiledCopy, clean_name

logger = logging.getLogger(__name__)

SECONDS = 8  # of the processor; 1 MB of plain text takes one
TIMEOUT = 30.0  # by the clock: on a busy machine it gives way to readers
MEMORY = 400 * 1024 * 1024  # bytes above what the child maps to start with
NICE = 10
HOME = Path(__file__).resolve().parents[1]


class StillReading(CannotRead):
    """Another file of the same person is being read."""


def read_bounded(data: bytes, name: str, headline: str | None = None, *, by: User) -> FiledCopy:
    """Read a file as `filing.read_copy` does, in a child process.

    Raises: CannotRead, also when reading takes too long or too much memory; StillReading.
    """
    name = clean_name(name)
    with _one_at_a_time(by):
        answer = _ask_child(data, name, headline)
    if "copy" not in answer:
        raise CannotRead(answer.get("refused") or _explain(name))
    return _load(answer["copy"])


@contextmanager
def _one_at_a_time(by: User) -> Iterator[None]:
    """Hold a person's lock, which all processes of the machine share.

    Raises: StillReading.
    """
    folder = Path(settings.VAR_DIR, "filing")
    folder.mkdir(parents=True, exist_ok=True)
    with Path(folder, f"{by.pk}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StillReading(
                _("Your last file is still being read. Wait a moment, then try again.")
            ) from error
        yield


def _ask_child(data: bytes, name: str, headline: str | None) -> dict[str, Any]:
    request = {
        "name": name,
        "headline": headline,
        "language": get_language() or settings.LANGUAGE_CODE,
        "locales": [str(each) for each in settings.LOCALE_PATHS],
        "seconds": SECONDS,
        "memory": MEMORY,
        "nice": NICE,
    }
    environment = {"PATH": os.defpath, "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1"}
    try:
        child = subprocess.run(
            [sys.executable, "-s", "-m", "filing.child"],
            input=json.dumps(request).encode() + b"\n" + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=HOME,
            env=environment,
            timeout=TIMEOUT,
            start_new_session=True,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {}
    if child.returncode:
        logger.warning("Reading filed copy ended with %s", child.returncode)
        return {}
    answer: dict[str, Any] = json.loads(child.stdout)
    return answer


def _explain(name: str) -> str:
    return _(
        "“%(name)s” takes too long or too much memory to read. Save the text as plain text (.txt) "
        "and file that."
    ) % {"name": name}


def _load(sent: dict[str, Any]) -> FiledCopy:
    blocks = [Block(**{**block, "items": tuple(block["items"])}) for block in sent["blocks"]]
    bio = Bio(**sent["bio"]) if sent["bio"] else None
    return FiledCopy(**{**sent, "blocks": blocks, "bio": bio})
