"""What was agreed with a source and how a text may break it: names readers must not learn."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from photos.models import Photo
from sources.confidential.actions import may_be_editor_who_knows
from sources.models import ConfidentialRecord, Source
from vocabulary.text import html_to_text

from ..models import Article, Citation

LETTERS = 3  # a shorter name is part of too many words


def mentions(source: Source, text: str, *, surname: bool = False) -> bool:
    """Say whether a text holds the name of a source, capitals apart.

    Args:
        surname: whether the last word of a person's name is enough.
    """
    spoken = [source.name.split()]
    if surname and source.kind == Source.Kind.PERSON:
        spoken.append(spoken[0][-1:])
    for words in spoken:
        pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)"
        if len("".join(words)) >= LETTERS and re.search(pattern, text, re.IGNORECASE):
            return True
    return False


def anonymity_violations(article: Article, photos: list[Photo]) -> Iterator[str]:
    """Say where printing a story would tell readers what was agreed to be kept from them.

    Args:
        photos: those it shows.
    """
    citations = list(article.citations.select_related("source"))
    unnamed = [citation for citation in citations if not citation.is_named]
    if not unnamed:
        return
    yield from _confidentiality_violations(unnamed)
    named = {citation.source_id for citation in citations if citation.is_named}
    words = "\n".join(_words(article, citations, photos))
    for citation in unnamed:
        about = {"source": citation.source, "terms": citation.get_terms_display()}
        if citation.source_id in named:
            yield (
                _(
                    "“%(source)s” is cited both by name and %(terms)s: readers would learn who it "
                    "is. Choose one."
                )
                % about
            )
        elif mentions(citation.source, words):
            yield _("“%(source)s” is %(terms)s, but the text of this story gives the name.") % about
        if not citation.described_as.strip():
            yield (
                _("Say how to describe “%(source)s” to readers: this source is %(terms)s.") % about
            )


def _confidentiality_violations(unnamed: list[Citation]) -> Iterator[str]:
    """Say what is missing on the records of confidential sources. Nothing is decrypted for it."""
    cited = {
        citation.source_id: citation for citation in unnamed if citation.source.is_confidential
    }
    if not cited:
        return
    records = ConfidentialRecord.objects.sealed().filter(pk__in=cited)
    for record in records.select_related("editor_who_knows").defer("ciphertext", "wrapped_key"):
        citation, editor = cited[record.pk], record.editor_who_knows
        about = {"source": citation.source}
        if not record.reason.strip():
            yield _("“%(source)s” is confidential, and its record gives no reason.") % about
        is_named = editor and record.confidants.filter(person=editor).exists()
        if not is_named or not may_be_editor_who_knows(editor):
            yield (
                _(
                    "“%(source)s” is confidential, and its record names no editor who knows who "
                    "it is. Ask somebody named on it to choose one."
                )
                % about
            )
    for citation in cited.values():
        if citation.terms != Citation.Terms.ANONYMOUS:
            yield (
                _("“%(source)s” is confidential: cite this source as anonymous.")
                % {"source": citation.source}
            )


def _words(article: Article, citations: list[Citation], photos: list[Photo]) -> Iterator[str]:
    """Yield every text of a story that readers get."""
    for name in ("headline", "short_headline", "seo_headline", "kicker", "standfirst", "dateline"):
        yield getattr(article, name)
    yield from (html_to_text(article.body), article.lead_caption, article.slug)
    for photo in photos:
        yield from (photo.caption, photo.credit, photo.alt)
    for citation in citations:
        yield from (citation.title, citation.note)
        yield from citation.as_printed if citation.is_named else [citation.described_as]
