"""The test this house stands on: nothing that is not live leaks, on any public surface.

Every route of the URLconf that readers can reach is visited with a story of every hidden kind, at
now, at moments of the past, just before a scheduled moment and at it. Each hidden story carries a
secret word that may stand nowhere; live ones carry words that must. A public route that is missing
from SURFACES fails the test, and so do leaks planted on purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from articles import workflow
from articles.models import Address, Article, Edition
from articles.models.edition import LookupQuerySet
from articles.models.reader_visibility import LiveQuerySet
from articles.workflow.bulk_publish import Backdated, publish_many
from authors.models import Author
from desk.models import ShareLink
from fronts.pages import PointInTime
from sources.models import Source
from tests.factories import (
    a_publisher,
    make_article,
    make_author,
    make_banner,
    make_live,
    make_outlet,
    make_photo,
    make_placement,
    make_section,
    make_source,
    make_topic,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
# Every story holds it, so that a search for it would find whatever the index lets through.
COMMON = "harbourfront"


@dataclass
class World:
    """A paper with a story of every kind, all by one author, on one topic, from one source."""

    now: datetime
    author: Author
    source: Source
    scheduled_at: datetime
    paths: dict[str, str] = field(default_factory=dict)
    # Words by when they may be seen: never, now, only before now, only from the scheduled moment.
    never: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    past: list[str] = field(default_factory=list)
    future: list[str] = field(default_factory=list)


def words(secret: str) -> dict[str, str]:
    """Return fields that all hold a word, and one that every story holds; no word is an address."""
    return {
        "slug": f"story-{sum(map(ord, secret))}",
        "headline": f"Headline {secret}",
        "short_headline": f"Short {secret}",
        "seo_headline": f"Engine {secret}",
        "kicker": secret[:60],
        "standfirst": f"Standfirst {secret} {COMMON}",
        "body": f"<p>Body {secret} on the {COMMON}.</p>",
        "dateline": secret,
    }


@pytest.fixture
def world(roles) -> World:
    """Make the paper. Nothing in it shares a secret with anything else."""
    make_outlet(time_zone="UTC")
    now = timezone.now()
    world = World(now, make_author("Ada Public"), make_source("BNR"), now + 2 * HOUR)
    world.author.portrait = make_photo("Portrait")
    world.author.save()
    common = {
        "authors": [world.author],
        "sources": [world.source],
        "topics": [make_topic("Public topic")],
        "section": make_section("world"),
    }
    by = a_publisher()

    def draft(secret: str, **fields: object) -> Article:
        photo = make_photo(f"Photo {secret}", caption=f"Caption {secret}", alt=f"Alt {secret}")
        return make_article(lead_photo=photo, **(words(secret) | common | fields))

    def live(secret: str, **fields: object) -> Edition:
        return make_live(live_from=now - 3 * HOUR, **(words(secret) | common | fields))

    def rewrite(article: Article, secret: str) -> None:
        for name, value in words(secret).items():
            setattr(article, name, article.slug if name == "slug" else value)
        article.save()

    for status in Article.Status:
        story = draft(f"secret{status.value.replace('_', '')}", status=status)
        world.paths[status.value] = f"world/{now:%Y/%m/%d}/{story.pk}/"
        world.never.append(f"secret{status.value.replace('_', '')}")

    spiked = draft("secretspiked", spiked_at=now)
    world.paths["spiked"] = f"world/{now:%Y/%m/%d}/{spiked.pk}/"

    cancelled = draft("secretcancelled")
    world.paths["cancelled"] = workflow.schedule(cancelled, by=by, at=world.scheduled_at).path
    workflow.cancel(cancelled, by=by)

    withdrawn = live("secretwithdrawn")
    world.paths["withdrawn"] = withdrawn.path
    workflow.withdraw(withdrawn.article, by=by, reason="It was not so.")

    expired = live("secretexpired", live_until=now - HOUR)
    world.paths["expired"] = expired.path
    publish_many(
        [
            Backdated(
                expired.article,
                live_from=now - HOUR,
                change="withdrawal",
                note="The contract ended.",
                follows=expired,
            )
        ],
        by=by,
    )

    withheld = live("secretwithheld")
    world.paths["withheld"] = withheld.path
    workflow.withhold(withheld.article, by=by, reason="A court said so.")

    edited = live("openedited")
    rewrite(edited.article, "secretedited")
    world.paths["edited"] = edited.path
    world.never += ["secretspiked", "secretcancelled", "secretwithdrawn", "secretexpired"]
    world.never += ["secretwithheld", "secretedited"]

    superseded = live("openbefore")
    rewrite(superseded.article, "openafter")
    workflow.update(superseded.article, by=by, change="update", note="Told: openafter.")
    world.paths["superseded"] = superseded.path

    embargoed = draft("soonembargoed")
    world.paths["scheduled"] = workflow.schedule(embargoed, by=by, at=world.scheduled_at).path

    pending = live("openpending")
    rewrite(pending.article, "soonpending")
    workflow.update(
        pending.article, by=by, change="update", note="Told: soonpending.", at=world.scheduled_at
    )
    world.paths["pending"] = pending.path

    retracted = live("hiddenretracted")
    workflow.update(retracted.article, by=by, change="retraction", note="It did not happen.")
    world.paths["retracted"] = retracted.path

    _place_and_announce(
        world,
        {
            "draft": Article.objects.get(headline="Headline secretdraft"),
            "spiked": spiked,
            "cancelled": cancelled,
            "withdrawn": withdrawn.article,
            "expired": expired.article,
            "withheld": withheld.article,
            "retracted": retracted.article,
        },
        embargoed,
    )
    world.seen += ["openedited", "openafter", "openpending"]
    world.past += ["openbefore"]
    world.future += ["soonembargoed", "soonpending"]
    assert Address.objects.count() >= 7
    ShareLink.objects.bulk_create(
        ShareLink(article=story, expires_at=now + 9 * HOUR) for story in Article.objects.all()
    )
    return world


def _place_and_announce(world: World, hidden: dict[str, Article], embargoed: Article) -> None:
    """Place every hidden story on the home page and its section, with words of the slot's own.

    Each has a banner too, and each is placed newest: nothing but its being hidden keeps it away.
    """
    fronts = (None, embargoed.section)
    for kind, article in hidden.items():
        for section in fronts:
            word = f"secretplaced{kind}"
            photo = make_photo(f"Photo {word}", alt=f"Alt {word}")
            words = {"headline": f"Placed {word}", "standfirst": word, "photo": photo}
            make_placement(article, "lead:1", section, **words)
        make_banner(f"Banner secretbanner{kind}", article=article)
        world.never += [f"secretplaced{kind}", f"secretbanner{kind}"]
    until = world.scheduled_at + HOUR
    superseded = Article.objects.get(headline="Headline openafter")
    since = world.now - 2 * HOUR
    make_banner("Banner openafter", article=superseded, starts_at=since, ends_at=until)
    for section in fronts:
        make_placement(embargoed, "lead:1", section, headline="Placed soonplaced")
    make_banner("Banner soonbanner", article=embargoed, ends_at=until)
    world.future += ["soonplaced", "soonbanner"]


# Every public route by name, with its addresses. A route that cannot show a story says why.
FORMATS = ("rss", "atom", "json")
SURFACES: dict[str, Callable[[World], list[str]]] = {
    "home": lambda w: ["/"],
    "section": lambda w: ["/world/"],
    "article": lambda w: [f"/{path}" for path in w.paths.values()],
    "author": lambda w: [w.author.get_absolute_url()],
    "source": lambda w: [w.source.get_absolute_url()],
    "topic": lambda w: [reverse("topic", args=["public-topic"])],
    "archive_day": lambda w: [f"/archive/{w.now - n * 3 * HOUR:%Y/%m/%d}/" for n in (0, 1)],
    "archive": lambda w: ["/archive/"],
    "archive_year": lambda w: [f"/archive/{w.now:%Y}/"],
    "archive_month": lambda w: [f"/archive/{w.now - n * 3 * HOUR:%Y/%m}/" for n in (0, 1)],
    "search": lambda w: (
        [f"/search/?q={asked}" for asked in ("", COMMON, "headline", "told")]
        # Misspelt, so that it is corrected; and a story's word at a distance of one.
        + [f"/search/?q={asked[:-1]}" for asked in w.never + w.past + w.future]
        + [f"/search/?q={COMMON}&section=world&author={w.author.slug}&topic=public-topic&kind=news"]
        + ["/search/?section=world&order=newest"]
    ),
    "search_suggest": lambda w: [
        f"/search/suggest?q={asked}"
        for asked in ("headline", COMMON, "pub", "ada", "wor", "bn", "secret", "soon", "opena")
    ],
    "home_feed": lambda w: [f"/feed.{ending}" for ending in FORMATS],
    "section_feed": lambda w: [f"/world/feed.{ending}" for ending in FORMATS],
    "author_feed": lambda w: [f"{w.author.get_absolute_url()}feed.{e}" for e in FORMATS],
    "source_feed": lambda w: [f"{w.source.get_absolute_url()}feed.{e}" for e in FORMATS],
    "topic_feed": lambda w: [f"/topics/public-topic/feed.{ending}" for ending in FORMATS],
    "sitemap": lambda w: ["/sitemap.xml"],
    "sitemap_month": lambda w: [f"/sitemap-{w.now - n * 3 * HOUR:%Y-%m}.xml" for n in (0, 1)],
    "sitemap_pages": lambda w: ["/sitemap-pages.xml"],
    "news_sitemap": lambda w: ["/news-sitemap.xml"],
    "robots": lambda w: ["/robots.txt"],
    "healthz": lambda w: ["/healthz"],
    "record": lambda w: ["/record.json"],
    "face": lambda w: ["/face.css"],
    "breaking": lambda w: ["/breaking"],
    "about": lambda w: ["/about/"],
    "licence": lambda w: ["/license.xml"],
    "text_mining": lambda w: ["/.well-known/tdmrep.json"],
    # A link for every story, with a signature that is not ours.
    "shared_preview": lambda w: [
        f"/preview/{link.pk}:{'x' * 43}/" for link in ShareLink.objects.all()
    ],
    "oembed": lambda w: [f"/oembed?url=http://testserver/{path}" for path in w.paths.values()],
}
NOT_OURS = {
    "readyz": "says what works, in words of its own: tests/newsroom/test_health.py",
    "site_picture": "a picture of the site's name: tests/articles/public/test_oembed_and_cards.py",
    "share_story": (
        "a picture, drawn only of a live edition: tests/articles/public/test_oembed_and_cards.py"
    ),
    "media": "serves renditions by the hash of what they hold: tests/photos",
}
# They speak of the paper, and of no story.
QUIET = ("robots", "healthz", "record", "face", "about", "licence", "text_mining")
# Where a live story must be found, so that an empty page cannot pass for a tight one.
SHOWING = [name for name in SURFACES if name not in QUIET]
SHOWING.remove("sitemap")
SHOWING.remove("sitemap_pages")
SHOWING.remove("shared_preview")  # what a signed link opens: tests/desk/story/test_share_links.py
for name in ("archive", "archive_year", "archive_month"):  # days and numbers: tests/articles
    SHOWING.remove(name)


def public_routes() -> set[str]:
    """Name every route of the URLconf but the desk's."""

    def walk(patterns: list, prefix: str = "") -> set[str]:
        names = set()
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                if not route.startswith("admin/"):
                    names |= walk(pattern.url_patterns, route)
            elif isinstance(pattern, URLPattern):
                assert pattern.name, f"{route} has no name"
                names.add(pattern.name)
        return names

    return walk(get_resolver().url_patterns)


def drawn(world: World, at: str = "", only: Sequence[str] = ()) -> dict[str, str]:
    """Visit every address of every surface, or of some; return what each answered, decoded."""
    client, pages = Client(), {}
    for name in only or SURFACES:
        for address in SURFACES[name](world):
            asked = address + (("&" if "?" in address else "?") + at if at else "")
            response = client.get(asked)
            pages[address] = (
                response.content.decode() + str(response.headers) if response.status_code else ""
            )
            assert response.status_code in (200, 304, 404, 410), (asked, response.status_code)
    return pages


def leaks(pages: dict[str, str], secrets: list[str]) -> list[tuple[str, str]]:
    """Name each address that shows a secret word, and the word."""
    return [(address, word) for address, page in pages.items() for word in secrets if word in page]


def test_every_public_route_is_on_the_list():
    assert public_routes() == set(SURFACES) | set(NOT_OURS)


def test_now_shows_what_is_live_on_every_surface_and_nothing_else(world):
    pages = drawn(world)
    assert leaks(pages, world.never + world.past + world.future) == []
    for name in SHOWING:
        shown = " ".join(pages[address] for address in SURFACES[name](world))
        paths = [world.paths["edited"], world.paths["superseded"]]
        assert "openafter" in shown or any(path in shown for path in paths), name
    for word in world.seen:
        assert word in pages["/world/"]
    retracted = {address for address, _ in leaks(pages, ["hiddenretracted"])}
    assert retracted == {f"/{world.paths['retracted']}"}, "at its address and in no list"


@pytest.mark.slow
def test_nothing_hidden_is_shown_in_a_view_of_the_past(world):
    """What has been withdrawn since stays hidden, also where it was public at that moment."""
    for hours_ago, shows_what_was in ((0.5, True), (4, False)):
        at = world.now - timedelta(hours=hours_ago)
        pages = drawn(world, f"at={quote(at.isoformat())}")
        assert leaks(pages, world.never + world.future) == [], hours_ago
        assert bool(leaks(pages, world.past)) is shows_what_was, hours_ago


@pytest.mark.slow
def test_a_view_of_the_future_is_not_given(world):
    at = (world.scheduled_at + HOUR).isoformat()
    pages = drawn(world, f"at={quote(at)}")
    assert leaks(pages, world.never + world.future) == []


def test_an_embargo_holds_until_its_moment_and_not_longer(world):
    with time_machine.travel(world.scheduled_at - timedelta(seconds=1), tick=False):
        assert leaks(drawn(world), world.never + world.past + world.future) == []
    with time_machine.travel(world.scheduled_at, tick=False):
        pages = drawn(world)
    assert leaks(pages, world.never + world.past) == []
    for name in ("home", "section", "author", "source", "topic", "home_feed", "news_sitemap"):
        shown = " ".join(pages[address] for address in SURFACES[name](world))
        assert "soonembargoed" in shown or world.paths["scheduled"] in shown, name
    for address in ("/", "/world/"):
        assert "soonplaced" in pages[address]
        assert "soonbanner" in pages[address]
    assert "soonbanner" in pages["/breaking"]
    assert "soonpending" in pages[f"/{world.paths['pending']}"]
    assert "soonembargoed" in pages[f"/search/?q={COMMON}"]


def test_an_address_says_what_became_of_its_story(world, client):
    answers = {kind: client.get(f"/{path}") for kind, path in world.paths.items()}
    expected = {
        "draft": 404,
        "in_review": 404,
        "ready": 404,
        "spiked": 404,
        "cancelled": 404,
        "scheduled": 404,
        "withdrawn": 410,
        "expired": 410,
        "withheld": 410,
        "edited": 200,
        "superseded": 200,
        "pending": 200,
        "retracted": 200,
    }
    assert expected.items() <= {k: a.status_code for k, a in answers.items()}.items()
    assert "It was not so." in answers["withdrawn"].content.decode()


# --- the test can fail: leaks planted on purpose


@pytest.mark.slow
def test_a_list_that_forgets_the_span_is_caught(world, monkeypatch):
    """Planted: a queryset whose `live` asks everything but the moment."""

    def live(self, at=None):
        asked = {"is_notice": False, "withheld_at": None}
        return self.filter(**{f"{self.prefix}{name}": value for name, value in asked.items()})

    monkeypatch.setattr(LiveQuerySet, "live", live)
    found = {
        word
        for _, word in leaks(drawn(world, only=("home", "section")), world.never + world.future)
    }
    assert "soonembargoed" in found


@pytest.mark.slow
def test_a_lookup_that_forgets_to_ask_is_caught(world, monkeypatch):
    """Planted: author, source and topic lists that show all their rows."""
    monkeypatch.setattr(LookupQuerySet, "listed", lambda self, at=None: self.all())
    found = leaks(drawn(world, only=("author", "source")), world.never + world.future)
    assert any(address == world.author.get_absolute_url() for address, _ in found)


@pytest.mark.slow
def test_a_page_drawn_from_the_desks_copy_is_caught(world, monkeypatch):
    """Planted: editions that take their headline from the working copy."""
    monkeypatch.setattr(
        Edition,
        "from_db",
        classmethod(lambda cls, db, names, values: _with_desk_words(cls, db, names, values)),
    )
    pages = drawn(world, only=("home_feed", "article", "author"))
    assert "secretedited" in {word for _, word in leaks(pages, world.never)}


def _with_desk_words(cls, db, names, values):
    edition = super(Edition, cls).from_db(db, names, values)
    article_id = edition.__dict__.get("article_id")
    if article_id and edition.__dict__.get("printed"):
        headline = Article.objects.values_list("headline", flat=True).get(pk=article_id)
        edition.headline = edition.printed["headline"] = headline
    return edition


@pytest.mark.slow
def test_a_front_that_forgets_to_ask_for_its_placed_stories_is_caught(world, monkeypatch):
    """Planted: a front that seats whoever was placed and ever printed, and a banner likewise."""
    monkeypatch.setattr(PointInTime, "keep_listed", lambda self, rows: rows.filter(is_notice=False))
    found = {
        word
        for _, word in leaks(drawn(world, only=("home", "section")), world.never + world.future)
    }
    assert {"secretplacedwithdrawn", "secretplacedretracted", "soonbanner"} & found
