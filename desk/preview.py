"""A story as readers would get it: the text as it stands in the form, at a moment one chooses."""

from __future__ import annotations

from datetime import datetime

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article
from articles.pages import article_page
from articles.unsaved import unsaved
from articles.workflow import build_preview, may_edit
from vocabulary.moment import EARLIEST, read_moment
from vocabulary.spans import ends
from vocabulary.text import and_list

from .beside import private, story_for


def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw the edition that publishing would make, in the readers' own template.

    Sent the fields of the story's form, it draws them unsaved. `?at=` is the moment it is drawn
    for, past or to come: other stories and the rights of photos are those of that moment.
    `?framed` leaves out the banner, for the frame beside the text.
    """
    story = story_for(request, pk)
    refused: list[str] = []
    if request.method == "POST" and may_edit(story, request.user):
        refused = unsaved(admin.site.get_model_admin(Article), request, story)
    at = request.moment = _moment(request)
    page = article_page(build_preview(story, at), at)
    context = {
        "page": page,
        "story": story,
        "said": _("Preview. Readers do not have this text."),
        "framed": "framed" in request.GET,
        "refused": and_list(refused),
    }
    return private(render(request, "desk/preview.html", context))


def _moment(request: HttpRequest) -> datetime:
    """Return the moment asked for, in the newsroom's time zone; now, if it is none."""
    asked = read_moment(request.GET.get("at", ""))
    return asked if asked and asked >= EARLIEST and ends(asked) else timezone.now()
