"""Addresses: given once, never to another story, and freed only where nothing was ever public."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F

from outlet.models import Outlet
from vocabulary.text import make_slug

from ..models import Address, Article


def preferred_address(article: Article, first_live_at: datetime, outlet: Outlet) -> tuple[str, str]:
    """Return the address a story has where no other story has it: its head, and its slug.

    The head is the section and the day, in the paper's time zone, on which it first appeared.
    """
    slug = make_slug(article.slug or article.headline, fallback=f"story-{article.pk or 'new'}")
    return f"{article.section.slug}/{first_live_at.astimezone(outlet.zone):%Y/%m/%d}/", slug


def claim_address(article: Article, first_live_at: datetime, outlet: Outlet) -> str:
    """Find the story's address, insert it if it is new, and fix its slug.

    An address once given is never another story's: a slug that is taken gets -2, -3 and so on.
    """
    head, stem = preferred_address(article, first_live_at, outlet)
    slug, number = stem, 2
    while True:
        path = f"{head}{slug}/"
        address, _created = Address.objects.get_or_create(path=path, defaults={"article": article})
        if address.article_id == article.pk:
            article.slug = slug
            return path
        slug, number = f"{stem}-{number}", number + 1


def free_addresses(article: Article) -> None:
    """Give back addresses under which nothing was ever public."""
    used = article.editions.filter(live_until__gt=F("live_from")).values("path")
    article.addresses.exclude(path__in=used).delete()


def claim_addresses(stories: Iterable[tuple[Article, datetime]], outlet: Outlet) -> list[str]:
    """Settle the addresses of stories, each with the moment it first appeared, in few queries."""
    wanted = [(article, *preferred_address(article, first, outlet)) for article, first in stories]
    taken = _owners([f"{head}{stem}/" for _, head, stem in wanted])
    paths, new = [], []
    for article, head, stem in wanted:
        slug, number = stem, 2
        while (owner := taken.get(path := f"{head}{slug}/")) not in (None, article.pk):
            slug, number = f"{stem}-{number}", number + 1
            if f"{head}{slug}/" not in taken:
                taken.update(_owners([f"{head}{slug}/"]))
        if owner is None:
            new.append(Address(path=path, article=article))
        taken[path] = article.pk
        article.slug = slug
        paths.append(path)
    Address.objects.bulk_create(new, batch_size=2000)
    Article.objects.bulk_update([article for article, _, _ in wanted], ["slug"], batch_size=500)
    return paths


def _owners(paths: list[str]) -> dict[str, int]:
    """Return the id of the story that has each of these addresses; one that is free is left out."""
    return dict(Address.objects.filter(path__in=paths).values_list("path", "article_id"))
