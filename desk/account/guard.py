"""What comes before anything else at the desk: idle sessions end, passwords and factors are set.

One middleware, so that no page, script or side view of the desk can be reached around it. Public
pages pass through: nothing here asks who a reader is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from staff import audit, second_factor, sessions
from staff.clients import remember_browser
from staff.models import User
from staff.receivers import REMEMBER

from .. import error_pages

DESK = "/admin/"
ACCOUNT = "/admin/account/"
# Sent by scripts of open pages, whether or not somebody sits there.
UNATTENDED = ("/presence/",)


@dataclass(frozen=True)
class Demand:
    """What somebody has to do first: where, and why."""

    url: str
    sentence: str


class AccountGuard:
    """Guards every address of the desk. Needs the session and the user: it comes after both."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(DESK):
            return self.get_response(request)
        if isinstance(request.user, User):
            end_or_note_use(request, request.user)
        demand = find_demand(request, request.user) if isinstance(request.user, User) else None
        response = answer_demand(request, demand) if demand else self.get_response(request)
        if person := getattr(request, REMEMBER, ""):
            remember_browser(request, response, person)
        return response


def end_or_note_use(request: HttpRequest, user: User) -> None:
    """Log out whoever has been away for too long; else note the use."""
    now = timezone.now()
    if sessions.is_idle(request.session, now):
        audit.record_request(request, audit.Kind.SESSIONS_ENDED, by=user, details="idle")
        request.is_idle_logout = True  # type: ignore[attr-defined] # read by staff.receivers
        logout(request)
    elif not request.path_info.endswith(UNATTENDED):
        sessions.note_use(request.session, now)


def find_demand(request: HttpRequest, user: User) -> Demand | None:
    """Return what this person has to do before the page they ask for; None for that page itself."""
    path = request.path_info
    if path in _list_free_paths():
        return None
    if user.must_change_password and user.has_usable_password():
        sentence = _("Choose a new password first: an administrator knows this one.")
        return Demand(reverse("admin:password_change"), sentence)
    if path.startswith(ACCOUNT) or not second_factor.is_required_of(user):
        return None
    if not request.session.get(sessions.HAS_FACTOR):
        if not second_factor.has_one(user):
            sentence = _("Set up a second factor first: your account may publish or manage users.")
            return Demand(reverse("mfa_index"), sentence)
        request.session[sessions.HAS_FACTOR] = True
    return None


def _list_free_paths() -> tuple[str, ...]:
    names = ("login", "logout", "password_change", "password_change_done", "jsi18n")
    return tuple(reverse(f"admin:{name}") for name in names)


def answer_demand(request: HttpRequest, demand: Demand) -> HttpResponse:
    """Lead there; whoever sent a form gets back what was typed."""
    if request.method in ("GET", "HEAD") and not error_pages.wants_json(request):
        return HttpResponseRedirect(demand.url)
    title = _("Something comes first")
    return error_pages.render_error(request, 403, title, demand.sentence, go_to=demand.url)
