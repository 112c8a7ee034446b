"""The shared cache, which is never needed: while Redis is away each process has one of its own.

What is kept there may be lost at any time. So nothing waits for Redis, and nothing fails with it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import monotonic
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

AWAY_FOR = 5.0  # seconds for which Redis is not asked again after it failed
log = logging.getLogger(__name__)


class ForgivingRedisCache(RedisCache):
    """Redis, or the memory of this process while Redis cannot be reached."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._own = LocMemCache("while-redis-is-away", {**params, "OPTIONS": {}})
        self._away_until = float("-inf")

    def _ask(self, name: str, *args: Any, **named: Any) -> Any:
        self._own.key_prefix = self.key_prefix
        if monotonic() >= self._away_until:
            try:
                ask: Callable[..., Any] = getattr(super(), name)
                return ask(*args, **named)
            except (RedisError, OSError) as error:
                self._away_until = monotonic() + AWAY_FOR
                log.warning("Redis cannot be reached; each process caches by itself: %s", error)
        return getattr(self._own, name)(*args, **named)

    def add(self, *args: Any, **named: Any) -> Any:
        return self._ask("add", *args, **named)

    def get(self, *args: Any, **named: Any) -> Any:
        return self._ask("get", *args, **named)

    def set(self, *args: Any, **named: Any) -> Any:
        return self._ask("set", *args, **named)

    def touch(self, *args: Any, **named: Any) -> Any:
        return self._ask("touch", *args, **named)

    def delete(self, *args: Any, **named: Any) -> Any:
        return self._ask("delete", *args, **named)

    def get_many(self, *args: Any, **named: Any) -> Any:
        return self._ask("get_many", *args, **named)

    def set_many(self, *args: Any, **named: Any) -> Any:
        return self._ask("set_many", *args, **named)

    def delete_many(self, *args: Any, **named: Any) -> Any:
        return self._ask("delete_many", *args, **named)

    def has_key(self, *args: Any, **named: Any) -> Any:
        return self._ask("has_key", *args, **named)

    def incr(self, *args: Any, **named: Any) -> Any:
        return self._ask("incr", *args, **named)

    def clear(self) -> Any:
        return self._ask("clear")
