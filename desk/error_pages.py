"""The desk's error pages: what is wrong, what to do, and what was typed, to copy or send again.

No page here queries the database, which may be what fails.
"""

from __future__ import annotations

import errno
import re
import sys
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.body import clean
from vocabulary.faults import (
    DATABASE_ERRORS,
    is_database_away,
    is_database_busy,
    is_database_unusable,
    is_disk_full,
)

# The log-in form carries the fields of a form that was sent before it, with this prefix.
CARRIED_PREFIX = "carried:"
# Fields that are neither shown nor carried: CSRF tokens, credentials, who a source is.
SECRET = re.compile(r"csrfmiddlewaretoken|.*password.*|username|code|credential|identity-.*")
LONG_VALUE = 40  # characters
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
UNUSABLE_FOLDER = (
    *(errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST),
    *(errno.EIO, errno.ESTALE, errno.ENOTCONN),
)
Field = tuple[str, str]


def render_error(
    request: HttpRequest, status: int, title: str, sentence: str, **context: Any
) -> HttpResponse:
    """Draw an error page of the desk; a script gets the sentence alone, as JSON.

    Args:
        context: `fields`, what was typed (default: what was sent); `resend_to`, the address that
            a button sends them to once more; `go_to`, an address to go to first.
    """
    if wants_json(request):
        return JsonResponse({"sentence": sentence}, status=status)
    fields = context.pop("fields", None)
    fields = read_fields(request) if fields is None else fields
    context |= {"title": title, "sentence": sentence, "status": status}
    context |= {"fields": fields, "prose": select_prose(fields)}
    response = render(request, "desk/error.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


# --- the errors ----------------------------------------------------------------------------------


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that could not be read, or is too large."""
    if isinstance(exception, TOO_LARGE):
        title = _("Too much to save at once")
        sentence = _(
            "The limit is 10 MB and 5,000 fields at a time, not counting photos. Nothing was "
            "saved. Go back: what you typed is still there. The cause is often a picture pasted "
            "into a text field."
        )
        return render_error(request, 413, title, sentence)
    title = _("The request could not be read")
    sentence = _("The link or form was invalid. Nothing was saved. Go back and try again.")
    return render_error(request, 400, title, sentence)


def search_too_long(request: HttpRequest, most: int) -> HttpResponse:
    """Answer a search for more text than databases take."""
    sentence = _("A search can be %(most)s characters long. Go back and use fewer words.")
    return render_error(request, 400, _("The search is too long"), sentence % {"most": most})


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request this person may not make, with the reason of whoever refused it."""
    sentence = _("Your account does not allow this. If you need it, ask an administrator.")
    return render_error(request, 403, _("You do not have access"), str(exception) or sentence)


def not_found(request: HttpRequest) -> HttpResponse:
    """Answer a request for an address that leads nowhere."""
    sentence = _("The address may be mistyped, or the item has been permanently deleted.")
    return render_error(request, 404, _("Page not found"), sentence)


def explain_405(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Return a response as it is; replace an empty 405 by an error page."""
    if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
        return response
    title = _("This address cannot be opened directly")
    sentence = _("This address only works from a form on the desk. Nothing was changed.")
    page = render_error(request, response.status_code, title, sentence)
    page.headers["Allow"] = response.headers["Allow"]
    return page


def csrf_failure(request: HttpRequest, reason: str) -> HttpResponse:
    """Answer a form whose CSRF token is not valid any more.

    It is mostly an old page: somebody has logged in since, in another window. What comes from our
    own pages can be sent again by a button; what comes from another site cannot.
    """
    title = _("This page has expired")
    if request.path == reverse("admin:login"):
        sentence = _(
            "Someone has logged in or out in this browser since it was opened, or cookies are "
            "blocked. Go to the desk and log in if you are asked to."
        )
        return render_error(request, 403, title, sentence)
    if reason.startswith(("Origin", "Referer")) or "Origin" not in request.headers:
        sentence = _("It came from another site, or your browser did not say where it came from.")
        return render_error(request, 403, _("The request was refused"), sentence)
    if request.user.is_authenticated:
        sentence = _(
            "Someone has logged in or out in this browser since it was opened, so nothing has "
            "been saved. You are logged in as %(who)s. If that is right, save again."
        ) % {"who": request.user}
    else:
        sentence = _(
            "You’ve been logged out, so nothing has been saved. Press the button and log in: what "
            "you typed is kept."
        )
    status = 401 if wants_json(request) else 403
    return render_error(request, status, title, sentence, resend_to=request.get_full_path())


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a request that failed, with the cause where it is known, by means that cannot fail."""
    error = sys.exception()
    resend_to = request.get_full_path() if request.method == "POST" else ""
    if is_explained(error):
        sentence = explain_failure(error)
        if resend_to:
            advice = _("Nothing has been saved yet. Keep this page open and save again.")
            sentence = f"{sentence} {advice}"
        title = _("This cannot be done right now")
        return render_error(request, 503, title, sentence, resend_to=resend_to)
    title = _("Something went wrong")
    sentence = _(
        "This is not your fault. The error has been logged for the administrator. Try again in a "
        "moment."
    )
    return render_error(request, 500, title, sentence, resend_to=resend_to)


def is_explained(error: BaseException | None) -> bool:
    """Say whether a fault is one of the server's surroundings, which a sentence can name."""
    is_known = is_disk_full(error) or is_media_fault(error)
    return is_known or isinstance(error, DATABASE_ERRORS)


def explain_failure(error: BaseException | None) -> str:
    """Say in a sentence why nothing can be written."""
    if is_disk_full(error):
        return _("The server’s disk is full. Please tell the administrator.")
    if is_media_fault(error):
        return _(
            "The server cannot use its folder of pictures, %(folder)s. Please tell the "
            "administrator."
        ) % {"folder": settings.MEDIA_ROOT}
    if is_database_away(error):
        return _("The database cannot be reached.")
    if is_database_busy(error):
        return _("The database is busy.")
    if is_database_unusable(error):
        return _("The database’s file cannot be used. Please tell the administrator.")
    return _("The database reported an error. Please tell the administrator.")


def is_media_fault(error: BaseException | None) -> bool:
    """Say whether an error comes from a folder of pictures that is not there or not ours."""
    if not isinstance(error, OSError) or error.errno not in UNUSABLE_FOLDER:
        return False
    named, media = str(error.filename or ""), Path(settings.MEDIA_ROOT)
    return bool(named) and (Path(named).is_relative_to(media) or Path(named) in media.parents)


# --- what was typed ------------------------------------------------------------------------------


def read_fields(request: HttpRequest) -> list[Field]:
    """Return the fields of the form that was sent; none where it could not be read."""
    try:
        lists = request.POST.lists()
    except (UnreadablePostError, MultiPartParserError):
        return []
    kept = ((name, values) for name, values in lists if not SECRET.fullmatch(name))
    return [(name, str(value)) for name, values in kept for value in values]


def read_carried_fields(request: HttpRequest) -> list[Field]:
    """Return the fields that a log-in form carries of the form that was sent before it."""
    return [
        (name.removeprefix(CARRIED_PREFIX), value)
        for name, value in read_fields(request)
        if name.startswith(CARRIED_PREFIX)
    ]


def select_prose(fields: list[Field]) -> list[dict[str, str]]:
    """Return the fields that hold prose, to be shown for copying; the body as cleaned HTML."""
    return [
        {
            "label": re.sub(r"[-_]+", " ", name).capitalize(),
            "value": value.strip(),
            "body": clean(value) if name == "body" else "",
        }
        for name, value in fields
        if len(value.split()) > 1 or len(value) > LONG_VALUE
    ]


def offer_resend(request: HttpRequest, fields: list[Field], url: str) -> HttpResponse:
    """Offer, after a log-in, to send what was typed before it to where it was going."""
    title = _("You are logged in again")
    sentence = _("What you typed is still here, but not saved yet. Press the button to save it.")
    return render_error(request, 200, title, sentence, fields=fields, resend_to=url)
