"""What is sent from the cache is what Django would send, to whoever asks in whatever way."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic, sleep

import pytest

from newsroom.page_cache.wsgi import (
    PageCache,
    is_cacheable,
    normalise_host,
    read_known_fields,
)
from tests import factories
from tests.factories import make_live
from tests.newsroom.page_cache.site import Site

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def path() -> str:
    return make_live("The tide came twice").get_absolute_url()


def test_a_page_is_drawn_once(site: Site, path: str, django_assert_num_queries) -> None:
    drawn = site.request(path)
    with django_assert_num_queries(0):
        assert site.request(path) == drawn
    assert drawn.headers["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_who_has_the_page_gets_304(site: Site, path: str) -> None:
    for is_kept in (False, True):
        tag = site.request(path).headers["ETag"]
        if not is_kept:
            site.page_cache.store.pages.clear()
        same = site.request(path, HTTP_IF_NONE_MATCH=f'"other", {tag}')
        assert (same.status, same.body) == (304, b"")
        assert same.headers["ETag"] == tag and "Content-Type" not in same.headers
        assert site.request(path, HTTP_IF_NONE_MATCH='"other"').status == 200
        assert site.request(path, HTTP_IF_NONE_MATCH="*").status == 304
    assert site.get_cached(path), "a page asked for by condition is kept whole"


def test_a_feed_answers_to_dates(site: Site, path: str) -> None:
    drawn = site.request("/feed.rss")
    asked = {"HTTP_IF_MODIFIED_SINCE": drawn.headers["Last-Modified"]}
    assert site.get_cached("/feed.rss") and site.request("/feed.rss", **asked).status == 304
    assert site.request("/feed.rss", HTTP_IF_MODIFIED_SINCE="yesterday").status == 200
    assert site.request("/feed.rss", **asked, HTTP_IF_NONE_MATCH='"other"').status == 200


@pytest.mark.parametrize("is_kept", [False, True])
def test_head_sends_the_headers_of_get(site: Site, path: str, is_kept: bool) -> None:
    if is_kept:
        site.request(path)
    head = site.request(path, REQUEST_METHOD="HEAD")
    assert head.body == b"" and head.headers == site.request(path).headers


def test_each_coding_is_kept_for_itself(site: Site, path: str) -> None:
    asked = ("br, gzip", "gzip", "", "*;q=0")
    drawn = {coding: site.request(path, HTTP_ACCEPT_ENCODING=coding) for coding in asked}
    for coding, answer in drawn.items():
        assert site.request(path, HTTP_ACCEPT_ENCODING=coding) == answer
        assert answer == site.request(path, uncached=True, HTTP_ACCEPT_ENCODING=coding)
    assert [a.headers.get("Content-Encoding") for a in drawn.values()] == ["br", "gzip", None, None]


def test_fields_nobody_knows_change_nothing(site: Site, path: str) -> None:
    for each in (path, "/"):
        plain = site.request(each)
        page = site.get_cached(each)
        assert site.request(f"{each}?utm_source=x&fbclid=1") == plain
        assert site.get_cached(f"{each}?fbclid=2") is page
        assert site.request(f"{each}?fbclid=3", uncached=True) == plain


def test_pages_further_down_are_kept_each_for_itself(site: Site) -> None:
    factories.make_live_many(30, section=factories.make_section("world"))
    first = site.read("/world/")
    older = f"/world/?{first.partition('?before=')[2].partition(chr(34))[0]}"
    older = older.replace("?", "?before=", 1).replace("&amp;", "&")
    assert site.read(older) != first and site.get_cached(older) is not site.get_cached("/world/")
    assert site.request(older) == site.request(older, uncached=True)


def test_the_past_the_desk_and_searches_are_not_kept(site: Site, path: str) -> None:
    for each in (f"{path}?at=2020-01-01", "/search/?q=tide", "/admin/", "/no/such/page/"):
        site.request(each)
    assert not site.page_cache.store.pages
    assert site.request("/", REQUEST_METHOD="POST").status in (403, 405)


def test_one_host_never_gets_the_page_of_another(site: Site, path: str) -> None:
    here = site.read(path)
    there = site.request(path, HTTP_HOST="other.localhost")
    assert b"http://other.localhost" in there.body and "other.localhost" not in here
    assert site.request(path, HTTP_HOST="evil.example").status == 400


def test_any_port_is_the_port_of_the_site(site: Site, path: str, settings) -> None:
    settings.BASE_URL = "https://localhost"
    for each in (path, "/feed.rss", "/feed.atom", "/feed.json", "/sitemap.xml"):
        drawn = site.request(each)
        kept = len(site.page_cache.store.pages)
        for host in ("localhost:81", "localhost:65535", "LOCALHOST", "localhost.", "Localhost:9"):
            assert site.request(each, HTTP_HOST=host) == drawn
        assert len(site.page_cache.store.pages) == kept, "one page in memory"
    settings.BASE_URL = "http://localhost:8000"
    assert b"http://localhost:8000/" in site.request(path, HTTP_HOST="localhost:81").body


@pytest.mark.parametrize(
    ("host", "base", "ours"),
    [
        ("Paper.Example", "https://paper.example", "paper.example"),
        ("paper.example:8443", "https://paper.example", "paper.example"),
        ("paper.example.:1", "https://paper.example:8443", "paper.example:8443"),
        ("[::1]:1", "http://localhost:8000", "[::1]:8000"),
        ("[::1]", "http://localhost:8000", "[::1]"),
        ("127.0.0.1:", "", "127.0.0.1:"),
    ],
)
def test_a_host_is_read_with_care(settings, host: str, base: str, ours: str) -> None:
    settings.BASE_URL = base
    assert normalise_host(host) == ours


def test_a_log_in_changes_nothing(site: Site, path: str, client, editor) -> None:
    client.force_login(editor)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    seen = site.request(path, HTTP_COOKIE=cookie)
    assert seen == site.request(path) and site.get_cached(path)


def test_what_a_response_says_of_itself_is_heeded() -> None:
    said = [("Cache-Control", "public, max-age=0"), ("Vary", "Accept-Encoding")]
    assert is_cacheable("200 OK", said) and is_cacheable("410 Gone", said)
    for status in ("404 Not Found", "302 Found", "500 Internal Server Error", "304 Not Modified"):
        assert not is_cacheable(status, said)
    for header in (
        ("Set-Cookie", "a=b"),
        ("Cache-Control", "no-store"),
        ("Cache-Control", "private"),
        ("Vary", "Cookie"),
        ("Content-Security-Policy", "script-src 'nonce-x'"),
    ):
        assert not is_cacheable("200 OK", [*said, header])


def test_queries_are_read_with_care() -> None:
    assert read_known_fields("before=1-2&without=3&x=1") == read_known_fields(
        "without=3&before=1-2"
    )
    assert (
        read_known_fields("at=2020-01-01") is None and read_known_fields("a=" + "b" * 400) is None
    )
    assert read_known_fields("before=%ff%00") == "before=%EF%BF%BD%00"


def test_memory_has_an_end(site: Site) -> None:
    site.page_cache.store.max_bytes = 60_000
    for edition in factories.make_live_many(12):
        site.request(edition.get_absolute_url())
    store = site.page_cache.store
    assert 0 < store.size <= store.max_bytes
    assert store.size == sum(page.size for page in store.pages.values())


def test_a_crowd_waits_for_one_who_draws(epochs) -> None:
    begun, go_on, drawn = threading.Event(), threading.Event(), []

    def slow(environ: dict, start_response: Callable) -> list[bytes]:
        drawn.append(1)
        begun.set()
        go_on.wait(20)
        start_response("200 OK", [])
        return [b"page"]

    site = Site(PageCache(slow, epochs, max_bytes=10**6))
    first = threading.Thread(target=site.request, args=("/",))
    first.start()
    begun.wait(2)
    second = threading.Thread(target=site.request, args=("/",))
    second.start()
    second.join(0.02)
    assert second.is_alive() and len(drawn) == 1, "the second waits"
    end = monotonic() + 10
    while len(drawn) < 2 and monotonic() < end:
        sleep(0.01)
    assert len(drawn) == 2, "but not for long"
    go_on.set()
    first.join()
    second.join()
    assert not site.page_cache.rendering
