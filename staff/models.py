"""Who may log in. An author is not a user: see authors.models."""

from django.contrib.auth.models import AbstractUser
from django.db.models import QuerySet
from django.http import HttpRequest


class User(AbstractUser):
    """A person with a log-in. What they may do follows from their groups: see roles.py."""

    def __str__(self) -> str:
        return self.get_full_name() or self.username


def user_of(request: HttpRequest) -> User:
    """Return who is logged in. For views that only people with a log-in reach.

    Raises: TypeError, if nobody is.
    """
    if not isinstance(request.user, User):
        raise TypeError("This view was reached by somebody who is not logged in.")
    return request.user


def get_desk_users() -> QuerySet[User]:
    """Return everybody who works at the desk today, by name."""
    people = User.objects.filter(is_active=True, is_staff=True)
    return people.order_by("first_name", "last_name", "username")
