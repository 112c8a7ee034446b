"""Change lists and autocompletes of large tables: they read one page and never count rows."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.admin.options import IncorrectLookupParameters, ModelAdmin
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core.paginator import Page, Paginator
from django.db.models import Func, Model, QuerySet
from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)

MOST_ROWS = 20_000  # how far the pages go; beyond that, users filter or search


class NoSqliteIndex(Func):
    """Keep SQLite from using the index of a column.

    For `a = 1 OR b = 1` it would read all matching rows from both indexes and sort them, although
    the index of the list's order finds the first page at once. PostgreSQL plans this well.
    """

    template = "%(expressions)s"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **context)


def read_window(listed: QuerySet[Any], start: int, stop: int, rows: QuerySet[Row]) -> list[Row]:
    """Return a slice of a list: read the primary keys from an index first, then the rows.

    Rows with long texts are slow to read; this does not read the rows before the slice.

    Args:
        listed: the filtered and ordered list.
        rows: the same rows or more, with what is to be loaded (select_related and so on).
    """
    keys = list(listed.values_list("pk", flat=True)[start:stop])
    found = {row.pk: row for row in rows.filter(pk__in=keys).order_by()}
    return [found[key] for key in keys if key in found]


class UncountedChangeList(ChangeList):
    """A change list that reads one page and one more row, to know whether a next page exists.

    `result_count` is the number of rows up to this page; `has_more` tells whether more follow.
    """

    def get_results(self, request: HttpRequest) -> None:
        size, page = self.list_per_page, max(self.page_num, 1)
        start = (page - 1) * size
        if start >= MOST_ROWS:
            raise IncorrectLookupParameters
        loaded = self.loaded(self.root_queryset)
        rows = read_window(self.queryset, start, start + size + 1, loaded)
        self.result_list = rows[:size]
        self.has_more = len(rows) > size
        self.result_count = start + len(self.result_list)
        self.full_result_count = None
        self.show_full_result_count, self.show_admin_actions = False, True
        self.can_show_all = self.multi_page = False
        self.paginator = self.model_admin.get_paginator(request, self.result_list, size)
        self.before = self._page(page - 1) if page > 1 else ""
        self.after = self._page(page + 1) if self.has_more and start + size < MOST_ROWS else ""

    def loaded(self, rows: QuerySet) -> QuerySet:
        """Add what the columns need, such as select_related."""
        return self.apply_select_related(rows)

    def _page(self, number: int) -> str:
        return self.get_query_string({PAGE_VAR: number})


class UncountedPage(Page):
    has_more = False

    def has_next(self) -> bool:
        return self.has_more


class UncountedPaginator(Paginator):
    """Pages of autocomplete results, without a count."""

    def page(self, number: int | str) -> UncountedPage:
        start = (max(int(number), 1) - 1) * self.per_page
        rows = self.object_list
        if isinstance(rows, QuerySet):
            rows = read_window(rows, start, min(start + self.per_page + 1, MOST_ROWS), rows)
        else:
            rows = rows[start : start + self.per_page + 1]
        page = UncountedPage(rows[: self.per_page], int(number), self)
        page.has_more = len(rows) > self.per_page
        return page


class UncountedListMixin(ModelAdmin):
    """For a ModelAdmin of a large table."""

    paginator = UncountedPaginator

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return UncountedChangeList
