"""What every page's frame draws: the sections, and the moment it is drawn for."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from ..models import Section


def reading(request: HttpRequest) -> dict:
    """Give templates `sections` (one query, if they are drawn), `moment` and `looks_back`.

    And `has_terms`: whether the paper has terms for machines to point at.
    """
    return {
        "sections": SimpleLazyObject(lambda: list(Section.objects.all())),
        "moment": getattr(request, "moment", None) or timezone.now(),
        "looks_back": getattr(request, "looks_back", False),
        "has_terms": bool(settings.AI_PROHIBITED),
    }
