"""Keys of rows, and other whole numbers, as somebody sends them: in an address or a form."""

from collections.abc import Iterable

MOST_DIGITS = 18  # they fit every database's biggest integer


def parse_id(text: str) -> int | None:
    """Read a whole number that a key can be; None for anything else.

    isdecimal() alone lets other scripts' digits through, and int() refuses what is very long.
    """
    fits = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return int(text) if fits else None


def parse_ids(texts: Iterable[str]) -> list[int]:
    """Read those of several texts that are keys."""
    return [key for key in map(parse_id, texts) if key is not None]
