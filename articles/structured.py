"""A story for machines: schema.org data in the page.

Source: https://schema.org/NewsArticle, https://developers.google.com/search/docs/appearance/structured-data/article
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from .pages import ArticlePage

TYPES = {
    "report": "ReportageNewsArticle",
    "analysis": "AnalysisNewsArticle",
    "explainer": "BackgroundNewsArticle",
    "opinion": "OpinionNewsArticle",
    "review": "ReviewNewsArticle",
    "sponsored": "AdvertiserContentArticle",
}


def news_article(page: ArticlePage, request: HttpRequest) -> dict[str, Any]:
    """Describe a story: what it is, who made it, when, and on what it rests."""
    edition, whole = page.edition, request.build_absolute_uri
    address = whole(edition.get_absolute_url())
    described = {
        "@context": "https://schema.org",
        "@type": TYPES.get(page.printed["kind"], "NewsArticle"),
        "headline": page.printed["headline"],
        "description": page.printed["standfirst"],
        "url": address,
        "mainEntityOfPage": address,
        "datePublished": timezone.localtime(edition.first_live_at).isoformat(),
        "dateModified": timezone.localtime(edition.readers_changed_at).isoformat(),
        "author": [
            {"@type": "Person", "name": person.name}
            | ({"url": whole(person.author.get_absolute_url())} if person.author else {})
            for person in page.bylined
        ],
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": request.outlet.name,
            "url": whole("/"),
        },
        "articleSection": page.printed["section"]["name"],
        "inLanguage": page.printed["language"],
        "wordCount": page.printed["words"],
        "isAccessibleForFree": True,
        "keywords": [name for name, _topic in page.topics],
        "citation": [entry.url or entry.name for entry in page.entries],
    }
    if image := page.image:
        described["image"] = [whole(image)]
    return {key: value for key, value in described.items() if value not in ("", [])}
