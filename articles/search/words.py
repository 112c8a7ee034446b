"""Words as the index sees them, and a reader's question taken apart.

One function makes words alike for index and question: "Þór" is found by "thor", "Zürich" by
"zurich", and each Chinese, Japanese or Korean sign is a word. Stemming is English, by the
databases.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

LONGEST_QUERY = 200  # characters
PREFIX_FROM = 3  # letters of the last word from which on it may be the beginning of another
MOST_CUT = 2  # letters taken off such a beginning; with more, too much begins like it

_CJK = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_SIGN = re.compile(f"([{_CJK}])")
_WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"['’]s\b", re.IGNORECASE)
_LETTERS = str.maketrans(
    {"þ": "th", "ð": "d", "đ": "d", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "ı": "i"}
)
# A word as the eye takes it, marks and joiners included: whatever is no space, ASCII or Latin-1
# sign, or general punctuation. What is left of other punctuation, `words_of` drops.
SEEN = re.compile(
    f"[{_CJK}]|[^\\s!-/:-@\\[-`{{-~\u00a0-\u00a9\u00ab\u00ac\u00ae-\u00b4\u00b6-\u00b9\u00bb\u00bf"
    f"\u2000-\u200b\u2010-\u2029\u202f-\u205f\u3000-\u303f{_CJK}]+"
)
_PARTS = re.compile(r'"([^"]*)"?|([^\s"]+)')
# PostgreSQL's own list for English, so that both databases leave out the same.
# fmt: off
STOP = frozenset([
    "i", "me", "my", "myself", "we", "our", "ours", "ourselves", "you", "your", "yours",
    "yourself", "yourselves", "he", "him", "his", "himself", "she", "her", "hers", "herself",
    "it", "its", "itself", "they", "them", "their", "theirs", "themselves", "what", "which",
    "who", "whom", "this", "that", "these", "those", "am", "is", "are", "was", "were", "be",
    "been", "being", "have", "has", "had", "having", "do", "does", "did", "doing", "a", "an",
    "the", "and", "but", "if", "or", "because", "as", "until", "while", "of", "at", "by", "for",
    "with", "about", "against", "between", "into", "through", "during", "before", "after",
    "above", "below", "to", "from", "up", "down", "in", "out", "on", "off", "over", "under",
    "again", "further", "then", "once", "here", "there", "when", "where", "why", "how", "all",
    "any", "both", "each", "few", "more", "most", "other", "some", "such", "no", "nor", "not",
    "only", "own", "same", "so", "than", "too", "very", "s", "t", "can", "will", "just", "don",
    "should", "now",
])
# fmt: on
# Whatever Porter's algorithm and its English successor cut or change at a word's end.
_CUT = (
    "s",
    "ed",
    "ing",
    "y",
    "i",
    "e",
    "li",
    "ll",
    "al",
    "ance",
    "ence",
    "er",
    "ic",
    "able",
    "ible",
    "ant",
    "ment",
    "ent",
    "ion",
    "ou",
    "ism",
    "ate",
    "iti",
    "ive",
    "ize",
    "ator",
    "ful",
    "ogi",
)
_ENDINGS = ("ingly", "edly", "ings", "ing", "ies", "ied", "ed", "es", "ly", "s", "e", "y", "i")


def words_of(text: str) -> list[str]:
    """Return the words of a text as both databases are to see them: letters and figures only."""
    text = _POSSESSIVE.sub("", text)
    if text.isascii():
        return _WORD.findall(text.lower())
    text = unicodedata.normalize("NFKD", text)
    text = "".join(sign for sign in text if not _is_mark(sign))
    text = unicodedata.normalize("NFC", text.casefold().translate(_LETTERS))
    return _WORD.findall(_SIGN.sub(r" \1 ", text))


@lru_cache(maxsize=4096)
def _is_mark(sign: str) -> bool:
    """Say whether a sign only marks or joins letters. The zero-width space parts them."""
    kind = unicodedata.category(sign)
    return kind[0] == "M" or (kind == "Cf" and sign != "\u200b")


def normal(text: str) -> str:
    """Write a text in the one form that is indexed and asked for."""
    return " ".join(words_of(text))


@dataclass(frozen=True)
class Term:
    """Words that must stand in this order, the last perhaps only begun."""

    words: tuple[str, ...]
    is_open: bool = False

    @property
    def begun(self) -> tuple[str, ...]:
        """The words, the last so short that whatever it begins is found."""
        return (*self.words[:-1], beginning(self.words[-1]))


@dataclass(frozen=True)
class Question:
    """What a reader typed, taken apart.

    Attributes:
        enough: how many of the terms must be found; None for all of them.
    """

    typed: str
    terms: tuple[Term, ...]
    enough: int | None = None

    @cached_property
    def _roots(self) -> frozenset[str]:
        return frozenset(_root(word) for term in self.terms for word in term.words)

    @cached_property
    def _beginnings(self) -> tuple[str, ...]:
        return tuple(term.words[-1] for term in self.terms if term.is_open)

    def asks_for(self, seen: str) -> bool:
        """Say whether a word as printed is one of those asked for."""
        return any(
            word.startswith(self._beginnings) or _root(word) in self._roots
            for word in _words_of_seen(seen)
        )

    def stands_in(self, text: str) -> bool:
        """Say whether a text has every word asked for."""
        seen = words_of(text)
        roots = {_root(word) for word in seen}
        begun = {word for word in self._beginnings if any(s.startswith(word) for s in seen)}
        return all(
            _root(word) in roots or word in begun for term in self.terms for word in term.words
        )


def read_question(typed: str) -> Question:
    """Take apart what was typed: "quoted phrases", words, and a last word that may be a beginning.

    Words that stand in nearly every story are left out unless they are part of a phrase. Nothing
    but letters and figures gets through, so neither database ever sees the typed text.
    """
    typed = " ".join(typed[:LONGEST_QUERY].replace("\0", " ").split())
    parts = list(_PARTS.finditer(typed))
    terms = []
    for part in parts:
        is_quoted = part[1] is not None
        words = tuple(words_of(part[1] if is_quoted else part[2]))
        if not STOP.issuperset(words):
            is_last = part is parts[-1] and not is_quoted
            terms.append(Term(words, is_open=is_last and len(words[-1]) >= PREFIX_FROM))
    return Question(typed, tuple(terms))


def beginning(word: str) -> str:
    """Shorten the beginning of a word until the databases' stemmers would leave it as it is.

    They take "konings", the beginning of a name, for a plural of "kone" and find no name with it.
    Where a word is itself cut in the index, what goes beyond the cut and falls short of its end
    finds nothing: "meetin" stands in no "meet".
    """
    for _cut in range(MOST_CUT):
        if len(word) > PREFIX_FROM and word.endswith(_CUT):
            word = word[:-1]
    return word


@lru_cache(maxsize=50_000)
def _words_of_seen(seen: str) -> tuple[str, ...]:
    return tuple(words_of(seen))


def _root(word: str) -> str:
    """Cut an English ending off, roughly as the databases' stemmers do. For marking only."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word
