"""Files from outside, judged by what they hold in a child with limits, never in this process.

The child is photos.files.child. It may take so much memory and so much time and no more; whatever
it dies of, the answer here is a sentence for an editor.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vocabulary.refusal import Refused

from . import file_types

logger = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
MAX_BYTES = 60 * MEGABYTE
MEMORY = 450 * MEGABYTE  # above what the child maps to start with: 100 megapixels and room
SECONDS_TO_JUDGE = 4.5  # wall clock; the answer stands within five
SECONDS_TO_DRAW = 120.0  # of the processor
PATIENCE_TO_DRAW = 600.0  # wall clock: on a busy machine renditions wait for people
NICE_TO_JUDGE = 5  # whoever reads goes before whoever sends; within the time above all the same
NICE_TO_DRAW = 15  # renditions wait for people
HOME = Path(__file__).resolve().parents[2]

TAKEN = gettext_lazy("The photo library takes JPEG, PNG, WebP, AVIF, GIF and TIFF pictures.")


class FileRefused(Refused):
    """What the photo library will not take or do. Its text is a sentence for an editor."""


class NotAPicture(FileRefused):
    """A file of another kind than the library takes."""


def judged(path: Path, name: str) -> dict:
    """Return format, width, height (upright) and facts of a file that may be taken in.

    Args:
        path: where the file lies; its name says nothing.
        name: what the editor called it, for the sentence.
    Raises: Refused, NotAPicture.
    """
    size = path.stat().st_size
    if size == 0:
        raise NotAPicture(_("“%(name)s” is empty.") % {"name": name})
    if size > MAX_BYTES:
        raise FileRefused(too_heavy(name, size))
    wish = {"task": "judge", "path": str(path.resolve())}
    answer = _asked(wish, SECONDS_TO_JUDGE, NICE_TO_JUDGE, SECONDS_TO_JUDGE)
    if "refused" in answer:
        with path.open("rb") as file:
            raise _refusal(answer, name, file)
    return answer


def drawn(path: Path, wish: dict) -> list[dict]:
    """Have renditions written and return what they are.

    Args:
        path: where the original lies.
        wish: into (folder), crops, formats, focal, papers; see photos.files.child.draw.
    Raises: Refused, when a file that was once taken in can no longer be read.
    """
    wish = {"task": "draw", "path": str(path.resolve()), **wish}
    answer = _asked(wish, SECONDS_TO_DRAW, NICE_TO_DRAW, PATIENCE_TO_DRAW)
    if "refused" in answer:
        with path.open("rb") as file:
            raise _refusal(answer, path.name, file)
    return answer["files"]


def too_heavy(name: str, size: int) -> str:
    """Say that a file has too many bytes."""
    return _("“%(name)s” is %(size)d MB; the photo library takes pictures up to %(most)d MB.") % {
        "name": name,
        "size": -(-size // MEGABYTE),
        "most": MAX_BYTES // MEGABYTE,
    }


def _asked(request: dict, seconds: float, nice: int, patience: float) -> dict:
    """Start the child, hand it the request and wait; a death becomes a refusal code.

    Args:
        seconds: of the processor that it may use.
        patience: seconds on the clock after which it is ended.
    """
    request |= {"seconds": int(seconds + 0.5), "memory": MEMORY, "nice": nice}
    # One arena, or glibc's reserves for each thread count as memory. No site packages of a user.
    environment = {"PATH": os.defpath, "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1"}
    try:
        child = subprocess.run(
            [sys.executable, "-s", "-m", "photos.files.child"],
            input=json.dumps(request).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=HOME,
            env=environment,
            timeout=patience,
            start_new_session=True,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"refused": "time"}
    if child.returncode:
        logger.warning("The decoder ended with %s on %s", child.returncode, request["path"])
        return {"refused": "damaged"}
    return json.loads(child.stdout)


def _refusal(answer: dict, name: str, file: BinaryIO) -> FileRefused:
    """Put what the child answered into a sentence."""
    head = file.read(file_types.HEAD)
    kind = file_types.taken(head)
    if kind is None:
        words: Promise = file_types.words_for(head)
        sentence = _("“%(name)s” is %(kind)s.") % {"name": name, "kind": words}
        return NotAPicture(f"{sentence} {TAKEN}")
    given = {"name": name, "kind": kind}
    if answer["refused"] == "pixels":
        width, height = answer["size"]
        given |= {"width": width, "height": height}
        return FileRefused(
            _("“%(name)s” is %(width)d × %(height)d pixels; the most is 100 megapixels.") % given
        )
    sentences = {
        "unknown": _("“%(name)s” begins as %(kind)s but cannot be read as one."),
        "damaged": _(
            "“%(name)s” is %(kind)s that is damaged or of a rare sort; it cannot be read."
        ),
        "memory": _(
            "“%(name)s” is %(kind)s that takes too much memory to read, or is damaged; make it "
            "smaller and save it anew."
        ),
        "time": _("“%(name)s” is %(kind)s that takes too long to read; save it anew as JPEG."),
    }
    return FileRefused(sentences[answer["refused"]] % given)
