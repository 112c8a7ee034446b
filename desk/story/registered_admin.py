"""The admin of stories, whose forms autosave, the preview and the history use."""

from __future__ import annotations

from django.contrib import admin

from articles.admin.article_admin import ArticleAdmin
from articles.models import Article


def get_article_admin() -> ArticleAdmin:
    """Return the registered admin of stories.

    Raises: TypeError, if another class was registered in its place.
    """
    found = admin.site.get_model_admin(Article)
    if not isinstance(found, ArticleAdmin):
        raise TypeError("Stories are registered with another ModelAdmin.")
    return found
