"""The home page, and the paper's own colours."""

from __future__ import annotations

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.models import Edition, Section
from articles.templatetags.reading import drawable_at
from authors.models import Author
from vocabulary.moment import at_asked_moment, listed_for

from . import layout

LATEST = 24


@at_asked_moment
def home(request: HttpRequest) -> HttpResponse:
    """Show the home page, filled by layout.py. One query per section, however many stories."""
    latest = list(_cards(request, Edition.objects)[:LATEST])
    by_section = [
        (section, list(_cards(request, section.editions)[: layout.WANTED_PER_SECTION]))
        for section in Section.objects.all()
    ]
    everything = [*latest, *(story for _section, stories in by_section for story in stories)]
    prefetch_related_objects(everything, "lead_photo__renditions")
    front = layout.fill(
        latest,
        by_section,
        lambda story: drawable_at(story.lead_photo, request.moment) is not None,
    )
    context = {"front": front, "columnists": _columnists(front)}
    return render(request, "fronts/home.html", context)


def _cards(request: HttpRequest, rows):  # noqa: ANN001, ANN202 - a manager in, a queryset out
    # Renditions are loaded for all lists at once.
    return listed_for(request, rows).for_cards().prefetch_related(None).newest_first()


def _columnists(front: layout.Front) -> dict[int, Author]:
    """Load the first author of each column, for the portrait beside it."""
    voices = (block for block in front.blocks if block.shape is layout.Shape.VOICES)
    first = [pk for block in voices for story in block.stories for pk in story.card["authors"][:1]]
    return Author.objects.kept().for_page().in_bulk(first)


def face(request: HttpRequest) -> HttpResponse:
    """Send the outlet's own accents as a style sheet: a strict policy allows no inline one."""
    response = render(request, "fronts/face.css", content_type="text/css")
    response.headers["Cache-Control"] = "max-age=300"
    return response
