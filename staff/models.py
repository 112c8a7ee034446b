"""Who may log in. An author is not a user: see authors.models."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A person with a log-in. What they may do follows from their groups: see roles.py."""

    def __str__(self) -> str:
        return self.get_full_name() or self.username
