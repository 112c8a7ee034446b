"""Long lists of the admin's: a window of rows, and never a count of all that match."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.http import HttpRequest

FARTHEST = 20_000  # rows that are paged through; who looks for more narrows the list


class WindowList(ChangeList):
    """A list that reads one page and one row more, so that its time follows the page alone.

    `result_count` is how many rows are known of so far; `has_more` says whether there are others.
    """

    def get_results(self, request: HttpRequest) -> None:
        size, page = self.list_per_page, max(self.page_num, 1)
        start = (page - 1) * size
        if start >= FARTHEST:
            raise IncorrectLookupParameters
        rows = list(self.queryset[start : start + size + 1])
        self.result_list = rows[:size]
        self.has_more = len(rows) > size
        self.result_count = start + len(self.result_list)
        self.full_result_count = None
        self.show_full_result_count, self.show_admin_actions = False, True
        self.can_show_all = self.multi_page = False
        self.paginator = self.model_admin.get_paginator(request, self.result_list, size)
        self.before = self._page(page - 1) if page > 1 else ""
        self.after = self._page(page + 1) if self.has_more and start + size < FARTHEST else ""

    def _page(self, number: int) -> str:
        return self.get_query_string({PAGE_VAR: number})


class Windowed:
    """For a ModelAdmin whose list may grow long."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return WindowList
