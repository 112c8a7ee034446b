"""The stories that another story, a front or a link may point to, by the name a person may know.

Besides the stories they may see these are the live ones, by the headline readers have: what the
desk has changed in them since is not shown, and cannot be searched for.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from staff.models import User
from vocabulary.visibility import mark_visible, register_choices, visible_to

from .models import Article, Edition
from .models.article import ArticleQuerySet


def choosable_stories(user: User) -> ArticleQuerySet:
    """Return the stories a person may point to."""
    rows = visible_to(Article.objects.all(), user)
    if not user.has_perm("articles.view_article") or user.has_perm("articles.see_all_copy"):
        return rows
    return mark_visible(rows | Article.objects.filter(_live_with([])))


def search_choices(rows: ArticleQuerySet, user: User, words: list[str]) -> ArticleQuerySet:
    """Keep those with every word: in the desk's text of what they may see, else in the readers'."""
    if user.has_perm("articles.see_all_copy"):
        return rows.matching(words)
    own = visible_to(Article.objects.all(), user).matching(words)
    return rows.filter(Q(own.exists_for("pk")) | _live_with(words))


def _live_with(words: list[str]) -> Q:
    live = Edition.objects.live().filter(article=OuterRef("pk"))
    for word in words:
        live = live.filter(headline__icontains=word)
    return Q(Exists(live), is_out=True)


def name_choice(story: Article, user: User) -> str:
    """Return the headline by which a person may know a story."""
    if user.has_perm("articles.see_all_copy"):
        return str(story)
    if visible_to(Article.objects.filter(pk=story.pk), user).exists():
        return str(story)
    return story.editions.live().values_list("headline", flat=True).first() or str(story.pk)


register_choices(Article, choosable_stories, name_choice)
