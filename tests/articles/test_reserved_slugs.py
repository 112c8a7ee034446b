"""A section's address hides no other page of the site."""

from collections.abc import Iterable, Iterator

import pytest
from django.core.exceptions import ValidationError
from django.urls import URLPattern, URLResolver, get_resolver

from articles.reserved_slugs import RESERVED, not_reserved


def routes(patterns: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for each in patterns:
        route = f"{before}{each.pattern}".lstrip("^")
        if isinstance(each, URLPattern):
            yield route
        elif "/" in route:
            yield f"{route}x"
        else:
            yield from routes(each.url_patterns, route)


def test_every_first_part_of_an_address_is_reserved() -> None:
    first = {route.split("/")[0] for route in routes(get_resolver().url_patterns)}
    fixed = {part.replace("\\", "") for part in first if part and "<" not in part}
    assert len(fixed) > 15
    assert fixed <= RESERVED, fixed - RESERVED


def test_a_reserved_slug_is_refused_in_any_case() -> None:
    not_reserved("world")
    for slug in ("admin", "Admin", "SEARCH"):
        with pytest.raises(ValidationError, match="reserved by the site"):
            not_reserved(slug)
