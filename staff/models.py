"""User: a person who can log in. An author is not a user: see authors.models."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest


class User(AbstractUser):
    """A user account. Its groups give it permissions: see roles.py."""

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class Attempt(models.Model):
    """A try at a password or code, counted by staff.attempts and deleted soon after.

    `key` is a hash: it names neither the person nor the address.
    """

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "at"], name="attempts_by_key")]

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.at}"


def user_of(request: HttpRequest) -> User:
    """Return the logged-in user. For views that require a login.

    Raises: TypeError, if nobody is logged in.
    """
    if not isinstance(request.user, User):
        raise TypeError("This view requires a login.")
    return request.user


def get_desk_users() -> QuerySet[User]:
    """Return the active users with access to the desk, by name."""
    people = User.objects.filter(is_active=True, is_staff=True)
    return people.order_by("first_name", "last_name", "username")
