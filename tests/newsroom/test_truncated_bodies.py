"""A request that was cut short on its way changes nothing."""

from __future__ import annotations

from io import BytesIO
from uuid import uuid4

import pytest
from django.http import UnreadablePostError
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from newsroom.truncated_bodies import CountedBody, RefuseTruncatedBodies, TruncatedBody
from tests.articles.admin.test_article_admin import sent
from tests.factories import make_article

BODY = "<p>" + "The tide turned at noon. " * 400 + "</p>"


def post(client: Client, path: str, fields: dict, *, cut: int | None) -> int:
    """Send a form of which only `cut` bytes arrived; return the status."""
    whole = encode_multipart(BOUNDARY, fields)
    body = CountedBody(BytesIO(whole[:cut]), len(whole))
    arrived = {"CONTENT_TYPE": MULTIPART_CONTENT, "CONTENT_LENGTH": len(whole)}
    return client.generic("POST", path, **arrived, **{"wsgi.input": body}).status_code


@pytest.mark.django_db
def test_half_a_text_is_not_saved_in_the_place_of_the_whole(desk) -> None:
    story = make_article("Sent from a train", body="<p>As it was.</p>")
    there = reverse("admin:story_autosave", args=[story.pk])
    fields = sent(story, body=BODY, page=str(uuid4()))
    middle = encode_multipart(BOUNDARY, fields).index(b"The tide") + 2000
    with pytest.raises(UnreadablePostError):
        post(desk, there, fields, cut=middle)
    story.refresh_from_db()
    assert (story.body, story.version) == ("<p>As it was.</p>", 1)
    assert post(desk, there, fields, cut=None) == 200
    story.refresh_from_db()
    assert len(story.body) > 9000


@pytest.mark.parametrize("ask", ["read", "readline", "pieces"])
def test_a_body_ends_where_it_says_or_fails(ask) -> None:
    def read(body) -> bytes:
        if ask == "pieces":
            return b"".join(iter(lambda: body.read(3), b""))
        return getattr(body, ask)()

    seen = []

    def application(environ, start_response):
        seen.append(read(environ["wsgi.input"]))
        return []

    def environ(length: str) -> dict:
        return {"wsgi.input": BytesIO(b"seven b"), "CONTENT_LENGTH": length}

    RefuseTruncatedBodies(application)(environ("7"), None)
    RefuseTruncatedBodies(application)(environ(""), None)
    assert seen == [b"seven b"] * 2
    with pytest.raises(TruncatedBody):
        RefuseTruncatedBodies(application)(environ("8"), None)
