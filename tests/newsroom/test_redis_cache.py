"""Redis away: what it holds is never needed to act."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from time import monotonic

import pytest
from django.conf import settings as project
from django.core.cache import caches
from django.urls import reverse

from newsroom.operating import redis_cache
from newsroom.operating.redis_cache import ForgivingRedisCache

OPTIONS = {"socket_timeout": 0.2, "socket_connect_timeout": 0.2}


@pytest.fixture(params=["nobody listens", "nobody answers"])
def away(request) -> Iterator[ForgivingRedisCache]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        if request.param == "nobody listens":
            server.close()
        yield ForgivingRedisCache(f"redis://127.0.0.1:{port}/0", {"OPTIONS": OPTIONS})


def test_each_process_has_a_cache_of_its_own_while_redis_is_away(away, caplog) -> None:
    began = monotonic()
    away.clear()
    assert away.get("a") is None and away.get("a", "default") == "default"
    assert away.add("a", 1) is True and away.add("a", 2) is False
    assert away.get("a") == 1 and away.incr("a") == 2 and away.decr("a") == 1
    assert away.get_or_set("b", lambda: "drawn") == "drawn" and away.has_key("b")
    away.set_many({"c": 1, "d": 2})
    assert away.get_many(["c", "d"]) == {"c": 1, "d": 2}
    assert away.touch("c") and away.delete("c")
    away.delete_many(["d"])
    with pytest.raises(ValueError, match="not found"):
        away.incr("none")
    assert monotonic() - began < 3, "it is not asked each time"
    assert caplog.text.count("Redis cannot be reached") == 1


def test_redis_is_asked_again_after_a_while(away, monkeypatch) -> None:
    away.get("a")
    away._away_until = 0.0
    monkeypatch.setattr(redis_cache.RedisCache, "get", lambda *args, **named: "from Redis")
    assert away.get("a") == "from Redis"


@pytest.mark.django_db
def test_the_desk_and_readers_work_without_redis(away, client, editor, monkeypatch) -> None:
    monkeypatch.setattr(caches._connections, "default", away, raising=False)
    away.key_prefix = "without-redis"
    words = {"username": editor.username, "password": "password"}
    answer = client.post(reverse("admin:login"), words)
    assert answer.status_code == 302
    assert client.get(reverse("admin:index")).status_code == 200
    assert client.get("/share.png").status_code == 200


def test_it_is_the_cache_that_is_used_and_has_limits() -> None:
    code = project.BASE_DIR / "newsroom" / "settings.py"
    text = code.read_text()
    assert "newsroom.operating.redis_cache.ForgivingRedisCache" in text
    assert "socket_timeout" in text and "socket_connect_timeout" in text
