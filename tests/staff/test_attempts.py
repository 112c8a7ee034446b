"""Guessing passwords ends soon, and locks nobody out who has a right to be here."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from newsroom.periodic import run_every_minute
from staff import attempts, clients
from staff.attempts import Limit, TooManyAttempts, count_try
from staff.models import Attempt
from tests.factories import make_user

pytestmark = pytest.mark.django_db
OLD, NEW = "password", "Tuesday-ferry-9"
ABROAD = "203.0.113.7"


def log_in(client, name: str, password: str, address: str = ABROAD, **headers: str) -> bool:
    sent = {"username": name, "password": password}
    there = reverse("admin:login")
    return client.post(there, sent, REMOTE_ADDR=address, headers=headers).status_code == 302


def guess(client, name: str, times: int, address: str = ABROAD, **headers: str) -> None:
    for _n in range(times):
        assert not log_in(client, name, "wrong", address, **headers)


def test_guessing_a_password_ends_after_ten_tries(client, editor) -> None:
    guess(client, "editor", 10)
    sent = {"username": "editor", "password": OLD}
    answer = client.post(reverse("admin:login"), sent, REMOTE_ADDR=ABROAD)
    assert "Too many failed attempts" in answer.content.decode()
    assert log_in(client, "editor", OLD, "198.51.100.7")


def test_a_quarter_of_an_hour_later_the_tries_are_back(client, editor) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        guess(client, "editor", 10)
        clock.shift(timedelta(minutes=14))
        assert not log_in(client, "editor", OLD)
        clock.shift(timedelta(minutes=2))
        assert log_in(client, "editor", OLD)


def test_filling_the_cache_does_not_give_the_tries_back(client, editor) -> None:
    guess(client, "editor", 10)
    for n in range(1000):
        cache.set(f"filled-{n}", n)
    cache.clear()
    assert not log_in(client, "editor", OLD)


def test_every_way_to_write_a_name_shares_the_tries(client, roles) -> None:
    make_user("editor", "Editors", email="ed@paper.example")
    for name in ("editor", "EDITOR", "ed@paper.example", "Ed@Paper.Example"):
        guess(client, name, 3)
    assert not log_in(client, "editor", OLD)


def test_guessing_at_many_names_from_one_address_ends(client, editor, monkeypatch) -> None:
    monkeypatch.setattr(attempts, "FAILURES_ELSEWHERE", 3)
    for name in ("ann", "bob", "cem"):
        guess(client, name, 1, "192.0.2.7")
    assert not log_in(client, "editor", OLD, "192.0.2.7")
    assert log_in(client, "editor", OLD, "192.0.2.8")


def test_guessing_at_one_name_from_many_addresses_locks_nobody_out(editor, monkeypatch) -> None:
    monkeypatch.setattr(attempts, "FAILURES_ELSEWHERE", 3)
    at_home, elsewhere = Client(), Client()
    assert log_in(at_home, "editor", OLD, "192.0.2.1")
    for n in range(4):
        guess(elsewhere, "editor", 1, f"198.51.100.{n}")
    assert not log_in(elsewhere, "editor", OLD, "192.0.2.9")
    assert log_in(at_home, "editor", OLD, "192.0.2.9"), "their own browser"
    elsewhere.cookies.load({clients.COOKIE: at_home.cookies[clients.COOKIE].value[:-1]})
    assert not log_in(elsewhere, "editor", OLD, "192.0.2.9"), "a forged cookie"


def test_an_editor_gets_in_from_the_address_that_guesses_at_their_name(client, editor) -> None:
    at_home = Client()
    assert log_in(at_home, "editor", OLD)
    guess(client, "editor", 20)
    assert log_in(at_home, "editor", OLD), "in the browser used last time"


def test_a_browser_that_was_stolen_has_ten_tries_too(client, editor) -> None:
    assert log_in(client, "editor", OLD)
    client.post(reverse("admin:logout"))
    guess(client, "editor", 10)
    assert not log_in(client, "editor", OLD)


def test_one_address_alone_does_not_use_up_the_tries_of_a_name(client, editor, monkeypatch) -> None:
    monkeypatch.setattr(attempts, "FAILURES_ELSEWHERE", 12)
    guess(client, "editor", 30, "192.0.2.7")
    assert log_in(client, "editor", OLD, "192.0.2.8")


def test_a_form_without_a_password_does_not_begin_the_count_anew(client, editor) -> None:
    for password in [*["wrong"] * 9, "", "wrong"]:
        log_in(client, "editor", password)
    assert not log_in(client, "editor", OLD)


def test_an_ipv6_customer_is_one_address(client, editor) -> None:
    for n in range(10):
        guess(client, "editor", 1, f"2001:db8:1:1::{n:x}")
    assert not log_in(client, "editor", OLD, "2001:db8:1:1:ffff::1")
    assert log_in(client, "editor", OLD, "2001:db8:1:2::1"), "another /64"


def test_behind_a_proxy_tries_count_for_the_address_that_it_saw(client, editor, settings) -> None:
    settings.BEHIND_PROXY = True
    for n in range(11):  # what stands before the last is the guesser's own
        came = {"X-Forwarded-For": f"10.0.0.{n}, 192.0.2.7"}
        guess(client, "editor", 1, "127.0.0.1", **came)
    came = {"X-Forwarded-For": "192.0.2.7"}
    assert not log_in(client, "editor", OLD, "127.0.0.1", **came)
    came = {"X-Forwarded-For": "198.51.100.1"}
    assert log_in(client, "editor", OLD, "127.0.0.1", **came)


@pytest.mark.parametrize("proxy", ["127.0.0.1", "10.1.2.3", "::1", "fd00::1"])
def test_a_proxy_that_nobody_declared_locks_nobody_out(
    client, editor, monkeypatch, proxy: str
) -> None:
    monkeypatch.setattr(attempts, "FAILURES_ELSEWHERE", 3)
    for n in range(6):
        guess(client, f"somebody{n}", 1, proxy)
    assert log_in(client, "editor", OLD, proxy)


def test_a_public_proxy_that_nobody_declared_locks_nobody_out(
    client, editor, monkeypatch, caplog
) -> None:
    monkeypatch.setattr(attempts, "FAILURES_ELSEWHERE", 3)
    came = {"X-Forwarded-For": "192.0.2.7"}
    for n in range(6):
        guess(client, f"somebody{n}", 1, ABROAD, **came)
    assert log_in(client, "editor", OLD, ABROAD, **came)
    assert "NEWSROOM_BEHIND_PROXY" in caplog.text


def test_an_open_desk_is_no_place_to_guess_the_old_password(client, editor) -> None:
    client.force_login(editor)
    there = reverse("admin:password_change")
    form = {"new_password1": NEW, "new_password2": NEW}
    for _n in range(10):
        client.post(there, form | {"old_password": "wrong"})
    page = client.post(there, form | {"old_password": OLD}).content.decode()
    assert "Too many failed attempts" in page
    editor.refresh_from_db()
    assert editor.check_password(OLD)


def test_the_old_password_is_asked_for_and_taken(client, editor) -> None:
    client.force_login(editor)
    form = {"old_password": OLD, "new_password1": NEW, "new_password2": NEW}
    client.post(reverse("admin:password_change"), form)
    editor.refresh_from_db()
    assert editor.check_password(NEW) and not Attempt.objects.exists()


def test_tries_at_the_same_time_all_count() -> None:
    now, limit = timezone.now(), Limit("key", 3, "Wait.")
    for _n in range(2):
        count_try([limit], at=now)
    Attempt.objects.create(key="key", at=now)  # another process, just now
    with pytest.raises(TooManyAttempts, match=r"Wait\."):
        count_try([limit], at=now)
    assert Attempt.objects.count() == 3, "what is refused leaves no row behind"


def test_counts_are_deleted_when_they_no_longer_count(client, editor) -> None:
    guess(client, "editor", 3)
    now = timezone.now()
    run_every_minute(now)
    assert Attempt.objects.exists()
    run_every_minute(now + timedelta(minutes=16))
    assert not Attempt.objects.exists()


@pytest.mark.parametrize(
    ("address", "group"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("[2001:db8::1]", "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("nonsense", "nonsense"),
    ],
)
def test_addresses_are_counted_as_their_owner_has_them(address: str, group: str) -> None:
    assert clients.group_address(address) == group


@pytest.mark.parametrize(
    ("agent", "family"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox on Linux",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge on Windows"),
        ("curl/8.1", ""),
    ],
)
def test_a_browser_is_described_by_its_family(rf, agent: str, family: str) -> None:
    assert clients.describe_browser(rf.get("/", headers={"User-Agent": agent})) == family


@pytest.mark.django_db(transaction=True)
def test_of_twenty_tries_in_twenty_threads_no_more_than_the_limit_go_on(open_connections) -> None:
    limit, began = Limit("key", 5, "Wait."), threading.Barrier(20)

    def goes_on(_n: int) -> bool:
        began.wait()
        try:
            count_try([limit])
        except TooManyAttempts:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(20) as threads:
        assert sum(threads.map(goes_on, range(20))) <= 5
