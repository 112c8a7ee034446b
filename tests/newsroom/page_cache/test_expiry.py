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
from newsroom.page_cache.epochs import SharedEpochs, cell_for
from newsroom.page_cache.expiry import MAX_AGE, ExpiryTimes, find_next_midnight
from tests import factories
from tests.factories import make_article, make_live, make_photo
from tests.newsroom.page_cache.site import Site

pytestmark = pytest.mark.django_db(transaction=True)
SOON = timedelta(minutes=30)


def test_what_is_set_for_a_moment_is_there_at_that_moment(site: Site) -> None:
    by = factories.a_publisher()
    photo = make_photo()
    updated = make_live("Before the moment", lead_photo=photo)
    going, placed = make_live("To be withdrawn"), make_live("Placed for a while")
    pages = [e.get_absolute_url() for e in (updated, going)]
    for path in ("/", *pages):
        assert site.request(path).status == 200 and site.get_cached(path)
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

    before = [site.read(path) for path in ("/", *pages)]
    assert all(site.get_cached(path) for path in ("/", *pages))
    assert "Before the moment" in before[1] and "After the moment" not in before[0]
    assert "In words for a while" in before[0] and "A banner for a while" in before[0]
    with time_machine.travel(at + timedelta(milliseconds=1), tick=False):
        home = site.read("/")
        assert "After the moment" in home and "New at the moment" in home
        assert "for a while" not in home.replace("Placed for a while", "")
        assert "After the moment" in site.read(pages[0]) and site.request(pages[1]).status == 410
        for path in ("/", *pages):
            assert site.request(path) == site.request(path, uncached=True), path


def test_a_clock_that_ran_ahead_leaves_nothing_that_is_not_out_yet(site: Site) -> None:
    make_live("Out already")
    at, now = timezone.now() + SOON, timezone.now()
    workflow.schedule(make_article("Embargoed until later"), by=factories.a_publisher(), at=at)
    with time_machine.travel(now + 2 * SOON, tick=False):
        assert "Embargoed until later" in site.read("/") and site.get_cached("/")
        assert "Embargoed until later" in site.read("/feed.rss")
    for path in ("/", "/feed.rss"):
        assert "Embargoed until later" not in site.read(path)
        assert "Out already" in site.read(path) and site.get_cached(path), "and is kept again"


def test_a_feed_without_last_modified_ends_with_the_second_of_the_change(site: Site) -> None:
    published = timezone.now()
    make_live("Just out", live_from=published)
    with time_machine.travel(published + timedelta(seconds=0.9), tick=False):
        first = site.request("/feed.json")
        assert "Last-Modified" not in first.headers and site.get_cached("/feed.json")
    with time_machine.travel(published + timedelta(seconds=1.1), tick=False):
        assert site.request("/feed.json") == site.request("/feed.json", uncached=True)
        assert "Last-Modified" in site.request("/feed.json").headers


def test_a_page_ends_with_its_own_moments_alone(epochs: SharedEpochs) -> None:
    now = timezone.now()
    story, other = (
        make_article("Soon"),
        make_article("Elsewhere", section=factories.make_section("x")),
    )
    for each, minutes in ((story, 10), (other, 5)):
        workflow.schedule(each, by=factories.a_publisher(), at=now + timedelta(minutes=minutes))
    expiry_times = ExpiryTimes(epochs)
    midnight = find_next_midnight(now, ZoneInfo("UTC"))
    ten = min(now + timedelta(minutes=10), midnight)

    def expiry(tag: str) -> datetime:
        return expiry_times.find_expiry(frozenset({cell_for(tag)}), now)

    assert expiry(f"in:{story.section_id}") == ten
    assert expiry(f"article:{story.pk}") == ten
    assert expiry("table:articles_edition") < now + timedelta(minutes=6)
    assert expiry("by:999") == min(now + MAX_AGE, midnight)


def test_the_agenda_is_read_again_when_something_is_set(
    epochs: SharedEpochs, django_assert_num_queries
) -> None:
    now, expiry_times = timezone.now(), ExpiryTimes(epochs)
    home = frozenset({cell_for("table:articles_edition")})
    expiry_times.find_expiry(home, now)
    with django_assert_num_queries(0):
        expiry_times.find_expiry(home, now)
    at = now + timedelta(minutes=5)
    workflow.schedule(make_article("Soon"), by=factories.a_publisher(), at=at)
    assert expiry_times.find_expiry(home, now) == min(at, find_next_midnight(now, ZoneInfo("UTC")))
    assert expiry_times.find_expiry(home, at) > at


def test_a_reading_that_breaks_off_leaves_no_half_known_agenda(
    epochs: SharedEpochs, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, home = timezone.now(), frozenset({cell_for("table:articles_edition")})
    at = now + timedelta(minutes=5)
    workflow.schedule(make_article("Soon"), by=factories.a_publisher(), at=at)
    expiry_times = ExpiryTimes(epochs)
    with monkeypatch.context() as broken:
        broken.setattr("newsroom.page_cache.expiry.tags_of_stories", broken_off)
        for _try in range(2):
            with pytest.raises(DatabaseError):
                expiry_times.find_expiry(home, now)
    assert expiry_times.find_expiry(home, now) == min(at, find_next_midnight(now, ZoneInfo("UTC")))


def broken_off(_ids: object) -> None:
    raise DatabaseError


def test_the_day_ends_in_the_paper_s_own_zone() -> None:
    evening = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
    midnight = find_next_midnight(evening, ZoneInfo("Europe/Amsterdam"))
    assert midnight == datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
