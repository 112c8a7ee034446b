"""A story as readers would get it: with the text in the form, at any date and time."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.preview_form import fill_from_form
from articles.models import Article, Edition
from articles.public.article_page import article_page
from articles.public.views import near
from articles.workflow import build_preview, may_edit, read_story_state
from staff.models import user_of
from vocabulary.as_of import EARLIEST, parse_time, set_page_time
from vocabulary.spans import has_end
from vocabulary.text import join_with_and

from .panels import get_story, mark_private
from .registered_admin import get_article_admin


def show_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the edition that publishing would create, in the readers' own template.

    Fields of the story's form that are posted are shown unsaved. `?at=` is the date and time to
    show it for, past or future: photo rights are those of that time, and so are related stories
    for those who see all copy. A story that will have been withdrawn by then is shown as readers
    get it: as a notice. `?framed` leaves out the banner, for the frame beside the text.
    """
    story = get_story(request, pk)
    refused: list[str] = []
    if request.method == "POST" and may_edit(story, user_of(request)):
        refused = fill_from_form(get_article_admin(), request, story)
    at = _read_time(request)
    # What others have scheduled is for those who see all copy.
    may_see_all = request.user.has_perm("articles.see_all_copy")
    others_at = at if may_see_all else min(at, timezone.now())
    set_page_time(request, others_at)
    context = {
        "story": story,
        "banner": _("Preview: this text has not been published."),
        "framed": "framed" in request.GET,
        "refused": join_with_and(refused),
    }
    if notice := _find_withdrawal(story, at):
        context |= {
            "readers_page": "410.html",
            "notice": notice,
            "near": near(request, notice),
            "banner": _("Preview: the story will have been withdrawn by then. Readers see this."),
        }
    else:
        context["page"] = article_page(build_preview(story, at), at, others_at=others_at)
    return mark_private(render(request, "desk/preview.html", context))


def _find_withdrawal(story: Article, at: datetime) -> Edition | None:
    """Return the scheduled withdrawal of a story, if it takes effect by `at`."""
    waiting = read_story_state(story).pending
    return waiting if waiting and waiting.is_notice and waiting.live_from <= at else None


def _read_time(request: HttpRequest) -> datetime:
    """Return the date and time in `?at=`, by default in the site's time zone; else now."""
    asked = parse_time(request.GET.get("at", ""))
    return asked if asked and asked >= EARLIEST and has_end(asked) else timezone.now()
