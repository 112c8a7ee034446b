"""bench: every kind of page answers, nothing is left behind, and two papers are asked in turn."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article, Edition
from desk.models import Presence
from newsroom import bootstrap
from newsroom.benchmark.targets import OwnSite
from newsroom.management.commands import bench
from tests.factories import make_article, make_live, make_outlet, make_photo, make_source

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def static_is_there(monkeypatch) -> None:
    monkeypatch.setattr(bootstrap, "is_static_fresh", lambda: True)


@pytest.fixture
def paper(editor, reporter, contributor) -> OwnSite:
    make_outlet()
    make_live("By the harbour", sources=[make_source()], lead_photo=make_photo())
    make_article("Begun", created_by=editor)
    return OwnSite("harbour")


def test_every_kind_of_page_answers_and_what_it_writes_is_taken_back(paper: OwnSite) -> None:
    before = [Article.objects.get(headline="Begun").version, Edition.objects.count()]
    answers = {kind: paper.measure(kind, count_queries=True).status for kind in paper.kinds}
    odd = {kind: status for kind, status in answers.items() if status != 200}
    assert odd == {"an address that is not there": 404}
    assert len(answers) > 90
    assert [Article.objects.get(headline="Begun").version, Edition.objects.count()] == before
    assert not Presence.objects.exists()


def test_another_process_is_answered_a_line_for_a_line(paper: OwnSite) -> None:
    said: list[str] = []
    requests = '{"kind": "home"}\n{"kind": "desk", "count_queries": true}\n'
    paper.serve(io.StringIO(requests), said.append)
    told, home, desk = map(json.loads, said)
    assert told["kinds"]["home"] == "/" and "editions" in told["title"]
    assert home["status"] == 200 and home["queries"] == 0
    assert desk["queries"] > 5


def test_two_papers_are_compared(paper: OwnSite, monkeypatch, capsys) -> None:
    monkeypatch.setattr(bench, "OtherSite", lambda search, database: paper)
    call_command("bench", "--against", "sqlite:///other", "--rounds", "1", "--only", "desk")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines[:2]] == ["A", "B"]
    assert lines[4].endswith("  desk") and float(lines[4].split()[2]) > 0


def test_no_round_is_no_measure() -> None:
    with pytest.raises(CommandError, match="at least 1"):
        call_command("bench", "--rounds", "0")
