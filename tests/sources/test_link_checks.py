"""Links looked at in the background: who is asked, how often, and when a link is dead."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from articles.models import Citation
from newsroom import periodic
from sources import link_checks
from sources.models import Link, Source
from tests.factories import make_article, make_source
from vocabulary.safe_http import Answer, ForbiddenAddress, Offline, Unreachable

pytestmark = pytest.mark.django_db
PAGE = "https://register.example/4"


@pytest.fixture
def web(monkeypatch) -> dict:
    """The web as the test tells it: what each method and address answers; and who was asked."""
    told: dict = {"asked": []}

    def fetch(method: str, url: str, **kwargs: object) -> Answer:
        told["asked"].append((method, url))
        answer = told.get((method, url), told.get(url, 200))
        if isinstance(answer, Exception):
            raise answer
        return Answer(answer, url, b"")

    monkeypatch.setattr(link_checks, "fetch", fetch)
    return told


def link_to(url: str = PAGE) -> Link:
    return Link.objects.for_url(url)


def checked(link: Link) -> Link:
    link_checks.check_link(link, timezone.now())
    link.refresh_from_db()
    return link


def test_a_page_that_is_there_is_asked_for_again_in_a_week(web):
    link = checked(link_to())
    assert web["asked"] == [("HEAD", PAGE)]
    assert not link.is_dead and link.status == 200
    assert link.due_at - link.checked_at == timedelta(days=7)
    assert link.status_text.startswith("working, ")


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_is_dead_once_get_says_so_too(web, status):
    web["HEAD", PAGE] = status
    assert not checked(link_to()).is_dead
    assert web["asked"] == [("HEAD", PAGE), ("GET", PAGE)]
    web["GET", PAGE] = status
    link = checked(link_to())
    assert link.is_dead and f"({status})" in link.status_text


@pytest.mark.parametrize("status", [401, 403, 429, 451])
def test_a_server_that_does_not_let_us_in_has_a_page_all_the_same(web, status):
    web[PAGE] = status
    assert not checked(link_to()).is_dead


@pytest.mark.parametrize("answer", [500, 503, Unreachable("no answer in time")])
def test_a_server_that_is_down_is_dead_after_three_days(web, answer):
    web[PAGE] = answer
    for _day in range(2):
        link = checked(link_to())
        assert not link.is_dead and "no answer on" in link.status_text
        assert link.due_at - link.checked_at == timedelta(days=1)
    assert checked(link_to()).is_dead
    web[PAGE] = 200
    link = checked(link_to())
    assert (link.is_dead, link.fails) == (False, 0)


def test_a_machine_that_is_cut_off_learns_nothing_of_links(web):
    link_to()
    web[PAGE] = Offline("DNS unavailable")
    for _day in range(5):
        link = checked(link_to())
    assert (link.checked_at, link.fails, link.is_dead) == (None, 0, False)


def test_an_address_that_may_not_be_asked_is_dead(web):
    web[PAGE] = ForbiddenAddress("not a public address")
    assert "not a public address" in checked(link_to()).status_text


def test_each_host_is_asked_once_in_a_round_the_longest_due_first(web):
    now = timezone.now()
    for number, host in enumerate(("a", "a", "b", "c")):
        link = link_to(f"https://{host}.example/{number}")
        Link.objects.filter(pk=link.pk).update(due_at=now - timedelta(hours=9 - number))
    link_checks.check_links.func()
    assert [url for _method, url in web["asked"]] == [
        "https://a.example/0",
        "https://b.example/2",
        "https://c.example/3",
    ]
    link_checks.check_links.func()
    assert web["asked"][3:] == [("HEAD", "https://a.example/1")]


def test_a_round_is_bounded(web):
    for number in range(link_checks.ROUND + 3):
        link_to(f"https://{number}.example/")
    link_checks.check_links.func()
    assert len(web["asked"]) == link_checks.ROUND


def test_a_round_of_silent_servers_leaves_the_rest_to_the_next(web, monkeypatch):
    links = [link_to(f"https://silent{number}.example/") for number in range(4)]
    clock = iter([0.0, 0.0, 20.0, 40.0, 60.0])
    monkeypatch.setattr(link_checks, "monotonic", lambda: next(clock))
    link_checks.check_links.call()
    checked_at = [Link.objects.get(pk=link.pk).checked_at for link in links]
    assert [moment is not None for moment in checked_at] == [True, True, False, False]
    assert len(link_checks.get_due_links(timezone.now())) == 2


def test_a_link_another_worker_has_taken_is_left_to_it(web, monkeypatch):
    link = link_to()
    stale = Link.objects.get(pk=link.pk)
    Link.objects.filter(pk=link.pk).update(due_at=timezone.now() + timedelta(hours=1))
    monkeypatch.setattr(link_checks, "get_due_links", lambda now: [stale])
    link_checks.check_links.func()
    assert web["asked"] == []


def cite(url: str) -> Citation:
    return Citation.objects.create(article=make_article(), source=make_source(), url=url)


def ordered() -> int:
    return DBTaskResult.objects.filter(task_path=link_checks.check_links.module_path).count()


@pytest.fixture
def in_database(settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def test_a_round_follows_new_addresses_and_orders_one_check(in_database):
    citation, same, none = cite(PAGE), cite(PAGE), cite("")
    source = make_source(url="https://port.example/")
    for _ in range(2):
        periodic.run_every_minute(timezone.now())
    for row in (citation, same, none, source):
        row.refresh_from_db()
    assert citation.link == same.link and citation.link.url == PAGE
    assert source.link.host == "port.example" and none.link is None
    assert ordered() == 1
    DBTaskResult.objects.update(status=TaskResultStatus.SUCCESSFUL)
    periodic.run_every_minute(timezone.now())
    assert ordered() == 2


def test_nothing_is_asked_where_the_operator_says_so(in_database, settings):
    settings.CHECK_LINKS = False
    cite(PAGE)
    periodic.run_every_minute(timezone.now())
    assert ordered() == 0


def test_what_nothing_leads_to_is_forgotten_and_a_changed_address_followed_anew():
    citation = cite(PAGE)
    link_checks.link_rows(Citation.objects)
    Citation.objects.filter(pk=citation.pk).update(url="https://register.example/5")
    periodic.run_every_day(timezone.now())
    assert not Link.objects.exists()
    link_checks.link_rows(Citation.objects)
    citation.refresh_from_db()
    assert citation.link.url == "https://register.example/5"
    assert Source.objects.filter(link=None).exists()
