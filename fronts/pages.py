"""Loads fronts as of a date and time, for layout.py to arrange, in a fixed number of queries.

Readers' pages and the desk's board use the same functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db import models
from django.db.models import prefetch_related_objects
from django.http import HttpRequest

from articles.models import Edition, Section
from articles.models.edition import EditionQuerySet
from articles.templatetags.reading import drawable_at
from authors.models import Author
from photos.models import Photo
from vocabulary.as_of import listed_for, page_time
from vocabulary.cache_deps import depends_on, row_tags
from vocabulary.paging import Page, get_page
from vocabulary.parse_ids import parse_ids
from vocabulary.spans import TICK, KeysetQuerySet, format_cursor

from . import layout
from .models import Banner, Placement
from .slots import HOME, SECTION, Slot

PER_PAGE = 20
# Placements of one front that are considered.
PLACED_AT_MOST = 200
BANNERS_AT_MOST = 50
# How long browsers and caches may keep the answer of /breaking.
BREAKING_CACHED_FOR = timedelta(seconds=30)
SOON = timedelta(seconds=1)


@dataclass(frozen=True)
class PointInTime:
    """The date and time a front is shown for, and which stories may be listed then.

    Attributes:
        request: the reader's, which may ask for the past; None at the desk, which sees the present.
    """

    at: datetime
    request: HttpRequest | None = None

    @classmethod
    def of(cls, request: HttpRequest) -> PointInTime:
        """Return what a reader's request asks for."""
        return cls(page_time(request), request)

    def keep_listed(self, editions: EditionQuerySet) -> EditionQuerySet:
        """Keep the editions that readers may find in lists then."""
        return listed_for(self.request, editions) if self.request else editions.listed(self.at)

    def can_draw(self, photo: Photo | None) -> bool:
        return drawable_at(photo, self.at) is not None

    def has_picture(self, story: layout.Story) -> bool:
        return self.can_draw(story.lead_photo)


@dataclass
class Home:
    """The home page."""

    filled: layout.FilledFront
    blocks: list[layout.Block]
    columnists: dict[int, Author]
    seated: dict[Slot, Placement]


@dataclass
class SectionFront:
    """The first page of a section."""

    filled: layout.FilledFront
    older: layout.Remainder | None
    seated: dict[Slot, Placement]


def load_home(when: PointInTime) -> Home:
    """Load and fill the home page. One query per section, however many stories."""
    latest = list(_load_cards(when, Edition.objects.all())[: layout.LATEST_FOR_HOME])
    by_section = [
        (section, list(_load_cards(when, section.editions.all())[: layout.WANTED_PER_SECTION]))
        for section in Section.objects.all()
    ]
    others = [story for _section, stories in by_section for story in stories]
    filled, seated = _seat_and_fill(None, HOME, when, latest, others)
    blocks = layout.make_blocks(filled.article_ids, by_section, when.has_picture)
    return Home(filled, blocks, _load_columnists(blocks), seated)


def load_section_front(section: Section, when: PointInTime) -> SectionFront:
    """Load and fill the first page of a section."""
    latest = list(_load_cards(when, section.editions.all())[: layout.LATEST_FOR_SECTION])
    filled, seated = _seat_and_fill(section, SECTION, when, latest, [])
    return SectionFront(filled, layout.find_remainder(filled, latest), seated)


def _seat_and_fill(
    section: Section | None,
    slots: Sequence[Slot],
    when: PointInTime,
    latest: list[Edition],
    others: list[Edition],
) -> tuple[layout.FilledFront, dict[Slot, Placement]]:
    """Seat the placements and fill a front; load the renditions of all its photos at once."""
    rows = Placement.objects.on_front(section).in_force(when.at)
    placements = list(rows.select_related("photo").newest_first()[:PLACED_AT_MOST])
    depends_on(*row_tags("article", (row.article_id for row in placements)))
    # A subquery and not a list of ids: asked also when nothing is placed, so the cost is the same.
    placed = _load_cards(when, Edition.objects.all()).filter(article__in=rows.values("article"))
    stories = {story.article_id: story for story in placed}
    photos = [row.photo for row in placements]
    photos += [story.lead_photo for story in [*latest, *others, *stories.values()]]
    prefetch_related_objects([photo for photo in photos if photo], "renditions")
    seated = layout.seat_placements(slots, placements, set(stories))
    customised = {
        slot: layout.customise(placement, stories[placement.article_id], when.can_draw)
        for slot, placement in seated.items()
    }
    return layout.fill(slots, customised, latest, when.has_picture), seated


def _load_cards(when: PointInTime, rows: EditionQuerySet) -> EditionQuerySet:
    # Renditions are loaded for all lists at once.
    return when.keep_listed(rows).for_cards().prefetch_related(None).newest_first()


def _load_columnists(blocks: list[layout.Block]) -> dict[int, Author]:
    """Load the first author of each column, for the portrait beside it."""
    voices = (block for block in blocks if block.shape is layout.Shape.VOICES)
    first = [pk for block in voices for story in block.stories for pk in story.card["authors"][:1]]
    depends_on(*row_tags("author", first))
    return Author.objects.not_trashed().for_page().in_bulk(first)


# --- the older pages of a section ----------------------------------------------------------------

WITHOUT = "without"


def make_first_page(front: SectionFront, request: HttpRequest) -> Page:
    """Return the page links of a section's first page."""
    older = ""
    if front.older:
        last = front.older.last
        if last:
            before = format_cursor(last.first_live_at, last.article_id)
        else:  # nothing but placed stories on the page: the list starts at its newest
            before = format_cursor(page_time(request) + TICK, 0)
        older = _build_query(request, {"before": before}, front.older.placed)
    return Page(rows=[], is_first=True, older=older, newest="")


def load_older_page(rows: KeysetQuerySet, request: HttpRequest) -> Page:
    """Return a further page of a section: a plain list without the stories of the first page."""
    without = read_ids(request.GET.get(WITHOUT, ""))
    page = get_page(rows.exclude(article_id__in=without), request, PER_PAGE)
    if not (page.older and without):
        return page
    last = page.rows[-1]
    before = {"before": format_cursor(last.first_live_at, last.article_id)}
    return Page(page.rows, page.is_first, _build_query(request, before, without), page.newest)


def read_ids(text: str) -> list[int]:
    """Read the ids of stories an older page leaves out, at most as many as a front has slots."""
    return parse_ids(text.split(".")[: len(SECTION)])


def _build_query(request: HttpRequest, fields: dict[str, str], without: list[int]) -> str:
    if getattr(request, "looks_back", False):
        fields = {"at": request.GET["at"], **fields}
    if without:
        fields |= {WITHOUT: ".".join(map(str, without))}
    return f"?{urlencode(fields)}"


# --- the breaking banner -------------------------------------------------------------------------


@dataclass(frozen=True)
class Breaking:
    """A banner as readers get it."""

    text: str
    url: str
    since: datetime
    until: datetime


def find_breaking(when: PointInTime) -> Breaking | None:
    """Return the banner in force: the one that began last and whose story, if any, is listed."""
    banners = list(Banner.objects.in_force(when.at)[:BANNERS_AT_MOST])
    named = [banner.article_id for banner in banners if banner.article_id]
    depends_on(*row_tags("article", named))
    found = when.keep_listed(Edition.objects.all()).filter(article__in=named)
    stories = {story.article_id: story for story in found.only("article_id", "path")}
    for banner in banners:
        if banner.article_id is None or banner.article_id in stories:
            story = stories[banner.article_id] if banner.article_id else None
            url = story.get_absolute_url() if story else banner.url
            return Breaking(banner.text, url, banner.starts_at, banner.ends_at)
    return None


def compute_breaking_max_age(at: datetime) -> int:
    """Return for how many seconds /breaking may be cached: until a banner starts or ends."""
    row = Banner.objects.filter(ends_at__gt=at).aggregate(
        end=models.Min("ends_at"),
        start=models.Min("starts_at", filter=models.Q(starts_at__gt=at)),
    )
    changes = [change for change in row.values() if change is not None]
    return max(0, int((min([at + BREAKING_CACHED_FOR, *changes]) - at) / SOON))
