"""A story as readers would get it: the text as it stands in the form, at a moment one chooses."""

from __future__ import annotations

from datetime import datetime

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.preview_form import unsaved
from articles.models import Article, Edition
from articles.public.article_page import article_page
from articles.public.views import near
from articles.workflow import build_preview, may_edit, read_story_state
from vocabulary.as_of import EARLIEST, parse_time
from vocabulary.spans import has_end
from vocabulary.text import join_with_and

from .panels import private, story_for


def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw the edition that publishing would make, in the readers' own template.

    Sent the fields of the story's form, it draws them unsaved. `?at=` is the moment it is drawn
    for, past or to come: other stories and the rights of photos are those of that moment, and of a
    story set to be withdrawn by then it draws what readers get in its place.
    `?framed` leaves out the banner, for the frame beside the text.
    """
    story = story_for(request, pk)
    refused: list[str] = []
    if request.method == "POST" and may_edit(story, request.user):
        refused = unsaved(admin.site.get_model_admin(Article), request, story)
    at = request.moment = _moment(request)
    request.looks_back = False
    context = {
        "story": story,
        "said": _("Preview. Readers do not have this text."),
        "framed": "framed" in request.GET,
        "refused": join_with_and(refused),
    }
    if notice := _withdrawal_by(story, at):
        context |= {
            "readers_page": "410.html",
            "notice": notice,
            "near": near(request, notice),
            "said": _("Preview. It is set to be withdrawn by then: this is what readers get."),
        }
    else:
        context["page"] = article_page(build_preview(story, at), at)
    return private(render(request, "desk/preview.html", context))


def _withdrawal_by(story: Article, at: datetime) -> Edition | None:
    """Return the withdrawal that is still to come, if it has come by `at`."""
    waiting = read_story_state(story).pending
    return waiting if waiting and waiting.is_notice and waiting.live_from <= at else None


def _moment(request: HttpRequest) -> datetime:
    """Return the moment asked for, in the newsroom's time zone; now, if it is none."""
    asked = parse_time(request.GET.get("at", ""))
    return asked if asked and asked >= EARLIEST and has_end(asked) else timezone.now()
