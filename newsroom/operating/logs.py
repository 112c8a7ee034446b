"""Log lines, error mail and Sentry, without personal data.

A message may quote what somebody typed, a traceback what a database said of a row. What is known to
hold personal data is taken out of both; requests are never quoted: no body, cookie, header, address
or query.
"""

from __future__ import annotations

import json
import logging
import re
import threading
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from vocabulary.faults import DATABASE_ERRORS

MAIL_EVERY = 600.0  # seconds between two e-mails about the same place
OUTAGE_EVERY = 10.0  # seconds
MOST_MAILS = 10  # in that time, whatever they are about
REPLACEMENTS = (
    (re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"), "…@…"),
    (re.compile(r"(/preview/)[^\s/\"']+"), r"\1…"),  # opens an unpublished story
    (re.compile(r"\b(DETAIL|CONTEXT|HINT):.*"), r"\1: …"),  # PostgreSQL quotes rows there
    (re.compile(r"([?&][\w.-]+=)[^\s&\"']+"), r"\1…"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"), "…"),
    (re.compile(r"\b(?:[0-9a-fA-F]{1,4}:){3,7}:?[0-9a-fA-F]{1,4}\b"), "…"),
    (re.compile(r"(//[\w.-]+):[^\s@/]+@"), r"\1:…@"),  # a password in a URL
)


def remove_personal(text: str) -> str:
    """Take out what may name or reach a person: addresses, tokens, quoted rows, query values."""
    for pattern, replacement in REPLACEMENTS:
        text = pattern.sub(replacement, text)
    return text


class LineFormatter(logging.Formatter):
    """A line of text, and a traceback below it."""

    def format(self, record: logging.LogRecord) -> str:
        return remove_personal(super().format(record))


class JsonFormatter(logging.Formatter):
    """One line of JSON for each record."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": remove_personal(record.getMessage()),
            "process": record.process,
        }
        if status := getattr(record, "status_code", None):
            line["status"] = status
        if record.exc_info and record.exc_info[1]:
            line["error"] = type(record.exc_info[1]).__qualname__
            line["traceback"] = remove_personal(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


class OncePerOutage(logging.Filter):
    """Lets one record in ten seconds say that the database is away: every request finds out."""

    def __init__(self) -> None:
        super().__init__()
        self.said_at = float("-inf")

    def filter(self, record: logging.LogRecord) -> bool:
        if not (record.exc_info and isinstance(record.exc_info[1], DATABASE_ERRORS)):
            return True
        now = time.monotonic()
        if now - self.said_at < OUTAGE_EVERY:
            return False
        self.said_at = now
        return True


class ErrorMailHandler(logging.Handler):
    """Mails errors to ADMINS: what failed and where, and nothing of the request.

    In a thread, since a mail server may not answer; about one place once in ten minutes.
    """

    def __init__(self, level: int = logging.ERROR) -> None:
        super().__init__(level)
        self.mailed_at: dict[tuple, float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        from django.conf import settings

        if settings.ADMINS and self._is_due(_find_place(record)):
            subject = f"{record.levelname} in {record.name}"
            self.send(lambda: self._mail(subject, JsonFormatter().format(record)))

    def send(self, action: Callable[[], None]) -> None:
        threading.Thread(target=action, name="error mail", daemon=True).start()

    def _is_due(self, place: tuple) -> bool:
        now = time.monotonic()
        recent = {key: at for key, at in self.mailed_at.items() if now - at < MAIL_EVERY}
        self.mailed_at = recent
        if place in recent or len(recent) >= MOST_MAILS:
            return False
        recent[place] = now
        return True

    def _mail(self, subject: str, line: str) -> None:
        from django.core.mail import mail_admins

        told = json.loads(line)
        parts = [f"{told['time']} {told['logger']}", told["message"], told.get("traceback", "")]
        mail_admins(subject, "\n\n".join(filter(None, parts)), fail_silently=True)


def _find_place(record: logging.LogRecord) -> tuple:
    """Return what tells one fault from another: the kind of error, and the line that raised it."""
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return (record.name, record.msg)
    frames = traceback.extract_tb(error.__traceback__)
    last = (frames[-1].filename, frames[-1].lineno) if frames else ()
    return (type(error).__qualname__, *last)


def start_sentry(dsn: str, environment: str) -> None:
    """Report errors to Sentry, without anything about the person or the request's content.

    Raises: ImproperlyConfigured, where sentry-sdk is not installed.
    """
    try:
        sdk = import_module("sentry_sdk")
    except ImportError:
        raise ImproperlyConfigured(
            "NEWSROOM_SENTRY_DSN is set, and sentry-sdk is not installed:"
            " run `.venv/bin/pip install sentry-sdk`, or unset it."
        ) from None
    sdk.init(
        dsn=dsn,
        environment=environment,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        traces_sample_rate=0.0,
        before_send=clean_event,
    )


def clean_event(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """Leave of an event what failed and where."""
    request = event.get("request") or {}
    kept = {name: request[name] for name in ("method", "url") if name in request}
    kept = {name: remove_personal(str(value).partition("?")[0]) for name, value in kept.items()}
    event = {
        name: value for name, value in event.items() if name not in ("user", "breadcrumbs", "extra")
    }
    return _clean(event | {"request": kept})


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return remove_personal(value)
    if isinstance(value, dict):
        return {name: _clean(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_clean(each) for each in value]
    return value
