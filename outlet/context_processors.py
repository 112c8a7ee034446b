"""What templates know of the paper."""

from django.http import HttpRequest


def outlet(request: HttpRequest) -> dict:
    """Give templates `outlet`."""
    return {"outlet": getattr(request, "outlet", None)}
