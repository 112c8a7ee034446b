"""Attributions of a story at the desk: what is stored of them, and those that were lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from django.utils.html import escape
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from sources.models import Source
from vocabulary.parse_ids import parse_id
from vocabulary.text import html_to_text

from ..body.source_marks import FIGURE, QUOTATION, SourceMark, source_marks_in
from ..models import Article, AttributedText, Citation

ALIKE = 0.5  # of their letters in the same order: reworded, and not something else
COMPARED = 1000  # letters
NEAR = 8  # stored attributions that one is compared with
SHOWN = 12  # words
# The role of a citation made for text that was just attributed.
ROLES = {QUOTATION: Citation.Role.QUOTED, FIGURE: Citation.Role.DATA}


@dataclass(frozen=True)
class LostAttribution:
    """A stored attribution whose mark is no longer in the text.

    Attributes:
        is_in_text: whether its words still are, so that they can be attributed again.
    """

    known: AttributedText
    is_in_text: bool


@dataclass
class BrokenSourceLinks:
    """Attributions that were lost, and those whose source is not cited."""

    lost: list[LostAttribution] = field(default_factory=list)
    uncited: list[tuple[SourceMark, str]] = field(default_factory=list)

    @property
    def warnings(self) -> list[str]:
        return [
            *(
                _("“%(words)s” is no longer attributed to %(source)s.")
                % {"words": shorten(lost.known.words), "source": lost.known.source}
                for lost in self.lost
            ),
            *(
                _("“%(words)s” is attributed to %(source)s, which is not cited.")
                % {"words": shorten(mark.words), "source": name}
                for mark, name in self.uncited
            ),
        ]


def shorten(words: str) -> str:
    return Truncator(words.strip("“”\"'")).words(SHOWN, truncate=" …")


def broken_source_links(article: Article) -> BrokenSourceLinks:
    """Find the attributions of a saved story that were lost or whose source is not cited."""
    marks = source_marks_in(article.body)
    known = list(article.attributed_texts.select_related("source"))
    if not marks and not known:
        return BrokenSourceLinks()
    text = " ".join(html_to_text(article.body).split())
    cited = set(article.citations.values_list("source_id", flat=True))
    loose = [mark for mark in marks if mark.source not in cited]
    names = dict(Source.objects.values_list("pk", "name").filter(pk__in=[t.source for t in loose]))
    _pairs, new, lost = match_attributions(known, marks)
    # The next save cites a source that is attributed for the first time: sync_source_links.
    loose = [mark for mark in loose if mark not in new or mark.source not in names]
    return BrokenSourceLinks(
        lost=[LostAttribution(row, is_in_text=row.words in text) for row in lost],
        uncited=[(mark, names.get(mark.source, _("a deleted source"))) for mark in loose],
    )


def sync_source_links(
    article: Article, *, unattributed: Iterable[str] = (), let_go: Collection[str] = ()
) -> None:
    """Store the attributions of a story as it was saved, and cite the sources of new ones.

    One that is stored and not found any more stays, as a warning, unless it was removed on
    purpose.

    Args:
        unattributed: marks removed in the editor, each as source, kind and words, spaces between.
        let_go: ids of lost attributions to forget.
    """
    known = list(article.attributed_texts.all())
    pairs, new, lost = match_attributions(known, source_marks_in(article.body))
    there = set(
        Source.objects.filter(pk__in=[mark.source for mark in new]).values_list("pk", flat=True)
    )
    new = [mark for mark in new if mark.source in there]
    reworded = [row for row, mark in pairs if row.words != mark.words]
    for row, mark in pairs:
        row.words = mark.words
    AttributedText.objects.bulk_update(reworded, ["words"], batch_size=200)
    AttributedText.objects.bulk_create(
        AttributedText(article=article, source_id=mark.source, kind=mark.kind, words=mark.words)
        for mark in new
    )
    meant = [row.pk for row, _tie in match_attributions(lost, list(_read(unattributed)))[0]]
    meant += [row.pk for row in lost if str(row.pk) in let_go]
    article.attributed_texts.filter(pk__in=meant).delete()
    _cite(article, new)


def _read(unattributed: Iterable[str]) -> Iterator[SourceMark]:
    for value in unattributed:
        source, _space, rest = value.partition(" ")
        kind, _space, words = rest.partition(" ")
        key = parse_id(source)
        if key is not None:
            yield SourceMark(key, kind, escape(words))


def _cite(article: Article, new: list[SourceMark]) -> None:
    cited = set(article.citations.values_list("source_id", flat=True))
    for mark in new:
        if mark.source not in cited:
            cited.add(mark.source)
            citation = Citation(article=article, source_id=mark.source, position=len(cited))
            citation.role = ROLES.get(mark.kind, Citation.Role.REPORTED_BY)
            citation.take_from_source()
            citation.save()


def match_attributions(
    known: list[AttributedText], marks: list[SourceMark]
) -> tuple[list[tuple[AttributedText, SourceMark]], list[SourceMark], list[AttributedText]]:
    """Pair stored attributions with the marks of a text; return the pairs, the new and the lost.

    The same words first, then what was reworded: the same source and kind, and much the same
    letters. Each is paired once.
    """
    waiting: dict[tuple[int, str], list[AttributedText]] = defaultdict(list)
    for row in known:
        waiting[row.source_id, row.kind].append(row)
    pairs, unpaired, new = [], [], []
    for mark in marks:
        rows = waiting[mark.source, mark.kind]
        same = next((row for row in rows if row.words == mark.words), None)
        if same:
            rows.remove(same)
            pairs.append((same, mark))
        else:
            unpaired.append(mark)
    for mark in unpaired:
        rows = waiting[mark.source, mark.kind]
        found = [(_likeness(row.words, mark.words), place) for place, row in enumerate(rows[:NEAR])]
        likeness, place = max(found, default=(0, 0))
        if likeness >= ALIKE:
            pairs.append((rows.pop(place), mark))
        else:
            new.append(mark)
    return pairs, new, [row for rows in waiting.values() for row in rows]


def _likeness(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one[:COMPARED], other[:COMPARED], autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= ALIKE else 0.0
