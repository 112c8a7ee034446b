"""A page ends with the first thing it rests on that begins or ends, whenever that was set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import DatabaseError
from django.utils import timezone

from articles import workflow
from articles.models import Article, Change
from newsroom.page_cache.epochs import SharedEpochs, cell_of
from newsroom.page_cache.expiry import LONGEST, Agenda, next_midnight
from tests import factories
from tests.factories import make_article, make_live, make_photo
from tests.newsroom.page_cache.paper import Paper

pytestmark = pytest.mark.django_db(transaction=True)
SOON = timedelta(minutes=30)


def test_what_is_set_for_a_moment_is_there_at_that_moment(paper: Paper) -> None:
    by = factories.a_publisher()
    photo = make_photo()
    updated = make_live("Before the moment", lead_photo=photo)
    going, placed = make_live("To be withdrawn"), make_live("Placed for a while")
    pages = [e.get_absolute_url() for e in (updated, going)]
    for path in ("/", *pages):
        assert paper.ask(path).status == 200 and paper.kept(path)
    at = timezone.now() + SOON
    story = Article.objects.get(pk=updated.article_id)
    Article.objects.filter(pk=story.pk).update(headline="After the moment")
    workflow.update(story, by=by, change=Change.MINOR, at=at)
    workflow.withdraw(going.article, by=by, reason="It was wrong.", at=at)
    workflow.schedule(make_article("New at the moment"), by=by, at=at)
    factories.make_placement(placed.article, headline="In words for a while", ends_at=at)
    factories.make_banner("A banner for a while", ends_at=at)
    photo.rights_until = at
    photo.save()

    before = [paper.read(path) for path in ("/", *pages)]
    assert all(paper.kept(path) for path in ("/", *pages))
    assert "Before the moment" in before[1] and "After the moment" not in before[0]
    assert "In words for a while" in before[0] and "A banner for a while" in before[0]
    with time_machine.travel(at + timedelta(milliseconds=1), tick=False):
        home = paper.read("/")
        assert "After the moment" in home and "New at the moment" in home
        assert "for a while" not in home.replace("Placed for a while", "")
        assert "After the moment" in paper.read(pages[0]) and paper.ask(pages[1]).status == 410
        for path in ("/", *pages):
            assert paper.ask(path) == paper.ask(path, drawn_now=True), path


def test_a_feed_without_last_modified_ends_with_the_second_of_the_change(paper: Paper) -> None:
    published = timezone.now()
    make_live("Just out", live_from=published)
    with time_machine.travel(published + timedelta(seconds=0.9), tick=False):
        first = paper.ask("/feed.json")
        assert "Last-Modified" not in first.headers and paper.kept("/feed.json")
    with time_machine.travel(published + timedelta(seconds=1.1), tick=False):
        assert paper.ask("/feed.json") == paper.ask("/feed.json", drawn_now=True)
        assert "Last-Modified" in paper.ask("/feed.json").headers


def test_a_page_ends_with_its_own_moments_alone(cells: SharedEpochs) -> None:
    now = timezone.now()
    story, other = (
        make_article("Soon"),
        make_article("Elsewhere", section=factories.make_section("x")),
    )
    for each, minutes in ((story, 10), (other, 5)):
        workflow.schedule(each, by=factories.a_publisher(), at=now + timedelta(minutes=minutes))
    agenda = Agenda(cells)
    midnight = next_midnight(now, ZoneInfo("UTC"))
    ten = min(now + timedelta(minutes=10), midnight)
    assert agenda.end_of(frozenset({cell_of(f"in:{story.section_id}")}), now) == ten
    assert agenda.end_of(frozenset({cell_of(f"article:{story.pk}")}), now) == ten
    assert agenda.end_of(frozenset({cell_of("table:articles_edition")}), now) < now + timedelta(
        minutes=6
    )
    assert agenda.end_of(frozenset({cell_of("by:999")}), now) == min(now + LONGEST, midnight)


def test_the_agenda_is_read_again_when_something_is_set(
    cells: SharedEpochs, django_assert_num_queries
) -> None:
    now, agenda = timezone.now(), Agenda(cells)
    home = frozenset({cell_of("table:articles_edition")})
    agenda.end_of(home, now)
    with django_assert_num_queries(0):
        agenda.end_of(home, now)
    at = now + timedelta(minutes=5)
    workflow.schedule(make_article("Soon"), by=factories.a_publisher(), at=at)
    assert agenda.end_of(home, now) == min(at, next_midnight(now, ZoneInfo("UTC")))
    assert agenda.end_of(home, at) > at


def test_a_reading_that_breaks_off_leaves_no_half_known_agenda(
    cells: SharedEpochs, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, home = timezone.now(), frozenset({cell_of("table:articles_edition")})
    at = now + timedelta(minutes=5)
    workflow.schedule(make_article("Soon"), by=factories.a_publisher(), at=at)
    agenda = Agenda(cells)
    with monkeypatch.context() as broken:
        broken.setattr("newsroom.page_cache.expiry.tags_of_stories", broken_off)
        for _try in range(2):
            with pytest.raises(DatabaseError):
                agenda.end_of(home, now)
    assert agenda.end_of(home, now) == min(at, next_midnight(now, ZoneInfo("UTC")))


def broken_off(_ids: object) -> None:
    raise DatabaseError


def test_the_day_ends_in_the_paper_s_own_zone() -> None:
    evening = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
    midnight = next_midnight(evening, ZoneInfo("Europe/Amsterdam"))
    assert midnight == datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
