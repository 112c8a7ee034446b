"""After any act what is kept is what would be drawn now, and what it does not rest on stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from articles import workflow
from articles.models import Article, Byline, Change, Edition
from authors import actions
from authors.models import Author
from fronts import placing
from newsroom.page_cache.invalidation import WRITTEN_TABLE, collect_tags, find_row_tags
from photos import renditions
from photos import trash as photo_trash
from photos.models import Rendition
from sources.models import Source
from tests import factories
from tests.factories import make_article, make_live, make_photo
from tests.newsroom.page_cache.site import Site
from vocabulary.cache_deps import no_invalidation

pytestmark = pytest.mark.django_db(transaction=True)

World = SimpleNamespace


@pytest.fixture
def world() -> World:
    """Make a paper in which everything leads to something else."""
    factories.make_outlet(time_zone="Europe/Amsterdam")
    w = World(by=factories.a_publisher())
    w.photo = make_photo("Quay")
    for crop in renditions.CROPS:
        made = {"format": "jpeg", "width": 720, "height": 480, "file": "r/a.jpg", "bytes": 9}
        Rendition.objects.create(photo=w.photo, crop=crop, **made)
    w.author, w.other_author = factories.make_author("Rae Winter"), factories.make_author("Ola Bek")
    w.source, w.topic = factories.make_source("Harbour board"), factories.make_topic("Tides")
    w.here, w.there = factories.make_section("harbour"), factories.make_section("world")
    whole = {"authors": [w.author], "sources": [w.source], "topics": [w.topic]}
    w.story = make_live("The tide came twice", section=w.here, lead_photo=w.photo, **whole)
    w.far = make_live("Far from the harbour", section=w.there, authors=[w.other_author])
    w.near = make_live("Beside the harbour", section=w.here, **whole)
    w.paths = [
        *(
            "/",
            "/harbour/",
            "/world/",
            w.author.get_absolute_url(),
            w.other_author.get_absolute_url(),
        ),
        *(w.topic.get_absolute_url(), w.source.get_absolute_url(), "/archive/", "/about/"),
        *("/feed.rss", "/harbour/feed.json", "/sitemap.xml", "/sitemap-pages.xml", "/face.css"),
        *(e.get_absolute_url() for e in (w.story, w.far, w.near)),
        f"/archive/{w.story.dated_on:%Y/%m/%d}/",
        f"/archive/{w.story.dated_on:%Y/%m}/",
        f"/archive/{w.story.dated_on:%Y}/",
    ]
    return w


def the_story(w: World) -> Article:
    return Article.objects.get(pk=w.story.article_id)


def saved(row: object, **fields: object) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def update(w: World, change: Change = Change.UPDATE, **fields: object) -> Edition:
    Article.objects.filter(pk=w.story.article_id).update(**fields)
    note = "" if change == Change.MINOR else "What changed."
    return workflow.update(the_story(w), by=w.by, change=change, note=note)


def withdraw(w: World) -> None:
    workflow.withdraw(the_story(w), by=w.by, reason="It was wrong.")


def publish_again(w: World) -> None:
    withdraw(w)
    workflow.publish(the_story(w), by=w.by)


def schedule_and_cancel(w: World) -> None:
    later = timezone.now() + timedelta(hours=3)
    workflow.update(the_story(w), by=w.by, change=Change.MINOR, at=later)
    workflow.cancel(the_story(w), by=w.by)


def publish_new(w: World) -> None:
    story = make_article("A third tide", section=w.here, authors=[w.author], topics=[w.topic])
    workflow.publish(story, by=w.by)


def publish_translation(w: World) -> None:
    story = make_article("Zwei Mal", section=w.there, language="de", body="<p>Zwei Mal.</p>")
    story.bylines.update(role=Byline.Role.TRANSLATED_BY)
    saved(story, translation_of=the_story(w))
    workflow.publish(story, by=w.by)


def rename_throughout(w: World) -> None:
    actions.rename(w.author, by=w.by, name="Rae Summer", slug="rae-summer", throughout=True)


def raw_update(w: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE authors_author SET short_bio = 'By hand.'")
        cursor.execute("UPDATE authors_author SET long_bio = 'By hand.'")


def place_and_alter(w: World) -> None:
    placed = factories.make_placement(the_story(w), headline="In the slot's own words")
    placing.alter(placed, by=w.by, headline="In other words")


def place_and_take_off(w: World) -> None:
    placing.remove(factories.make_placement(the_story(w), section=w.here))


def spike_and_unspike(w: World) -> None:
    actions.spike(w.author, by=w.by)
    actions.unspike(w.author, by=w.by)
    photo_trash.spike(w.photo)
    photo_trash.unspike(w.photo)


ACTIONS: list[Callable[[World], object]] = [
    lambda w: update(w, headline="The tide came three times"),
    withdraw,
    publish_new,
    lambda w: saved(w.photo, rights_until=timezone.now() - timedelta(minutes=1)),
    lambda w: saved(w.author, short_bio="New", long_bio="Newer", portrait=w.photo),
    place_and_alter,
    raw_update,
    # From here on slow.
    lambda w: update(w, Change.MINOR, body="<p>Other words.</p>"),
    lambda w: update(w, Change.CORRECTION, standfirst="Corrected."),
    lambda w: update(w, Change.RETRACTION),
    lambda w: update(w, section=w.there),
    publish_again,
    publish_translation,
    lambda w: workflow.withhold(the_story(w), by=w.by, reason="A court said so."),
    rename_throughout,
    lambda w: actions.rename(w.author, by=w.by, name="Rae Summer", slug="rae-summer"),
    lambda w: actions.spike(w.author, by=w.by),
    lambda w: saved(w.photo, alt="What is seen", credit="Somebody else"),
    lambda w: renditions.make_now(w.photo),
    lambda w: photo_trash.spike(w.photo),
    lambda w: w.photo.renditions.all().delete(),
    lambda w: saved(w.source, name="The board of the harbour", description="New"),
    lambda w: Source.objects.filter(pk=w.source.pk).update(spiked_at=timezone.now()),
    lambda w: saved(w.topic, name="High water"),
    lambda w: saved(w.here, name="The port"),
    lambda w: saved(factories.make_outlet(), name="The Other Post", accent="#112233"),
    lambda w: Author.objects.update(role="Everybody is an editor"),
    lambda w: factories.make_banner(article=the_story(w)),
    lambda w: make_live("Brought in", section=w.there, authors=[w.author]),
]
FAST = 7
TAKEN_BACK = [schedule_and_cancel, place_and_take_off, spike_and_unspike]


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(number, marks=[pytest.mark.slow] if number >= FAST else [])
        for number in range(len(ACTIONS + TAKEN_BACK))
    ],
)
def test_what_is_cached_after_an_action_is_what_would_be_rendered(
    site: Site, world: World, number: int
) -> None:
    action = (ACTIONS + TAKEN_BACK)[number]
    before = {path: site.request(path) for path in world.paths}
    assert all(site.get_cached(path) for path in world.paths), "all of these are kept"
    action(world)
    with time_machine.travel(timezone.now(), tick=False):  # both answers are for the same time
        for path in world.paths:
            now = site.request(path)
            assert now == site.request(path, uncached=True), path
            assert now.status in (200, 301, 404, 410), path
    if action in ACTIONS:
        assert {path: site.request(path) for path in world.paths} != before, (
            "readers see the action"
        )


def test_only_what_rests_on_a_story_is_forgotten_with_it(site: Site, world: World) -> None:
    kept = {path: site.request(path) and site.get_cached(path) for path in world.paths}
    story = make_article("A new one", section=world.there, authors=[world.other_author])
    workflow.publish(story, by=world.by)
    still = {path for path in world.paths if site.get_cached(path) is kept[path]}
    assert still >= {
        *("/harbour/", world.author.get_absolute_url(), world.topic.get_absolute_url()),
        *(world.source.get_absolute_url(), "/about/", "/face.css"),
        *(e.get_absolute_url() for e in (world.story, world.near, world.far)),
    }
    assert not still & {"/", "/world/", world.other_author.get_absolute_url(), "/feed.rss"}


def test_the_desk_at_work_forgets_nothing(site: Site, world: World, client) -> None:
    kept = {path: site.request(path) and site.get_cached(path) for path in world.paths}
    story = make_article("Being written", section=world.here, authors=[world.author])
    workflow.submit(story, by=world.by)
    workflow.send_back(story, by=world.by, note="Shorter.")
    client.force_login(world.by)
    client.get("/admin/")
    with no_invalidation():
        Edition.objects.update(is_over=False)
    assert {path: site.get_cached(path) for path in world.paths} == kept


def test_what_is_taken_back_forgets_nothing(site: Site, world: World) -> None:
    kept = {path: site.request(path) and site.get_cached(path) for path in world.paths}
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        update(world, headline="Never told")
        raise ZeroDivisionError
    assert {path: site.get_cached(path) for path in world.paths} == kept


def test_a_picture_brought_in_leaves_pages_without_it_alone(site: Site, world: World) -> None:
    kept = {path: site.request(path) and site.get_cached(path) for path in world.paths}
    photo = make_photo("Another")
    renditions.make_now(photo)
    saved(photo, caption="Of the quay")
    assert {path: site.get_cached(path) for path in world.paths} == kept


def test_what_a_statement_writes_is_read_off_it() -> None:
    def rows(sql: str, *params: object) -> set[str]:
        return find_row_tags("authors_author", sql, params)

    written = WRITTEN_TABLE.findall
    one = 'UPDATE "authors_author" SET "role" = %s WHERE "authors_author"."id" = %s'
    assert rows(one, "x", 7) == {"author:7"}
    assert rows('INSERT INTO "authors_author" ("role") VALUES (%s)', "x") == set()
    all_rows = {"rows:authors_author"}
    assert rows('INSERT INTO "authors_author" VALUES (%s) ON CONFLICT DO UPDATE SET x') == all_rows
    assert rows(one.replace("= %s", "IN (%s, %s)"), 7, 8) == all_rows
    assert rows(one + ' AND "authors_author"."slug" = %s', 7, "x") == all_rows
    assert written('UPDATE ONLY "public"."authors_author" SET x = 1') == ["authors_author"]
    assert written("delete from only public.authors_author") == ["authors_author"]
    assert written('INSERT INTO "a" ("x") VALUES (1) ON CONFLICT DO UPDATE SET x') == ["a"]
    assert find_row_tags("authors_author", one, None) == all_rows, "executed for many"
    assert find_row_tags("articles_section", one, ()) == {"rows:articles_section"}


def test_a_page_that_reads_what_nobody_watches_is_not_kept(site: Site, world: World) -> None:
    assert site.request("/record.json").status == 200 and not site.get_cached("/record.json")
    assert collect_tags({"articles_edition", "articles_article"}, set(), set()) is None
    assert collect_tags({"articles_edition"}, set(), {"articles_article"}) == {
        "table:articles_edition"
    }
