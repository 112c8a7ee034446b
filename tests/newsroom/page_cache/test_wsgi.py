"""What is sent from memory is what Django would send, to whoever asks in whatever way."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic, sleep

import pytest

from newsroom.page_cache.wsgi import Pages, known_fields, may_be_kept
from tests import factories
from tests.factories import make_live
from tests.newsroom.page_cache.paper import Paper

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def path() -> str:
    return make_live("The tide came twice").get_absolute_url()


def test_a_page_is_drawn_once(paper: Paper, path: str, django_assert_num_queries) -> None:
    drawn = paper.ask(path)
    with django_assert_num_queries(0):
        assert paper.ask(path) == drawn
    assert drawn.headers["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_who_has_the_page_gets_304(paper: Paper, path: str) -> None:
    for is_kept in (False, True):
        tag = paper.ask(path).headers["ETag"]
        if not is_kept:
            paper.pages.memory.pages.clear()
        same = paper.ask(path, HTTP_IF_NONE_MATCH=f'"other", {tag}')
        assert (same.status, same.body) == (304, b"")
        assert same.headers["ETag"] == tag and "Content-Type" not in same.headers
        assert paper.ask(path, HTTP_IF_NONE_MATCH='"other"').status == 200
        assert paper.ask(path, HTTP_IF_NONE_MATCH="*").status == 304
    assert paper.kept(path), "a page asked for by condition is kept whole"


def test_a_feed_answers_to_dates(paper: Paper, path: str) -> None:
    drawn = paper.ask("/feed.rss")
    asked = {"HTTP_IF_MODIFIED_SINCE": drawn.headers["Last-Modified"]}
    assert paper.kept("/feed.rss") and paper.ask("/feed.rss", **asked).status == 304
    assert paper.ask("/feed.rss", HTTP_IF_MODIFIED_SINCE="yesterday").status == 200
    assert paper.ask("/feed.rss", **asked, HTTP_IF_NONE_MATCH='"other"').status == 200


@pytest.mark.parametrize("is_kept", [False, True])
def test_head_sends_the_headers_of_get(paper: Paper, path: str, is_kept: bool) -> None:
    if is_kept:
        paper.ask(path)
    head = paper.ask(path, REQUEST_METHOD="HEAD")
    assert head.body == b"" and head.headers == paper.ask(path).headers


def test_each_coding_is_kept_for_itself(paper: Paper, path: str) -> None:
    asked = ("br, gzip", "gzip", "", "*;q=0")
    drawn = {coding: paper.ask(path, HTTP_ACCEPT_ENCODING=coding) for coding in asked}
    for coding, answer in drawn.items():
        assert paper.ask(path, HTTP_ACCEPT_ENCODING=coding) == answer
        assert answer == paper.ask(path, drawn_now=True, HTTP_ACCEPT_ENCODING=coding)
    assert [a.headers.get("Content-Encoding") for a in drawn.values()] == ["br", "gzip", None, None]


def test_fields_nobody_knows_change_nothing(paper: Paper, path: str) -> None:
    for each in (path, "/"):
        plain = paper.ask(each)
        page = paper.kept(each)
        assert paper.ask(f"{each}?utm_source=x&fbclid=1") == plain
        assert paper.kept(f"{each}?fbclid=2") is page
        assert paper.ask(f"{each}?fbclid=3", drawn_now=True) == plain


def test_pages_further_down_are_kept_each_for_itself(paper: Paper) -> None:
    factories.make_live_many(30, section=factories.make_section("world"))
    first = paper.read("/world/")
    older = f"/world/?{first.partition('?before=')[2].partition(chr(34))[0]}"
    older = older.replace("?", "?before=", 1).replace("&amp;", "&")
    assert paper.read(older) != first and paper.kept(older) is not paper.kept("/world/")
    assert paper.ask(older) == paper.ask(older, drawn_now=True)


def test_the_past_the_desk_and_searches_are_not_kept(paper: Paper, path: str) -> None:
    for each in (f"{path}?at=2020-01-01", "/search/?q=tide", "/admin/", "/no/such/page/"):
        paper.ask(each)
    assert not paper.pages.memory.pages
    assert paper.ask("/", REQUEST_METHOD="POST").status in (403, 405)


def test_one_host_never_gets_the_page_of_another(paper: Paper, path: str) -> None:
    here = paper.read(path)
    there = paper.ask(path, HTTP_HOST="other.localhost")
    assert b"http://other.localhost" in there.body and "other.localhost" not in here
    assert paper.ask(path, HTTP_HOST="evil.example").status == 400


def test_a_log_in_changes_nothing(paper: Paper, path: str, client, editor) -> None:
    client.force_login(editor)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    seen = paper.ask(path, HTTP_COOKIE=cookie)
    assert seen == paper.ask(path) and paper.kept(path)


def test_what_a_response_says_of_itself_is_heeded() -> None:
    said = [("Cache-Control", "public, max-age=0"), ("Vary", "Accept-Encoding")]
    assert may_be_kept("200 OK", said) and may_be_kept("410 Gone", said)
    for status in ("404 Not Found", "302 Found", "500 Internal Server Error", "304 Not Modified"):
        assert not may_be_kept(status, said)
    for header in (
        ("Set-Cookie", "a=b"),
        ("Cache-Control", "no-store"),
        ("Cache-Control", "private"),
        ("Vary", "Cookie"),
        ("Content-Security-Policy", "script-src 'nonce-x'"),
    ):
        assert not may_be_kept("200 OK", [*said, header])


def test_queries_are_read_with_care() -> None:
    assert known_fields("before=1-2&without=3&x=1") == known_fields("without=3&before=1-2")
    assert known_fields("at=2020-01-01") is None and known_fields("a=" + "b" * 400) is None
    assert known_fields("before=%ff%00") == "before=%EF%BF%BD%00"


def test_memory_has_an_end(paper: Paper) -> None:
    paper.pages.memory.most = 60_000
    for edition in factories.make_live_many(12):
        paper.ask(edition.get_absolute_url())
    memory = paper.pages.memory
    assert 0 < memory.size <= memory.most
    assert memory.size == sum(page.size for page in memory.pages.values())


def test_a_crowd_waits_for_one_who_draws(cells) -> None:
    begun, go_on, drawn = threading.Event(), threading.Event(), []

    def slow(environ: dict, start_response: Callable) -> list[bytes]:
        drawn.append(1)
        begun.set()
        go_on.wait(20)
        start_response("200 OK", [])
        return [b"page"]

    paper = Paper(Pages(slow, cells, most=10**6))
    first = threading.Thread(target=paper.ask, args=("/",))
    first.start()
    begun.wait(2)
    second = threading.Thread(target=paper.ask, args=("/",))
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
    assert not paper.pages.drawing
