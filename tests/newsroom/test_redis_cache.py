"""Redis may be away: nothing needs what it holds."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def redis_is_away(settings) -> None:
    nobody_there = "redis://127.0.0.1:1/0"
    backend = "newsroom.redis_cache.ForgivingRedisCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": nobody_there}}


def test_without_redis_people_log_in_and_work(client, editor, redis_is_away) -> None:
    sent = {"username": "editor", "password": "password"}
    assert client.post(reverse("admin:login"), sent).status_code == 302
    assert client.get("/admin/").status_code == 200


def test_a_cache_that_is_away_is_an_empty_one(redis_is_away) -> None:
    cache.set("tide", 1)
    cache.set_many({"tide": 1})
    assert cache.get("tide", "none") == "none" and "tide" not in cache
    assert cache.get_many(["tide"]) == {} and cache.add("tide", 1)
    assert cache.get_or_set("tide", lambda: 2) == 2
    assert not cache.delete("tide") and not cache.touch("tide")
    cache.clear()
    with pytest.raises(ValueError, match="not found"):
        cache.incr("tide")
