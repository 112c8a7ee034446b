"""Search, suggestions while typing, and the page for an address that leads nowhere."""

from __future__ import annotations

import re
from datetime import date, datetime
from threading import Lock
from time import monotonic

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from articles import search as index
from articles.models import Edition
from articles.search import Choice, Filters, Results
from articles.search.narrowing import LABELS
from outlet.middleware import activate_locale
from vocabulary.as_of import set_page_time

ANY = {
    "section": _lazy("Every section"),
    "author": _lazy("Every writer"),
    "topic": _lazy("Every topic"),
    "kind": _lazy("Every kind"),
}
LATEST = 5  # stories shown where nothing was found
LONGEST_ADDRESS = 200  # characters of an address whose words are looked for
# What ends like a file, or begins where no story stands, is no story mistyped.
NO_STORY = re.compile(r"\.\w{1,8}/?$|^/(admin|media|static|\.well-known|wp-[^/]*|cgi-bin)(/|$)")
BEFORE_DAY = re.compile(r"^/[^/]+/(?=\d{4}/)")  # a section says nothing of the story in it


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find stories by their words: always as of now, since the index knows no past."""
    now = timezone.now()
    set_page_time(request, now)
    asked = request.GET
    filters = index.read_filters(asked, now)
    newest_first = asked.get("order") == "newest"
    found = index.find(
        asked.get("q", ""),
        at=now,
        before=asked.get("before"),
        filters=filters,
        newest_first=newest_first,
    )
    context = {
        "query": found.query,
        "found": found,
        "tally": _tally(found),
        "filters": _chips(request, filters),
        "fields": _fields(found, filters),
        "days": [_meant(filters, name) for name in ("from", "until")],
        "newest_first": newest_first,
        "order": "newest" if newest_first else "",
        "by_fit": _with(request, order=""),
        "by_time": _with(request, order="newest"),
        "more": _with(request, before=found.next_cursor) if found.next_cursor else "",
        "without_filters": _with(request, **{each.name: "" for each in filters}),
        "latest": [] if found.hits else _latest(now),
    }
    response = render(request, "articles/search.html", context)
    if asked:  # the form is for everybody; what somebody looked for is for nobody else's index
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _tally(found: Results) -> str:
    """Say how many stories were found; of very many, only the newest are looked at."""
    number = len(found.matches)
    if found.is_cut:
        return _("The newest %(number)s stories of many more") % {"number": number}
    return ngettext("%(number)s story", "%(number)s stories", number) % {"number": number}


def _chips(request: HttpRequest, filters: Filters) -> list[dict]:
    """Return each filter with the address of the same search without it."""
    return [
        {
            "label": each.label,
            "shown": each.shown,
            "is_day": isinstance(each.shown, date),
            "without": _with(request, **{each.name: ""}),
        }
        for each in filters
    ]


def _fields(found: Results, filters: Filters) -> list[dict]:
    """Return the lists to narrow by: what the stories found have, and what was chosen."""
    choices = index.choices(found.matches) if found.matches else {}
    fields = []
    for name, any_of_them in ANY.items():
        chosen = next((each for each in filters if each.name == name), None)
        offered = list(choices.get(name, []))
        if chosen and chosen.value not in {choice.value for choice in offered}:
            offered.append(Choice(chosen.value, str(chosen.shown), 0))
        if offered:
            label, value = LABELS[name], chosen.value if chosen else ""
            field = {"name": name, "label": label, "any": any_of_them, "chosen": value}
            fields.append({**field, "choices": offered})
    return fields


def _meant(filters: Filters, name: str) -> object:
    return next((each.meant for each in filters if each.name == name), None)


def _with(request: HttpRequest, **changed: str) -> str:
    """Return the query string of this search with fields changed, from its first page."""
    query = request.GET.copy()
    for name, value in {"before": "", **changed}.items():
        query[name] = value
    kept = [name for name in query if query[name]]
    for name in set(query) - set(kept):
        del query[name]
    return f"?{query.urlencode()}"


def _latest(now: datetime) -> list[Edition]:
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


# --- nothing here --------------------------------------------------------------------------------


class Allowance:
    """So many times a second, with some saved up: what a storm of bots may cost this process."""

    def __init__(self, a_second: float, saved: int) -> None:
        self.a_second, self.most = a_second, saved
        self.left, self.at, self.lock = float(saved), monotonic(), Lock()

    def take(self) -> bool:
        """Say whether there is one left, and take it."""
        with self.lock:
            now = monotonic()
            self.left = min(self.most, self.left + (now - self.at) * self.a_second)
            self.at = now
            if self.left < 1:
                return False
            self.left -= 1
            return True


searches_for_the_lost = Allowance(a_second=5, saved=20)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing, and show the stories that the address may mean.

    One search at most, none for what cannot be a story's address, and none in a storm.
    """
    activate_locale(request)
    now = timezone.now()
    set_page_time(request, now)
    return render(request, "404.html", {"near": _near(request, now)}, status=404)


def _near(request: HttpRequest, now: datetime) -> list[Edition]:
    path = request.path_info
    may_be_a_story = len(path) <= LONGEST_ADDRESS and not NO_STORY.search(path)
    if request.method != "GET" or not may_be_a_story or not searches_for_the_lost.take():
        return []
    ids = index.find_near_address(BEFORE_DAY.sub("/", path), now)
    listed = Edition.objects.listed(now).for_cards().in_bulk(ids)
    return [listed[pk] for pk in ids if pk in listed]
