"""Who may see notes, messages, commissions, share links and saved lists."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from articles.models import Article
from articles.visibility import visible_by_story
from staff.models import User
from vocabulary.visibility import register_rule, visible_to

from .models import Commission, Mention, Note, Presence, SavedView, ShareLink

register_rule(Commission, Note, Presence, ShareLink)(visible_by_story)


@register_rule(Mention)
def visible_mentions(rows: QuerySet[Mention], user: User) -> QuerySet[Mention]:
    """Those on stories they may see."""
    if user.has_perms(["articles.view_article", "articles.see_all_copy"]):
        return rows
    return rows.filter(visible_to(Article.objects.all(), user).exists_for("note__article"))


@register_rule(SavedView)
def visible_views(rows: QuerySet[SavedView], user: User) -> QuerySet[Any]:
    """Their own, and those that are for everybody."""
    return rows.filter(Q(owner=user) | Q(is_for_all=True))
