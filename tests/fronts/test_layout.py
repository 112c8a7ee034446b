"""The rules of a front, each by its number in layout.py: pure functions that need no database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from articles.models import Edition, Section
from fronts.layout import (
    ONLY_PLACED,
    PER_BLOCK,
    FilledFront,
    Shape,
    choose_lead,
    customise,
    fill,
    find_remainder,
    make_block,
    make_blocks,
    seat_placements,
)
from fronts.models import Placement
from fronts.slots import HOME, SECTION, Size, Slot
from photos.models import Photo

WORLD = Section(pk=1, name="World", slug="world")
VIEWS = Section(pk=2, name="Views", slug="views")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def story(number: int, kind: str = "news", pictured: bool = False) -> Edition:
    """Make a story; the higher its number, the newer it is."""
    return Edition(
        article_id=number,
        kind=kind,
        headline=f"Story {number}",
        first_live_at=NOON + number * HOUR,
        lead_photo_id=number if pictured else None,
    )


def stories(*numbers: int) -> list[Edition]:
    return [story(number) for number in numbers]


def has_picture(edition: Edition) -> bool:
    return edition.lead_photo_id is not None


def placement(number: int, slot: Slot, taken: int = 0, **fields: object) -> Placement:
    """Make a placement of story `number`, which took its slot at the hour `taken`."""
    return Placement(
        pk=number * 100 + taken,
        article_id=number,
        slot=slot.size,
        position=slot.number,
        taken_at=NOON + taken * HOUR,
        **fields,
    )


def seated(*placements: Placement, listed: set[int] | None = None) -> dict[str, int]:
    """Seat on a section's front; name who has which slot."""
    listed = {row.article_id for row in placements} if listed is None else listed
    return {
        slot.key: row.article_id
        for slot, row in seat_placements(SECTION, placements, listed).items()
    }


def filled(placed: dict[Slot, int], latest: list[Edition], slots=SECTION) -> FilledFront:
    return fill(slots, {slot: story(n) for slot, n in placed.items()}, latest, has_picture)


def numbers(front: FilledFront) -> list[int]:
    return [each.article_id for each in front.stories.values()]


LEAD, MID, MID_2, LINE = Slot(Size.LEAD), Slot(Size.MID), Slot(Size.MID, 2), Slot(Size.LINE)


# --- 1: a placement counts while its story is listed


def test_a_placed_story_stands_in_its_slot():
    assert seated(placement(1, LEAD), placement(2, MID_2)) == {"lead:1": 1, "mid:2": 2}


def test_a_story_that_is_not_listed_is_as_if_it_were_not_placed():
    assert seated(placement(1, LEAD), placement(2, MID), listed={2}) == {"mid:1": 2}


def test_a_slot_the_front_does_not_have_holds_nobody():
    assert seated(placement(1, Slot(Size.RAIL)), placement(2, Slot(Size.MID, 9))) == {}


# --- 2: no story twice


def test_of_two_placements_of_a_story_the_newest_counts():
    assert seated(placement(1, LEAD, 1), placement(1, MID, 2)) == {"mid:1": 1}


@pytest.mark.parametrize("slots", [HOME, SECTION])
def test_no_story_stands_twice(slots):
    latest = stories(*range(60, 0, -1))
    placed = {slots[0]: 60, slots[2]: 3, slots[3]: 41}
    front = filled(placed, latest, slots)
    assert len(numbers(front)) == len(set(numbers(front)))
    wanted = [slot for slot in slots if slot.size not in ONLY_PLACED]
    assert list(front.stories) == wanted


# --- 3: two placements for one slot


def test_the_newest_has_the_slot_and_the_other_moves_to_the_next_of_that_size():
    assert seated(placement(1, MID, 1), placement(2, MID, 2)) == {"mid:1": 2, "mid:2": 1}


def test_the_next_free_slot_goes_round_the_end():
    assert seated(placement(1, MID_2, 1), placement(2, MID_2, 2)) == {"mid:2": 2, "mid:1": 1}


def test_who_moves_takes_no_slot_that_somebody_was_placed_in():
    rows = [placement(1, MID, 2), placement(2, MID, 3), placement(3, MID_2, 1)]
    assert seated(*rows) == {"mid:1": 2, "mid:2": 3}


def test_who_waits_moves_up_when_the_other_falls_out():
    rows = [placement(1, LEAD, 1), placement(2, LEAD, 2)]
    assert seated(*rows) == {"lead:1": 2}
    assert seated(*rows, listed={1}) == {"lead:1": 1}


def test_who_was_moved_goes_back_when_the_other_falls_out():
    rows = [placement(1, MID, 1), placement(2, MID, 2)]
    assert seated(*rows, listed={1}) == {"mid:1": 1}


def test_placed_at_the_same_moment_the_later_row_wins():
    assert seated(placement(1, LEAD, 1), placement(2, LEAD, 1)) == {"lead:1": 2}


# --- 4: what is not placed is filled automatically


def test_the_latest_fill_what_is_left_in_order():
    front = filled({LINE: 1}, stories(9, 8, 7, 6, 5))
    assert numbers(front) == [9, 8, 7, 1, 6, 5]


def test_who_waits_is_a_story_like_any_other():
    front = filled({LEAD: 9}, stories(9, 8, 7))
    assert numbers(front) == [9, 8, 7]


def test_a_slot_only_for_the_placed_stays_empty_without_them():
    assert filled({}, stories(*range(40, 0, -1)), HOME).big == []
    assert [s.article_id for s in filled({Slot(Size.BIG): 3}, stories(9), HOME).big] == [3]


def test_the_stories_that_fill_a_page_are_the_newest_without_a_gap():
    """Though a picture further down is preferred for the lead, nobody is passed over for good."""
    latest = [*stories(30, 29), story(28, pictured=True), *stories(*range(27, 0, -1))]
    placed = {slot: 100 + n for n, slot in enumerate(SECTION[3:])}
    front = filled(placed, latest)
    assert sorted(numbers(front))[:3] == [28, 29, 30]
    placed[MID_2] = 200
    assert filled(placed, latest).article_ids >= {29, 30}
    assert 28 not in filled(placed, latest).article_ids


def test_the_lead_is_the_newest_reported_story_with_a_picture():
    opinion, plain, pictured = story(3, "opinion", True), story(2), story(1, pictured=True)
    assert choose_lead([opinion, plain, pictured], has_picture) is pictured
    assert choose_lead([opinion, plain], has_picture) is plain
    assert choose_lead([opinion], has_picture) is opinion
    assert choose_lead([], has_picture) is None


def test_an_old_picture_does_not_beat_what_is_new():
    latest = [*stories(*range(20, 1, -1)), story(1, pictured=True)]
    assert choose_lead(latest, has_picture) is latest[0]


def test_beside_the_lead_stands_a_story_with_a_picture_if_one_of_the_next_has_one():
    front = filled({LEAD: 9}, [story(8), story(7, pictured=True), story(6)], HOME)
    assert [front.mid[0].article_id, front.small[0].article_id] == [7, 8]


# --- 5: a front with a story has a lead


def test_a_front_whose_only_story_was_placed_below_has_it_as_its_lead():
    front = filled({Slot(Size.RAIL, 3): 1}, stories(1), HOME)
    assert front.lead.article_id == 1
    assert numbers(front) == [1]


def test_an_empty_paper_has_an_empty_front():
    assert filled({}, []).lead is None


# --- own words


def draws(photo: Photo) -> bool:
    return photo.pk == 1


def test_a_placement_without_words_of_its_own_changes_nothing():
    edition = story(1)
    assert customise(placement(1, LEAD), edition, draws) is edition


def test_own_words_stand_for_the_storys_and_the_story_keeps_its_own():
    edition = story(1)
    worded = customise(placement(1, LEAD, headline="Ours"), edition, draws)
    assert (worded.headline, worded.card_headline) == ("Ours", "Ours")
    assert worded.article_id == 1
    assert edition.headline == "Story 1"


def test_a_picture_whose_rights_do_not_hold_is_not_used():
    edition = story(1)
    edition.lead_photo = Photo(pk=3, alt="The story's")
    ours = customise(placement(1, LEAD, photo=Photo(pk=1, alt="Ours")), edition, draws)
    assert (ours.lead_photo.pk, ours.card["alt"]) == (1, "Ours")
    assert customise(placement(1, LEAD, photo=Photo(pk=2)), edition, draws) is edition


# --- paging


def pages_of(front: FilledFront, everything: list[Edition]) -> list[int]:
    """Read the first page and all that lies behind its link."""
    rest = find_remainder(front, everything)
    if rest is None:
        return numbers(front)
    last = rest.last.article_id if rest.last else 10_000
    older = [s.article_id for s in everything if s.article_id < last]
    return numbers(front) + [number for number in older if number not in rest.placed]


@pytest.mark.parametrize(
    "placed",
    [
        {},
        {LEAD: 60},
        {LEAD: 1},
        {MID: 41, MID_2: 40},
        {LEAD: 55, MID: 2, LINE: 41},
        {slot: n for n, slot in enumerate(SECTION, start=20)},
        {slot: n for n, slot in enumerate(SECTION, start=41)},
    ],
)
def test_older_pages_neither_repeat_nor_lose_a_story(placed):
    everything = stories(*range(60, 0, -1))
    read = pages_of(filled(placed, everything), everything)
    assert sorted(read) == list(range(1, 61))


def test_a_list_that_ends_on_the_first_page_has_no_older_one():
    everything = stories(*range(20, 0, -1))
    assert find_remainder(filled({}, everything), everything) is None
    assert (
        find_remainder(filled({}, stories(*range(21, 0, -1))), stories(*range(21, 0, -1)))
        is not None
    )


# --- the blocks of the home page


def test_a_block_holds_what_does_not_stand_above():
    latest = stories(*range(20, 0, -1))
    [block] = make_blocks(set(range(10, 21)), [(WORLD, latest), (VIEWS, stories(20))], has_picture)
    assert [s.article_id for s in block.stories] == [9, 8, 7, 6, 5]
    assert len(block.stories) == PER_BLOCK


def shape_of(*block: Edition, before: Shape | None = None) -> Shape:
    return make_block(WORLD, list(block), has_picture, before).shape


def test_blocks_take_a_shape_their_stories_can_fill():
    assert shape_of(story(1), story(2)) is Shape.ROWS
    assert shape_of(story(1, pictured=True)) is Shape.SOLO
    assert shape_of(story(1), story(2, pictured=True)) is Shape.FEATURE
    assert shape_of(story(1, "opinion"), story(2, "opinion")) is Shape.VOICES


def test_neighbours_differ_in_shape_when_they_can():
    block = [story(1, pictured=True), story(2), story(3), story(4)]
    assert shape_of(*block, before=Shape.FEATURE) is Shape.QUAD
    assert shape_of(*block[:2], before=Shape.FEATURE) is Shape.FEATURE


def test_the_story_with_the_picture_leads_its_block():
    pictured = story(2, pictured=True)
    block = make_block(WORLD, [story(3), pictured, story(1)], has_picture, None)
    assert block.lead is pictured
    assert [each.article_id for each in block.rest] == [3, 1]
