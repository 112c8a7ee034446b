"""The article page: all that its template draws, gathered in one place from an edition.

Words come from the edition as printed. People, sources, topics, photos and other stories are
printed by id and looked up here, in a fixed number of queries: their addresses, portraits and
rights are those of the day of reading. The desk's preview draws an unsaved edition the same way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from authors.models import Author
from photos.models import Photo, Rendition
from vocabulary.cache_deps import depends_on, row_tags

from .. import body as bodies
from ..body.embeds import Embed, as_link
from ..editions.snapshot import NAMED_BY
from ..models import Byline, Change, Edition, KindTraits, Topic, traits_of
from .source_ledger import Ledger, build_ledger

SHARED_WIDTH = 1200  # pixels
LONG_READ = 900  # words
SHORT_LEDGER = 4  # entries


@dataclass(frozen=True)
class Person:
    """Somebody in a byline, as printed; `author` is None when the page of that name is gone."""

    name: str
    title: str
    bio: str
    author: Author | None
    portrait: Photo | None


@dataclass(frozen=True)
class Credit:
    """The names that share a role: “By …”, “Photos by …”."""

    role: str
    label: str
    people: list[Person]


@dataclass(frozen=True)
class PublicChange:
    """A change as readers are told of it."""

    at: datetime
    change: str
    label: str
    note: str


@dataclass(frozen=True)
class Figure:
    """A photo usable on a page of `at`, with the words printed under it."""

    photo: Photo
    at: datetime
    caption: str
    credit: str
    alt: str


@dataclass(frozen=True)
class ArticlePage:
    """What `articles/article.html` draws."""

    edition: Edition
    is_out: bool  # whether the story has appeared by the moment it is drawn for
    printed: dict[str, Any]
    credits: list[Credit]
    bylined: list[Person]
    bios: list[Person]
    lead: Figure | None
    body: SafeString
    topics: list[tuple[str, Topic | None]]
    ledger: Ledger
    changes: list[PublicChange]
    retraction: PublicChange | None
    related: list[Edition]
    more_by: list[Edition]
    original: Edition | None
    translations: list[Edition]

    @property
    def title(self) -> str:
        """The headline for search engines and window titles."""
        return self.printed["seo_headline"] or self.printed["headline"]

    @property
    def kind_traits(self) -> KindTraits:
        return traits_of(self.printed["kind"])

    @property
    def shown(self) -> Rendition | None:
        """The file of the lead photo for others to show."""
        return self.lead.photo.find_rendition(SHARED_WIDTH) if self.lead else None

    @property
    def share_picture(self) -> str:
        """The address of the picture drawn for a story without a photo."""
        stamp = self.edition.content_sha[:12]
        return reverse("share_story", args=[self.edition.article_id, stamp])

    @property
    def is_long(self) -> bool:
        """Whether a reader may want to see how far they have come."""
        return self.printed["words"] >= LONG_READ

    @property
    def has_ledger(self) -> bool:
        return bool(self.ledger.entries or self.changes)

    @property
    def has_long_ledger(self) -> bool:
        """Whether the ledger may be taller than a screen; a short one stays in sight."""
        return len(self.ledger.entries) + len(self.changes) > SHORT_LEDGER


def article_page(
    edition: Edition, at: datetime, *, looks_back: bool = False, others_at: datetime | None = None
) -> ArticlePage:
    """Gather what the page of an edition draws.

    Args:
        edition: saved or not, with its content.
        at: the moment it is drawn for, at which the rights of photos are asked.
        others_at: the moment at which other stories are, by default `at` too.
        looks_back: whether `at` was asked for, so that stories withdrawn since stay out.
    """
    depends_on(f"article:{edition.article_id}", tracked_by_row=[Edition, Photo, Rendition])
    printed = edition.printed
    credits = _credits(printed["bylines"])
    people = list({p.name: p for credit in credits for p in credit.people}.values())
    figures = _figures(edition, at)
    ledger = build_ledger(edition)
    number = count(1)
    changes = [_read_change(change) for change in reversed(printed["changes"])]
    others_at = others_at or at
    others = _others(edition, others_at, looks_back)
    addresses = {pk: other.get_absolute_url() for pk, other in others.items()}
    return ArticlePage(
        edition=edition,
        is_out=_is_out(edition, at),
        printed=printed,
        credits=credits,
        bylined=[p for credit in credits if credit.role in NAMED_BY for p in credit.people],
        bios=[person for person in people if person.bio],
        lead=figures.get(printed["lead_photo"]),
        body=bodies.draw(
            edition.body,
            figure=_drawer(figures),
            embed=_card,
            addresses=addresses,
            around_mark=lambda mark: ledger.around(next(number)),
        ),
        topics=_topics(printed["topics"]),
        ledger=ledger,
        changes=changes,
        retraction=next((t for t in changes if t.change == Change.RETRACTION), None),
        related=_listed(printed["boxes"]["related"], others),
        more_by=_listed(printed["boxes"]["more_by"], others),
        original=(original := others.get(printed["translation_of"])),
        translations=[*filter(None, [original]), *_translations(edition, others_at, looks_back)],
    )


def _is_out(edition: Edition, at: datetime) -> bool:
    """Say whether a story has first appeared by `at`: not in a preview of what never has."""
    never_was = edition.pk is None or edition.is_cancelled
    return edition.first_live_at <= at and not (never_was and edition.change == Change.FIRST)


def _credits(lines: list[dict[str, Any]]) -> list[Credit]:
    wanted = [line["author"] for line in lines]
    depends_on(*row_tags("author", wanted), tracked_by_row=[Author])
    authors = Author.objects.not_trashed().for_page().in_bulk(wanted)
    by_role: dict[str, list[Person]] = {}
    for line in lines:
        author = authors.get(line["author"])
        person = Person(
            name=line["name"],
            title=line["title"],
            bio=line["bio"],
            author=author,
            portrait=author.portrait if author else None,
        )
        by_role.setdefault(line["role"], []).append(person)
    return [Credit(role, str(Byline.Role(role).label), by_role[role]) for role in by_role]


def _topics(topics: list[dict[str, Any]]) -> list[tuple[str, Topic | None]]:
    wanted = [topic["id"] for topic in topics]
    depends_on(*row_tags("topic", wanted), tracked_by_row=[Topic])
    found = Topic.objects.in_bulk(wanted)
    return [(topic["name"], found.get(topic["id"])) for topic in topics]


def _figures(edition: Edition, at: datetime) -> dict[int, Figure]:
    """Pair each photo that may be shown with its printed words.

    A caption written into the body is inline HTML, cleaned with the body; any other is plain text.
    """
    wanted = list(edition.printed["photos"])
    depends_on(*row_tags("photo", wanted))
    photos = Photo.objects.usable(at).for_drawing().in_bulk(wanted)
    own = bodies.own_captions(edition.body)
    figures = {}
    for number, photo in photos.items():
        if not photo.renditions.all():
            continue  # not made yet
        words = edition.printed["photos"][str(number)]
        caption = words["caption"]
        if caption and caption == own.get(number):
            caption = mark_safe(caption)  # noqa: S308 - cleaned with the body it stands in
        figures[number] = Figure(photo, at, caption, words["credit"], words["alt"])
    return figures


def _drawer(figures: dict[int, Figure]) -> Callable[[int, str], str]:
    def draw(number: int, caption: str) -> str:
        if number not in figures:
            return ""
        words = mark_safe(caption) if caption else figures[number].caption  # noqa: S308 - cleaned
        context = {"figure": figures[number], "caption": words}
        return render_to_string("components/figure.html", context)

    return draw


def _card(embed: Embed, caption: str) -> str:
    if not embed.may_load:
        return as_link(embed, caption)
    context = {"embed": embed, "caption": mark_safe(caption)}  # noqa: S308 - cleaned
    return render_to_string("components/embed.html", context)


def _read_change(change: dict[str, str]) -> PublicChange:
    kind = change["change"]
    return PublicChange(
        at=datetime.fromisoformat(change["at"]),
        change=kind,
        label=str(Change(kind).label),
        note=change["note"],
    )


def _others(edition: Edition, at: datetime, looks_back: bool) -> dict[int, Edition]:
    """Load every other story the page may link to, by the id of its article."""
    printed = edition.printed
    wanted = {
        *printed["boxes"]["related"],
        *printed["boxes"]["more_by"],
        *bodies.article_ids(edition.body),
    }
    if printed["translation_of"]:
        wanted.add(printed["translation_of"])
    depends_on(*row_tags("article", wanted))
    rows = Edition.objects.live(at).filter(article_id__in=wanted).for_cards()
    return {row.article_id: row for row in (rows.still_public() if looks_back else rows)}


def _translations(edition: Edition, at: datetime, looks_back: bool) -> list[Edition]:
    """Find the live translations of a story, or of the same original, other than itself."""
    root = edition.printed["translation_of"] or edition.article_id
    rows = Edition.objects.live(at).translations_of(root)
    rows = rows.exclude(article_id=edition.article_id).defer("body", "printed", "card")
    return list(rows.still_public() if looks_back else rows)


def _listed(ids: list[int], others: dict[int, Edition]) -> list[Edition]:
    return [others[pk] for pk in ids if pk in others and others[pk].is_listed]
