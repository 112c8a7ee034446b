"""The child that touches files from outside: `python -m photos.files.child`. Knows no Django.

It reads one request as JSON from standard input, sets limits on itself, works, and writes one
answer as JSON to standard output. Whatever a hostile file does, it happens here; the parent is
photos.files.decode. No broad `except`: what is not foreseen ends the child, and the parent refuses.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import sys
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError

from . import iim, pixels, xmp
from .metadata import UNREADABLE, facts_of

LARGEST_FILE = 64 * 1024 * 1024  # bytes the child may write into one file
MAX_HEIGHT = 8000  # pixels; WebP ends at 16383 and a page long before


class Encoder:
    """How each format is written: settings measured for news photographs, and its facts."""

    SETTINGS: dict[str, dict[str, Any]] = {
        "avif": {"quality": 45, "speed": 8, "max_threads": 1},
        "webp": {"quality": 76, "method": 4},
        "jpeg": {"quality": 78, "progressive": True, "optimize": True},
    }

    def __init__(self, papers: dict) -> None:
        self.exif = self._exif(papers)
        self.xmp = xmp.packet(papers)
        self.iim = iim.segment(papers)

    @staticmethod
    def _exif(papers: dict) -> bytes:
        exif = Image.Exif()
        if papers.get("creator"):
            exif[0x013B] = "; ".join(papers["creator"])[: xmp.LONGEST].encode()
        if papers.get("copyright"):
            exif[0x8298] = papers["copyright"][: xmp.LONGEST].encode()
        return exif.tobytes() if len(exif) else b""

    def written(self, image: Image.Image, kind: str) -> bytes:
        """Return a file of one format with its facts and nothing from the original."""
        settings = dict(self.SETTINGS[kind])
        if self.exif:
            settings["exif"] = self.exif
        if self.xmp:
            settings["xmp"] = self.xmp
        if kind == "jpeg" and self.iim:
            settings["extra"] = self.iim
        held = BytesIO()
        image.save(held, kind.upper(), **settings)
        return held.getvalue()


def judge(request: dict) -> dict:
    """Say what a file is and decode it once, so that nothing broken is taken in."""
    image = pixels.opened(request["path"])
    kind = "JPEG" if image.format == "MPO" else image.format
    size = image.size
    pixels.decode_smaller(image, size[0] // 8, size[1] // 8)
    width, height = pixels.upright_size(image, size)
    return {
        "format": kind,
        "width": width,
        "height": height,
        "facts": facts_of(image),
        "likeness": pixels.likeness(image),
    }


def draw(request: dict) -> dict:
    """Write renditions into a folder: every crop at its widths in every format asked for."""
    image = pixels.opened(request["path"])
    widest = max(max(crop["widths"]) for crop in request["crops"].values())
    # Half as much again as the widest: a crop takes a part, and Lanczos wants something to eat.
    pixels.decode_smaller(image, widest * 3 // 2, widest * 3 // 2 * image.height // image.width)
    image = pixels.ready(image)  # and the large one is let go
    encoder, files = Encoder(request["papers"]), []
    for name, crop in request["crops"].items():
        box = pixels.crop_box(image.size, crop["ratio"], request["focal"])
        size = (box[2] - box[0], box[3] - box[1])
        for width in pixels.fitting_widths(size, crop["widths"], MAX_HEIGHT):
            height = max(1, round(size[1] * width / size[0]))
            drawn = image.resize((width, height), Image.Resampling.LANCZOS, box, reducing_gap=3)
            for kind in request["formats"]:
                content = encoder.written(drawn, kind)
                sha = hashlib.sha256(content).hexdigest()
                Path(request["into"], sha).write_bytes(content)
                files.append(
                    {"crop": name, "format": kind, "width": width, "height": height, "sha256": sha}
                )
    return {"files": files}


TASKS = {"judge": judge, "draw": draw}


def limit(request: dict) -> None:
    """Bind this process: memory, processor time, size of files, no core dump."""
    for name, value in (
        (resource.RLIMIT_CPU, request["seconds"] + 1),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(name, (value, value))
    if sys.platform == "linux":  # elsewhere RLIMIT_AS is not kept; time and pixels still bind
        mapped = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (mapped + request["memory"],) * 2)
    os.nice(request["nice"])
    # Linux weighs sessions before processes; this one has a session of its own.
    with suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(request["nice"]))


def main() -> None:
    """Answer one request."""
    request = json.load(sys.stdin)
    limit(request)
    try:
        answer = TASKS[request["task"]](request)
    except pixels.TooManyPixels as too_many:
        answer = {"refused": "pixels", "size": too_many.args}
    except UnidentifiedImageError:
        answer = {"refused": "unknown"}
    except MemoryError:
        answer = {"refused": "memory"}
    except UNREADABLE as error:
        answer = {"refused": "damaged", "why": f"{type(error).__name__}: {error}"[:300]}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
