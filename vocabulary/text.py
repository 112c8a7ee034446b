"""Text: slugs, HTML to plain text, word counts, canonical JSON."""

import json
import re
import unicodedata

import lxml.html
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext as _

SLUG_LENGTH = 80
WORDS_A_MINUTE = 230
BLOCKS = (
    "p h1 h2 h3 h4 li ul ol blockquote figure figcaption aside div section table tr td th br hr"
).split()

# What counts as a word: what stands between gaps and begins with a letter or a figure; of scripts
# without spaces, two characters. One expression for here and for the page a story is written on
# (static/desk/story_form.js): what Python and JavaScript read differently (\w, \p) is not in it.
_DENSE = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff" + "\U00020000-\U000323af"
_GAPS = r"\s\x1c-\x1f\x85\ufeff\u200b\u2014\u2026"
_SIGNS = (
    r"!-/:-@\[-`{-~\u00a1-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb\u00bf\u00d7\u00f7"  # Latin
    r"\u060c\u061b\u061f\u066a-\u066d\u06d4\u0964\u0965"  # Arabic, Devanagari
    r"\u2000-\u206f\u20a0-\u20cf\u2190-\u2bff\u3001-\u303f\ufe00-\ufe0f"  # marks, arrows
    r"\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"  # full width
    "\U0001f000-\U0001faff"  # emoji
)
WORD = f"[{_DENSE}]{{1,2}}|[^{_GAPS}{_SIGNS}{_DENSE}][^{_GAPS}{_DENSE}]*"
_WORD = re.compile(WORD)


def make_slug(text: str, fallback: str = "") -> str:
    """Make a Unicode slug (NFC) of at most SLUG_LENGTH characters, cut at a word.

    Non-Latin headlines keep their letters; `fallback` is for text without any letter or figure.
    """
    text = re.sub("[‘’ʼ']", "", unicodedata.normalize("NFC", text))
    slug = slugify(text, allow_unicode=True)
    if len(slug) > SLUG_LENGTH:
        slug = slug[: SLUG_LENGTH + 1].rpartition("-")[0] or slug[:SLUG_LENGTH]
    return unicodedata.normalize("NFC", slug).strip("-_") or fallback


def find_free_slug(text: str, rows: models.QuerySet, fallback: str) -> str:
    """Return a slug for `text` that none of `rows` has: the plain one, or with -2, -3 and so on."""
    stem = make_slug(text, fallback)
    taken = set(rows.filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug


def html_to_text(html: str) -> str:
    """Return cleaned HTML as plain text: one line per block, white space collapsed."""
    if not html.strip():
        return ""
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    parts: list[str] = []
    for event, element in lxml.etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            continue
        if element.tag in BLOCKS:
            parts.append("\n")
        if event == "start":
            parts.append(element.text or "")
        elif element is not root:
            parts.append(element.tail or "")
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def count_words(text: str) -> int:
    return len(_WORD.findall(text))


def estimate_reading_minutes(words: int) -> int:
    """Return the reading time in whole minutes, at least one; a half is rounded up."""
    return max(1, (2 * words + WORDS_A_MINUTE) // (2 * WORDS_A_MINUTE))


def canonical_json(value: object) -> str:
    """Write JSON in the canonical form that is hashed: sorted keys, no spaces, no escapes.

    As RFC 8785 for the values of editions: no floats, and no keys beyond the basic plane, which
    that standard sorts by UTF-16.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def join_with_and(names: list[str]) -> str:
    """Join names: “A, B and C”."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def text_direction(language: str) -> str:
    """Return the writing direction of a BCP 47 language: "rtl" or "ltr"."""
    primary, *rest = language.lower().split("-")
    if any(part in {"arab", "hebr", "thaa", "syrc"} for part in rest):
        return "rtl"
    rtl = {"ar", "arc", "dv", "fa", "he", "ckb", "ps", "sd", "ug", "ur", "yi"}
    return "rtl" if primary in rtl and "latn" not in rest else "ltr"
