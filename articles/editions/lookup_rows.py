"""The narrow rows beside an edition, by which lists find it."""

from __future__ import annotations

from ..models import Edition
from ..models.edition import (
    EditionByline,
    EditionPhoto,
    EditionSource,
    EditionTopic,
    EditionUnnamed,
    LookupRow,
)


def lookup_rows(edition: Edition) -> list[LookupRow]:
    """Make the narrow rows of a saved edition, from what is printed."""
    place = {
        "edition": edition,
        "first_live_at": edition.first_live_at,
        "article_id": edition.article_id,
    }
    printed = edition.printed
    if not printed:
        return []
    return [
        *(
            EditionByline(author_id=author, **place)
            for author in dict.fromkeys(line["author"] for line in printed["bylines"])
        ),
        *(
            EditionSource(source_id=source, **place)
            for source in dict.fromkeys(c["source"] for c in printed["citations"] if c["source"])
        ),
        *(
            EditionUnnamed(source_id=source, **place)
            for source in dict.fromkeys(
                c["unnamed"] for c in printed["citations"] if not c["source"]
            )
        ),
        *(
            EditionTopic(topic_id=topic, **place)
            for topic in dict.fromkeys(topic["id"] for topic in printed["topics"])
        ),
        *(EditionPhoto(photo_id=int(photo), **place) for photo in printed["photos"]),
    ]
