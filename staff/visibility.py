"""Who may see users and groups at the desk."""

from __future__ import annotations

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet

from vocabulary.visibility import register_rule, require_permission

from .models import AuditEntry, User

require_permission(Group, AuditEntry)


@register_rule(User)
def visible_users(rows: QuerySet[User], user: User) -> QuerySet[User]:
    """All users for those who manage them; for everybody at the desk, the others at the desk."""
    if user.has_perm("staff.view_user") or user.has_perm("staff.change_user"):
        return rows
    if not user.is_staff:
        return rows.filter(pk=user.pk)
    return rows.filter(Q(pk=user.pk) | Q(is_active=True, is_staff=True))


@register_rule(LogEntry)
def visible_log(rows: QuerySet[LogEntry], user: User) -> QuerySet[LogEntry]:
    """What they did themselves."""
    return rows.filter(user=user)
