"""What is said when a request cannot be answered, in the face of the paper or of the desk."""

from __future__ import annotations

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from desk import error_pages
from outlet.middleware import activate_locale
from vocabulary.as_of import set_page_time

from . import search_views
from .conditional_get import is_admin_request


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, DisallowedHost):
        said = _("There is no paper under the name that was asked for.")
        return _bare(request, 400, _("This is not our address"), said)
    if is_admin_request(request):
        return error_pages.bad_request(request, exception)
    said = _("Something in the request is damaged. The front page is a good place to begin again.")
    return _in_the_paper(request, 400, _("We could not read that"), said)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_admin_request(request):
        return error_pages.forbidden(request, exception)
    said = _("It is not for readers, or not any more. Everything we publish is open to everyone.")
    return _in_the_paper(request, 403, _("This page is not open"), said)


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
    said = _(
        "The page could not be made. It is not your doing, and the fault has been written down for "
        "us to look at. Please try again in a moment."
    )
    return _bare(request, 500, _("Something went wrong on our side"), said)


def _in_the_paper(request: HttpRequest, status: int, title: str, said: str) -> HttpResponse:
    activate_locale(request)
    set_page_time(request, timezone.now())
    context = {"status": status, "title": title, "sentence": said}
    return render(request, "error.html", context, status=status)


def _bare(request: HttpRequest, status: int, title: str, said: str) -> HttpResponse:
    """Say it without a database, in the language this thread spoke last, which is the paper's."""
    context = {"status": status, "title": title, "sentence": said}
    return render(request, "bare.html", context, status=status)
