"""Tables of cases to which Python and the scripts of the pages are held alike (tests/scripts/)."""

import json
from pathlib import Path
from typing import Any


def load_cases(name: str) -> Any:
    """Read a table of this folder."""
    return json.loads((Path(__file__).parent / f"{name}.json").read_text())
