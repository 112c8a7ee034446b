"""What the desk answers when something is wrong: what it is, what to do, and what was typed.

No page here asks the database, which may be what is wrong.
"""

from __future__ import annotations

import errno
import re
import sqlite3
import sys
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.body import clean

# A log-in carries what was typed before it under names of its own.
CARRIED = "carried:"
# What is no word of anybody's: the page's own secrets, and those of a person.
NOT_KEPT = re.compile(r"csrfmiddlewaretoken|.*password.*|username")
MANY_LETTERS = 40
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
POSTGRESQL_DISK_FULL = "53100"
Field = tuple[str, str]


def fault(
    request: HttpRequest, status: int, title: str, sentence: str, **context: Any
) -> HttpResponse:
    """Say in the desk's face what is wrong; a script gets the sentence alone.

    Args:
        context: `fields`, what was typed (default: what was sent); `again`, the address that they
            may be sent to once more by a button.
    """
    if _is_a_script(request):
        return JsonResponse({"sentence": sentence}, status=status)
    fields = context.pop("fields", None) or sent(request)
    context |= {"title": title, "sentence": sentence, "status": status}
    context |= {"fields": fields, "words": words_of(fields)}
    response = render(request, "desk/fault.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _is_a_script(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


# --- what is wrong -------------------------------------------------------------------------------


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that what was sent could not be read, or is too large."""
    if isinstance(exception, TOO_MUCH):
        title = _("That is too much at once")
        said = _(
            "The desk takes 10 megabytes and 5,000 fields at a time, photos apart. Nothing was "
            "saved. Go back: what you typed still stands there. A picture pasted into a field is "
            "often what is too large."
        )
        return fault(request, 413, title, said)
    title = _("The desk could not read that")
    said = _("It may have been damaged on its way. Nothing was saved. Go back and send it again.")
    return fault(request, 400, title, said)


def too_long_to_find(request: HttpRequest, most: int) -> HttpResponse:
    said = _("The desk looks for at most %(most)s letters at once. Go back and give fewer words.")
    return fault(request, 400, _("That is too much to look for"), said % {"most": most})


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that a page or an act is not this person's, in the words of whoever refused it."""
    said = _("Your log-in does not allow it. If you need it for your work, ask an administrator.")
    return fault(request, 403, _("This is not open to you"), str(exception) or said)


def not_found(request: HttpRequest) -> HttpResponse:
    said = _("The address is mistyped, or what stood here has been deleted for good.")
    return fault(request, 404, _("There is nothing here"), said)


def explain_405(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return an answer as it is, or the desk's own where a view takes no such request."""
    if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
        return response
    said = _(
        "This address only takes what a page of the desk sends to it, so there is nothing to see. "
        "Nothing was changed."
    )
    title = _("This is no page of its own")
    answer = fault(request, response.status_code, title, said)
    answer.headers["Allow"] = response.headers["Allow"]
    return answer


def csrf_failure(request: HttpRequest, reason: str) -> HttpResponse:
    """Answer a form whose secret is not the one that this browser holds now.

    It is an old page as a rule: somebody has logged in since, in another window. What comes from
    our own pages may be sent once more; what another site has sent has no button.
    """
    title = _("This page is out of date")
    if request.path == reverse("admin:login"):
        said = _(
            "Somebody has logged in or out in this browser since it was opened, or the browser "
            "keeps no cookies. The desk asks for your name if it needs to."
        )
        return fault(request, 403, title, said)
    if reason.startswith(("Origin", "Referer")) or "Origin" not in request.headers:
        said = _("It came from another site, or your browser does not say where from.")
        return fault(request, 403, _("The desk did not take that"), said)
    if request.user.is_authenticated:
        said = _(
            "Somebody has logged in or out in this browser since it was opened, so nothing is "
            "saved yet. You are logged in as %(who)s: if that is right, send it again."
        ) % {"who": request.user}
    else:
        said = _(
            "You are not logged in any more, so nothing is saved yet. Send it again, and log in: "
            "what you typed comes with you."
        )
    status = 401 if _is_a_script(request) else 403
    return fault(request, status, title, said, again=request.get_full_path())


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something broke, and what, if that is known; ask nothing that could break again."""
    error = sys.exception()
    again = request.get_full_path() if request.method == "POST" else ""
    if has_no_room(error) or isinstance(error, OperationalError):
        said = what_fails(error)
        if again:
            yet = _("Nothing of this is saved yet. Keep this page open, and send it again.")
            said = f"{said} {yet}"
        return fault(request, 503, _("The desk cannot do that now"), said, again=again)
    title = _("Something went wrong at the desk")
    said = _(
        "It is not your doing, and it has been written down for whoever runs the paper. Try again "
        "in a moment."
    )
    return fault(request, 500, title, said, again=again)


def what_fails(error: BaseException | None) -> str:
    """Name in a sentence what keeps the database, or the server's disk, from taking anything."""
    if has_no_room(error):
        return _("The server’s disk is full: tell whoever runs the paper to make room on it.")
    return _("The database is busy.")


def has_no_room(error: BaseException | None) -> bool:
    """Say whether there was no room for what was to be written, in a file or a database."""
    while error:
        if (
            getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT)
            or getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
            or getattr(error, "sqlstate", None) == POSTGRESQL_DISK_FULL
        ):
            return True
        error = error.__cause__
    return False


# --- what was typed ------------------------------------------------------------------------------


def sent(request: HttpRequest) -> list[Field]:
    """Return the fields of the form that was sent, if they came."""
    try:
        lists = request.POST.lists()
    except (UnreadablePostError, MultiPartParserError):
        return []
    return [
        (name, value) for name, values in lists if not NOT_KEPT.fullmatch(name) for value in values
    ]


def carried(request: HttpRequest) -> list[Field]:
    """Return what a log-in carries of a form that was sent before it."""
    return [
        (name.removeprefix(CARRIED), value)
        for name, value in sent(request)
        if name.startswith(CARRIED)
    ]


def words_of(fields: list[Field]) -> list[dict[str, str]]:
    """Return the fields that hold prose, for reading and copying; the text as it is read."""
    return [
        {
            "label": re.sub(r"[-_]+", " ", name).capitalize(),
            "value": value.strip(),
            "body": clean(value) if name == "body" else "",
        }
        for name, value in fields
        if len(value.split()) > 1 or len(value) > MANY_LETTERS
    ]


def send_again(request: HttpRequest, fields: list[Field], there: str) -> HttpResponse:
    """Offer what was typed before a log-in to be sent where it was going."""
    title = _("You are logged in again")
    sentence = _("What you typed is all here. It is not saved yet: press the button, and it is.")
    return fault(request, 200, title, sentence, fields=fields, again=there)
