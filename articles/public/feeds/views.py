"""The five feeds. Each is what is listed, newest first; what is withdrawn or retracted leaves."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.encoding import iri_to_uri
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from authors.models import Author
from outlet.middleware import outlet_of
from sources.models import Source
from vocabulary.cache_deps import mark_cacheable

from ...models import Edition, Section, Topic
from ...models.edition import LookupQuerySet
from .entries import entries_from, find_root, writable
from .writers import WRITERS, Channel

ENTRIES = 30
A_SECOND = timedelta(seconds=1)


@require_safe
def home_feed(request: HttpRequest, format: str) -> HttpResponse:
    """Give the newest stories of the whole paper."""
    now = timezone.now()
    editions = Edition.objects.listed(now).newest_first()[:ENTRIES]
    return _answer(request, format, list(editions), now, url=reverse("home"))


@require_safe
def section_feed(request: HttpRequest, slug: str, format: str) -> HttpResponse:
    """Give the newest stories of a section."""
    section = get_object_or_404(Section, slug=slug)
    now = timezone.now()
    editions = section.editions.listed(now).newest_first()[:ENTRIES]
    return _answer(
        request,
        format,
        list(editions),
        now,
        url=section.get_absolute_url(),
        name=section.name,
        description=section.description,
    )


@require_safe
def author_feed(request: HttpRequest, slug: str, format: str) -> HttpResponse:
    """Give an author's newest stories; the feed of an earlier name leads to today's."""
    author = Author.objects.not_trashed().find_by_slug(slug)
    if author is None:
        raise Http404
    if author.slug != slug and author.edition_rows.listed(timezone.now()).exists():
        return redirect("author_feed", author.slug, format, permanent=True)
    return _answer_by_rows(request, format, author, author.edition_rows.all())


@require_safe
def source_feed(request: HttpRequest, slug: str, format: str) -> HttpResponse:
    """Give the newest stories that rest on a source."""
    source = get_object_or_404(Source.objects.not_trashed().not_confidential(), slug=slug)
    return _answer_by_rows(request, format, source, source.edition_rows.all())


@require_safe
def topic_feed(request: HttpRequest, slug: str, format: str) -> HttpResponse:
    """Give the newest stories about a topic."""
    topic = get_object_or_404(Topic, slug=slug)
    return _answer_by_rows(request, format, topic, topic.edition_rows.all())


def _answer_by_rows(
    request: HttpRequest, format: str, about: Author | Source | Topic, rows: LookupQuerySet
) -> HttpResponse:
    """Answer with the stories that lookup rows lead to.

    Raises: Http404 where there is none: a name that no reader has met would give a story away.
    """
    now = timezone.now()
    newest = rows.listed(now).newest_first().select_related("edition")[:ENTRIES]
    editions = [row.edition for row in newest]
    if not editions:
        raise Http404
    url = about.get_absolute_url()
    return _answer(request, format, editions, now, url=url, name=about.name)


def _answer(
    request: HttpRequest,
    format: str,
    editions: list[Edition],
    now: datetime,
    *,
    url: str,
    name: str = "",
    description: str = "",
) -> HttpResponse:
    mark_cacheable(now)
    outlet = outlet_of(request)
    channel = Channel(
        title=writable(f"{name} – {outlet.name}" if name else outlet.name),
        description=writable(description or outlet.tagline or name or outlet.name),
        publisher=writable(outlet.name),
        language=outlet.language,
        url=iri_to_uri(find_root(request) + url),
        feed_url=iri_to_uri(find_root(request) + request.path),
        entries=entries_from(editions, request, now),
        hubs=tuple(settings.WEBSUB_HUBS),
    )
    content_type, write = WRITERS[format]
    return _conditional(request, write(channel), content_type, now)


def _conditional(
    request: HttpRequest, content: bytes, content_type: str, now: datetime
) -> HttpResponse:
    """Answer 304 to whoever has this already.

    The ETag is the content's own, so it misses nothing. Last-Modified, for programs that know no
    ETag, is when the paper last changed by publication or withdrawal; such a program hears of
    words withheld, or of a photo whose rights have ended, only with the next of these. It is left
    out in the second of the change, since it counts in seconds and could not tell the next change
    apart; a cached answer without it expires with that second.
    """
    response = HttpResponse(content, content_type=content_type)
    etag = f'W/"{sha256(content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "max-age=0, must-revalidate"
    moved = _last_moved(now)
    seconds = None
    if moved and now > moved + A_SECOND:
        seconds = int(moved.timestamp())
        response.headers["Last-Modified"] = http_date(seconds)
    elif moved:
        mark_cacheable(now, moved + A_SECOND + datetime.resolution)
    return get_conditional_response(request, etag, seconds, response) or response


def _last_moved(now: datetime) -> datetime | None:
    """Return when a story last came or went."""
    begun = Edition.objects.filter(live_from__lte=now, live_until__gt=F("live_from"))
    return begun.order_by("-live_from").values_list("live_from", flat=True).first()
