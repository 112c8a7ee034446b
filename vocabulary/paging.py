"""Keyset pagination: pages of a long list without OFFSET and COUNT."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from django.db import models
from django.http import HttpRequest

from .spans import KeysetQuerySet, format_cursor, parse_cursor

Row = TypeVar("Row", bound=models.Model)


# The key of no row. A public page of something that is not there asks for this, so that it takes as
# long as the page of something that nobody may know of yet.
NOBODYS = 0


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list that is newest first.

    Args:
        rows: the rows of the page.
        is_first: whether it is the first page.
        older: the query string of the next page, "" on the last one.
        newest: the query string of the first page.
    """

    rows: list[Row]
    is_first: bool
    older: str
    newest: str


def get_page(rows: KeysetQuerySet, request: HttpRequest, size: int) -> Page:
    """Return the page of `rows` that `?before=` asks for; the first page if it is invalid.

    The links keep the `?at=` of a page shown for a past time.
    """
    cursor = parse_cursor(request.GET.get("before", ""))
    found = list(rows.newest_first().after(cursor)[: size + 1])
    shown = found[:size]
    kept = {"at": request.GET["at"]} if getattr(request, "looks_back", False) else {}
    older = ""
    if len(found) > size:
        last = shown[-1]
        older = _query(kept | {"before": format_cursor(last.first_live_at, last.article_id)})
    return Page(rows=shown, is_first=cursor is None, older=older, newest=_query(kept))


def _query(fields: dict[str, str]) -> str:
    return f"?{urlencode(fields)}" if fields else ""
