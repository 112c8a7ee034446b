"""Fills the home page: pure functions from stories to places. No story stands twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from articles.models import Edition, Section

STACK = 2
RAIL = 5
PER_BLOCK = 5
# A lead without a picture looks poor; one that is not new any more is worse.
LEAD_AMONG = 6
# Stories of one section that may already stand above its block, and enough for the block.
WANTED_PER_SECTION = 1 + STACK + RAIL + PER_BLOCK


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
    def stories(self) -> list[Edition]:
        return [self.lead, *self.rest]


@dataclass
class Front:
    """The home page, filled."""

    lead: Edition | None = None
    stack: list[Edition] = field(default_factory=list)
    rail: list[Edition] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)


def fill(
    latest: list[Edition],
    by_section: Iterable[tuple[Section, list[Edition]]],
    has_picture: Callable[[Edition], bool],
) -> Front:
    """Place stories: a lead, a stack beside it, what was just published, a block per section.

    Args:
        latest: the newest of all sections, newest first.
        by_section: the newest of each section, in the order of the paper.
        has_picture: whether a story's picture may be shown.
    """
    front = Front()
    placed: set[int] = set()

    def take(stories: Iterable[Edition], most: int) -> list[Edition]:
        free = [story for story in stories if story.article_id not in placed][:most]
        placed.update(story.article_id for story in free)
        return free

    front.lead = choose_lead(latest, has_picture)
    if front.lead:
        placed.add(front.lead.article_id)
    front.stack = take(latest, STACK)
    front.stack.sort(key=has_picture, reverse=True)
    front.rail = take(latest, RAIL)
    for section, stories in by_section:
        if free := take(stories, PER_BLOCK):
            before = front.blocks[-1].shape if front.blocks else None
            front.blocks.append(make_block(section, free, has_picture, before))
    return front


def choose_lead(latest: list[Edition], has_picture: Callable[[Edition], bool]) -> Edition | None:
    """Choose the newest reported story with a picture; else the newest reported; else any."""
    recent = latest[:LEAD_AMONG]
    reported = [story for story in recent if story.kind not in ("opinion", "sponsored")]
    pictured = [story for story in reported if has_picture(story)]
    return next(iter([*pictured, *reported, *recent]), None)


def make_block(
    section: Section,
    stories: list[Edition],
    has_picture: Callable[[Edition], bool],
    before: Shape | None,
) -> Block:
    """Give a section's stories the shape they can fill, other than its neighbour's if possible."""
    if all(story.kind == "opinion" for story in stories):
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
