"""A server of two processes, and a third that publishes."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep

import pytest
from django.db import connection

from articles import workflow
from articles.models import Article, Change
from newsroom.page_cache.epochs import SharedEpochs
from tests import factories
from tests.factories import make_live

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
HERE = Path(__file__).parents[3]
OFTEN = 40  # requests, each on a connection of its own: enough to meet both processes


@pytest.fixture
def served(epochs: SharedEpochs) -> Iterator[int]:
    """Yield the port of a server of two processes."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    asked = connection.settings_dict
    where = f"sqlite:///{asked['NAME']}"
    if connection.vendor == "postgresql":
        who = f"{asked['USER']}:{asked['PASSWORD']}".removesuffix(":")
        where = f"postgres://{who}@{asked['HOST']}:{asked['PORT']}/{asked['NAME']}"
    environment = os.environ | {"DATABASE_URL": where, "PAGES_CELLS": str(epochs.path)}
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2"),
        *(
            "--port",
            str(port),
            "--log-level",
            "warning",
            "tests.newsroom.page_cache.served:application",
        ),
    ]
    with subprocess.Popen(command, cwd=HERE, env=environment) as server:
        end = monotonic() + 60
        while True:
            try:
                ask(port, "/healthz")
                break
            except OSError:
                assert monotonic() < end and server.poll() is None, "the server did not start"
                sleep(0.1)
        yield port
        server.terminate()


def ask(port: int, path: str) -> str:
    asked = HTTPConnection("localhost", port, timeout=20)
    asked.request("GET", path)
    words = asked.getresponse().read().decode()
    asked.close()
    return words


def test_every_process_has_forgotten_when_the_door_returns(served: int) -> None:
    edition = make_live("The tide came twice")
    path = edition.get_absolute_url()
    for number in range(5):
        for _each in range(OFTEN):
            ask(served, path)
        Article.objects.filter(pk=edition.article_id).update(headline=f"Tide number {number}")
        story = Article.objects.get(pk=edition.article_id)
        workflow.update(story, by=factories.a_publisher(), change=Change.MINOR)
        for page in (path, "/"):
            told = [f"Tide number {number}" in ask(served, page) for _each in range(OFTEN)]
            assert all(told), f"{told.count(False)} of {OFTEN} answers were old"
