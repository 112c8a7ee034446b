"""A site to measure: this process's own, or that of another database in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import IO, Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Edition
from staff.models import User

from .page_kinds import FormData, Page, list_pages


@dataclass(frozen=True)
class Measurement:
    """One request for a page, or one run of an action."""

    milliseconds: float
    status: int = 200
    size: int = 0
    queries: int = 0


class OwnSite:
    """The site of this process, requested without server or network."""

    def __init__(self, search: str) -> None:
        self.pages = {page.kind: page for page in list_pages(search)}
        self.clients: dict[User | None, Client] = {}
        self.form_data: dict[str, FormData] = {}
        self.title = (
            f"{Article.objects.count():,} stories, {Edition.objects.count():,} editions,"
            f" {connection.vendor}"
        )

    @property
    def kinds(self) -> dict[str, str]:
        """Map each kind of page to its path."""
        return {kind: page.path for kind, page in self.pages.items()}

    def measure(self, kind: str, *, count_queries: bool = False) -> Measurement:
        """Time one page; with `count_queries` count its queries, which makes it slower."""
        page = self.pages[kind]
        if page.form_data and kind not in self.form_data:
            self.form_data[kind] = page.form_data(self._client(page.user))
        with transaction.atomic() if page.writes else nullcontext():
            with CaptureQueriesContext(connection) if count_queries else nullcontext() as captured:
                measured = _time(page.action) if page.action else self._time_request(page)
            if page.writes:
                transaction.set_rollback(True)
        return replace(measured, queries=len(captured or ()))

    def _time_request(self, page: Page) -> Measurement:
        client = self._client(page.user)
        began = time.perf_counter()
        if page.form_data:
            response = client.post(page.path, self.form_data[page.kind], secure=True)
        else:
            response = client.get(page.path, secure=True)
        milliseconds = (time.perf_counter() - began) * 1000
        return Measurement(milliseconds, response.status_code, len(response.getvalue()))

    def is_public(self, kind: str) -> bool:
        page = self.pages[kind]
        return page.user is None and not page.writes

    @property
    def host(self) -> str:
        """Return a host name the site answers to."""
        hosts = settings.ALLOWED_HOSTS
        return next((h for h in hosts if not h.startswith((".", "*"))), "localhost")

    def _client(self, user: User | None) -> Client:
        if user not in self.clients:
            self.clients[user] = Client(headers={"host": self.host}, raise_request_exception=False)
            if user:
                self.clients[user].force_login(user)
        return self.clients[user]

    def close(self) -> None:
        for client in self.clients.values():
            client.logout()

    def serve(self, requests: IO[str], reply: Callable[[str], None]) -> None:
        """Measure for another process: a line of JSON for each line of JSON, until it ends."""
        reply(json.dumps({"title": self.title, "kinds": self.kinds}))
        for line in requests:
            reply(json.dumps(asdict(self.measure(**json.loads(line)))))


def _time(action: Callable[[datetime], None]) -> Measurement:
    began = time.perf_counter()
    action(timezone.now())
    return Measurement((time.perf_counter() - began) * 1000)


class OtherSite:
    """The site of another database, measured by a process of its own."""

    def __init__(self, search: str, database_url: str) -> None:
        command = [sys.executable, "manage.py", "bench", "--answer", "--search", search]
        self.process = subprocess.Popen(  # noqa: S603 - this program once more
            command,
            cwd=settings.BASE_DIR,
            env={**os.environ, "DATABASE_URL": database_url} if database_url else None,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdin and self.process.stdout  # noqa: S101 - both are piped
        self.requests, self.replies = self.process.stdin, self.process.stdout
        first = self._read_reply()
        self.title, self.kinds = first["title"], first["kinds"]

    def measure(self, kind: str, *, count_queries: bool = False) -> Measurement:
        self.requests.write(json.dumps({"kind": kind, "count_queries": count_queries}) + "\n")
        self.requests.flush()
        return Measurement(**self._read_reply())

    def _read_reply(self) -> dict[str, Any]:
        line = self.replies.readline()
        if not line:
            raise CommandError("The process that measures the other site has ended.")
        return json.loads(line)

    def close(self) -> None:
        self.requests.close()
        self.process.wait()
