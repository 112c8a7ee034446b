"""Lets clients store public pages and revalidate them before each use: fresh, and cheap to confirm.

The desk's pages set their own Cache-Control: they must not be stored.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.http import ConditionalGetMiddleware
from django.utils.cache import patch_cache_control


def is_admin_request(request: HttpRequest) -> bool:
    return request.path_info.startswith("/admin/")


class FreshnessMiddleware(ConditionalGetMiddleware):
    """Answer 304 to a client that has the current page. Source: RFC 9111; RFC 9110, 13"""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if is_admin_request(request):
            return response
        if not response.has_header("Cache-Control") and response.status_code < 500:
            patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
        return super().process_response(request, response)
