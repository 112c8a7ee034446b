"""What a person may see at the desk: one rule for each model, by which every row is fetched.

Everything the desk lists, opens, offers in a choice, completes, previews or names in a message
comes from `visible_to`. Each package states the rules of its models in its `visibility` module;
a model without a rule is visible to nobody. tests/desk_guard.py fails a test in which a page of
the desk reads rows in any other way.

Source: OWASP Application Security Verification Standard 5.0, 8.2.2 (no insecure direct object
references)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Model, QuerySet

Person = AbstractBaseUser | AnonymousUser
Rule = Callable[[Any, Any], QuerySet[Any]]
Choices = Callable[[Any], QuerySet[Any]]
Name = Callable[[Any, Any], str]
Row = TypeVar("Row", bound=Model)
Rows = TypeVar("Rows", bound=QuerySet[Any])

_rules: dict[type[Model], Rule] = {}
_choices: dict[type[Model], tuple[Choices, Name]] = {}


def register_rule(*models: type[Model]) -> Callable[[Rule], Rule]:
    """Register a function of (queryset, user) as the rule of these models."""

    def register(rule: Rule) -> Rule:
        for model in models:
            _rules[model] = rule
        return rule

    return register


def require_permission(*models: type[Model]) -> None:
    """Let those with the permission to view or change a model see all its rows, others none."""
    register_rule(*models)(_permitted)


def _permitted(rows: Rows, user: Any) -> Rows:
    app, name = rows.model._meta.app_label, rows.model._meta.model_name
    may = any(user.has_perm(f"{app}.{action}_{name}") for action in ("view", "change"))
    return rows if may else rows.none()


def has_rule(model: type[Model]) -> bool:
    return model in _rules


def visible_to(rows: Rows, user: Person) -> Rows:
    """Keep the rows that a person may see at the desk; none of a model that has no rule."""
    rule = _rules.get(rows.model)
    return mark_visible(cast(Rows, rule(rows, user)) if rule and user.is_active else rows.none())


def mark_visible(rows: Rows) -> Rows:
    """Mark rows as those a rule has let through. For rules; read by the tests' guard."""
    rows = rows.all()
    rows.query.is_visible = True  # type: ignore[attr-defined]  # a copy of the query keeps it
    return rows


def register_choices(model: type[Model], rows: Choices, name: Name) -> None:
    """Register what fields that point to a model offer somebody, where it is more than they see.

    Args:
        rows: gives the rows offered to a user.
        name: gives the name of such a row as the user may know it.
    """
    _choices[model] = (rows, name)


def offered_to(model: type[Row], user: Person) -> QuerySet[Row]:
    """Return the rows of a model that fields and pickers offer a person."""
    if model in _choices and user.is_active:
        return _choices[model][0](user)
    return visible_to(model._default_manager.all(), user)


def name_for(row: Model, user: Person) -> str:
    """Return the name of a row that is offered to a person, as they may know it."""
    if type(row) in _choices:
        return _choices[type(row)][1](row, user)
    return str(row)
