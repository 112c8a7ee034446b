"""What a feed says of a story, whichever format it is written in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any, TypeVar
from urllib.parse import urlsplit

import lxml.html
from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.encoding import iri_to_uri
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from authors.models import Author
from photos.models import Photo, Rendition
from sources.models import Source
from vocabulary.cache_deps import depends_on, row_tags
from vocabulary.text import html_to_text

from ... import body as bodies
from ...body.embeds import as_link
from ...models import Change, Edition

Row = TypeVar("Row", bound=models.Model)
# What XML cannot hold, not even escaped.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
SUMMARY_WORDS = 40


@dataclass(frozen=True)
class Writer:
    name: str
    url: str


@dataclass(frozen=True)
class Picture:
    """A photo as feeds give it: its widest JPEG, with the words printed under it."""

    url: str
    bytes: int
    width: int
    height: int
    alt: str
    caption: str
    credit: str


@dataclass(frozen=True)
class Entry:
    guid: str
    url: str
    title: str
    summary: str
    content: str
    published: datetime
    updated: datetime
    writers: list[Writer]
    categories: list[str]
    language: str
    picture: Picture | None


def writable(text: str) -> str:
    """Drop the signs that XML cannot hold."""
    return _UNWRITABLE.sub("", text)


def entries_from(editions: list[Edition], request: HttpRequest, at: datetime) -> list[Entry]:
    """Say what feeds say of editions, in a fixed number of queries."""
    shelf = Shelf(editions, request, at)
    return [shelf.entry(edition) for edition in editions]


def find_root(request: HttpRequest) -> str:
    """Return the address of the site in feeds: the one it has, whatever a request calls it.

    Feeds are copied and passed on, and hubs know them by this address.
    """
    return settings.BASE_URL or request.build_absolute_uri("/").rstrip("/")


class Shelf:
    """What the stories of a feed need beside their words, fetched for all of them at once."""

    def __init__(self, editions: list[Edition], request: HttpRequest, at: datetime) -> None:
        printed = [edition.printed for edition in editions]
        self.root = find_root(request)
        self.host = urlsplit(self.root).hostname
        self.authors = _by_id(Author.objects.not_trashed(), printed, "bylines", "author")
        self.sources = _by_id(
            Source.objects.not_trashed().not_confidential(), printed, "citations", "source"
        )
        photo_ids = {int(number) for words in printed for number in words["photos"]}
        depends_on(*row_tags("photo", photo_ids), tracked_by_row=[Photo, Rendition])
        self.photos = Photo.objects.usable(at).for_drawing().in_bulk(photo_ids)
        linked = set(chain.from_iterable(bodies.article_ids(e.body) for e in editions))
        live = Edition.objects.live(at).filter(article_id__in=linked)
        self.addresses = {
            pk: self.absolute(f"/{path}") for pk, path in live.values_list("article_id", "path")
        }

    def absolute(self, url: str) -> str:
        """Return a whole address in ASCII: our paths hold letters of every script."""
        return iri_to_uri(url if urlsplit(url).scheme else self.root + url)

    def entry(self, edition: Edition) -> Entry:
        printed = edition.printed
        return Entry(
            guid=f"tag:{self.host},{edition.dated_on}:story/{edition.article_id}",
            url=self.absolute(edition.get_absolute_url()),
            title=writable(edition.headline),
            summary=writable(edition.standfirst or _beginning(edition)),
            content=writable(self.content(edition)),
            published=edition.first_live_at,
            updated=edition.readers_changed_at,
            writers=[self.writer(line) for line in printed["bylines"]],
            categories=list(dict.fromkeys(map(writable, _categories(edition)))),
            language=edition.language,
            picture=self.picture(edition.lead_photo_id, edition),
        )

    def writer(self, line: dict[str, Any]) -> Writer:
        author = self.authors.get(line["author"])
        return Writer(
            writable(line["name"]), self.absolute(author.get_absolute_url()) if author else ""
        )

    def picture(self, photo_id: int | None, edition: Edition) -> Picture | None:
        """Return a photo that may be shown and has been made as a JPEG; else None."""
        photo = self.photos.get(photo_id)
        rendition = _widest_jpeg(photo) if photo else None
        if rendition is None:
            return None
        words = edition.printed["photos"].get(str(photo_id), {})
        return Picture(
            url=self.absolute(rendition.file.url),
            bytes=rendition.bytes,
            width=rendition.width,
            height=rendition.height,
            alt=words.get("alt", ""),
            caption=words.get("caption", ""),
            credit=words.get("credit", ""),
        )

    def content(self, edition: Edition) -> str:
        """Return the whole story as HTML with absolute addresses: what readers see of it."""
        own = bodies.own_captions(edition.body)

        def figure(photo_id: int, caption: str) -> str:
            picture = self.picture(photo_id, edition)
            words = mark_safe(caption) if caption else None  # noqa: S308 - cleaned with its body
            return _figure(picture, words) if picture else ""

        lead = edition.lead_photo_id
        parts = [
            format_html("<p><em>{}</em></p>", edition.get_kind_display())
            if edition.kind_traits.is_sponsored
            else "",
            figure(lead, own.get(lead, "")) if lead else "",
            format_html("<p><strong>{}</strong></p>", edition.standfirst)
            if edition.standfirst
            else "",
            bodies.draw(edition.body, figure=figure, embed=as_link, addresses=self.addresses),
            self.credit(edition.printed["citations"]),
            *(_render_change(change) for change in edition.printed["changes"]),
        ]
        return _absolute(
            writable("".join(parts)), edition, self.absolute(edition.get_absolute_url())
        )

    def credit(self, citations: list[dict[str, Any]]) -> SafeString:
        """Write “Source: …”, with a link to each page of ours."""
        names = dict.fromkeys((c["source"], c["name"]) for c in citations if c["name"])
        if not names:
            return SafeString("")
        links = format_html_join(", ", "{}", ((self.source(*pair),) for pair in names))
        return format_html("<p>{} {}</p>", _("Source:"), links)

    def source(self, source_id: int | None, name: str) -> SafeString:
        source = self.sources.get(source_id) if source_id else None
        if source is None:
            return format_html("{}", name)
        return format_html('<a href="{}">{}</a>', self.absolute(source.get_absolute_url()), name)


def _by_id(
    rows: models.QuerySet[Row], printed: list[dict[str, Any]], lines: str, key: str
) -> dict[int, Row]:
    return rows.in_bulk({line[key] for words in printed for line in words[lines]})


def _widest_jpeg(photo: Photo) -> Rendition | None:
    made = [r for r in photo.renditions.all() if (r.crop, r.format) == ("whole", "jpeg")]
    return max(made, key=lambda rendition: rendition.width, default=None)


def _beginning(edition: Edition) -> str:
    return Truncator(html_to_text(bodies.draw(edition.body))).words(SUMMARY_WORDS, truncate=" …")


def _categories(edition: Edition) -> Iterable[str]:
    yield edition.printed["section"]["name"]
    if edition.kind_traits.is_labelled:
        yield edition.get_kind_display()
    yield from (topic["name"] for topic in edition.printed["topics"])


def _figure(picture: Picture, caption: SafeString | None) -> SafeString:
    return format_html(
        '<figure><img src="{}" width="{}" height="{}" alt="{}">'
        "<figcaption>{} ({})</figcaption></figure>",
        picture.url,
        picture.width,
        picture.height,
        picture.alt,
        caption or picture.caption,
        picture.credit,
    )


def _render_change(change: dict[str, str]) -> SafeString:
    """Write a change readers were told of."""
    day = date_format(localtime(datetime.fromisoformat(change["at"])), "j F Y")
    label = Change(change["change"]).label
    return format_html("<p><em>{}, {}: {}</em></p>", label, day, change["note"])


def _absolute(html: str, edition: Edition, base: str) -> str:
    """Wrap HTML in an element with its language and make every address in it whole."""
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    root.set("lang", edition.language)
    root.set("dir", edition.direction)
    root.make_links_absolute(base, resolve_base_href=False)
    return lxml.html.tostring(root, encoding="unicode")
