"""The public page of an author."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from outlet.jsonld import describe_breadcrumbs
from photos.models import Photo, Rendition
from vocabulary.as_of import allow_past_time, listed_for, live_for, page_time
from vocabulary.cache_deps import depends_on, related_models
from vocabulary.paging import NOBODYS, Page, get_page

from .jsonld import describe_profile
from .models import Author

PER_PAGE = 20


@allow_past_time
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an author's bio and stories; redirect from a former slug.

    An author no staff manager has checked has no page until a story of theirs is live: a guest
    created while filing copy would give away a coming story.
    """
    authors = Author.objects.not_trashed().select_related("portrait")
    author = authors.find_by_slug(slug) or Author(pk=NOBODYS)
    depends_on(
        f"by:{author.pk}", tracked_by_row=[*related_models(author.edition_rows), Photo, Rendition]
    )
    page = get_stories(author, request)
    if not (page.rows or author.checked_at or live_for(request, author.edition_rows).exists()):
        raise Http404
    if author.slug != slug:
        return redirect(author, permanent=True)
    prefetch_related_objects([author], "portrait__renditions")
    return render(request, "authors/author.html", build_context(author, request, page))


def build_context(author: Author, request: HttpRequest, page: Page) -> dict[str, Any]:
    """Return the context of the author's page.

    Args:
        author: loaded with `for_page`.
        page: the stories to list.
    """
    portrait = find_portrait(author, page_time(request))
    place = describe_breadcrumbs(request, (author.name, author.get_absolute_url()))
    return {
        "author": author,
        "portrait": portrait,
        "page": page,
        "editions": [row.edition for row in page.rows],
        "structured_data": [describe_profile(author, portrait, request), place],
    }


def get_stories(author: Author, request: HttpRequest) -> Page:
    """Return the requested page of an author's stories."""
    return get_page(listed_for(request, author.edition_rows).for_cards(), request, PER_PAGE)


def find_portrait(author: Author, at: datetime) -> Photo | None:
    """Return the portrait if its rights allow it both at `at` and now, and it has renditions."""
    portrait = author.portrait
    if portrait is None or not all(portrait.is_usable(each) for each in (at, timezone.now())):
        return None
    return portrait if portrait.renditions.all() else None
