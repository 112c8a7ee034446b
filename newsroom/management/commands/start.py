"""start: creates a new, empty site."""

import getpass
import os
import sys
from collections.abc import Callable
from typing import TypeVar

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import models, transaction
from django.db.utils import OperationalError, ProgrammingError

from articles.models import Article, Section
from outlet.models import Outlet
from staff.models import User
from staff.roles import write_roles
from vocabulary.text import make_slug

SECTIONS = "News, Politics, Business, Culture, Sport, Opinion"

Answer = TypeVar("Answer")
Options = dict[str, str | None]


class Command(BaseCommand):
    help = "Create a new, empty site: its name, sections, roles and first administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", help="Name of the site.")
        parser.add_argument("--language", help="Language, such as en-GB, nl or ar.")
        parser.add_argument("--time-zone", help="Time zone, such as Europe/Amsterdam.")
        parser.add_argument("--sections", help='Separated by commas: "World, Politics".')
        parser.add_argument(
            "--admin", metavar="USERNAME", help="Username of the first administrator."
        )
        parser.add_argument("--email", help="Email address of the first administrator.")
        parser.add_argument(
            "--password-from-env",
            metavar="VARIABLE",
            help="Environment variable that holds the first administrator's password.",
        )

    def handle(self, **options: str | None) -> None:
        refuse_second_site()
        outlet = Outlet()
        outlet.name = self.ask(
            "name", "Name of the site?", None, options, build_validator(outlet, "name")
        )
        outlet.language = self.ask(
            *("language", "Language (en-GB, nl, ar)?", "en-GB", options),
            build_validator(outlet, "language"),
        )
        outlet.time_zone = self.ask(
            *("time_zone", "Time zone (Europe/Amsterdam)?", "UTC", options),
            build_validator(outlet, "time_zone"),
        )
        sections = self.ask(
            *("sections", "Sections, separated by commas?", SECTIONS, options), read_sections
        )
        user = User()
        user.username = self.ask(
            *("admin", "Username of the first administrator?", "admin", options),
            build_validator(user, "username"),
        )
        user.email = self.ask(
            "email",
            "Email address of the administrator?",
            "",
            options,
            build_validator(user, "email"),
        )
        user.set_password(self.read_password(options["password_from_env"], user))
        create_site(outlet, sections, user)
        self.stdout.write(
            f"{outlet.name} was created, with {len(sections)} sections and the administrator"
            f" {user.username}. Start it with `make run`; the desk is at /admin/."
        )

    def ask(
        self,
        key: str,
        question: str,
        default: str | None,
        options: Options,
        read: Callable[[str], Answer],
    ) -> Answer:
        """Return an option; ask for one not given, or take its default if nobody can be asked."""
        given = options[key]
        if given is None and sys.stdin.isatty():
            return self.prompt(question, default, read)
        answer = default if given is None else given
        if answer is None:
            raise CommandError(
                f"--{key.replace('_', '-')} is missing, and there is no terminal to ask for it."
            )
        try:
            return read(answer.strip())
        except ValidationError as error:
            raise CommandError(f"--{key.replace('_', '-')}: {' '.join(error.messages)}") from None

    def prompt(self, question: str, default: str | None, read: Callable[[str], Answer]) -> Answer:
        """Ask until the answer is valid."""
        while True:
            offer = f" [{default}]" if default else ""
            try:
                return read(input(f"{question}{offer} ").strip() or default or "")
            except ValidationError as error:
                self.stderr.write(" ".join(error.messages))
            except (EOFError, KeyboardInterrupt):
                raise CommandError("Cancelled. Nothing was created.") from None

    def read_password(self, variable: str | None, user: User) -> str:
        """Read the password from a variable, or ask for it twice; refuse a weak one.

        Never from an option: those end up in the shell's history and in lists of processes.
        """
        if variable or not sys.stdin.isatty():
            word = os.environ.get(variable or "", "")
            if not word:
                missing = f"${variable} is empty" if variable else "--password-from-env is missing"
                raise CommandError(f"The administrator needs a password: {missing}.")
            try:
                validate_password(word, user)
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from None
            return word
        while True:
            try:
                word = getpass.getpass("Password? ")
                validate_password(word, user)
                if word == getpass.getpass("Password (again)? "):
                    return word
                self.stderr.write("The passwords do not match.")
            except ValidationError as error:
                self.stderr.write(" ".join(error.messages))
            except (EOFError, KeyboardInterrupt):
                raise CommandError("Cancelled. Nothing was created.") from None


def build_validator(instance: models.Model, name: str) -> Callable[[str], str]:
    """Return a function that cleans an answer as a model field does."""
    [found] = [each for each in instance._meta.fields if each.name == name]
    return lambda answer: found.clean(answer, instance)


def refuse_second_site() -> None:
    """Raise CommandError where a site exists, or where the database has no tables yet."""
    try:
        outlet = Outlet.objects.first()
        has_stories = Article.objects.exists()
    except (OperationalError, ProgrammingError):
        raise CommandError("The database has no tables yet: run `manage.py migrate`.") from None
    if outlet or has_stories:
        name = outlet.name if outlet else "A site"
        raise CommandError(
            f"{name} already exists. Change it at the desk under Settings, or create another one in"
            " a database of its own (DATABASE_URL, or NEWSROOM_VAR for another folder)."
        )


def read_sections(text: str) -> list[Section]:
    """Read names separated by commas into unsaved sections.

    Raises: ValidationError, when there is none, two share a slug, or a slug is reserved.
    """
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        raise ValidationError("The site needs at least one section.")
    sections: dict[str, Section] = {}
    for position, name in enumerate(names):
        section = Section(name=name, slug=make_slug(name), position=position)
        if section.slug in sections:
            raise ValidationError(
                f"“{name}” and “{sections[section.slug]}” have the same URL slug."
            )
        try:
            section.clean_fields()
        except ValidationError as error:
            raise ValidationError(f"“{name}”: {' '.join(error.messages)}") from None
        sections[section.slug] = section
    return list(sections.values())


@transaction.atomic
def create_site(outlet: Outlet, sections: list[Section], user: User) -> None:
    """Save everything or nothing."""
    outlet.save()
    Section.objects.bulk_create(sections)
    write_roles()
    user.is_staff = user.is_superuser = True
    user.save()
