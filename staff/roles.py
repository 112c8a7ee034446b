"""Who may do what: one table of groups and permissions, written to the database by `roles`.

What a permission lets a person do to which story (their own, an assigned one, any) is decided by
articles.workflow; confidential or rare acts stand only here.
"""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q


def _all(app: str, model: str, *acts: str) -> list[str]:
    return [f"{app}.{act}_{model}" for act in acts]


def _parts_of_a_story(*acts: str) -> list[str]:
    models = ("byline", "citation", "relatedstory", "articletopic")
    return [permission for model in models for permission in _all("articles", model, *acts)]


WRITING = [
    *_all("articles", "article", "add", "change", "view", "submit", "spike"),
    *_parts_of_a_story("add", "change", "view", "delete"),
    *_all("articles", "section", "view"),
    *_all("articles", "topic", "view"),
]
REPORTING = [
    *WRITING,
    "articles.edit_assigned",
    *_all("articles", "topic", "add"),
    *_all("authors", "author", "view"),
    *_all("sources", "source", "add", "change", "view"),
    *_all("photos", "photo", "add", "view"),
    *_all("desk", "sharelink", "add"),
]

ROLES: dict[str, list[str]] = {
    "Contributors": WRITING,
    "Reporters": REPORTING,
    "Editors": [
        *REPORTING,
        "articles.see_all_copy",
        "articles.edit_all_copy",
        "articles.open_reviews",
        *_all("articles", "article", "approve", "publish"),
        *_all("articles", "edition", "view"),
        *_all("articles", "topic", "change"),
        *_all("authors", "author", "add"),
        *_all("photos", "photo", "change"),
        *_all("articles", "houserule", "add", "change", "view", "delete"),
        *_all("fronts", "front", "view", "change"),
        *_all("fronts", "placement", "add", "change", "view", "delete"),
        *_all("fronts", "banner", "add", "change", "view", "delete"),
    ],
    "Photo desk": [
        *_all("photos", "photo", "add", "change", "view"),
        *_all("sources", "source", "add", "view"),
    ],
    "Staff managers": [
        *_all("authors", "author", "add", "change", "view"),
        "authors.approve_bio",
        *_all("photos", "photo", "add", "view"),
    ],
    "Administrators": [
        *_all("staff", "user", "add", "change", "view"),
        *_all("auth", "group", "view"),
        *_all("outlet", "outlet", "change", "view"),
        *_all("articles", "section", "add", "change", "view", "delete"),
        *_all("articles", "topic", "add", "change", "view"),
        *_all("articles", "article", "view", "withhold", "delete"),
        *_parts_of_a_story("view"),
        *_all("articles", "edition", "view"),
        "articles.see_all_copy",
        *_all("authors", "author", "view", "delete"),
        *_all("sources", "source", "view", "delete"),
        *_all("photos", "photo", "view", "delete"),
        # A front goes with its section.
        *_all("fronts", "front", "view", "delete"),
    ],
}


@transaction.atomic
def write_roles() -> dict[str, int]:
    """Make each group hold exactly the permissions of the table; return how many each has.

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
