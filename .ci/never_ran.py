"""Fail when a test was skipped in every run of the suite, although the shared samples are there.

A test of one database is skipped on the other, and runs there: that is no loss. Without the
samples their tests cannot run; then this only says how many.

Usage: never_ran.py JUNIT_XML...
"""

import os
import sys
from pathlib import Path
from xml.etree import ElementTree

SHARED = Path(
    os.environ.get("NEWSROOM_SHARED", Path(__file__).resolve().parent.parent.parent / "shared")
)


def outcomes(files: list[str]) -> tuple[set[str], dict[str, str]]:
    """Return the tests that ran in some file, and why each of the others was skipped."""
    ran: set[str] = set()
    skipped: dict[str, str] = {}
    for file in files:
        for case in ElementTree.parse(file).iter("testcase"):  # noqa: S314 - pytest wrote it
            name = f"{case.get('classname')}.{case.get('name')}"
            skip = case.find("skipped")
            if skip is None or skip.get("type") != "pytest.skip":
                ran.add(name)
            else:
                skipped[name] = skip.get("message", "")
    return ran, {name: why for name, why in skipped.items() if name not in ran}


def main(files: list[str]) -> int:
    ran, skipped = outcomes(files)
    print(f"{len(ran)} different tests ran, {len(skipped)} never did.")
    for name, why in sorted(skipped.items()):
        print(f"  {name}: {why}")
    if skipped and (SHARED / "samples").is_dir():
        print(f"The samples are at {SHARED}, so no test may be left out.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
