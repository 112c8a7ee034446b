"""A story for machines: schema.org data in the page.

Source: https://schema.org/NewsArticle, https://developers.google.com/search/docs/appearance/structured-data/article
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import strip_tags

from outlet.jsonld import CONTEXT, describe_breadcrumbs, describe_publisher, drop_empty
from photos.jsonld import build_image_object
from photos.models import Rendition

from ..models import Change
from .article_page import ArticlePage, Figure, PublicChange
from .jsonld_sources import attribution

# The shapes Google asks of a story's picture, where they have been drawn.
SHAPES = ("whole", "16x9", "4x3", "square")
AS_WIDE_AS = 1200


def describe_story(page: ArticlePage, request: HttpRequest) -> list[dict[str, Any]]:
    """Describe a story and where it stands."""
    section = page.printed["section"]
    place = describe_breadcrumbs(
        request,
        (section["name"], page.edition.section.get_absolute_url()),
        (page.title, page.edition.get_absolute_url()),
    )
    return [news_article(page, request), place]


def news_article(page: ArticlePage, request: HttpRequest) -> dict[str, Any]:
    """Describe a story: what it is, who made it, when, and on what it rests."""
    edition, printed, whole = page.edition, page.printed, request.build_absolute_uri
    address = whole(edition.get_absolute_url())
    described = {
        "@context": CONTEXT,
        "@type": page.kind_traits.schema_type,
        "headline": printed["headline"],
        "alternativeHeadline": printed["short_headline"],
        "description": printed["standfirst"],
        "url": address,
        "mainEntityOfPage": address,
        "image": images_of(page, whole),
        "datePublished": timezone.localtime(edition.first_live_at).isoformat(),
        "dateModified": timezone.localtime(edition.readers_changed_at).isoformat(),
        "author": [
            drop_empty(
                {
                    "@type": "Person",
                    "name": person.name,
                    "jobTitle": person.title,
                    "url": whole(person.author.get_absolute_url()) if person.author else "",
                }
            )
            for person in page.bylined
        ],
        "publisher": describe_publisher(request),
        "articleSection": printed["section"]["name"],
        "inLanguage": printed["language"],
        "wordCount": printed["words"],
        "timeRequired": f"PT{printed['minutes']}M",
        "isAccessibleForFree": True,
        "keywords": [name for name, _topic in page.topics],
        **attribution(page.ledger, whole),
        "correction": [_correction(change) for change in page.changes if _is_correction(change)],
    }
    if not page.kind_traits.is_sponsored:  # a property of NewsArticle alone
        described["dateline"] = printed["dateline"]
    if page.original:
        described["translationOfWork"] = {
            "@type": "NewsArticle",
            "url": whole(page.original.get_absolute_url()),
            "inLanguage": page.original.language,
        }
    return drop_empty(described)


def images_of(page: ArticlePage, whole: Callable[[str], str]) -> list[Any]:
    """Return the lead photo in the shapes that are made; without one, the picture for sharing."""
    if not page.lead:
        return [whole(page.share_picture)]
    photo = page.lead.photo
    made = [shown for shape in SHAPES if (shown := photo.find_rendition(AS_WIDE_AS, shape))]
    return [_image(page.lead, shown, whole) for shown in made]


def _image(figure: Figure, shown: Rendition, whole: Callable[[str], str]) -> dict[str, Any]:
    caption = strip_tags(figure.caption)
    return build_image_object(figure.photo, shown, whole, caption=caption, credit=figure.credit)


def _is_correction(change: PublicChange) -> bool:
    return change.change in (Change.CORRECTION, Change.RETRACTION)


def _correction(change: PublicChange) -> dict[str, Any]:
    return {
        "@type": "CorrectionComment",
        "text": change.note,
        "datePublished": timezone.localtime(change.at).isoformat(timespec="seconds"),
    }
