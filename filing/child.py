"""The child process that reads filed copy: `python -m filing.child`. Uses no database.

It reads one request as a line of JSON from standard input, and the file after it; limits its own
resources, and writes one answer as JSON: the draft, or why the file was refused. filing.bounded
starts it. A hostile file can do harm only here.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from dataclasses import asdict
from typing import Any


def limit_resources(request: dict[str, Any]) -> None:
    """Limit processor time and memory, and give way to readers."""
    os.nice(request["nice"])
    with open("/proc/self/statm", encoding="ascii") as statm:
        mapped = int(statm.read().split()[0]) * resource.getpagesize()
    memory = mapped + request["memory"]
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (request["seconds"], request["seconds"]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Read one file, and answer."""
    request = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()

    import django
    from django.conf import settings
    from django.utils import translation

    settings.configure(
        USE_I18N=True, LANGUAGE_CODE=request["language"], LOCALE_PATHS=request["locales"]
    )
    django.setup()

    from . import CannotRead, read_copy

    limit_resources(request)
    with translation.override(request["language"]):
        try:
            answer: dict[str, Any] = {
                "copy": asdict(read_copy(data, request["name"], request["headline"]))
            }
        except CannotRead as refusal:
            answer = {"refused": str(refusal)}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
