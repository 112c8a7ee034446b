"""Template filters for fronts."""

from django import template

from articles.models import Edition
from authors.models import Author

register = template.Library()


@register.filter
def columnist_of(columnists: dict[int, Author], edition: Edition) -> Author | None:
    """Return the first author of a column."""
    return next((columnists.get(pk) for pk in edition.card["authors"][:1]), None)
