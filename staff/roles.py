"""Groups and their permissions in one table; `manage.py roles` writes it to the database.

articles.workflow decides to which stories (own, assigned, all) a permission applies.
"""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q


def _permissions(app: str, model: str, *actions: str) -> list[str]:
    return [f"{app}.{action}_{model}" for action in actions]


def _story_part_permissions(*actions: str) -> list[str]:
    models = ("byline", "citation", "relatedstory", "articletopic")
    return [
        permission for model in models for permission in _permissions("articles", model, *actions)
    ]


WRITING = [
    *_permissions("articles", "article", "add", "change", "view", "submit", "spike"),
    "articles.edit_assigned",
    *_story_part_permissions("add", "change", "view", "delete"),
    *_permissions("articles", "section", "view"),
    *_permissions("articles", "topic", "view"),
]
REPORTING = [
    *WRITING,
    *_permissions("articles", "topic", "add"),
    *_permissions("authors", "author", "view"),
    *_permissions("sources", "source", "add", "change", "view"),
    *_permissions("photos", "photo", "add", "view"),
    *_permissions("desk", "sharelink", "add"),
]

ROLES: dict[str, list[str]] = {
    "Contributors": WRITING,
    "Reporters": REPORTING,
    "Editors": [
        *REPORTING,
        "articles.see_all_copy",
        "articles.edit_all_copy",
        "articles.open_reviews",
        *_permissions("articles", "article", "approve", "publish"),
        *_permissions("articles", "edition", "view"),
        *_permissions("articles", "topic", "change"),
        *_permissions("authors", "author", "add"),
        *_permissions("photos", "photo", "change"),
        "sources.change_public_source",
        *_permissions("articles", "houserule", "add", "change", "view", "delete"),
        *_permissions("fronts", "front", "view", "change"),
        *_permissions("fronts", "placement", "add", "change", "view", "delete"),
        *_permissions("fronts", "banner", "add", "change", "view", "delete"),
    ],
    "Photo desk": [
        *_permissions("photos", "photo", "add", "change", "view"),
        *_permissions("sources", "source", "add", "view"),
    ],
    "Staff managers": [
        *_permissions("authors", "author", "add", "change", "view"),
        "authors.approve_bio",
        *_permissions("photos", "photo", "add", "view"),
    ],
    "Administrators": [
        *_permissions("staff", "user", "add", "change", "view"),
        *_permissions("auth", "group", "view"),
        *_permissions("staff", "auditentry", "view"),
        *_permissions("outlet", "outlet", "change", "view"),
        *_permissions("articles", "section", "add", "change", "view", "delete"),
        *_permissions("articles", "topic", "add", "change", "view"),
        *_permissions("articles", "article", "view", "withhold", "delete"),
        *_story_part_permissions("view"),
        *_permissions("articles", "edition", "view"),
        "articles.see_all_copy",
        *_permissions("authors", "author", "view", "delete"),
        *_permissions("sources", "source", "view", "delete"),
        *_permissions("photos", "photo", "view", "delete"),
        # Deleting a section deletes its front.
        *_permissions("fronts", "front", "view", "delete"),
    ],
}


@transaction.atomic
def write_roles() -> dict[str, int]:
    """Give each group exactly the permissions of the table; return how many each has.

    Raises: LookupError, naming a permission of the table that no model declares.
    """
    counts = {}
    for name, wanted in ROLES.items():
        query = Q(pk=None)
        for permission in set(wanted):
            app, _, codename = permission.partition(".")
            query |= Q(content_type__app_label=app, codename=codename)
        found = list(Permission.objects.filter(query).select_related("content_type"))
        known = {
            f"{permission.content_type.app_label}.{permission.codename}" for permission in found
        }
        if unknown := set(wanted) - known:
            raise LookupError(f"No model declares {', '.join(sorted(unknown))}. Run migrate first.")
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.set(found)
        counts[name] = len(found)
    return counts
