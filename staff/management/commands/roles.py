from django.core.management.base import BaseCommand, CommandError

from ...roles import write_roles


class Command(BaseCommand):
    help = "Write the groups and their permissions from the table in staff/roles.py."

    def handle(self, *args: object, **options: object) -> None:
        try:
            counts = write_roles()
        except LookupError as error:
            raise CommandError(str(error)) from error
        for name, count in counts.items():
            self.stdout.write(f"{name}: {count} permissions")
