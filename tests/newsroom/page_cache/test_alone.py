"""Readers while the database is away: what is kept, for as long as it is right, and 503."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest
import time_machine
from django.core.handlers.wsgi import WSGIHandler
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from articles import workflow
from newsroom.page_cache import notify
from newsroom.page_cache.notify import NotifyListener
from newsroom.page_cache.wsgi import PageCache
from tests import factories
from tests.factories import make_article, make_live
from tests.newsroom.page_cache.site import Site

pytestmark = pytest.mark.django_db(transaction=True)


class Listener(NotifyListener):
    """A listener that does not listen: the test says what it knows."""

    def __init__(self, *, seconds_ago: float = 0, is_gone: bool = False) -> None:
        self.alone_limit, self.is_gone, self._is_broken = 300, is_gone, False
        self.last_up_at = monotonic() - seconds_ago

    def ask(self) -> None:
        """Ask nobody."""


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Yield what takes the database away, and gives it back."""
    with monkeypatch.context() as patch:
        yield patch


def take(away: pytest.MonkeyPatch, error: type[Exception] = OperationalError) -> None:
    def refuse(*args: object) -> None:
        raise error("connection refused")

    connection.close()
    away.setattr(connection, "connect", refuse)


@pytest.fixture
def many(epochs) -> Site:
    """Return a site of several machines."""
    return Site(PageCache(WSGIHandler(), epochs, max_bytes=10**7, listener=Listener()))


def test_readers_keep_getting_what_is_kept(many: Site, away: pytest.MonkeyPatch) -> None:
    path = make_live("The tide came twice").get_absolute_url()
    for each in (path, "/", "/feed.rss"):
        drawn = many.request(each)
        assert many.get_cached(each)
    take(away)
    many.page_cache.listener = Listener(seconds_ago=299)
    assert many.request("/feed.rss") == drawn
    assert all(many.request(each).status == 200 for each in (path, "/"))


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_after_a_while_alone_they_are_asked_to_come_back(
    many: Site, away: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    assert many.request("/").status == 200
    take(away, error)
    many.page_cache.listener = Listener(seconds_ago=301)
    answer = many.request("/")
    assert answer.status == 503 and answer.headers["Retry-After"] == "30"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "We will be back in a moment" in answer.body.decode()
    assert "css/site.css" in answer.body.decode()


def test_where_nobody_can_write_it_is_right_until_its_moment(
    many: Site, away: pytest.MonkeyPatch
) -> None:
    at = timezone.now() + timezone.timedelta(minutes=20)
    workflow.schedule(make_article("Later today"), by=factories.a_publisher(), at=at)
    assert many.request("/").status == 200
    take(away)
    many.page_cache.listener = Listener(seconds_ago=900, is_gone=True)
    assert many.request("/").status == 200
    with time_machine.travel(at, tick=False):
        assert many.request("/").status == 503, "it would lack what is out now"


@pytest.mark.parametrize(
    "path", ["/", "/no/such/page/", "/search/?q=tide", "/world/", "/sitemap.xml"]
)
def test_what_is_not_kept_is_unavailable_and_no_fault(
    site: Site, away: pytest.MonkeyPatch, path: str
) -> None:
    take(away)
    answer = site.request(path)
    assert answer.status == 503 and answer.headers["Retry-After"]
    assert not site.page_cache.store.pages


def test_nothing_is_kept_out_of_step(many: Site) -> None:
    many.page_cache.listener = Listener(seconds_ago=10)
    assert many.request("/").status == 200 and not many.page_cache.store.pages


def test_pictures_need_no_database(site: Site, away: pytest.MonkeyPatch, settings) -> None:
    name = f"r/{'a' * 32}.jpg"
    picture = Path(settings.MEDIA_ROOT) / name
    picture.parent.mkdir(parents=True)
    picture.write_bytes(factories.picture())
    take(away)
    assert site.request(f"/media/{name}").status == 200


def test_a_database_on_this_machine_is_known_to_be_stopped(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert not notify._is_stopped_here({"HOST": "127.0.0.1", "PORT": port})
    assert notify._is_stopped_here({"HOST": "127.0.0.1", "PORT": port})
    assert notify._is_stopped_here({"HOST": str(tmp_path), "PORT": ""})
    assert not notify._is_stopped_here({"HOST": "192.0.2.1", "PORT": port}), "others may reach it"


def test_a_write_that_cannot_be_told_marks_nothing(site: Site, away: pytest.MonkeyPatch) -> None:
    make_live("Kept")
    site.read("/")

    def fail(*args: object) -> None:
        raise OperationalError("the connection is closed")

    away.setattr(notify, "notify_machines", fail)
    with pytest.raises(OperationalError):
        workflow.publish(make_article("Not out"), by=factories.a_publisher())
    away.undo()
    assert site.get_cached("/") and "Not out" not in site.read("/")
