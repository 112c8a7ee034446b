"""Puts the outlet on each request and activates its time zone and language."""

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from .models import Outlet

View = Callable[..., HttpResponseBase]


class OutletRequest(HttpRequest):
    """A request that has passed OutletMiddleware. For type checkers; no instance is ever made."""

    outlet: Outlet


def outlet_of(request: HttpRequest) -> Outlet:
    """Return the outlet that OutletMiddleware put on a request."""
    return cast(OutletRequest, request).outlet


def outlet_exempt(view: View) -> View:
    """Mark a view that does not need the outlet: no query for it, no language activated."""
    view.is_without_outlet = True  # type: ignore[attr-defined] # a mark, as csrf_exempt sets
    return view


def activate_locale(request: HttpRequest) -> None:
    """Activate the outlet's time zone and language. Error views call it: they have no URL."""
    outlet = outlet_of(request)
    timezone.activate(outlet.zone)
    translation.activate(outlet.language.lower())
    request.LANGUAGE_CODE = translation.get_language()


class OutletMiddleware:
    """Set `request.outlet` (lazy) and activate its time zone and language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        cast(OutletRequest, request).outlet = cast(Outlet, SimpleLazyObject(Outlet.objects.current))
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, *_arguments: Any) -> None:
        """Activate them only when a view runs: unknown URLs need no query."""
        if not getattr(view, "is_without_outlet", False):
            activate_locale(request)
