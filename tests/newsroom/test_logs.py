"""What is logged, mailed and reported says what failed, and nothing about any person."""

from __future__ import annotations

import json
import logging
import sys
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.test import Client

from newsroom.operating import logs

SECRETS = (
    "ann@paper.example",
    "192.0.2.7",
    "2001:db8:85a3:8d3:1319:8a2e:370:7348",
    "dG9rZW4:1abc",
    "hunter2",
    "Ann Hill",
)
MESSAGE = (
    "Forbidden: /preview/dG9rZW4:1abc/ for ann@paper.example from 192.0.2.7 and"
    " 2001:db8:85a3:8d3:1319:8a2e:370:7348, ?q=hunter2&name=hunter2,"
    " postgres://newsroom:hunter2@db/newsroom\nDETAIL: Key (name)=(Ann Hill) already exists."
)


def record(message: str, error: BaseException | None = None, **extra: object) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    found = logging.LogRecord("django.request", logging.ERROR, "a.py", 1, message, (), info)
    vars(found).update(extra)
    return found


def raised(error: BaseException) -> BaseException:
    try:
        raise error
    except type(error) as caught:
        return caught


@pytest.mark.parametrize("formatter", [logs.JsonFormatter(), logs.LineFormatter("%(message)s")])
def test_nobody_is_named(formatter) -> None:
    text = formatter.format(record(MESSAGE, raised(ValueError(MESSAGE))))
    assert not [secret for secret in SECRETS if secret in text]
    assert "Forbidden: /preview/…" in text and "postgres://newsroom:…@db/newsroom" in text
    assert "test_logs.py" in text, "and where it happened is said"


def test_times_and_paths_stay_as_they_are() -> None:
    text = "At 12:30:45 /world/2026/11/22/tide/ took 3.5.1 of 10:20"
    assert logs.remove_personal(text) == text


def test_a_json_line_is_one_line_of_named_parts() -> None:
    text = logs.JsonFormatter().format(record("A\nB", raised(KeyError("x")), status_code=500))
    assert "\n" not in text
    line = json.loads(text)
    assert line["message"] == "A\nB" and line["level"] == "ERROR" and line["error"] == "KeyError"
    assert line["status"] == 500 and line["logger"] == "django.request"
    assert line["time"].endswith("+00:00") and "Traceback" in line["traceback"]


def test_an_outage_is_said_once_and_other_errors_always() -> None:
    once = logs.OncePerOutage()
    outage = record("x", raised(OperationalError("refused")))
    assert [once.filter(outage) for _time in range(3)] == [True, False, False]
    assert once.filter(record("x", raised(ValueError()))) and once.filter(record("x"))


@pytest.fixture
def handler(settings, monkeypatch) -> logs.ErrorMailHandler:
    settings.ADMINS = [("", "ops@paper.example")]
    [handler] = (h for h in logging.getLogger().handlers if isinstance(h, logs.ErrorMailHandler))
    monkeypatch.setattr(handler, "mailed_at", {})
    monkeypatch.setattr(handler, "send", lambda action: action())
    return handler


@pytest.mark.django_db
def test_a_request_that_fails_is_mailed_without_what_was_sent(handler, monkeypatch) -> None:
    def fail(*args: object) -> None:
        raise ValueError("of ann@paper.example")

    monkeypatch.setattr("outlet.models.OutletQuerySet.current", fail)
    client = Client(raise_request_exception=False, headers={"cookie": "sessionid=hunter2"})
    for _time in range(3):
        assert client.get("/about/?q=hunter2").status_code == 500
        assert client.post("/about/", {"password": "hunter2"}).status_code in (405, 500)
    [told] = mail.outbox
    assert told.to == ["ops@paper.example"] and "/about/" in told.body
    assert "ValueError: of …@…" in told.body and "in fail" in told.body
    for secret in ("hunter2", "ann@", "sessionid", "SECRET_KEY", "127.0.0.1"):
        assert secret not in told.subject + told.body


def test_one_place_is_mailed_once_and_a_storm_is_no_storm_of_mail(handler) -> None:
    for number in range(100):
        handler.emit(record("The same"))
        handler.emit(record(f"Number {number}"))
    assert len(mail.outbox) == logs.MOST_MAILS
    assert sum("The same" in each.body for each in mail.outbox) == 1


def test_nobody_is_mailed_without_admins(settings) -> None:
    settings.ADMINS = []
    logs.ErrorMailHandler().emit(record("It failed"))
    assert mail.outbox == []


def test_django_s_own_mail_with_bodies_and_settings_is_off() -> None:
    handlers = [*logging.getLogger("django").handlers, *logging.getLogger().handlers]
    assert not any("AdminEmailHandler" in type(each).__name__ for each in handlers)


def test_sentry_is_told_what_failed_and_nothing_else(monkeypatch) -> None:
    told = {}
    monkeypatch.setitem(sys.modules, "sentry_sdk", SimpleNamespace(init=told.update))
    logs.start_sentry("https://key@sentry.example/1", "production")
    assert told["send_default_pii"] is False and told["max_request_body_size"] == "never"
    assert told["include_local_variables"] is False
    event = {
        "request": {
            "method": "POST",
            "url": "https://paper.example/preview/dG9rZW4:1abc/?q=hunter2",
            "data": {"password": "hunter2"},
            "cookies": {"sessionid": "hunter2"},
            "headers": {"X-Forwarded-For": "192.0.2.7"},
            "env": {"REMOTE_ADDR": "192.0.2.7"},
            "query_string": "q=hunter2",
        },
        "user": {"email": "ann@paper.example"},
        "breadcrumbs": {"values": [{"message": "Ann Hill"}]},
        "exception": {"values": [{"type": "ValueError", "value": MESSAGE}]},
    }
    text = json.dumps(told["before_send"](event, {}))
    assert not [secret for secret in SECRETS if secret in text]
    assert "ValueError" in text and '"method": "POST"' in text


def test_a_sentry_that_is_not_installed_is_said_with_the_cure(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "sentry_sdk", None)
    with pytest.raises(ImproperlyConfigured, match="pip install sentry-sdk"):
        logs.start_sentry("https://key@sentry.example/1", "production")
