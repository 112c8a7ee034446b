"""Word-by-word differences between two texts, as escaped HTML."""

from __future__ import annotations

import re

from diff_match_patch import diff_match_patch
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")


def diff_words(before: str, after: str) -> tuple[SafeString, SafeString]:
    """Return both texts as HTML, with removed words in `del` and added words in `ins`.

    All words are escaped; line breaks become `br`. What is not compared after a second counts as
    one change.
    """
    matcher = diff_match_patch()
    codes: dict[str, str] = {}  # a character for each word: the library compares characters
    one, other = (
        "".join(codes.setdefault(word, chr(len(codes))) for word in _WORDS.findall(text))
        for text in (before, after)
    )
    diffs = matcher.diff_main(one, other, False)
    # An unchanged space between two changes belongs to both, so that they become one.
    spaces = {code for word, code in codes.items() if word.isspace() and "\n" not in word}
    joined: list[tuple[int, str]] = []
    for kind, text in diffs:
        is_space = kind == matcher.DIFF_EQUAL and spaces.issuperset(text)
        joined += [(-1, text), (1, text)] if is_space else [(kind, text)]
    matcher.diff_cleanupMerge(joined)
    words = list(codes)
    pieces = [(kind, "".join(words[ord(code)] for code in text)) for kind, text in joined]
    old = [_mark_up("del" if kind else "", text) for kind, text in pieces if kind <= 0]
    new = [_mark_up("ins" if kind else "", text) for kind, text in pieces if kind >= 0]
    return mark_safe("".join(old)), mark_safe("".join(new))  # noqa: S308 - escaped by _mark_up


def _mark_up(element: str, text: str) -> SafeString:
    html = mark_safe(str(escape(text)).replace("\n", "<br>"))  # noqa: S308 - escaped
    return format_html("<{0}>{1}</{0}>", element, html) if element else html
