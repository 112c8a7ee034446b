"""The rules of a front: pure functions from stories and placements to places on a page.

Who stands where:

1. A placement counts while its span holds the moment and its story is listed at it. Anything else
   (withdrawn, expired, withheld, retracted, embargoed, over) is as if it were not there.
2. Of two placements of one story, the one that took its slot last counts: no story twice.
3. Of two placements for one slot, the one that took it last has it. The other moves to the next
   free slot of that size, round the end; if there is none it waits, and its story is one like any
   other. When the first falls out, the other moves up.
4. Slots nobody was placed in fill themselves with the latest, in the order of the slots; the lead
   and what stands beside it may pass over a few to have a picture.
5. A front with a story has a lead: if nothing fills it, the first placed story takes it.

Paging: see `remainder`. Nothing here asks the clock or the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from articles.models import Edition, Section
from photos.models import Photo

from .models import Placement
from .slots import HOME, SECTION, Size, Slot

PER_BLOCK = 5


# Among how many of the newest one with a picture is looked for: a lead without one looks poor,
# and one that is not new any more is worse.
AMONG = {Size.LEAD: 6, Size.MID: 2}
# Empty unless somebody is placed in it.
ONLY_PLACED = frozenset({Size.BIG})
# Enough of the newest to fill a front whatever is placed on it, and one more: is there an older?
LATEST_FOR_HOME = 2 * len(HOME)
LATEST_FOR_SECTION = 2 * len(SECTION) + 1
# Stories of one section that may already stand above its block, and enough for the block.
WANTED_PER_SECTION = len(HOME) + PER_BLOCK


class CustomisedStory:
    """A story in the words and the picture of its slot. All else is its edition's."""

    def __init__(
        self, edition: Edition, headline: str, standfirst: str, photo: Photo | None
    ) -> None:
        self.edition = edition
        self.headline = headline or edition.headline
        self.standfirst = standfirst or edition.standfirst
        self.lead_photo = photo or edition.lead_photo
        self.card = edition.card | ({"alt": photo.alt} if photo else {})
        self.card_headline = headline or edition.card_headline

    def __getattr__(self, name: str) -> Any:
        return getattr(self.edition, name)


Story = Edition | CustomisedStory
HasPicture = Callable[[Story], bool]


def customise(placement: Placement, edition: Edition, can_draw: Callable[[Photo], bool]) -> Story:
    """Return a story as its placement has it worded; a picture that may not be shown is left."""
    photo = placement.photo if placement.photo and can_draw(placement.photo) else None
    if not (placement.headline or placement.standfirst or photo):
        return edition
    return CustomisedStory(edition, placement.headline, placement.standfirst, photo)


def seat_placements(
    slots: Sequence[Slot], placements: Iterable[Placement], listed: set[int]
) -> dict[Slot, Placement]:
    """Seat the placed stories, by rules 1 to 3.

    Args:
        slots: of the front.
        placements: those whose span holds the moment, in any order.
        listed: the stories readers may find in lists at that moment, by the id of the article.
    """
    newest = sorted(placements, key=lambda row: (row.taken_at, row.pk), reverse=True)
    once: dict[int, Placement] = {}
    for placement in newest:
        if placement.article_id in listed and placement.place in slots:
            once.setdefault(placement.article_id, placement)
    seated: dict[Slot, Placement] = {}
    moved = [row for row in once.values() if seated.setdefault(row.place, row) is not row]
    for placement in moved:
        if free := _next_free(slots, placement.place, seated):
            seated[free] = placement
    return seated


def _next_free(slots: Sequence[Slot], wanted: Slot, taken: Iterable[Slot]) -> Slot | None:
    alike = [slot for slot in slots if slot.size == wanted.size]
    at = alike.index(wanted)
    return next((slot for slot in alike[at + 1 :] + alike[:at] if slot not in taken), None)


@dataclass
class FilledFront:
    """A front's slots with their stories.

    Attributes:
        stories: by slot; an empty slot is missing.
        own: the stories that filled the page by themselves, newest first.
    """

    stories: dict[Slot, Story]
    own: list[Edition]

    def of(self, size: Size) -> list[Story]:
        return [story for slot, story in self.stories.items() if slot.size == size]

    @property
    def lead(self) -> Story | None:
        return next(iter(self.of(Size.LEAD)), None)

    @property
    def mid(self) -> list[Story]:
        return self.of(Size.MID)

    @property
    def small(self) -> list[Story]:
        return self.of(Size.SMALL)

    @property
    def rail(self) -> list[Story]:
        return self.of(Size.RAIL)

    @property
    def big(self) -> list[Story]:
        return self.of(Size.BIG)

    @property
    def lines(self) -> list[Story]:
        return self.of(Size.LINE)

    @property
    def has_more_than_lead(self) -> bool:
        """Say whether anything stands beside the lead."""
        return bool(self.mid or self.small or self.rail)

    @property
    def article_ids(self) -> set[int]:
        return {story.article_id for story in self.stories.values()}


def fill(
    slots: Sequence[Slot], seated: dict[Slot, Story], latest: list[Edition], has_picture: HasPicture
) -> FilledFront:
    """Fill the slots: those seated where they are, the latest in what is left.

    The stories that fill a front by themselves are the newest ones, without a gap: which slot
    each gets is chosen after they are chosen. `remainder` rests on that.
    """
    standing = {story.article_id for story in seated.values()}
    empty = [s for s in slots if s not in seated and s.size not in ONLY_PLACED]
    own = [story for story in latest if story.article_id not in standing][: len(empty)]
    left, stories = list(own), dict(seated)
    for slot in empty:
        if left:
            story = _choose(slot.size, left, has_picture)
            left.remove(story)
            stories[slot] = story
    _ensure_lead(slots, stories)
    return FilledFront({slot: stories[slot] for slot in slots if slot in stories}, own)


def _choose(size: Size, stories: list[Edition], has_picture: HasPicture) -> Edition:
    if size == Size.LEAD:
        return choose_lead(stories, has_picture) or stories[0]
    among = stories[: AMONG.get(size, 1)]
    return next((story for story in among if has_picture(story)), among[0])


def choose_lead(latest: list[Edition], has_picture: HasPicture) -> Edition | None:
    """Choose the newest reported story with a picture; else the newest reported; else any."""
    recent = latest[: AMONG[Size.LEAD]]
    reported = [story for story in recent if story.kind_traits.may_lead]
    pictured = [story for story in reported if has_picture(story)]
    return next(iter([*pictured, *reported, *recent]), None)


def _ensure_lead(slots: Sequence[Slot], stories: dict[Slot, Story]) -> None:
    if stories and slots[0] not in stories:
        first = next(slot for slot in slots if slot in stories)
        stories[slots[0]] = stories.pop(first)


@dataclass(frozen=True)
class Remainder:
    """Where the plain list goes on after an edited first page.

    Attributes:
        last: the last story that filled the page by itself; None if all were placed.
        placed: stories of the first page that lie further on in the list, to be left out there.
    """

    last: Edition | None
    placed: list[int]


def find_remainder(filled: FilledFront, latest: list[Edition]) -> Remainder | None:
    """Say where the list goes on, or None at its end.

    Older pages are plain lists by key. The first one shows, besides what was placed, the newest
    stories without a gap, so the list goes on after the last of those: nothing is lost. A placed
    story older than that would come up again, so the link names it and the older page leaves it
    out: nothing is repeated. The names stand in the link, not in what is placed when the older
    page is asked for; a front edited in between changes nothing for a reader on the way.
    """
    shown = filled.article_ids
    if all(story.article_id in shown for story in latest):
        return None
    last = filled.own[-1] if filled.own else None
    filling = {story.article_id for story in filled.own}
    further = [s for s in filled.stories.values() if s.article_id not in filling]
    if last is not None:
        further = [s for s in further if _key(s) < _key(last)]
    return Remainder(last, sorted(story.article_id for story in further))


def _key(story: Story) -> tuple:
    return (story.first_live_at, story.article_id)


# --- the blocks of the home page, a section each ------------------------------------------------


class Shape(StrEnum):
    """How a block is drawn; its template is fronts/blocks/<shape>.html."""

    VOICES = "voices"
    SOLO = "solo"
    FEATURE = "feature"
    QUAD = "quad"
    ROWS = "rows"


@dataclass
class Block:
    """A section's part of the home page."""

    section: Section
    shape: Shape
    lead: Edition
    rest: list[Edition]

    @property
    def template(self) -> str:
        return f"fronts/blocks/{self.shape}.html"

    @property
    def is_voices(self) -> bool:
        return self.shape is Shape.VOICES

    @property
    def stories(self) -> list[Edition]:
        return [self.lead, *self.rest]


def make_blocks(
    standing: set[int],
    by_section: Iterable[tuple[Section, list[Edition]]],
    has_picture: HasPicture,
) -> list[Block]:
    """Make a block of each section that has stories besides those standing above.

    Args:
        by_section: the newest of each section, in the order of the paper.
    """
    blocks: list[Block] = []
    for section, stories in by_section:
        free = [story for story in stories if story.article_id not in standing][:PER_BLOCK]
        if free:
            before = blocks[-1].shape if blocks else None
            blocks.append(make_block(section, free, has_picture, before))
    return blocks


def make_block(
    section: Section,
    stories: list[Edition],
    has_picture: HasPicture,
    before: Shape | None,
) -> Block:
    """Give a section's stories the shape they can fill, other than its neighbour's if possible."""
    if all(story.kind_traits.is_opinion for story in stories):
        stories = stories[:4]
        return Block(section, Shape.VOICES, stories[0], stories[1:])
    pictured = next((story for story in stories if has_picture(story)), None)
    if pictured is None:
        return Block(section, Shape.ROWS, stories[0], stories[1:])
    rest = [story for story in stories if story is not pictured]
    if not rest:
        return Block(section, Shape.SOLO, pictured, [])
    if len(rest) >= 3 and before is Shape.FEATURE:
        return Block(section, Shape.QUAD, pictured, rest[:3])
    return Block(section, Shape.FEATURE, pictured, rest[:3])
