"""The moment a page is drawn for."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import RequestFactory
from django.utils import timezone

from vocabulary.as_of import page_time

ask = RequestFactory().get


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("2020-05-06T07:08:09Z", datetime(2020, 5, 6, 7, 8, 9, tzinfo=UTC)),
        ("2020-05-06T07:08+02:00", datetime(2020, 5, 6, 5, 8, tzinfo=UTC)),
        ("2020-05-06 07:08", datetime(2020, 5, 6, 5, 8, tzinfo=UTC)),
    ],
)
def test_a_moment_without_a_zone_is_the_outlets(asked, meant):
    with timezone.override(ZoneInfo("Europe/Amsterdam")):
        request = ask("/", {"at": asked})
        assert page_time(request) == meant
        assert request.looks_back


def test_a_plus_sign_that_arrives_as_a_space_is_understood():
    request = ask("/?at=2020-05-06T07:08:00+02:00")
    assert page_time(request) == datetime(2020, 5, 6, 5, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "asked", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59", "x", "2020-13-01T00:00", "20:20"]
)
def test_other_moments_are_now(asked):
    before = timezone.now()
    request = ask("/", {"at": asked})
    assert before <= page_time(request) <= timezone.now()
    assert not request.looks_back


def test_the_clock_is_read_once_per_request():
    request = ask("/")
    assert page_time(request) is page_time(request)
