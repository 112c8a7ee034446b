"""The rules of a front: pure functions that assign stories to slots.

1. A placement counts while it is in force and its story is listed. Any other (withdrawn, expired,
   withheld, retracted, embargoed, over) is ignored.
2. Of two placements of one story the one that took its slot last counts: no story appears twice.
3. Of two placements for one slot the one that took it last has it. The other moves to the next
   free slot of that size, wrapping around; if there is none it waits, and its story is treated
   like any other. When the first ends, the other moves up.
4. Slots without a placement are filled with the latest stories, in the order of the slots. For the
   lead and the story beside it a few stories may be passed over to find one with a picture.
5. A front with a story has a lead: if nothing fills the slot, the first placed story takes it.

Paging: see `find_remainder`. Nothing here reads the clock or the database.
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


# Among how many of the newest stories one with a picture is chosen: a lead without a picture looks
# poor, but an old one is worse.
CHOSEN_AMONG = {Size.LEAD: 6, Size.MID: 2}
# Empty unless a story is placed there.
ONLY_PLACED = frozenset({Size.BIG})
# Enough to fill a front whatever is placed on it; one more shows whether there are older stories.
LATEST_FOR_HOME = 2 * len(HOME)
LATEST_FOR_SECTION = 2 * len(SECTION) + 1
# Enough for a section's block, even if others of its stories appear above it.
WANTED_PER_SECTION = len(HOME) + PER_BLOCK


class CustomisedStory:
    """An edition with the custom headline, standfirst or photo of its placement."""

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
    """Apply the custom fields of a placement; a photo that may not be shown is ignored."""
    photo = placement.photo if placement.photo and can_draw(placement.photo) else None
    if not (placement.headline or placement.standfirst or photo):
        return edition
    return CustomisedStory(edition, placement.headline, placement.standfirst, photo)


def seat_placements(
    slots: Sequence[Slot], placements: Iterable[Placement], listed: set[int]
) -> dict[Slot, Placement]:
    """Assign placements to slots, by rules 1 to 3.

    Args:
        slots: of the front.
        placements: those in force, in any order.
        listed: the ids of the articles readers may find in lists at that time.
    """
    newest = sorted(placements, key=lambda row: (row.taken_at, row.pk), reverse=True)
    once: dict[int, Placement] = {}
    for placement in newest:
        if placement.article_id in listed and placement.place in slots:
            once.setdefault(placement.article_id, placement)
    seated: dict[Slot, Placement] = {}
    moved = [row for row in once.values() if seated.setdefault(row.place, row) is not row]
    for placement in moved:
        if free := _find_free_slot(slots, placement.place, seated):
            seated[free] = placement
    return seated


def _find_free_slot(slots: Sequence[Slot], wanted: Slot, taken: Iterable[Slot]) -> Slot | None:
    alike = [slot for slot in slots if slot.size == wanted.size]
    at = alike.index(wanted)
    return next((slot for slot in alike[at + 1 :] + alike[:at] if slot not in taken), None)


@dataclass
class FilledFront:
    """A front's slots with their stories.

    Attributes:
        stories: by slot; an empty slot is missing.
        automatic: the stories that were not placed, newest first.
    """

    stories: dict[Slot, Story]
    automatic: list[Edition]

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
        """Whether there is any story beside the lead."""
        return bool(self.mid or self.small or self.rail)

    @property
    def article_ids(self) -> set[int]:
        return {story.article_id for story in self.stories.values()}


def fill(
    slots: Sequence[Slot], seated: dict[Slot, Story], latest: list[Edition], has_picture: HasPicture
) -> FilledFront:
    """Fill the slots that have no placement with the latest stories.

    These are the newest stories without a gap; only afterwards is decided which slot each one
    gets. `find_remainder` relies on that.
    """
    placed = {story.article_id for story in seated.values()}
    empty = [s for s in slots if s not in seated and s.size not in ONLY_PLACED]
    automatic = [story for story in latest if story.article_id not in placed][: len(empty)]
    left, stories = list(automatic), dict(seated)
    for slot in empty:
        if left:
            story = _choose(slot.size, left, has_picture)
            left.remove(story)
            stories[slot] = story
    _ensure_lead(slots, stories)
    return FilledFront({slot: stories[slot] for slot in slots if slot in stories}, automatic)


def _choose(size: Size, stories: list[Edition], has_picture: HasPicture) -> Edition:
    if size == Size.LEAD:
        return choose_lead(stories, has_picture) or stories[0]
    among = stories[: CHOSEN_AMONG.get(size, 1)]
    return next((story for story in among if has_picture(story)), among[0])


def choose_lead(latest: list[Edition], has_picture: HasPicture) -> Edition | None:
    """Choose the newest news story with a picture; else the newest news story; else the newest."""
    recent = latest[: CHOSEN_AMONG[Size.LEAD]]
    reported = [story for story in recent if story.kind_traits.may_lead]
    pictured = [story for story in reported if has_picture(story)]
    return next(iter([*pictured, *reported, *recent]), None)


def _ensure_lead(slots: Sequence[Slot], stories: dict[Slot, Story]) -> None:
    if stories and slots[0] not in stories:
        first = next(slot for slot in slots if slot in stories)
        stories[slots[0]] = stories.pop(first)


@dataclass(frozen=True)
class Remainder:
    """Where the list of older stories continues after the first page.

    Attributes:
        last: the last story of the page that was not placed; None if all were.
        placed: ids of stories on the first page that come later in the list, to be left out there.
    """

    last: Edition | None
    placed: list[int]


def find_remainder(filled: FilledFront, latest: list[Edition]) -> Remainder | None:
    """Return where the list of older stories continues, or None if there are none.

    Older pages are plain lists, paged by key. The first page shows, besides the placed stories, the
    newest ones without a gap, so the list continues after the last of these and nothing is lost. A
    placed story older than that would be repeated, so the link to the older page names it and that
    page leaves it out. A change of the front in the meantime makes no difference to the reader.
    """
    shown = filled.article_ids
    if all(story.article_id in shown for story in latest):
        return None
    last = filled.automatic[-1] if filled.automatic else None
    automatic = {story.article_id for story in filled.automatic}
    further = [s for s in filled.stories.values() if s.article_id not in automatic]
    if last is not None:
        further = [s for s in further if _sort_key(s) < _sort_key(last)]
    return Remainder(last, sorted(story.article_id for story in further))


def _sort_key(story: Story) -> tuple:
    return (story.first_live_at, story.article_id)


# --- the blocks of the home page, a section each ------------------------------------------------


class Shape(StrEnum):
    """The layout of a block; its template is fronts/blocks/<shape>.html."""

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
    shown: set[int],
    by_section: Iterable[tuple[Section, list[Edition]]],
    has_picture: HasPicture,
) -> list[Block]:
    """Make a block for each section that has stories besides those shown above.

    Args:
        shown: ids of the articles shown above.
        by_section: the newest stories of each section, in the order of the sections.
    """
    blocks: list[Block] = []
    for section, stories in by_section:
        free = [story for story in stories if story.article_id not in shown][:PER_BLOCK]
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
    """Choose a shape the stories can fill, other than that of the block before if possible."""
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
