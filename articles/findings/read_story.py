"""The one place that reads a story as the copy desk does: from its rows to what there is to say.

The copy desk itself (`copydesk`) knows no models. Here a story becomes its `Copy`, with
what the paper has on record of the people and newsrooms it names; the checklist, filed copy, the
editor's panel and `manage.py copydesk` all read through `read_story`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone

from copydesk import (
    ERROR,
    WARNING,
    Cited,
    Copy,
    Credited,
    Finding,
    PhotoUse,
    Reading,
    check_reading,
    find_missing,
    read,
)
from outlet.models import Outlet
from photos.display import name_missing_details
from photos.models import Photo
from sources.models import Source
from vocabulary.spans import TICK, has_end

from ..editions.snapshot import photos_in
from ..models import Article, Byline, Citation, DismissedWarning, HouseRule
from .source_links import broken_source_links

# More names than that are a list, whose people are not looked up one and all.
MOST_NAMES = 500
OUTLETS = (Source.Kind.OUTLET, Source.Kind.AGENCY)
RESTS_ON = (Citation.Role.REPORTED_BY, Citation.Role.TRANSLATED_FROM)


@dataclass(frozen=True)
class StoryFindings:
    """A story as read: all there is to say of it, and what was dismissed, by fingerprint."""

    reading: Reading
    findings: list[Finding]
    dismissed: dict[str, DismissedWarning]

    @property
    def open_warnings(self) -> list[Finding]:
        """Return the warnings that nobody has dismissed."""
        return [
            each
            for each in self.findings
            if each.severity == WARNING and each.fingerprint not in self.dismissed
        ]

    @property
    def stops(self) -> list[Finding]:
        """Return what keeps the story from readers: errors, and warnings not dismissed."""
        errors = [each for each in self.findings if each.severity == ERROR]
        return errors + self.open_warnings


def read_story(
    article: Article,
    at: datetime | None = None,
    *,
    bylines: list[Byline] | None = None,
    citations: list[Citation] | None = None,
) -> StoryFindings:
    """Read a story as it stands on `article`, for readers to have it from `at` (default: now).

    Args:
        bylines, citations: in place of those that are saved, while somebody is writing.
    """
    at = at or timezone.now()
    reading = read(_copy_of(article, at, bylines, citations))
    reading.copy = _with_records(reading)
    dismissed = DismissedWarning.objects.filter(article=article.pk).select_related("by")
    return StoryFindings(
        reading, check_reading(reading), {row.fingerprint: row for row in dismissed}
    )


def find_missing_details(article: Article, at: datetime) -> list[Finding]:
    """Return what the story lacks besides the copy desk's reading of its words."""
    credited = tuple(Credited("") for _line in article.bylines.all())
    return list(find_missing(_papers_of(article, at, credited)))


def _papers_of(article: Article, at: datetime, credited: tuple[Credited, ...]) -> Copy:
    return Copy(
        headline=article.headline,
        body_html=article.body,
        bylines=credited,
        photos=tuple(_photo(photo, article, at) for photo in photos_in(article)),
    )


def _copy_of(
    article: Article,
    at: datetime,
    bylines: list[Byline] | None,
    citations: list[Citation] | None,
) -> Copy:
    outlet = Outlet.objects.current()
    if bylines is None:
        bylines = list(article.bylines.select_related("author"))
    if citations is None:
        citations = list(article.citations.select_related("source__affiliation", "link"))
    speaks_ours = article.language.partition("-")[0] == outlet.primary_language
    return replace(
        _papers_of(article, at, tuple(_credited(line) for line in bylines)),
        standfirst=article.standfirst,
        language=article.language,
        dateline=article.dateline,
        today=at.astimezone(outlet.zone).date(),
        citations=tuple(_cited(citation, speaks_ours) for citation in citations),
        lost_attributions=tuple(broken_source_links(article).warnings) if article.pk else (),
        is_translation=article.translation_of_id is not None,
        is_reported=article.kind_traits.is_reported,
        people={
            citation.source.name: citation.source.pronouns
            for citation in citations
            if citation.source.pronouns
        },
        rules=tuple(rule.as_style_rule() for rule in HouseRule.objects.live()),
        spelling=outlet.spelling or None,
    )


def _with_records(reading: Reading) -> Copy:
    """Return the copy with what the paper has on record of the names in the text."""
    names = sorted(reading.names)[:MOST_NAMES]
    named = Source.objects.not_trashed().not_confidential().filter(name__in=names)
    known = named.only("name", "kind", "pronouns")
    people, outlets = dict(reading.copy.people), []
    for source in known if names else ():
        if source.kind in OUTLETS:
            outlets.append(source.name)
        elif source.pronouns:
            people[source.name] = source.pronouns
    return replace(reading.copy, people=people, outlets=tuple(outlets))


def _credited(line: Byline) -> Credited:
    return Credited(
        line.name_as_printed or line.author.name,
        is_translator=line.role == Byline.Role.TRANSLATED_BY,
        has_bio=bool(line.author.short_bio),
    )


def _cited(citation: Citation, speaks_ours: bool) -> Cited:
    """Put a citation as the copy desk reads it; roles are on record in the paper's language."""
    # A source that is not named has no link: it could lead readers to who it is.
    is_linkable = citation.is_named and citation.role in RESTS_ON
    is_person = citation.source.kind == Source.Kind.PERSON
    link = citation.link
    is_hidden = is_person and not citation.is_named
    return Cited(
        citation.name_as_printed or citation.source.name,
        is_outlet=citation.source.kind in OUTLETS and is_linkable,
        is_translated=citation.role == Citation.Role.TRANSLATED_FROM,
        link=citation.url,
        dead_link=link.status_text if link and link.is_dead and not citation.archived_url else "",
        hidden_words=tuple(citation.source.name.split()) if is_hidden else (),
        role=_role(citation) if citation.is_named and is_person and speaks_ours else "",
    )


def _role(citation: Citation) -> str:
    _name, *what_they_are = citation.as_printed
    return ", ".join(filter(None, what_they_are))


def _photo(photo: Photo, article: Article, at: datetime) -> PhotoUse:
    return PhotoUse(
        str(photo),
        field="lead_photo" if photo.pk == article.lead_photo_id else "body",
        lacks=tuple(name_missing_details(photo)),
        in_trash=photo.spiked_at is not None,
        is_covered=photo.rights_from <= at < photo.rights_until,
        rights_end_on=_last_day(photo.rights_until),
    )


def _last_day(until: datetime) -> date | None:
    return timezone.localdate(until - TICK) if has_end(until) else None
