"""Parts of addresses: slugs in any script, and days, months and years that exist."""

import re
import unicodedata
from datetime import date

_SLUG = re.compile(r"[-\w]+")


class SlugConverter:
    """A Unicode slug. Composed and decomposed spellings (NFC, NFD) are the same word.

    Django's own is ASCII only. The pattern is wide because a decomposed accent is no `\\w`.
    """

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        """Return the slug in NFC. Raises: ValueError, a 404, where it is no slug."""
        slug = unicodedata.normalize("NFC", value)
        if not _SLUG.fullmatch(slug):
            raise ValueError(value)
        return slug

    def to_url(self, value: str) -> str:
        return unicodedata.normalize("NFC", value)


class DayConverter:
    """A day as yyyy/mm/dd; 2026/02/30 is a 404."""

    regex = "[0-9]{4}/[0-9]{2}/[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value.replace("/", "-"))

    def to_url(self, value: date) -> str:
        return value.isoformat().replace("-", "/")


class MonthConverter:
    """A month as yyyy/mm, read as its first day."""

    regex = "[0-9]{4}/[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(f"{value.replace('/', '-')}-01")

    def to_url(self, value: date) -> str:
        return value.isoformat()[:7].replace("-", "/")


class YearConverter:
    """A year of four figures."""

    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04}"
