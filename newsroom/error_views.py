"""Error pages, in the design of the public site or of the desk."""

from __future__ import annotations

import sys

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from desk import error_pages
from outlet.middleware import activate_locale
from vocabulary.as_of import set_page_time
from vocabulary.faults import DATABASE_ERRORS

from . import search_views
from .conditional_get import is_admin_request

RETRY_AFTER = 30  # seconds


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, DisallowedHost):
        sentence = _("There is no site at this address.")
        return _render_standalone(request, 400, _("Unknown address"), sentence)
    if is_admin_request(request):
        return error_pages.bad_request(request, exception)
    sentence = _("Something in the request is damaged. Try again from the home page.")
    return _render_page(request, 400, _("We could not read your request"), sentence)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_admin_request(request):
        return error_pages.forbidden(request, exception)
    sentence = _("Everything we publish is open to everyone.")
    return _render_page(request, 403, _("You don’t have access to this page"), sentence)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if is_admin_request(request):
        return error_pages.csrf_failure(request, reason)
    return forbidden(request, Exception(reason))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_admin_request(request):
        return error_pages.not_found(request)
    return search_views.not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    if is_admin_request(request):
        return error_pages.server_error(request)
    if isinstance(sys.exception(), DATABASE_ERRORS):
        return unavailable(request)
    sentence = _("It is not your fault. The error has been logged. Please try again in a moment.")
    return _render_standalone(request, 500, _("Something went wrong on our side"), sentence)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Ask a reader to come back: the database is away, and this page is not in memory."""
    sentence = _("Nothing is lost. Please try again in half a minute.")
    response = _render_standalone(request, 503, _("We will be back in a moment"), sentence)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    response.headers["Cache-Control"] = "no-store"
    return response


def _render_page(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    activate_locale(request)
    set_page_time(request, timezone.now())
    context = {"status": status, "title": title, "sentence": sentence}
    return render(request, "error.html", context, status=status)


def _render_standalone(
    request: HttpRequest, status: int, title: str, sentence: str
) -> HttpResponse:
    """Answer without the database, in the language of this thread's last page: the outlet's."""
    context = {"status": status, "title": title, "sentence": sentence}
    return render(request, "error_standalone.html", context, status=status)
