"""Spelling: words near to one that finds nothing, and never one that readers may not see.

`articles_search_word` says which editions hold a word, at most HOLDERS of them; it is joined with
what is listed before a word of it is offered. `articles_search_near` leads from what is left of a
word when up to two of its first letters are left out to the word (SymSpell): two words within an
edit of two share such a rest, so a question costs two look-ups however many words there are.

Source: W. Garbe, "1000x faster spelling correction", 2012 (the symmetric delete algorithm)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, islice
from zlib import crc32

from django.db import connection
from django.db.models import QuerySet

from ..models import Edition
from .words import SEEN, STOP, words_of

SHORTEST, LONGEST = 3, 40  # letters of a word that is kept
SURE_OF = 6  # letters from which on two of them may be wrong; below, one
READ = 7  # first letters of a word that are left out in turn
# Editions kept for a word. Stories beyond them add nothing to "there is such a word"; should all
# of them leave the paper, the word is not offered until the index is rebuilt.
HOLDERS = 20
CANDIDATES = 500  # words measured against those asked for
LOOKED_UP = 12  # nearest of them that are asked after among what is listed
_AT_ONCE = 500  # parameters of a statement


def suggestible_words(text: str) -> dict[str, str]:
    """Return the words of a text that may be offered, normalised, with their spelling in print."""
    spellings = (seen[0] for seen in SEEN.finditer(text))
    return {word: spelt for spelt in spellings for word in words_of(spelt) if _is_telling(word)}


def _is_telling(word: str) -> bool:
    return SHORTEST <= len(word) <= LONGEST and not word.isdigit() and word not in STOP


# --- keeping -------------------------------------------------------------------------------------


def write_words(lent: Mapping[int, Mapping[str, str]]) -> None:
    """Note the words of editions, by edition, that have not been noted before."""
    held = _holders({word for words in lent.values() for word in words})
    rows, fresh = [], set()
    for edition_id, words in lent.items():
        for word in sorted(words):
            if held[word] >= HOLDERS:
                continue
            if not held[word]:
                fresh.add(word)
            held[word] += 1
            rows.append((word, edition_id, words[word]))
    near = [(cut, word) for word in sorted(fresh) for cut in sorted(deletion_hashes(word))]
    _insert("articles_search_word (word, edition_id, spelt)", rows)
    _insert("articles_search_near (cut, word)", near)


def remove_words(edition_ids: Iterable[int]) -> None:
    """Forget the words of editions, and the ways to words that no edition holds any longer."""
    for some in _in_parts(list(edition_ids)):
        words = _column("SELECT DISTINCT word FROM articles_search_word WHERE edition_id", some)
        _run("DELETE FROM articles_search_word WHERE edition_id", some)
        held = _holders(words)
        for gone in _in_parts(sorted(word for word in words if not held[word])):
            _run("DELETE FROM articles_search_near WHERE word", gone)


def deletion_hashes(word: str) -> set[int]:
    """Return what is left of a word with up to one or two of its first letters left out, hashed.

    A hash that two rests share costs a comparison and no more.
    """
    start = word[:READ]
    most = 2 if len(word) >= SURE_OF else 1
    rests = (
        "".join(kept)
        for left_out in range(most + 1)
        for kept in combinations(start, max(len(start) - left_out, 0))
    )
    return {crc32(rest.encode()) for rest in rests}


def _holders(words: Iterable[str]) -> Counter[str]:
    held: Counter[str] = Counter()
    for some in _in_parts(sorted(words)):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT word, count(*) FROM articles_search_word WHERE word IN ({_places(some)})"  # noqa: S608
                " GROUP BY word",
                some,
            )
            held.update(dict(cursor.fetchall()))
    return held


def _insert(into: str, rows: Sequence[tuple]) -> None:
    if not rows:
        return
    place = f"({_places(rows[0])})"
    for some in _in_parts(rows):
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {into} VALUES {', '.join([place] * len(some))}"  # noqa: S608
                " ON CONFLICT DO NOTHING",
                [value for row in some for value in row],
            )


def _run(statement: str, values: Sequence) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} IN ({_places(values)})", values)


def _column(statement: str, values: Sequence, end: str = "") -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} IN ({_places(values)}) {end}", values)
        return [row[0] for row in cursor.fetchall()]


def _places(values: Sequence) -> str:
    return ", ".join(["%s"] * len(values))


def _in_parts(values: Sequence) -> Iterator[Sequence]:
    steps = iter(values)
    while some := list(islice(steps, _AT_ONCE)):
        yield some


# --- asking --------------------------------------------------------------------------------------


def spellings(asked: Sequence[str], listed: QuerySet[Edition]) -> dict[str, list[str]]:
    """Return for each word asked for what it may have been meant to be, nearest first.

    A word that stands in the paper is its own only spelling; one that is like none has none. Of the
    others those that differ least. Every word returned stands in an edition of `listed`. Two
    queries.
    """
    told = [word for word in asked if _is_telling(word)]
    if not told:
        return {}
    rests = sorted({cut for word in told for cut in deletion_hashes(word)})
    ways = "SELECT DISTINCT word FROM articles_search_near WHERE cut"
    candidates = _column(ways, rests, f"LIMIT {CANDIDATES}")
    near = {word: _nearest(word, candidates) for word in told}
    known = _known({other for others in near.values() for other in others}, listed)
    return {word: [known[other][0] for other in _best(word, near[word], known)] for word in told}


def _best(word: str, others: list[str], known: dict[str, tuple[str, int]]) -> list[str]:
    if word in known:
        return [word]
    likely = sorted((other for other in others if other in known), key=_order(word, known))
    return [other for other in likely if distance(word, other) == distance(word, likely[0])]


def _order(word: str, known: dict[str, tuple[str, int]]) -> Callable[[str], tuple]:
    """Order by distance, then by the same first letter, then by the number of stories."""
    return lambda other: (distance(word, other), word[0] != other[0], -known[other][1], other)


def _nearest(word: str, candidates: list[str]) -> list[str]:
    reach = 2 if len(word) >= SURE_OF else 1
    measured = (
        (distance(word, other), other)
        for other in candidates
        if abs(len(word) - len(other)) <= reach
    )
    return [other for apart, other in sorted(measured) if apart <= reach][:LOOKED_UP]


def _known(words: set[str], listed: QuerySet[Edition]) -> dict[str, tuple[str, int]]:
    """Return those of the words that stand in `listed`, as printed there, with how often."""
    if not words:
        return {}
    asked = sorted(words)
    rows = listed.extra(  # noqa: S610 - the words go in as parameters
        select={"word": "articles_search_word.word", "spelt": "articles_search_word.spelt"},
        tables=["articles_search_word"],
        where=[
            "articles_search_word.edition_id = articles_edition.id",
            f"articles_search_word.word IN ({_places(asked)})",
        ],
        params=asked,
    ).values_list("word", "spelt")
    printed: dict[str, Counter[str]] = {}
    for word, spelt in rows:
        printed.setdefault(word, Counter())[spelt] += 1
    return {word: (forms.most_common(1)[0][0], forms.total()) for word, forms in printed.items()}


def distance(one: str, other: str) -> int:
    """Count the letters to add, leave out, replace or swap with the next to make one the other."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, sign in enumerate(one, 1):
        row = [i]
        for j, against in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (sign != against))
            if i > 1 and j > 1 and sign == other[j - 2] and one[i - 2] == against:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
