"""Responses for crawlers and monitors: robots.txt, licences, health, the public record."""

from __future__ import annotations

from datetime import UTC, date

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.editions import hash_chain
from articles.models import RecordedDay
from outlet.middleware import outlet_exempt

from .operating.health import OK, check_readiness

DAYS_PER_PAGE = 100


@require_safe
@outlet_exempt
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers where not to go and where the sitemaps are. Source: RFC 9309"""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in settings.ROBOTS_DISALLOW),
        "",
        *_disallow_training_crawlers(),
        *(
            f"Sitemap: {request.build_absolute_uri(reverse(name))}"
            for name in ("sitemap", "news_sitemap")
        ),
        *_list_terms(request),
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _list_terms(request: HttpRequest) -> list[str]:
    """Return the terms for machines as lines of robots.txt, where the settings want them there.

    Source: https://rslstandard.org/rsl, https://datatracker.ietf.org/doc/draft-ietf-aipref-attach/
    """
    if not (settings.ROBOTS_TERMS and settings.AI_PROHIBITED):
        return []
    usage = ["Content-Usage: train-ai=n"] if prohibits_training() else []
    return [*usage, f"License: {request.build_absolute_uri(reverse('licence'))}"]


def _disallow_training_crawlers() -> list[str]:
    """Keep out the crawlers that only gather training data, where that is prohibited."""
    if not (prohibits_training() and settings.ROBOTS_TRAINERS):
        return []
    return [*(f"User-agent: {name}" for name in settings.ROBOTS_TRAINERS), "Disallow: /", ""]


def prohibits_training() -> bool:
    return not {"ai-train", "ai-all", "all"}.isdisjoint(settings.AI_PROHIBITED)


@require_safe
@outlet_exempt
def licence(request: HttpRequest) -> HttpResponse:
    """State the terms for machines. Source: https://rslstandard.org/rsl (RSL 1.0)"""
    if not settings.AI_PROHIBITED:
        raise Http404
    context = {"prohibited": settings.AI_PROHIBITED, "policy": settings.AI_POLICY_URL}
    return render(request, "outlet/license.xml", context, content_type="application/rsl+xml")


@require_safe
@outlet_exempt
def text_mining(request: HttpRequest) -> HttpResponse:
    """Reserve text and data mining, or not. Source: TDMRep, W3C community group, 2024-05-10"""
    rule: dict[str, object] = {"location": "/", "tdm-reservation": int(prohibits_training())}
    if prohibits_training() and settings.AI_POLICY_URL:
        rule["tdm-policy"] = settings.AI_POLICY_URL
    return JsonResponse([rule], safe=False)


@never_cache
@require_safe
@outlet_exempt
def healthz(request: HttpRequest) -> HttpResponse:
    """Report that this process answers. Not the database: restarting would not bring it back."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
@outlet_exempt
def readyz(request: HttpRequest) -> HttpResponse:
    """Report whether all that the site needs is there, and name what is not; 503 then."""
    found = check_readiness(timezone.now())
    is_ready = all(result == OK for result in found.values())
    answer = {"status": "ready" if is_ready else "unavailable", **found}
    return JsonResponse(answer, status=200 if is_ready else 503)


@require_safe
@outlet_exempt
def public_record(request: HttpRequest) -> HttpResponse:
    """List the days of the record, newest first, and how to verify them; `?before=` continues."""
    before = _parse_day(request.GET.get("before", ""))
    lines = RecordedDay.objects.order_by("-day")
    page = list((lines.filter(day__lt=before) if before else lines)[: DAYS_PER_PAGE + 1])
    context = {
        "algorithm": hash_chain.ALGORITHM,
        "open": {"day": timezone.now().astimezone(UTC).date(), "is_open": True},
        "days": [
            {
                "day": line.day,
                "stories": line.stories,
                "previous_sha": line.previous_sha,
                "sha": line.sha,
            }
            for line in page[:DAYS_PER_PAGE]
        ],
    }
    if len(page) > DAYS_PER_PAGE:
        oldest = page[DAYS_PER_PAGE - 1].day
        context["next"] = request.build_absolute_uri(f"{request.path}?before={oldest}")
    return JsonResponse(context, json_dumps_params={"indent": 1})


def _parse_day(text: str) -> date | None:
    """Parse an ISO date; None, the first page, for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
