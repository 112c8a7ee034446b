"""Readers' pages travel compressed; the desk's do not."""

from __future__ import annotations

import gzip

import brotli
import pytest

from newsroom.compression import choose_coding
from tests.factories import make_live

pytestmark = pytest.mark.django_db


def test_a_page_is_sent_as_the_reader_takes_it(client):
    path = make_live().get_absolute_url()
    plain = client.get(path)
    br = client.get(path, headers={"Accept-Encoding": "gzip, br"})
    gz = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert (br["Content-Encoding"], gz["Content-Encoding"]) == ("br", "gzip")
    assert brotli.decompress(br.content) == gzip.decompress(gz.content) == plain.content
    assert int(br["Content-Length"]) == len(br.content) < len(plain.content) / 2
    assert plain["Vary"] == br["Vary"] == "Accept-Encoding"


def test_what_is_small_or_no_text_is_sent_as_it_is(client):
    for path in ("/robots.txt", "/share.png"):
        assert "Content-Encoding" not in client.get(path, headers={"Accept-Encoding": "br"})


def test_the_desk_is_sent_as_it_is(client, editor):
    client.force_login(editor)
    response = client.get("/admin/", headers={"Accept-Encoding": "gzip, br"})
    assert response.status_code == 200
    assert "Content-Encoding" not in response


def test_a_compressed_feed_still_answers_304(client):
    make_live()
    asked = {"Accept-Encoding": "br"}
    first = client.get("/feed.rss", headers=asked)
    assert first["Content-Encoding"] == "br"
    again = client.get("/feed.rss", headers={**asked, "If-None-Match": first["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", ""),
        ("gzip, deflate, br", "br"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("br;q=0, *;q=0.5", "gzip"),
        ("*", "br"),
        ("identity", ""),
        ("br;q=nonsense", ""),
    ],
)
def test_a_coding_is_chosen_by_its_weight(accepted, coding):
    assert choose_coding(accepted) == coding
