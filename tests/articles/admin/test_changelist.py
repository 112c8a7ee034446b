"""Where the desk's lists find their stories: each state's, all of them and from an index."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import workflow
from articles.admin.filters import filter_by_state
from articles.models import Article
from articles.workflow import State, read_story_state
from tests.factories import a_publisher, make_article, make_live

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LIST = "/admin/articles/article/"
WALKED_WHOLE = re.compile(r"SCAN articles_(article|edition)(?! USING)")


def later(hours: int = 1):
    return timezone.now() + hours * HOUR


def never_out(by) -> Article:
    story = make_article()
    workflow.schedule(story, by=by, at=later())
    workflow.cancel(story, by=by)
    return story


def scheduled(by) -> Article:
    story = make_article()
    workflow.schedule(story, by=by, at=later())
    return story


def withdrawn(by) -> Article:
    story = make_live().article
    workflow.withdraw(story, by=by, reason="Wrong.")
    return story


def withheld(by) -> Article:
    story = make_live().article
    workflow.withhold(story, by=by, reason="A court says so.")
    return story


def to_be_withdrawn(by) -> Article:
    story = make_live().article
    workflow.withdraw(story, by=by, reason="Wrong tomorrow.", at=later())
    return story


def back_in_an_hour(by) -> Article:
    story = withdrawn(by)
    workflow.schedule(story, by=by, at=later())
    return story


def back_no_more(by) -> Article:
    story = back_in_an_hour(by)
    workflow.cancel(story, by=by)
    return story


def in_review(by) -> Article:
    story = make_article()
    workflow.submit(story, by=by)
    return story


def ready(by) -> Article:
    story = in_review(by)
    workflow.approve(story, by=by)
    return story


def spiked(by) -> Article:
    story = make_article()
    workflow.spike(story, by=by)
    return story


FATES = {
    "draft": (lambda by: make_article(), State.DRAFT, False),
    "never out": (never_out, State.DRAFT, False),
    "in review": (in_review, State.IN_REVIEW, False),
    "ready": (ready, State.READY, False),
    "scheduled": (scheduled, State.SCHEDULED, True),
    "live": (lambda by: make_live().article, State.LIVE, True),
    "to be withdrawn": (to_be_withdrawn, State.LIVE, True),
    "withdrawn": (withdrawn, State.WITHDRAWN, True),
    "withheld": (withheld, State.WITHDRAWN, True),
    "back in an hour": (back_in_an_hour, State.SCHEDULED, True),
    "back no more": (back_no_more, State.WITHDRAWN, True),
    "spiked": (spiked, State.SPIKED, False),
}


def test_every_story_knows_whether_it_is_out_and_stands_in_the_list_of_its_state_alone() -> None:
    by, stories = a_publisher(), {}
    for fate, (make, state, is_out) in FATES.items():
        story = make(by)
        story.refresh_from_db()
        assert read_story_state(story).state == state, fate
        assert story.is_out is is_out, fate
        assert story.is_out is any(edition.is_for_readers for edition in story.editions.all()), fate
        stories[story.pk] = state
    for state in set(State) - {State.SPIKED}:
        rows = filter_by_state(Article.objects.not_trashed(), state)
        listed = set(rows.values_list("pk", flat=True))
        assert listed == {pk for pk, is_in in stories.items() if is_in == state}, state


def test_an_update_in_review_of_a_live_story_counts_for_both() -> None:
    story = make_live().article
    workflow.submit(story, by=a_publisher())
    for state in (State.LIVE, State.IN_REVIEW):
        assert list(filter_by_state(Article.objects.not_trashed(), state)) == [story]


def test_one_finds_what_one_writes_and_what_one_is_given(reporter, editor) -> None:
    own, given = make_article(created_by=reporter), make_article(assignee=reporter)
    make_article(created_by=editor)
    assert set(Article.objects.by_or_assigned_to(reporter)) == {own, given}


def test_a_search_wants_every_word_in_headline_kicker_or_byline() -> None:
    story = make_article("Gates of the harbour", kicker="Floods")
    name = story.bylines.get().author.name.split()[-1]
    make_article("Gates of the town")
    for words in (["harbour", "gates"], ["gates", "flood"], ["harbour", name]):
        assert list(Article.objects.matching(words)) == [story], words
    assert not Article.objects.matching(["harbour", "town"])


WAYS = [
    *("", "mine=yes", "mine=assigned", "kind__exact=news", "o=2", "q=nosuchword", "p=2"),
    *(f"state={state}" for state in State),
]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="asks SQLite for its plan")
def test_no_list_reads_the_stories_from_end_to_end_on_sqlite(desk) -> None:
    """Its planner knows no numbers of rows, so few stories show what it does with many."""
    section = make_live().section_id
    for query in [*WAYS, f"section__id__exact={section}"]:
        with CaptureQueriesContext(connection) as asked:
            desk.get(f"{LIST}?{query}", follow=True)
        plans = [plan_of(each["sql"]) for each in asked if each["sql"].startswith("SELECT")]
        faults = [plan for plan in plans if WALKED_WHOLE.search(plan)]
        assert len(plans) > 5 and not faults, query


def plan_of(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return "\n".join(row[-1] for row in cursor.fetchall())
