"""Who may see sources at the desk, how to reach them, and who the confidential ones are."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from vocabulary.visibility import register_rule, require_permission

from .models import Confidant, ConfidentialRecord, Contact, RecordEvent, Source
from .models.confidential import RecordQuerySet

require_permission(Source)


def sees_sources(user: Any) -> bool:
    return user.has_perm("sources.view_source") or user.has_perm("sources.change_source")


@register_rule(Contact)
def visible_contacts(rows: QuerySet[Contact], user: Any) -> QuerySet[Contact]:
    """Their own, what everybody may see, and for those who publish what editors may see."""
    if not sees_sources(user):
        return rows.none()
    seen = Q(owner=user) | Q(seen_by=Contact.SeenBy.EVERYBODY)
    if user.has_perm("articles.publish_article"):
        seen |= Q(seen_by=Contact.SeenBy.EDITORS)
    return rows.filter(seen)


@register_rule(ConfidentialRecord)
def visible_records(rows: RecordQuerySet, user: Any) -> RecordQuerySet:
    """Those that name them. No permission replaces that: administrators see none."""
    return rows.of(user) if sees_sources(user) else rows.none()


@register_rule(Confidant, RecordEvent)
def visible_by_record(rows: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """What hangs on a record is visible to those it names."""
    return rows.filter(record__in=visible_records(ConfidentialRecord.objects.all(), user))
