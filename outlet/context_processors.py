"""The outlet for templates."""

from django.http import HttpRequest


def outlet(request: HttpRequest) -> dict:
    """Add `outlet` to the context."""
    return {"outlet": getattr(request, "outlet", None)}
