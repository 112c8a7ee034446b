"""Django's Redis cache, which answers as an empty one while Redis is away.

What the cache holds only saves time, and nothing at the desk may wait for it or fail without it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
TIMEOUT = 1  # second, for connecting and for an answer


def without_redis(answer: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorate a method to return `answer` where Redis cannot be reached."""

    def decorate(method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def call(self: RedisCache, *args: Any, **kwargs: Any) -> Any:
            try:
                return method(self, *args, **kwargs)
            except (RedisError, OSError) as error:
                log.warning("Redis cannot be reached: %s", error)
                return answer

        return call

    return decorate


class ForgivingRedisCache(RedisCache):
    """A cache that is empty, and forgets what it is given, while Redis is away."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {"socket_connect_timeout": TIMEOUT, "socket_timeout": TIMEOUT}
        super().__init__(server, params | {"OPTIONS": options | params.get("OPTIONS", {})})

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return without_redis(default)(RedisCache.get)(self, key, default, version)

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        return without_redis(None)(RedisCache.get_many)(self, keys, version) or {}

    def set_many(
        self, data: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> list[Any]:
        return without_redis(None)(RedisCache.set_many)(self, data, timeout, version) or []

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Add to a number. Raises: ValueError, where there is none, as of any empty cache."""
        number = without_redis(None)(RedisCache.incr)(self, key, delta, version)
        if number is None:
            raise ValueError(f"Key '{key}' not found")
        return number

    add = without_redis(True)(RedisCache.add)
    set = without_redis(None)(RedisCache.set)
    touch = without_redis(False)(RedisCache.touch)
    delete = without_redis(False)(RedisCache.delete)
    has_key = without_redis(False)(RedisCache.has_key)
    delete_many = without_redis(None)(RedisCache.delete_many)
    clear = without_redis(False)(RedisCache.clear)
