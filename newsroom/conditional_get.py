"""Readers' pages may be kept, and are asked after before each use: fresh at once, cheap to confirm.

The desk's pages say for themselves that nobody may keep them.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.http import ConditionalGetMiddleware
from django.utils.cache import patch_cache_control


def is_of_the_desk(request: HttpRequest) -> bool:
    return request.path_info.startswith("/admin/")


class FreshnessMiddleware(ConditionalGetMiddleware):
    """Answer 304 to a browser that has the page as it is now. Source: RFC 9111, RFC 9110, 13"""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if is_of_the_desk(request):
            return response
        if not response.has_header("Cache-Control") and response.status_code < 500:
            patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
        return super().process_response(request, response)
