"""Search, suggestions while typing, and the "page not found" page with similar stories."""

from __future__ import annotations

import re
from datetime import date, datetime
from threading import Lock
from time import monotonic

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from articles import search as index
from articles.models import Edition
from articles.search import Choice, Filters, Results
from articles.search.filters import LABELS
from outlet.middleware import activate_locale
from vocabulary.as_of import set_page_time

ANY = {
    "section": gettext_lazy("All sections"),
    "author": gettext_lazy("All authors"),
    "topic": gettext_lazy("All topics"),
    "kind": gettext_lazy("All types"),
}
LATEST = 5  # stories shown where nothing was found
MAX_PATH = 200  # characters of a path whose words are searched for
# What ends like a file, or begins with a prefix that no story has, is no mistyped story.
NOT_A_STORY = re.compile(r"\.\w{1,8}/?$|^/(admin|media|static|\.well-known|wp-[^/]*|cgi-bin)(/|$)")
SECTION_PREFIX = re.compile(r"^/[^/]+/(?=\d{4}/)")  # its words would match other stories


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the stories that match a query: always as of now, since the index has no past."""
    now = timezone.now()
    set_page_time(request, now)
    params = request.GET
    filters = index.read_filters(params, now)
    newest_first = params.get("order") == "newest"
    found = index.find(
        params.get("q", ""),
        at=now,
        before=params.get("before"),
        filters=filters,
        newest_first=newest_first,
    )
    context = {
        "query": found.query,
        "found": found,
        "tally": _describe_count(found),
        "filters": _list_filters(request, filters),
        "fields": _list_filter_fields(found, filters),
        "days": [_get_filter_value(filters, name) for name in ("from", "until")],
        "newest_first": newest_first,
        "order": "newest" if newest_first else "",
        "by_fit": _build_query(request, order=""),
        "by_time": _build_query(request, order="newest"),
        "more": _build_query(request, before=found.next_cursor) if found.next_cursor else "",
        "without_filters": _build_query(request, **{each.name: "" for each in filters}),
        "latest": [] if found.hits else _get_latest(now),
    }
    response = render(request, "articles/search.html", context)
    if params:  # the form may be indexed, results may not
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _describe_count(found: Results) -> str:
    """Say how many stories were found; of very many, only the newest are counted."""
    number = len(found.matches)
    if found.is_cut:
        return _("The newest %(number)s of many more stories") % {"number": number}
    return ngettext("%(number)s story", "%(number)s stories", number) % {"number": number}


def _list_filters(request: HttpRequest, filters: Filters) -> list[dict]:
    """Return each filter with the query string of the same search without it."""
    return [
        {
            "label": each.label,
            "shown": each.shown,
            "is_day": isinstance(each.shown, date),
            "without": _build_query(request, **{each.name: ""}),
        }
        for each in filters
    ]


def _list_filter_fields(found: Results, filters: Filters) -> list[dict]:
    """Return the filter lists: the values the stories found have, and those that are chosen."""
    choices = index.choices(found.matches) if found.matches else {}
    fields = []
    for name, any_label in ANY.items():
        chosen = next((each for each in filters if each.name == name), None)
        offered = list(choices.get(name, []))
        if chosen and chosen.value not in {choice.value for choice in offered}:
            offered.append(Choice(chosen.value, str(chosen.shown), 0))
        if offered:
            label, value = LABELS[name], chosen.value if chosen else ""
            field = {"name": name, "label": label, "any": any_label, "chosen": value}
            fields.append({**field, "choices": offered})
    return fields


def _get_filter_value(filters: Filters, name: str) -> object:
    return next((each.meant for each in filters if each.name == name), None)


def _build_query(request: HttpRequest, **changed: str) -> str:
    """Return the query string of this search with fields changed, at its first page."""
    query = request.GET.copy()
    for name, value in {"before": "", **changed}.items():
        query[name] = value
    for name in [name for name in query if not query[name]]:
        del query[name]
    return f"?{query.urlencode()}"


def _get_latest(now: datetime) -> list[Edition]:
    return list(Edition.objects.listed(now).for_cards().newest_first()[:LATEST])


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Suggest pages for what is being typed, for the script of the search field."""
    found = index.suggest(request.GET.get("q", ""), timezone.now())
    response = JsonResponse(
        {"suggestions": [{"kind": s.kind, "shown": s.shown, "path": s.path} for s in found]}
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


# --- page not found ------------------------------------------------------------------------------


class RateLimit:
    """A token bucket: how many searches unknown addresses may cost this process."""

    def __init__(self, per_second: float, burst: int) -> None:
        self.per_second, self.burst = per_second, burst
        self.tokens, self.at, self.lock = float(burst), monotonic(), Lock()

    def take(self) -> bool:
        """Take a token; return whether there was one."""
        with self.lock:
            now = monotonic()
            self.tokens = min(self.burst, self.tokens + (now - self.at) * self.per_second)
            self.at = now
            if self.tokens < 1:
                return False
            self.tokens -= 1
            return True


not_found_limit = RateLimit(per_second=5, burst=20)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404, with the stories that the address may mean.

    It costs at most one search: none for what cannot be the address of a story, and none beyond the
    rate limit.
    """
    activate_locale(request)
    now = timezone.now()
    set_page_time(request, now)
    return render(request, "404.html", {"near": _find_similar(request, now)}, status=404)


def _find_similar(request: HttpRequest, now: datetime) -> list[Edition]:
    path = request.path_info
    may_be_a_story = len(path) <= MAX_PATH and not NOT_A_STORY.search(path)
    if request.method != "GET" or not may_be_a_story or not not_found_limit.take():
        return []
    ids = index.find_near_address(SECTION_PREFIX.sub("/", path), now)
    listed = Edition.objects.listed(now).for_cards().in_bulk(ids)
    return [listed[pk] for pk in ids if pk in listed]
