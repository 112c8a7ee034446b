"""WebSub: feeds name the hubs, and hubs hear when a story moves. The hub is one of our own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest
from django.utils import timezone

from articles import workflow
from articles.public.feeds import hubs
from tests.factories import make_article, make_author, make_live, make_source, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


class Hub(HTTPServer):
    """A hub on loopback that keeps what it was told."""

    def __init__(self, status: int = 204) -> None:
        self.heard: list[dict[str, list[str]]] = []
        self.status = status
        super().__init__(("127.0.0.1", 0), Answer)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class Answer(BaseHTTPRequestHandler):
    server: Hub

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.heard.append(parse_qs(self.rfile.read(length).decode()))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", self.server.url + "elsewhere")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def hub(settings) -> Iterator[Hub]:
    server = Hub()
    settings.WEBSUB_HUBS = [server.url]
    settings.BASE_URL = "https://paper.example"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_hub_hears_of_every_feed_a_story_moves_in(
    hub, editor, django_capture_on_commit_callbacks
):
    article = make_article(
        authors=[make_author("Ann", slug="ann")],
        sources=[make_source("BNR", slug="bnr")],
        topics=[make_topic("Eels")],
    )
    with django_capture_on_commit_callbacks(execute=True):
        workflow.publish(article, by=editor)
    [form] = hub.heard
    assert form["hub.mode"] == ["publish"]
    places = ["", "world/", "authors/ann/", "topics/eels/", "sources/bnr/"]
    assert set(form["hub.url"]) == {
        f"https://paper.example/{place}feed.{ending}"
        for place in places
        for ending in ("rss", "atom", "json")
    }


def test_a_hub_hears_of_a_withdrawal(hub, editor, django_capture_on_commit_callbacks):
    edition = make_live()
    with django_capture_on_commit_callbacks(execute=True):
        workflow.withdraw(edition.article, by=editor, reason="It was wrong.")
    assert "https://paper.example/world/feed.rss" in hub.heard[0]["hub.url"]


def test_a_hub_hears_nothing_of_an_embargo(hub, editor, django_capture_on_commit_callbacks):
    at = timezone.now() + timedelta(hours=2)
    with django_capture_on_commit_callbacks(execute=True):
        workflow.schedule(make_article(), by=editor, at=at)
    assert hub.heard == []


def test_a_scheduled_story_is_told_at_its_moment(monkeypatch, settings, editor):
    orders = []

    class Order:
        def using(self, run_after):
            orders.append(run_after)
            return self

        def enqueue(self, feeds):
            orders.append(len(feeds) > 0)

    settings.WEBSUB_HUBS = ["http://127.0.0.1:9/"]
    at = timezone.now() + timedelta(hours=2)
    edition = workflow.schedule(make_article(), by=editor, at=at)
    monkeypatch.setattr(hubs, "notify_hubs", Order())
    monkeypatch.setattr(hubs, "default_task_backend", type("B", (), {"supports_defer": True}))
    hubs.enqueue_hub_notice(edition, timezone.now())
    assert orders == [edition.live_from, True]


def test_a_hub_that_fails_does_not_keep_others_from_hearing(hub, settings):
    settings.WEBSUB_HUBS = ["http://127.0.0.1:9/", hub.url]
    with pytest.raises(hubs.HubRefused, match=r"127\.0\.0\.1:9"):
        hubs.notify_hubs.func(["https://paper.example/feed.rss"])
    assert len(hub.heard) == 1


def test_a_hub_that_sends_elsewhere_is_not_followed(hub):
    hub.status = 302
    with pytest.raises(hubs.HubRefused):
        hubs.notify_hubs.func(["https://paper.example/feed.rss"])
    assert len(hub.heard) == 1


def test_without_a_hub_nothing_is_ordered(settings, editor, monkeypatch):
    settings.WEBSUB_HUBS = []
    monkeypatch.setattr(hubs, "notify_hubs", None)
    hubs.enqueue_hub_notice(make_live(), timezone.now())


@pytest.mark.parametrize("ending", ["rss", "atom", "json"])
def test_feeds_name_the_hubs(client, settings, ending):
    settings.WEBSUB_HUBS = ["https://hub.example/"]
    make_live()
    assert "https://hub.example/" in client.get(f"/feed.{ending}").content.decode()
