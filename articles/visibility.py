"""Who may see which stories at the desk, and all that hangs on a story."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from staff.models import User
from vocabulary.visibility import register_rule, require_permission, visible_to

from .models import (
    Article,
    ArticleTopic,
    AttributedText,
    Byline,
    Citation,
    DismissedWarning,
    Edition,
    EditionTopic,
    HouseRule,
    RelatedStory,
    Review,
    Section,
    Topic,
)
from .models.article import ArticleQuerySet
from .models.edition import EditionQuerySet

require_permission(Section, HouseRule)


@register_rule(Article)
def visible_stories(rows: ArticleQuerySet, user: User) -> ArticleQuerySet:
    """All copy for those who see it; for others their own and what is assigned to them."""
    return rows.open_to(user) if user.has_perm("articles.view_article") else rows.none()


@register_rule(
    ArticleTopic, AttributedText, Byline, Citation, DismissedWarning, RelatedStory, Review
)
def visible_by_story(rows: QuerySet[Any], user: User) -> QuerySet[Any]:
    """What hangs on a story is visible to those who may see the story."""
    if user.has_perms(["articles.view_article", "articles.see_all_copy"]):
        return rows
    key = "content_object" if rows.model is ArticleTopic else "article"
    return rows.filter(visible_to(Article.objects.all(), user).exists_for(key))


@register_rule(Edition)
def visible_editions(rows: EditionQuerySet, user: User) -> EditionQuerySet:
    """The editions of stories they may see, and what readers have now."""
    if user.has_perms(["articles.view_article", "articles.see_all_copy"]):
        return rows
    return rows.live() | rows.filter(visible_to(Article.objects.all(), user).exists_for())


@register_rule(Topic)
def visible_topics(rows: QuerySet[Topic], user: User) -> QuerySet[Topic]:
    """Topics readers have, topics of no story, and those of stories they may see."""
    if not user.has_perm("articles.view_topic"):
        return rows.none()
    if user.has_perm("articles.see_all_copy"):
        return rows
    tagged = ArticleTopic.objects.filter(tag=OuterRef("pk"))
    stories = visible_to(Article.objects.all(), user)
    public = EditionTopic.objects.live().filter(topic=OuterRef("pk"))
    return rows.filter(
        Exists(public)
        | ~Exists(tagged)
        | Exists(tagged.filter(stories.exists_for("content_object")))
    )
