"""Parses ids and other whole numbers from URLs and forms."""

from collections.abc import Iterable

MOST_DIGITS = 18  # they fit every database's biggest integer


def parse_id(text: str) -> int | None:
    """Return a whole number that can be a primary key; None for anything else.

    isdecimal() alone accepts digits of other scripts, and int() raises on very long numbers.
    """
    fits = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return int(text) if fits else None


def parse_ids(texts: Iterable[str]) -> list[int]:
    """Parse several ids, leaving out what is not an id."""
    return [key for key in map(parse_id, texts) if key is not None]
