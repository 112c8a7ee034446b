"""remove_second_factor: lets in an administrator who lost phone and recovery codes."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ... import second_factor
from ...models import find_users


class Command(BaseCommand):
    help = "Remove all second factors of a user, end their sessions and tell them by email."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="Username or email address.")

    def handle(self, *, name: str, **options: object) -> None:
        users = list(find_users(name)[:2])
        if len(users) != 1:
            raise CommandError(f"{'No' if not users else 'More than one'} user is called {name}.")
        if not second_factor.remove_all(users[0], by=None):
            raise CommandError(f"{users[0].username} has no second factor.")
        self.stdout.write(f"The second factors of {users[0].username} are removed.")
