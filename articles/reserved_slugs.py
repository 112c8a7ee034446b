"""First parts of paths that the site uses itself, so that no section may take them."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# fmt: off
RESERVED = frozenset([
    ".well-known", "about", "admin", "archive", "authors", "breaking", "corrections", "face.css",
    "favicon.ico", "feed.atom", "feed.json", "feed.rss", "healthz", "license.xml", "media",
    "news-sitemap.xml", "oembed", "preview", "readyz", "record.json", "robots.txt", "search",
    "share", "share.png", "sitemap-pages.xml", "sitemap.xml", "sources", "static", "topics",
])
# fmt: on


def not_reserved(slug: str) -> None:
    """Refuse a section's slug that would hide another page."""
    if slug.lower() in RESERVED:
        raise ValidationError(
            _("“%(slug)s” is reserved by the site. Choose another slug."),
            params={"slug": slug},
        )
