"""From the desk's copy to what is printed: the one function that copies a story, and its hashes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from django.db.models import prefetch_related_objects

from outlet.models import Outlet
from photos.models import Photo
from vocabulary.spans import FOREVER
from vocabulary.text import count_words, estimate_reading_minutes, html_to_text

from .. import body as bodies
from ..models import Article, Byline, Change, Citation, Edition
from .hashes import seal

RELATIONS = (
    "section",
    "bylines__author",
    "citations__source__affiliation",
    "tagged_topics__tag",
    "lead_photo",
)
# What is told to readers as a change; a minor one and a withdrawal's notice are not listed so.
PUBLIC_CHANGES = (Change.UPDATE, Change.CLARIFICATION, Change.CORRECTION, Change.RETRACTION)
NAMED_BY = (Byline.Role.BY, Byline.Role.REPORTED_BY)


@dataclass
class Boxes:
    """Stories at the foot of a page, by id, chosen when the edition is made."""

    related: list[int] = field(default_factory=list)
    more_by: list[int] = field(default_factory=list)


def load_for_printing(articles: list[Article]) -> None:
    """Load what `printed_words` reads, in a fixed number of queries."""
    prefetch_related_objects(articles, *RELATIONS)


def photos_in(article: Article) -> list[Photo]:
    """Return the photos the working copy shows, the lead first."""
    ids = bodies.photo_ids(article.body)
    found = Photo.objects.in_bulk(ids) if ids else {}
    lead = [article.lead_photo] if article.lead_photo else []
    return lead + [found[i] for i in ids if i in found and i != article.lead_photo_id]


def snapshot(
    article: Article, *, photos: list[Photo], boxes: Boxes, changes: list[dict[str, str]]
) -> dict[str, Any]:
    """Copy everything a reader can see of a story, body apart, as plain data.

    Args:
        article: loaded with `load_for_printing`.
        photos: those it shows, from `photos_of`.
        boxes: what stands at its foot.
        changes: what readers were told so far, oldest first: at (ISO 8601), change, note.
    """
    captions = bodies.own_captions(article.body)
    if article.lead_photo and article.lead_caption:
        captions[article.lead_photo.pk] = article.lead_caption
    words = count_words(html_to_text(article.body))
    return {
        "headline": article.headline,
        "short_headline": article.short_headline,
        "seo_headline": article.seo_headline,
        "kicker": article.kicker,
        "standfirst": article.standfirst,
        "dateline": article.dateline,
        "kind": article.kind,
        "language": article.language,
        "section": {"slug": article.section.slug, "name": article.section.name},
        "bylines": [_byline(line) for line in article.bylines.all()],
        "citations": [_citation(citation) for citation in article.citations.all()],
        "topics": [{"id": row.tag_id, "name": row.tag.name} for row in article.tagged_topics.all()],
        "lead_photo": article.lead_photo_id,
        "photos": {
            str(photo.pk): {
                "caption": captions.get(photo.pk) or photo.caption,
                "credit": photo.credit,
                "alt": photo.alt,
            }
            for photo in photos
        },
        "translation_of": article.translation_of_id,
        "words": words,
        "minutes": estimate_reading_minutes(words),
        "boxes": {"related": boxes.related, "more_by": boxes.more_by},
        "changes": changes,
    }


def _byline(line: Byline) -> dict[str, Any]:
    author = line.author
    return {
        "author": author.pk,
        "role": line.role,
        "name": line.name_as_printed or author.name,
        "title": author.role,
        "bio": author.short_bio,
    }


def _citation(citation: Citation) -> dict[str, Any]:
    """Copy a citation. Of a source that is not named, nothing is printed that names it."""
    named, source = citation.is_named, citation.source
    name, role, affiliation = citation.as_printed if named else (citation.described_as, "", "")
    return {
        "source": source.pk if named else None,
        "unnamed": None if named else source.pk,
        "role": citation.role,
        "terms": citation.terms,
        "kind": source.kind,
        "name": name,
        "title_of_source": role,
        "affiliation": affiliation,
        "title": citation.title,
        "url": citation.url if named else "",
        "archived_url": citation.archived_url if named else "",
        "seen_on": citation.seen_on.isoformat() if citation.seen_on else "",
        "note": citation.note,
    }


def source_id_of(citation: dict[str, Any]) -> int:
    """Return the id of the source of a printed citation, named or not. For the desk's use."""
    return citation["source"] or citation["unnamed"]


def derive_columns(printed: dict[str, Any]) -> dict[str, Any]:
    """Derive the columns that lists read from what is printed; `verify_record` compares them."""
    names = [line["name"] for line in printed["bylines"] if line["role"] in NAMED_BY]
    citations = printed["citations"]
    return {
        "kind": printed["kind"],
        "language": printed["language"],
        "kicker": printed["kicker"],
        "headline": printed["headline"],
        "standfirst": printed["standfirst"],
        "lead_photo_id": printed["lead_photo"],
        "card": {
            "short_headline": printed["short_headline"],
            "byline": names,
            "authors": [line["author"] for line in printed["bylines"]],
            "sources": len({source_id_of(citation) for citation in citations}),
            "documents": len(
                {source_id_of(c) for c in citations if c["kind"] in ("document", "dataset")}
            ),
            "corrections": sum(change["change"] == "correction" for change in printed["changes"]),
            "minutes": printed["minutes"],
            "alt": printed["photos"].get(str(printed["lead_photo"]), {}).get("alt", ""),
        },
    }


@dataclass(frozen=True)
class EditionMeta:
    """Where an edition stands: its address and its moments, settled by the door."""

    number: int
    change: str
    note: str
    live_from: datetime
    first_live_at: datetime
    readers_changed_at: datetime
    recorded_at: datetime
    path: str
    outlet: Outlet
    previous_sha: str = ""
    live_until: datetime = FOREVER

    @classmethod
    def after(
        cls,
        before: Edition | None,
        *,
        top: Edition | None,
        change: str,
        live_from: datetime,
        **stands: Any,
    ) -> Self:
        """Return the place after `before`, what readers have by then, chained to `top`, the newest.

        `readers_changed_at` moves only with what readers are told of.
        """
        changed_at = live_from
        if before and change not in (Change.FIRST, *PUBLIC_CHANGES):
            changed_at = before.readers_changed_at
        return cls(
            number=top.number + 1 if top else 1,
            previous_sha=top.sha if top else "",
            change=change,
            live_from=live_from,
            first_live_at=before.first_live_at if before else live_from,
            readers_changed_at=changed_at,
            **stands,
        )


def make_edition(
    article: Article, meta: EditionMeta, *, before: Edition | None, boxes: Boxes
) -> Edition:
    """Copy a loaded story into an edition that follows `before`, not saved. Preview stops here."""
    changes = list(before.printed.get("changes", [])) if before else []
    if meta.change in PUBLIC_CHANGES:
        at = meta.live_from.isoformat()
        changes.append({"at": at, "change": meta.change, "note": meta.note})
    printed = snapshot(article, photos=photos_in(article), boxes=boxes, changes=changes)
    is_listed = meta.change != Change.RETRACTION
    return _sealed(article, printed, meta, article=article, is_listed=is_listed)


def remake_edition(last: Edition, printed: dict[str, Any], meta: EditionMeta) -> Edition:
    """Make an edition of another one's text with what is `printed` around it, not saved."""
    return _sealed(last, printed, meta, article=last.article, is_listed=last.is_listed)


def _sealed(
    text: Article | Edition, printed: dict[str, Any], meta: EditionMeta, **known: Any
) -> Edition:
    return seal(
        Edition(
            section=text.section,
            body=text.body,
            printed=printed,
            **derive_columns(printed),
            **_meta_fields(meta),
            **known,
        )
    )


def make_notice(article: Article, last: Edition, meta: EditionMeta) -> Edition:
    """Make a notice of withdrawal: an edition with a reason and no content."""
    return seal(
        Edition(
            article=article,
            section=last.section,
            kind=last.kind,
            language=last.language,
            is_notice=True,
            is_listed=False,
            **_meta_fields(meta),
        )
    )


def _meta_fields(meta: EditionMeta) -> dict[str, Any]:
    return {
        "number": meta.number,
        "change": meta.change,
        "note": meta.note,
        "live_from": meta.live_from,
        "live_until": meta.live_until,
        "first_live_at": meta.first_live_at,
        "readers_changed_at": meta.readers_changed_at,
        "recorded_at": meta.recorded_at,
        "dated_on": meta.first_live_at.astimezone(meta.outlet.zone).date(),
        "path": meta.path,
        "previous_sha": meta.previous_sha,
    }
