"""The admin site as the desk: its frame, its first page, its log-in."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.options import TO_FIELD_VAR
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authors.desk_views import my_bio
from vocabulary.keys import read_key

from . import (
    autosave,
    commissioning,
    copydesk,
    doubt,
    faults,
    filecopy,
    finding,
    history,
    linking,
    nav,
    notes,
    panels,
    presence,
    preview,
    saved_views,
    sharing,
    views,
)
from .login import DeskLoginForm, remember_browser

SEARCHES = ("q", "term")  # what lists, pickers and Django's own choices look for
LONGEST_SEARCH = 1000  # letters: SQLite refuses patterns and conditions that are far longer


def _asks_for_what_cannot_be(request: HttpRequest) -> bool:
    """Say whether an address names no field, or a number larger than any, which Django looks up."""
    asked = {name: value for name, value in request.GET.items() if name not in SEARCHES}
    too_large = (value.isdecimal() and read_key(value) is None for value in asked.values())
    return asked.get(TO_FIELD_VAR) == "" or any(too_large)


class DeskSite(admin.AdminSite):
    site_url = "/"
    index_title = gettext_lazy("The desk")
    login_form = DeskLoginForm
    enable_nav_sidebar = False  # the desk draws its own
    empty_value_display = ""  # a list of dashes says nothing

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add what the frame draws: the paper's name, the sidebar, what this person may do."""
        context = super().each_context(request)
        name = request.outlet.name
        return {
            **context,
            "site_header": name,
            "site_title": name,
            "desk_may": SimpleLazyObject(lambda: nav.may(request, self)),
            "desk_nav": SimpleLazyObject(lambda: nav.groups_for(request, self)),
        }

    def admin_view(self, view: Callable, cacheable: bool = False) -> Callable:
        """Guard a view; what is sent to it by somebody who is logged out is not thrown away.

        Django refuses a request of the wrong kind without a word: the desk has some.
        """
        guarded = super().admin_view(view, cacheable)

        def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if any(len(request.GET.get(name, "")) > LONGEST_SEARCH for name in SEARCHES):
                return faults.too_long_to_find(request, LONGEST_SEARCH)
            if _asks_for_what_cannot_be(request):
                return faults.bad_request(request, SuspiciousOperation())
            if request.method != "POST" or self.has_permission(request):
                return faults.worded(request, guarded(request, *args, **kwargs))
            fields = faults.sent(request)
            return self._log_in_first(request, fields) if fields else guarded(request)

        return update_wrapper(kept, guarded)

    def _log_in_first(self, request: HttpRequest, fields: list[faults.Field]) -> HttpResponse:
        there = request.get_full_path()
        context = {
            **self.each_context(request),
            "title": _("Log in"),
            "app_path": f"{reverse('admin:login')}?{urlencode({'next': there})}",
            "next": there,
            "form": self.login_form(request),
            "carried": fields,
        }
        response = render(request, "admin/login.html", context, status=401)
        response.headers["Cache-Control"] = "no-store"
        return response

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Log somebody in; a form that was sent before it goes on from here."""
        fields = faults.carried(request)
        response = super().login(request, {"carried": fields, **(extra_context or {})})
        if request.method == "POST" and response.status_code == 302:
            remember_browser(response, request.user.get_username())
        if fields and response.status_code == 302:
            return faults.send_again(request, fields, response.headers["Location"])
        return response

    def get_urls(self) -> list[URLPattern | URLResolver]:
        story = "articles/article/<int:pk>"
        own = [
            path("my-bio/", self.admin_view(my_bio), name="my_bio"),
            path("file-copy/", self.admin_view(filecopy.file_copy), name="file_copy"),
            path("articles/article/autosave/", autosave.autosave, name="story_begin"),
            path(f"{story}/autosave/", autosave.autosave, name="story_autosave"),
            path(f"{story}/presence/", presence.presence, name="story_presence"),
            path(
                "articles/article/links.json",
                self.admin_view(linking.stories),
                name="story_links",
            ),
            path("find/", self.admin_view(finding.find), name="find"),
            path("views/", self.admin_view(saved_views.save_view), name="save_view"),
            path(
                "views/<int:pk>/forget/",
                self.admin_view(saved_views.forget_view),
                name="forget_view",
            ),
            path(f"{story}/preview/", self.admin_view(preview.preview), name="story_preview"),
            path("articles/article/copydesk/", self.admin_view(copydesk.read), name="copydesk_new"),
            path(f"{story}/copydesk/", self.admin_view(copydesk.read), name="copydesk"),
            path(
                f"{story}/copydesk/pass/",
                self.admin_view(copydesk.pass_warnings),
                name="copydesk_pass",
            ),
            path(
                f"{story}/copydesk/take-back/",
                self.admin_view(copydesk.take_back),
                name="copydesk_take_back",
            ),
            path(f"{story}/history/", self.admin_view(history.history), name="story_history"),
            path(
                f"{story}/history/compared/",
                self.admin_view(history.compared),
                name="story_compared",
            ),
            path(
                f"{story}/editions/<int:number>/",
                self.admin_view(views.edition),
                name="story_edition",
            ),
            path(
                "commission/",
                self.admin_view(commissioning.commission_story),
                name="commission_story",
            ),
            path(
                f"{story}/commission/",
                self.admin_view(commissioning.save_commission),
                name="save_commission",
            ),
            path(
                f"{story}/reviews/<int:review>/", self.admin_view(doubt.close), name="close_review"
            ),
            path(
                "sources/source/<int:pk>/ledger/",
                self.admin_view(doubt.source_ledger),
                name="source_ledger",
            ),
            path(
                "sources/source/<int:pk>/doubt/", self.admin_view(doubt.doubt), name="source_doubt"
            ),
            path(f"{story}/notes/", self.admin_view(notes.add_note), name="add_note"),
            path(f"{story}/people/", self.admin_view(notes.people), name="story_people"),
            path(f"{story}/share/", self.admin_view(sharing.make_link), name="make_share_link"),
            path(
                f"{story}/share/<int:link>/end/",
                self.admin_view(sharing.end_link),
                name="end_share_link",
            ),
        ]
        return own + super().get_urls()

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show what needs a hand next."""
        desk = panels.for_person(request.user)
        return super().index(
            request, {"title": _("The desk"), "desk": desk, **(extra_context or {})}
        )
