"""Keeps what is typed into, and read from, confidential records out of error reports and logs."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from functools import wraps
from types import FrameType
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.views.debug import SafeExceptionReporterFilter
from django.views.decorators.debug import sensitive_post_parameters

logger = logging.getLogger(__name__)

# The desk has pages for these, and their texts hold nothing that was typed.
PASSED_ON = (
    *(Http404, PermissionDenied, SuspiciousOperation, UnreadablePostError),
    OperationalError,
)


class PageFailed(Exception):
    """A confidential page failed. Holds where, and no value; the cause is not attached."""


class ReportFilter(SafeExceptionReporterFilter):
    """Django's filter, which for confidential pages also works with DEBUG, in every frame."""

    def is_active(self, request: HttpRequest | None) -> bool:
        return _is_sensitive(request) or super().is_active(request)

    def get_traceback_frame_variables(self, request: HttpRequest, tb_frame: FrameType) -> Any:
        if _is_sensitive(request):
            return [(name, self.cleansed_substitute) for name in tb_frame.f_locals]
        return super().get_traceback_frame_variables(request, tb_frame)


def _is_sensitive(request: HttpRequest | None) -> bool:
    return bool(getattr(request, "sensitive_post_parameters", None))


def confidential_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a view of a confidential record: kept by nothing, and silent about what it held."""

    @wraps(view)
    @sensitive_post_parameters()
    def respond(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except PASSED_ON:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, its text may hold a name
            where = _locate(error)
        else:
            response.headers["Cache-Control"] = "no-store, private"
            response.headers["Referrer-Policy"] = "same-origin"
            response.headers["X-Robots-Tag"] = "noindex"
            return response
        logger.error("A confidential page failed: %s", where)
        raise PageFailed(where)  # outside the handler, so that the cause does not hang on it

    return respond


def _locate(error: Exception) -> str:
    """Name an error and the line it came from, without its text."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {last.filename}, line {last.lineno}"
