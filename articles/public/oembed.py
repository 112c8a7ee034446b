"""What other sites ask about one story: the picture beside a link to it, and oEmbed.

Source: https://oembed.com/
"""

from __future__ import annotations

from urllib.parse import unquote, urlsplit
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from outlet.middleware import outlet_of
from outlet.views import picture_response
from vocabulary.parse_ids import parse_id

from ..models import Address, Edition
from .article_page import article_page

NARROW, WIDE, HEIGHT = 200, 600, 180  # pixels
AN_HOUR = 3600


@require_safe
def share_story(request: HttpRequest, article_id: int, stamp: str) -> HttpResponse:
    """Send the picture for a live story without a photo; `stamp` makes a new text a new address."""
    edition = Edition.objects.live(timezone.now()).filter(article_id=article_id).first()
    if edition is None:
        raise Http404
    return picture_response(
        outlet_of(request), edition.headline, edition.printed["section"]["name"]
    )


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """Describe the live story at `?url=` for a site that shows it in its own page."""
    kind = request.GET.get("format", "json")
    if kind not in ("json", "xml"):
        return HttpResponse(status=501)
    edition = _story_at(request, request.GET.get("url", ""))
    answer = _described(edition, request)
    response = JsonResponse(answer) if kind == "json" else _xml(answer)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _story_at(request: HttpRequest, address: str) -> Edition:
    """Find the live story at one of our addresses, old ones too.

    Raises: Http404, when it is not ours, or gone, or retracted: nobody should pass that on.
    """
    try:
        asked = urlsplit(address)
    except ValueError:
        raise Http404 from None
    own = {request.get_host(), urlsplit(settings.BASE_URL).netloc}
    path = unquote(asked.path).lstrip("/")
    if asked.netloc not in own or "\x00" in path:
        raise Http404
    article = Address.objects.filter(path=path).values_list("article_id", flat=True).first()
    if article is None:
        raise Http404
    listed = Edition.objects.listed(timezone.now()).filter(article_id=article)
    if (edition := listed.for_page().first()) is None:
        raise Http404
    return edition


def _described(edition: Edition, request: HttpRequest) -> dict[str, object]:
    page, whole = article_page(edition, timezone.now()), request.build_absolute_uri
    address, name = whole(edition.get_absolute_url()), outlet_of(request).name
    width = _width(request.GET.get("maxwidth", ""))
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": edition.headline,
        "provider_name": name,
        "provider_url": whole("/"),
        "author_name": page.bylined[0].name if page.bylined else name,
        "cache_age": AN_HOUR,
        "width": width,
        "height": HEIGHT,
        "html": format_html(
            '<blockquote lang="{}" dir="{}"><p><a href="{}">{}</a></p><p>{}</p>'
            "<footer>{}</footer></blockquote>",
            edition.language,
            edition.direction,
            address,
            edition.headline,
            edition.standfirst,
            name,
        ),
    }
    if page.bylined and page.bylined[0].author:
        answer["author_url"] = whole(page.bylined[0].author.get_absolute_url())
    shown = page.shown
    if shown:
        answer["thumbnail_url"] = whole(shown.file.url)
        answer["thumbnail_width"], answer["thumbnail_height"] = shown.width, shown.height
    return answer


def _width(asked: str) -> int:
    """Return the width to take: as asked for, within what reads well."""
    wanted = parse_id(asked)
    return WIDE if wanted is None else min(max(wanted, NARROW), WIDE)


def _xml(answer: dict[str, object]) -> HttpResponse:
    fields = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in answer.items())
    return HttpResponse(
        f'<?xml version="1.0" encoding="utf-8" standalone="yes"?><oembed>{fields}</oembed>',
        content_type="text/xml; charset=utf-8",
    )
