"""Text: slugs readers recognise, HTML to words, canonical JSON."""

import json
import re
import unicodedata

import lxml.html
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext as _

SLUG_LENGTH = 80
WORDS_A_MINUTE = 230
_BLOCKS = frozenset(
    ["p", "h1", "h2", "h3", "h4", "li", "ul", "ol", "blockquote", "figure", "figcaption", "aside"]
    + ["div", "section", "table", "tr", "td", "th", "br", "hr"]
)


def slug_from(text: str, fallback: str = "") -> str:
    """Make a Unicode slug (NFC) of at most SLUG_LENGTH characters, cut at a word.

    Non-Latin headlines keep their letters; `fallback` is for text without any letter or figure.
    """
    text = re.sub("[‘’ʼ']", "", unicodedata.normalize("NFC", text))
    slug = slugify(text, allow_unicode=True)
    if len(slug) > SLUG_LENGTH:
        slug = slug[: SLUG_LENGTH + 1].rpartition("-")[0] or slug[:SLUG_LENGTH]
    return unicodedata.normalize("NFC", slug).strip("-_") or fallback


def free_slug(text: str, rows: models.QuerySet, fallback: str) -> str:
    """Return a slug for `text` that none of `rows` has: the plain one, or with -2, -3 and so on."""
    stem = slug_from(text, fallback)
    taken = set(rows.filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug


def plain(html: str) -> str:
    """Return the words of cleaned HTML, blocks parted by a line break, white space folded."""
    if not html.strip():
        return ""
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    parts: list[str] = []
    for event, element in lxml.etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            continue
        if element.tag in _BLOCKS:
            parts.append("\n")
        if event == "start":
            parts.append(element.text or "")
        elif element is not root:
            parts.append(element.tail or "")
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def word_count(text: str) -> int:
    """Count words; in scripts without spaces two characters count as one."""
    dense = len(re.findall(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", text))
    return len(text.split()) + dense // 2


def reading_minutes(words: int) -> int:
    """Return whole minutes, at least one."""
    return max(1, round(words / WORDS_A_MINUTE))


def canonical(value: object) -> str:
    """Write JSON in the one form that is hashed: sorted keys, no spaces, no escapes.

    As RFC 8785 for what is printed: it has no floats, and no key beyond the basic plane, which
    that standard sorts by UTF-16.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def and_list(names: list[str]) -> str:
    """Join names as a byline does: “A, B and C”."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def direction(language: str) -> str:
    """Return the writing direction of a BCP 47 language: "rtl" or "ltr"."""
    primary, *rest = language.lower().split("-")
    if any(part in {"arab", "hebr", "thaa", "syrc"} for part in rest):
        return "rtl"
    rtl = {"ar", "arc", "dv", "fa", "he", "ckb", "ps", "sd", "ug", "ur", "yi"}
    return "rtl" if primary in rtl and "latn" not in rest else "ltr"
