"""Placing, altering and taking off: the past of a front stays as readers saw it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles import workflow
from articles.workflow import ActionRefused
from fronts import placing
from fronts.models import Banner, Front, Placement
from fronts.slots import Size, Slot
from tests.factories import (
    a_publisher,
    make_banner,
    make_front,
    make_live,
    make_photo,
    make_placement,
    make_section,
)
from vocabulary.spans import FOREVER

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_a_placement_begins_at_once_and_has_no_end_unless_told():
    placement = make_placement(make_live().article)
    assert placement.is_in_force(timezone.now())
    assert placement.ends_at == FOREVER


def test_what_has_begun_is_never_rewritten(editor):
    first = make_placement(make_live().article, headline="First words")
    second = placing.alter(first, by=editor, headline="Second words")
    first.refresh_from_db()
    assert first.headline == "First words"
    assert first.ends_at == second.starts_at
    assert (second.headline, second.placed_by) == ("Second words", editor)


def test_new_words_do_not_take_a_slot_from_somebody_newer(editor):
    old, new = make_live(), make_live()
    waiting = make_placement(old.article)
    make_placement(new.article)
    altered = placing.alter(waiting, by=editor, headline="Other words")
    assert altered.taken_at == waiting.taken_at
    newest = Placement.objects.in_force(timezone.now()).newest_first()
    assert [row.article_id for row in newest] == [new.article_id, old.article_id]


def test_moving_to_a_slot_takes_it(editor):
    make_placement(make_live().article, "mid:1")
    moved = placing.alter(make_placement(make_live().article), by=editor, slot=Slot(Size.MID))
    assert Placement.objects.in_force(timezone.now()).newest_first().first() == moved


def test_only_its_end_may_be_moved_in_place(editor):
    placement = make_placement(make_live().article)
    end = timezone.now() + HOUR
    assert placing.alter(placement, by=editor, ends_at=end).pk == placement.pk
    assert Placement.objects.get().ends_at == end


def test_what_is_still_to_come_is_changed_in_place(editor):
    start = timezone.now() + HOUR
    placement = make_placement(make_live().article, starts_at=start)
    altered = placing.alter(placement, by=editor, headline="Better", starts_at=start + HOUR)
    assert altered.pk == placement.pk
    assert altered.taken_at == altered.starts_at == start + HOUR


def test_taken_off_what_was_seen_ends_and_what_was_not_is_gone():
    seen = make_placement(make_live().article)
    make_placement(make_live().article, starts_at=timezone.now() + HOUR)
    for placement in Placement.objects.all():
        placing.remove(placement)
    [left] = Placement.objects.all()
    assert left == seen
    assert not left.is_in_force(timezone.now())


def test_two_editors_at_once_do_not_leave_two_placements(editor):
    placement = make_placement(make_live().article)
    placing.alter(placement, by=editor, headline="Mine")
    with pytest.raises(ActionRefused, match="Somebody removed or changed this placement"):
        placing.alter(placement, by=editor, headline="Yours")
    assert Placement.objects.in_force(timezone.now()).count() == 1


@pytest.mark.parametrize(
    ("slot", "start", "end", "sentence"),
    [
        ("rail:6", None, HOUR, "no such slot"),
        ("line:1", None, HOUR, "no such slot"),
        ("lead:1", None, -HOUR, "never see it"),
        ("lead:1", 2 * HOUR, HOUR, "end must be after the start"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(slot, start, end, sentence):
    now = timezone.now()
    with pytest.raises(ActionRefused, match=sentence):
        make_placement(
            make_live().article, slot, starts_at=start and now + start, ends_at=now + end
        )


def test_the_past_cannot_be_placed_in():
    placement = make_placement(make_live().article, starts_at=timezone.now() - HOUR)
    assert placement.starts_at > timezone.now() - HOUR / 60


def test_withholding_a_story_takes_its_words_off_every_front(administrator):
    story, other = make_live(), make_live()
    make_placement(story.article, headline="Words that must go")
    make_placement(other.article, "mid:1")
    make_banner("Words that must go too", article=story.article)
    workflow.withhold(story.article, by=a_publisher(), reason="A court said so.")
    assert [row.article_id for row in Placement.objects.all()] == [other.article_id]
    assert not Banner.objects.exists()


def test_every_section_and_the_home_page_has_one_front():
    make_section("world")
    make_section("sport")
    Front.objects.complete()
    Front.objects.complete()
    assert sorted(map(str, Front.objects.all())) == ["Home page", "Sport", "World"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Front.objects.create(section=None)


def test_the_database_refuses_a_banner_without_an_end_and_a_placement_that_runs_backwards():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_banner(ends_at=FOREVER)
    now = timezone.now()
    backwards = {"starts_at": now, "taken_at": now, "ends_at": now - HOUR}
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.create(
            front=make_front(), article=make_live().article, slot="lead", **backwards
        )


def test_a_photo_that_is_deleted_leaves_the_placement():
    photo = make_photo()
    make_placement(make_live().article, photo=photo)
    photo.delete()
    assert Placement.objects.get().photo is None
