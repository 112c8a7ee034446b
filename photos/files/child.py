"""The child process that decodes uploads: `python -m photos.files.child`. Does not import Django.

It reads one request as JSON from standard input, limits its own resources, works, and writes one
answer as JSON to standard output; photos.files.decode starts it. A hostile file can do harm only
here. There is no broad `except`: an unforeseen error ends the child, and decode refuses the file.
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
from .metadata import UNREADABLE, read_metadata

LARGEST_FILE = 64 * 1024 * 1024  # bytes the child may write into one file
MAX_HEIGHT = 8000  # pixels; WebP allows 16383, and no page needs as much


class Encoder:
    """Writes images of each format, with settings measured for news photographs and the details."""

    SETTINGS: dict[str, dict[str, Any]] = {
        "avif": {"quality": 45, "speed": 8, "max_threads": 1},
        "webp": {"quality": 76, "method": 4},
        "jpeg": {"quality": 78, "progressive": True, "optimize": True},
    }

    def __init__(self, details: dict[str, Any]) -> None:
        self.exif = self._make_exif(details)
        self.xmp = xmp.write_packet(details)
        self.iim = iim.write_segment(details)

    @staticmethod
    def _make_exif(details: dict[str, Any]) -> bytes:
        exif = Image.Exif()
        if details.get("creator"):
            exif[0x013B] = "; ".join(details["creator"])[: xmp.MAX_LENGTH].encode()
        if details.get("copyright"):
            exif[0x8298] = details["copyright"][: xmp.MAX_LENGTH].encode()
        return exif.tobytes() if len(exif) else b""

    def encode(self, image: Image.Image, kind: str) -> bytes:
        """Return a file of one format with the details and no metadata of the original."""
        settings = dict(self.SETTINGS[kind])
        if self.exif:
            settings["exif"] = self.exif
        if self.xmp:
            settings["xmp"] = self.xmp
        if kind == "jpeg" and self.iim:
            settings["extra"] = self.iim
        output = BytesIO()
        image.save(output, kind.upper(), **settings)
        return output.getvalue()


def inspect(request: dict[str, Any]) -> dict[str, Any]:
    """Describe a file, and decode it once so that no broken one is accepted."""
    image = pixels.open_image(request["path"])
    kind = "JPEG" if image.format == "MPO" else image.format
    size = image.size
    pixels.decode_smaller(image, size[0] // 8, size[1] // 8)
    width, height = pixels.measure_upright(image, size)
    return {
        "format": kind,
        "width": width,
        "height": height,
        "metadata": read_metadata(image),
        "likeness": pixels.compute_likeness(image),
    }


def draw(request: dict[str, Any]) -> dict[str, Any]:
    """Write renditions into a folder: every crop in its widths, in every format requested."""
    image = pixels.open_image(request["path"])
    widest = max(max(crop["widths"]) for crop in request["crops"].values())
    # Half as much again as the widest: a crop uses a part of it, and Lanczos needs spare pixels.
    pixels.decode_smaller(image, widest * 3 // 2, widest * 3 // 2 * image.height // image.width)
    image = pixels.normalise(image)  # frees the large one
    encoder, files = Encoder(request["details"]), []
    for name, crop in request["crops"].items():
        box = pixels.find_crop_box(image.size, crop["ratio"], request["focal"])
        size = (box[2] - box[0], box[3] - box[1])
        for width in pixels.choose_widths(size, crop["widths"], MAX_HEIGHT):
            height = max(1, round(size[1] * width / size[0]))
            resized = image.resize((width, height), Image.Resampling.LANCZOS, box, reducing_gap=3)
            for kind in request["formats"]:
                content = encoder.encode(resized, kind)
                sha = hashlib.sha256(content).hexdigest()
                Path(request["into"], sha).write_bytes(content)
                files.append(
                    {"crop": name, "format": kind, "width": width, "height": height, "sha256": sha}
                )
    return {"files": files}


TASKS = {"inspect": inspect, "draw": draw}


def limit_resources(request: dict[str, Any]) -> None:
    """Limit this process: memory, processor time, size of files, no core dump."""
    for name, value in (
        (resource.RLIMIT_CPU, request["seconds"] + 1),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(name, (value, value))
    if (
        sys.platform == "linux"
    ):  # elsewhere RLIMIT_AS has no effect; time and pixels are still limited
        mapped = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (mapped + request["memory"],) * 2)
    os.nice(request["nice"])
    # Linux schedules sessions before processes, and this process has a session of its own.
    with suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(request["nice"]))


def main() -> None:
    """Read one request and answer it."""
    request = json.load(sys.stdin)
    limit_resources(request)
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
