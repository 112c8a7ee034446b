"""Where many stories stand, in one query: for the lists of the desk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from .models import Article, Edition
from .workflow import standing_from


def attach_standings(articles: Iterable[Article], at: datetime) -> None:
    """Set `standing` on each story, read off all their editions at once."""
    articles = list(articles)
    editions = defaultdict(list)
    rows = Edition.objects.filter(article__in=articles).order_by("article_id", "number")
    for edition in rows.defer("body", "printed", "card"):
        editions[edition.article_id].append(edition)
    for article in articles:
        article.standing = standing_from(article, editions[article.pk], at)
