"""Runs photos.files.child, which reads uploaded files in a process with limited memory and time.

Uploads are never decoded in the site's own process. If the child fails or is killed, FileRefused is
raised here with a sentence for an editor.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vocabulary.refusal import Refused

from . import file_types

logger = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
MAX_BYTES = 60 * MEGABYTE
MEMORY = 450 * MEGABYTE  # above what the child maps to start with: 100 megapixels and room
SECONDS_TO_INSPECT = 4.5  # wall clock, so that the editor has an answer within five
SECONDS_TO_DRAW = 120.0  # of the processor
TIMEOUT_TO_DRAW = 600.0  # wall clock: on a busy machine renditions give way to requests
NICE_TO_INSPECT = 5  # requests of readers go before uploads
NICE_TO_DRAW = 15  # renditions give way to both
HOME = Path(__file__).resolve().parents[2]

ACCEPTED = gettext_lazy("The photo library accepts JPEG, PNG, WebP, AVIF, GIF and TIFF images.")


class FileRefused(Refused):
    """Raised for a file the library does not accept; `str()` is a sentence for an editor."""


class NotAPicture(FileRefused):
    """Raised for a file that is empty or of a type the library does not accept."""


def inspect_file(path: Path, name: str) -> dict[str, Any]:
    """Return format, width and height (upright), metadata and likeness of an accepted file.

    Args:
        path: where the file is; its name is ignored.
        name: the uploaded file's name, for the message.

    Raises: FileRefused, NotAPicture.
    """
    size = path.stat().st_size
    if size == 0:
        raise NotAPicture(_("“%(name)s” is empty.") % {"name": name})
    if size > MAX_BYTES:
        raise FileRefused(explain_too_large(name, size))
    request = {"task": "inspect", "path": str(path.resolve())}
    answer = _run_child(request, SECONDS_TO_INSPECT, NICE_TO_INSPECT, SECONDS_TO_INSPECT)
    if "refused" in answer:
        with path.open("rb") as file:
            raise _make_refusal(answer, name, file)
    return answer


def draw_renditions(path: Path, request: dict[str, Any]) -> list[dict[str, Any]]:
    """Write renditions into a folder and return a description of each.

    Args:
        path: where the original is.
        request: into (folder), crops, formats, focal, details; see photos.files.child.draw.

    Raises: FileRefused, when the file can no longer be read.
    """
    request = {"task": "draw", "path": str(path.resolve()), **request}
    answer = _run_child(request, SECONDS_TO_DRAW, NICE_TO_DRAW, TIMEOUT_TO_DRAW)
    if "refused" in answer:
        with path.open("rb") as file:
            raise _make_refusal(answer, path.name, file)
    return answer["files"]


def explain_too_large(name: str, size: int) -> str:
    """Return the sentence that refuses a file with too many bytes."""
    return _(
        "“%(name)s” is %(size)d MB. The photo library accepts images of up to %(most)d MB."
    ) % {
        "name": name,
        "size": -(-size // MEGABYTE),
        "most": MAX_BYTES // MEGABYTE,
    }


def _run_child(
    request: dict[str, Any], seconds: float, nice: int, timeout: float
) -> dict[str, Any]:
    """Send a request to a new child process and return its answer, or a refusal if it died.

    Args:
        seconds: of processor time the child may use.
        timeout: seconds by the clock after which it is killed.
    """
    request |= {"seconds": int(seconds + 0.5), "memory": MEMORY, "nice": nice}
    # One arena only: glibc reserves memory for each. -s: no packages from a user's home.
    environment = {"PATH": os.defpath, "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1"}
    try:
        child = subprocess.run(
            [sys.executable, "-s", "-m", "photos.files.child"],
            input=json.dumps(request).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=HOME,
            env=environment,
            timeout=timeout,
            start_new_session=True,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"refused": "time"}
    if child.returncode:
        logger.warning("The decoder ended with %s on %s", child.returncode, request["path"])
        return {"refused": "damaged"}
    return json.loads(child.stdout)


def _make_refusal(answer: dict, name: str, file: BinaryIO) -> FileRefused:
    """Make the exception for a refusal of the child, with its sentence."""
    head = file.read(file_types.HEAD)
    kind = file_types.find_accepted(head)
    if kind is None:
        words: Promise = file_types.describe_other(head)
        sentence = _("“%(name)s” is %(kind)s.") % {"name": name, "kind": words}
        return NotAPicture(f"{sentence} {ACCEPTED}")
    given = {"name": name, "kind": kind}
    if answer["refused"] == "pixels":
        width, height = answer["size"]
        given |= {"width": width, "height": height}
        return FileRefused(
            _("“%(name)s” is %(width)d × %(height)d pixels. The limit is 100 megapixels.") % given
        )
    sentences = {
        "unknown": _("“%(name)s” looks like %(kind)s but cannot be read."),
        "damaged": _(
            "“%(name)s” is %(kind)s that cannot be read. It may be damaged, or of an unusual type."
        ),
        "memory": _(
            "“%(name)s” is %(kind)s that needs too much memory to read, or is damaged. Make it "
            "smaller and save it again."
        ),
        "time": _("“%(name)s” is %(kind)s that takes too long to read. Save it again as JPEG."),
    }
    return FileRefused(sentences[answer["refused"]] % given)
