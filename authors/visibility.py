"""Who may see authors and proposed bios at the desk."""

from __future__ import annotations

from django.db.models import QuerySet

from staff.models import User
from vocabulary.visibility import register_rule

from .models import Author, BioProposal


@register_rule(Author)
def visible_authors(rows: QuerySet[Author], user: User) -> QuerySet[Author]:
    """All for those with the permission; for others the author they are themselves."""
    may = user.has_perm("authors.view_author") or user.has_perm("authors.change_author")
    return rows if may else rows.filter(user=user)


@register_rule(BioProposal)
def visible_proposals(rows: QuerySet[BioProposal], user: User) -> QuerySet[BioProposal]:
    """All for those who approve bios; for others their own."""
    return rows if user.has_perm("authors.approve_bio") else rows.filter(author__user=user)
