"""An address nobody may know of yet answers as one that is not there: the same page and queries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import workflow
from newsroom import search_views
from tests.factories import make_article, make_author, make_photo, make_source, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def coming(editor, monkeypatch):
    """A scheduled story with an author, a source and a topic that no reader has met."""
    monkeypatch.setattr(search_views.not_found_limit, "take", lambda: False)
    author = make_author("Unknown Hand", portrait=make_photo())
    type(author).objects.update(checked_at=None)
    story = make_article(
        "Zebra",
        authors=[author],
        sources=[make_source("Zebra office")],
        topics=[make_topic("Zebras")],
    )
    return workflow.schedule(story, by=editor, at=timezone.now() + timedelta(hours=1))


def test_a_hidden_address_takes_the_same_queries_as_none(client, coming) -> None:
    story = coming.article
    hidden = [
        coming.get_absolute_url(),
        story.topics.get().get_absolute_url(),
        story.citations.get().source.get_absolute_url(),
        story.bylines.get().author.get_absolute_url(),
    ]
    for path in hidden:
        nothing = path[:-2] + "zz/"
        client.get(nothing)
        asked = []
        for address in (path, nothing):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                answer = client.get(address)
            assert answer.status_code == 404, address
            asked.append([query["sql"].partition(" WHERE ")[0] for query in queries])
        assert asked[0] == asked[1], path
