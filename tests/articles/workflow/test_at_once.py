"""Many people publish at once: every press makes an edition, or says why not."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from uuid import uuid4

import psycopg
import pytest
from django.db import OperationalError, connections
from django.test import Client

from articles import workflow
from articles.admin import sidebar
from articles.editions import hash_chain
from articles.models import Article, Edition
from staff.models import User
from tests.articles.admin.test_article_admin import address, sent
from tests.factories import make_article, make_author, make_source, make_topic, make_user

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, ROUNDS = 10, 6
WORDS = (
    "harbour council quay lock barrier ferry storm tide inquiry minister bridge canal dike pump "
    "budget vote union strike fish market school teacher hospital nurse police court judge fire "
    "water river flood bank loan rent house tenant builder engine wheel cargo ship crew captain"
).split()


def at_once(work: Callable[[int, int], None]) -> list[BaseException]:
    """Do some work in PEOPLE threads, ROUNDS times, each time together; return what failed."""
    faults: list[BaseException] = []
    gate = threading.Barrier(PEOPLE)

    def run(number: int) -> None:
        for each in range(ROUNDS):
            gate.wait(60)
            try:
                work(number, each)
            except Exception as fault:  # noqa: BLE001 - the test reports whatever a thread meets
                faults.append(fault)
        connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


@pytest.fixture
def people(roles) -> list[User]:
    return [make_user(f"editor{number}", "Editors") for number in range(PEOPLE)]


@pytest.fixture
def make_stories() -> Callable[..., list[list[Article]]]:
    chance = random.Random(1)
    topics = [make_topic(name) for name in ("Harbours", "Storms", "Votes")]
    authors, sources = [make_author() for _each in range(3)], [make_source() for _each in range(3)]

    def make(*, cited: bool) -> list[list[Article]]:
        def make_one() -> Article:
            text = "".join(
                f"<p>{' '.join(chance.sample(WORDS, k=12)).capitalize()}.</p>" for _each in range(6)
            )
            return make_article(
                "The same headline",
                body=text,
                authors=chance.sample(authors, 2),
                sources=chance.sample(sources, 2) if cited else [],
                topics=chance.sample(topics, 2),
            )

        return [[make_one() for _each in range(ROUNDS)] for _person in range(PEOPLE)]

    return make


@pytest.mark.slow
def test_ten_people_press_publish_at_once(people, make_stories, open_connections) -> None:
    stories = make_stories(cited=False)
    forms = [[sent(s, _action="publish", form_id=str(uuid4())) for s in each] for each in stories]
    clients = [Client(raise_request_exception=False) for _person in people]
    for client, person in zip(clients, people, strict=True):
        client.force_login(person)
    said: list[str] = []

    def press(number: int, each: int) -> None:
        story = stories[number][each]
        page = clients[number].post(address(story), forms[number][each], follow=True)
        said.append(page.content.decode())

    assert at_once(press) == []
    assert sum("Published. It is live at" in page for page in said) == PEOPLE * ROUNDS
    assert Edition.objects.count() == PEOPLE * ROUNDS
    assert list(hash_chain.verify_all()) == []


@pytest.mark.slow
def test_ten_people_publish_stories_that_share_everything(
    people, make_stories, open_connections
) -> None:
    stories = make_stories(cited=True)

    def publish(number: int, each: int) -> None:
        workflow.publish(stories[number][each], by=people[number])

    assert at_once(publish) == []
    assert Edition.objects.count() == PEOPLE * ROUNDS
    assert list(hash_chain.verify_all()) == []


def test_two_presses_of_one_person_are_each_told_why(roles, open_connections) -> None:
    """They share a session, which is saved as a whole."""
    person, stories = make_user("editor", "Editors"), [make_article(body="") for _each in range(2)]
    browser = Client()
    browser.force_login(person)
    forms = [sent(story, _action="publish", form_id=str(uuid4())) for story in stories]
    answers = [browser.post(address(s), form) for s, form in zip(stories, forms, strict=True)]
    assert [answer.status_code for answer in answers] == [302, 302]
    browser.session.flush()  # as the other press would, which began before this one ended
    browser.force_login(person)
    for story in stories:
        page = browser.get(address(story)).content.decode()
        assert 'role="alert" data-refusal="publish"' in page
        assert "Fix these before publishing:" in page
        assert "data-refusal" not in browser.get(address(story)).content.decode(), "once"


def test_a_reason_is_of_this_story_and_nobody_else_s_words(desk) -> None:
    story, other = make_article(body=""), make_article(body="")
    answer = desk.post(address(story), sent(story, _action="publish", form_id=str(uuid4())))
    [name] = [name for name in answer.cookies if name.startswith("refused-")]
    assert answer.cookies[name]["path"] == address(story) and answer.cookies[name]["httponly"]
    desk.cookies[f"refused-{other.pk}"] = desk.cookies.pop(name).value
    assert b"data-refusal" not in desk.get(address(other)).content
    desk.cookies[f"refused-{other.pk}"] = "tampered"
    assert b"data-refusal" not in desk.get(address(other)).content


def test_a_long_reason_fits_into_a_cookie(desk, monkeypatch) -> None:
    chance = random.Random(1)
    missing = [
        workflow.checklist.Missing("body", "".join(chance.choices("abcdefghij klmn", k=300)))
        for _each in range(60)
    ]

    def refuse(*args: object, **named: object) -> None:
        raise workflow.ActionRefused("No. " * 2000, missing=missing)

    monkeypatch.setitem(sidebar.ACTIONS, "publish", refuse)
    story = make_article()
    data = sent(story, _action="publish", form_id=str(uuid4()))
    page = desk.post(address(story), data, follow=True).content.decode()
    assert 'data-refusal="publish"' in page and missing[0].sentence in page
    assert all(len(each.OutputString()) < 4096 for each in desk.cookies.values())


@pytest.mark.parametrize("failures", [1, 3, 4])
def test_what_the_database_broke_off_for_somebody_else_is_done_again(
    desk, monkeypatch, failures: int
) -> None:
    tries: Counter[str] = Counter()
    publish = sidebar.ACTIONS["publish"]

    def deadlocked(*args: object, **named: object) -> object:
        tries["publish"] += 1
        if tries["publish"] <= failures:
            raise OperationalError("deadlock") from psycopg.errors.DeadlockDetected()
        return publish(*args, **named)

    monkeypatch.setitem(sidebar.ACTIONS, "publish", deadlocked)
    desk.raise_request_exception = False
    story = make_article()
    answer = desk.post(address(story), sent(story, _action="publish", form_id=str(uuid4())))
    is_out = failures < sidebar.TRIES
    assert (answer.status_code, Edition.objects.count()) == ((302, 1) if is_out else (503, 0))
    if not is_out:
        assert "The database is busy." in answer.content.decode()
