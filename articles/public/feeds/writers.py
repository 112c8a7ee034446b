"""Entries written as RSS 2.0, Atom and JSON Feed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from lxml import etree
from lxml.builder import ElementMaker  # type: ignore[import-not-found]  # lxml-stubs lacks it

from .entries import Entry, Picture, Writer

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"
XML = "http://www.w3.org/XML/1998/namespace"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # Atom wants a moment even of a feed with nothing in it

_rss = ElementMaker(nsmap={"atom": ATOM, "content": CONTENT, "dc": DC, "media": MEDIA})
_atom = ElementMaker(namespace=ATOM, nsmap={None: ATOM})
_self = ElementMaker(namespace=ATOM)
_content = ElementMaker(namespace=CONTENT)
_dc = ElementMaker(namespace=DC)
_media = ElementMaker(namespace=MEDIA)


@dataclass(frozen=True)
class Channel:
    """A feed's own words, and what is in it."""

    title: str
    description: str
    publisher: str
    language: str
    url: str
    feed_url: str
    entries: list[Entry]
    hubs: tuple[str, ...] = ()

    @property
    def updated(self) -> datetime:
        return max((entry.updated for entry in self.entries), default=NEVER)


def rss(channel: Channel) -> bytes:
    """Write RSS 2.0. Source: https://www.rssboard.org/rss-specification"""
    tree = _rss.rss(
        _rss.channel(
            _rss.title(channel.title),
            _rss.link(channel.url),
            _rss.description(channel.description),
            _rss.language(channel.language.lower()),
            _rss.lastBuildDate(format_datetime(channel.updated)),
            _self.link(rel="self", type="application/rss+xml", href=channel.feed_url),
            *(_self.link(rel="hub", href=hub) for hub in channel.hubs),
            *(_item(entry) for entry in channel.entries),
        ),
        version="2.0",
    )
    return _xml(tree)


def _item(entry: Entry) -> etree._Element:
    return _rss.item(
        _rss.title(entry.title),
        _rss.link(entry.url),
        _rss.guid(entry.guid, isPermaLink="false"),
        _rss.pubDate(format_datetime(entry.published)),
        *(_dc.creator(writer.name) for writer in entry.writers),
        *(_rss.category(name) for name in entry.categories),
        _rss.description(entry.summary),
        _content.encoded(entry.content),
        *([_media_content(entry.picture)] if entry.picture else []),
    )


def _media_content(picture: Picture) -> etree._Element:
    """Source: https://www.rssboard.org/media-rss"""
    return _media.content(
        _media.description(picture.alt, type="plain"),
        _media.credit(picture.credit),
        url=picture.url,
        type="image/jpeg",
        medium="image",
        fileSize=str(picture.bytes),
        width=str(picture.width),
        height=str(picture.height),
    )


def atom(channel: Channel) -> bytes:
    """Write Atom. Source: RFC 4287"""
    tree = _atom.feed(
        _atom.id(channel.feed_url),
        _atom.title(channel.title),
        _atom.subtitle(channel.description),
        _atom.updated(_moment(channel.updated)),
        _atom.author(_atom.name(channel.publisher)),
        _atom.link(rel="self", type="application/atom+xml", href=channel.feed_url),
        _atom.link(rel="alternate", type="text/html", href=channel.url),
        *(_atom.link(rel="hub", href=hub) for hub in channel.hubs),
        *(_entry(entry) for entry in channel.entries),
        {f"{{{XML}}}lang": channel.language},
    )
    return _xml(tree)


def _entry(entry: Entry) -> etree._Element:
    return _atom.entry(
        _atom.id(entry.guid),
        _atom.title(entry.title),
        _atom.updated(_moment(entry.updated)),
        _atom.published(_moment(entry.published)),
        _atom.link(rel="alternate", type="text/html", href=entry.url),
        *(_person(writer) for writer in entry.writers),
        *(_atom.category(term=name) for name in entry.categories),
        _atom.summary(entry.summary),
        _atom.content(entry.content, type="html"),
        {f"{{{XML}}}lang": entry.language},
    )


def _person(writer: Writer) -> etree._Element:
    uri = [_atom.uri(writer.url)] if writer.url else []
    return _atom.author(_atom.name(writer.name), *uri)


def json_feed(channel: Channel) -> bytes:
    """Write JSON Feed. Source: https://www.jsonfeed.org/version/1.1/"""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.url,
        "feed_url": channel.feed_url,
        "description": channel.description,
        "language": channel.language,
        "authors": [{"name": channel.publisher}],
        "items": [_json_item(entry) for entry in channel.entries],
    }
    if channel.hubs:
        feed["hubs"] = [{"type": "WebSub", "url": hub} for hub in channel.hubs]
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def _json_item(entry: Entry) -> dict[str, Any]:
    item = {
        "id": entry.guid,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.content,
        "summary": entry.summary,
        "date_published": _moment(entry.published),
        "date_modified": _moment(entry.updated),
        "authors": [_json_author(writer) for writer in entry.writers],
        "tags": entry.categories,
        "language": entry.language,
    }
    return item | ({"image": entry.picture.url} if entry.picture else {})


def _json_author(writer: Writer) -> dict[str, str]:
    return {"name": writer.name} | ({"url": writer.url} if writer.url else {})


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _xml(tree: etree._Element) -> bytes:
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8")


WRITERS: dict[str, tuple[str, Callable[[Channel], bytes]]] = {
    "rss": ("application/rss+xml; charset=utf-8", rss),
    "atom": ("application/atom+xml; charset=utf-8", atom),
    "json": ("application/feed+json; charset=utf-8", json_feed),
}
