"""The author's page for readers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from outlet.jsonld import describe_breadcrumbs
from photos.models import Photo, Rendition
from vocabulary.as_of import allow_past_time, listed_for, live_for, page_time
from vocabulary.cache_deps import depends_on, related_models
from vocabulary.paging import Page, get_page

from .jsonld import describe_profile
from .models import Author

PER_PAGE = 20


@allow_past_time
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who an author is and what they wrote; an earlier name's address leads to today's.

    Nobody whom no staff manager has looked at is shown before a story of theirs is live: a guest
    made while filing copy would give away a story to come.
    """
    author = Author.objects.not_trashed().for_page().at_address(slug)
    if author is None:
        raise Http404
    depends_on(
        f"by:{author.pk}", tracked_by_row=[*related_models(author.edition_rows), Photo, Rendition]
    )
    page = stories_page(author, request)
    is_known = page.rows or author.checked_at or live_for(request, author.edition_rows).exists()
    if not is_known:
        raise Http404
    if author.slug != slug:
        return redirect(author, permanent=True)
    return render(request, "authors/author.html", build_context(author, request, page))


def build_context(author: Author, request: HttpRequest, page: Page) -> dict[str, Any]:
    """Gather what the author's page draws.

    Args:
        author: loaded with `for_page`.
        page: of their stories.
    """
    face = portrait_at(author, page_time(request))
    here = author.get_absolute_url()
    return {
        "author": author,
        "face": face,
        "page": page,
        "editions": [row.edition for row in page.rows],
        "described": [
            describe_profile(author, face, request),
            describe_breadcrumbs(request, (author.name, here)),
        ],
    }


def stories_page(author: Author, request: HttpRequest) -> Page:
    """Return the page of an author's stories that was asked for."""
    return get_page(listed_for(request, author.edition_rows).for_cards(), request, PER_PAGE)


def portrait_at(author: Author, moment: datetime) -> Photo | None:
    """Return the portrait if readers may see it at `moment` and now, and it is made."""
    face = author.portrait
    if face is None or not all(face.is_usable(each) for each in (moment, timezone.now())):
        return None
    return face if face.renditions.all() else None
