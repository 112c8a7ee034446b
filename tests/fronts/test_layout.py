"""Filling the home page: pure functions over stories that need no database."""

from __future__ import annotations

from articles.models import Edition, Section
from fronts.layout import PER_BLOCK, RAIL, STACK, Shape, choose_lead, fill, make_block

WORLD = Section(pk=1, name="World", slug="world")
VIEWS = Section(pk=2, name="Views", slug="views")


def story(number: int, kind: str = "news", pictured: bool = False) -> Edition:
    return Edition(article_id=number, kind=kind, lead_photo_id=number if pictured else None)


def has_picture(edition: Edition) -> bool:
    return edition.lead_photo_id is not None


def placed(front) -> list[int]:  # noqa: ANN001
    blocks = [each.article_id for block in front.blocks for each in block.stories]
    above = [each.article_id for each in [front.lead, *front.stack, *front.rail]]
    return above + blocks


def test_no_story_stands_twice():
    stories = [story(number, pictured=number % 3 == 0) for number in range(40, 0, -1)]
    front = fill(stories, [(WORLD, stories), (VIEWS, stories)], has_picture)
    assert len(placed(front)) == len(set(placed(front)))
    assert len(placed(front)) >= 1 + STACK + RAIL + PER_BLOCK


def test_the_lead_is_the_newest_reported_story_with_a_picture():
    opinion, plain, pictured = story(3, "opinion", True), story(2), story(1, pictured=True)
    assert choose_lead([opinion, plain, pictured], has_picture) is pictured
    assert choose_lead([opinion, plain], has_picture) is plain
    assert choose_lead([opinion], has_picture) is opinion
    assert choose_lead([], has_picture) is None


def test_an_old_picture_does_not_beat_what_is_new():
    stories = [story(number) for number in range(20, 1, -1)] + [story(1, pictured=True)]
    assert choose_lead(stories, has_picture) is stories[0]


def test_an_empty_paper_has_an_empty_front():
    front = fill([], [(WORLD, [])], has_picture)
    assert front.lead is None
    assert front.blocks == []


def test_a_section_whose_stories_all_stand_above_has_no_block():
    stories = [story(2), story(1)]
    assert fill(stories, [(WORLD, stories)], has_picture).blocks == []


def shape_of(*stories: Edition, before: Shape | None = None) -> Shape:
    return make_block(WORLD, list(stories), has_picture, before).shape


def test_blocks_take_a_shape_their_stories_can_fill():
    assert shape_of(story(1), story(2)) is Shape.ROWS
    assert shape_of(story(1, pictured=True)) is Shape.SOLO
    assert shape_of(story(1), story(2, pictured=True)) is Shape.FEATURE
    assert shape_of(story(1, "opinion"), story(2, "opinion")) is Shape.VOICES


def test_neighbours_differ_in_shape_when_they_can():
    stories = [story(1, pictured=True), story(2), story(3), story(4)]
    assert shape_of(*stories, before=Shape.FEATURE) is Shape.QUAD
    assert shape_of(*stories[:2], before=Shape.FEATURE) is Shape.FEATURE


def test_the_story_with_the_picture_leads_its_block():
    pictured = story(2, pictured=True)
    block = make_block(WORLD, [story(3), pictured, story(1)], has_picture, None)
    assert block.lead is pictured
    assert [each.article_id for each in block.rest] == [3, 1]
