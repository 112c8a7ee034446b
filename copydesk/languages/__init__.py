"""What the copy desk knows of each language. A language that is not here has no rules."""

from __future__ import annotations

from .language import Language
from .northern import DUTCH, ENGLISH, GERMAN
from .others import ARABIC, FRENCH, RUSSIAN

__all__ = ["KNOWN", "Language", "get_language"]

KNOWN = {each.code: each for each in (ENGLISH, DUTCH, GERMAN, FRENCH, RUSSIAN, ARABIC)}


def get_language(tag: str) -> Language | None:
    """Return the rules for a BCP 47 tag by its first part, None where there are none."""
    return KNOWN.get(tag.replace("_", "-").split("-")[0].lower())
