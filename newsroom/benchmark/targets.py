"""A paper that is asked for its pages: here, or by another process that has another database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from typing import IO, Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Edition
from staff.models import User

from .page_kinds import Page, pages_of


@dataclass(frozen=True)
class Once:
    """A page asked for once."""

    milliseconds: float
    status: int = 200
    size: int = 0
    queries: int = 0


class Here:
    """The paper of this process, asked without server or network."""

    def __init__(self, search: str) -> None:
        self.pages = {page.kind: page for page in pages_of(search)}
        self.clients: dict[User | None, Client] = {}
        self.sent: dict[str, Any] = {}
        self.title = (
            f"{Article.objects.count():,} stories, {Edition.objects.count():,} editions,"
            f" {connection.vendor}"
        )

    @property
    def kinds(self) -> dict[str, str]:
        """Return the path of each kind of page."""
        return {kind: page.path for kind, page in self.pages.items()}

    def ask(self, kind: str, *, counted: bool = False) -> Once:
        """Ask for a page and time it; count its queries instead, where that is wanted."""
        page = self.pages[kind]
        ask = self._act(page) if page.act else self._request(page)
        writes = page.act or page.sent
        with transaction.atomic() if writes else nullcontext():
            with CaptureQueriesContext(connection) if counted else nullcontext() as captured:
                once = ask()
            if writes:
                transaction.set_rollback(True)
        return replace(once, queries=len(captured)) if counted else once

    def _act(self, page: Page) -> Callable[[], Once]:
        def act() -> Once:
            began = time.perf_counter()
            page.act(timezone.now())
            return Once((time.perf_counter() - began) * 1000)

        return act

    def _request(self, page: Page) -> Callable[[], Once]:
        client = self._client(page.by)
        if page.sent and page.kind not in self.sent:
            self.sent[page.kind] = page.sent(client)

        def request() -> Once:
            began = time.perf_counter()
            if page.sent:
                answer = client.post(page.path, self.sent[page.kind], secure=True)
            else:
                answer = client.get(page.path, secure=True)
            milliseconds = (time.perf_counter() - began) * 1000
            content = answer.streaming_content if answer.streaming else [answer.content]
            return Once(milliseconds, answer.status_code, sum(map(len, content)))

        return request

    def is_for_readers(self, kind: str) -> bool:
        page = self.pages[kind]
        return not (page.by or page.sent or page.act)

    @property
    def host(self) -> str:
        """Return a host the paper answers to."""
        hosts = settings.ALLOWED_HOSTS
        return next((h for h in hosts if not h.startswith((".", "*"))), "localhost")

    def _client(self, by: User | None) -> Client:
        if by not in self.clients:
            self.clients[by] = Client(headers={"host": self.host}, raise_request_exception=False)
            if by:
                self.clients[by].force_login(by)
        return self.clients[by]

    def close(self) -> None:
        for client in self.clients.values():
            client.logout()

    def answer(self, asked: IO[str], say: Callable[[str], None]) -> None:
        """Be asked by another process: a line of JSON for each line of JSON, until it ends."""
        say(json.dumps({"title": self.title, "kinds": self.kinds}))
        for line in asked:
            say(json.dumps(asdict(self.ask(**json.loads(line)))))


class There:
    """The paper of another database, asked in a process of its own."""

    def __init__(self, search: str, database: str) -> None:
        command = [sys.executable, "manage.py", "bench", "--answer", "--search", search]
        self.process = subprocess.Popen(  # noqa: S603 - this program once more
            command,
            cwd=settings.BASE_DIR,
            env={**os.environ, "DATABASE_URL": database} if database else None,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        told = self._told()
        self.title, self.kinds = told["title"], told["kinds"]

    def ask(self, kind: str, *, counted: bool = False) -> Once:
        self.process.stdin.write(json.dumps({"kind": kind, "counted": counted}) + "\n")
        self.process.stdin.flush()
        return Once(**self._told())

    def _told(self) -> dict[str, Any]:
        line = self.process.stdout.readline()
        if not line:
            raise CommandError("The process that asks the other paper has ended.")
        return json.loads(line)

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait()
