"""start: makes a new, empty paper."""

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
    help = "Make a new, empty paper: its name, sections, roles and first administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", help="What the paper is called.")
        parser.add_argument("--language", help="Its language, as in en-GB, nl or ar.")
        parser.add_argument("--time-zone", help="Where its day begins, as in Europe/Amsterdam.")
        parser.add_argument("--sections", help='Parted by commas: "World, Politics".')
        parser.add_argument("--admin", metavar="USERNAME", help="The first administrator.")
        parser.add_argument("--email", help="The first administrator's e-mail address.")
        parser.add_argument(
            "--password-from-env",
            metavar="VARIABLE",
            help="The environment variable that holds the first administrator's password.",
        )

    def handle(self, **options: str | None) -> None:
        refuse_a_second_paper()
        ask = self.ask if sys.stdin.isatty() else self.take
        outlet = Outlet()
        outlet.name = ask("name", "What is the paper called?", None, options, field(outlet, "name"))
        outlet.language = ask(
            *("language", "Its language (en-GB, nl, ar)?", "en-GB", options),
            field(outlet, "language"),
        )
        outlet.time_zone = ask(
            *("time_zone", "Its time zone (Europe/Amsterdam)?", "UTC", options),
            field(outlet, "time_zone"),
        )
        sections = ask(
            *("sections", "Its sections, parted by commas?", SECTIONS, options), read_sections
        )
        user = User()
        user.username = ask(
            *("admin", "User name of the first administrator?", "admin", options),
            field(user, "username"),
        )
        user.email = ask("email", "Their e-mail address?", "", options, field(user, "email"))
        user.set_password(self.password(options["password_from_env"], user))
        make_paper(outlet, sections, user)
        self.stdout.write(
            f"{outlet.name} is made, with {len(sections)} sections and the administrator"
            f" {user.username}. Start it with `make run`; the desk is at /admin/."
        )

    def take(
        self,
        key: str,
        question: str,
        default: str | None,
        options: Options,
        read: Callable[[str], Answer],
    ) -> Answer:
        """Read an answer from the options, nobody being there to ask."""
        given = options[key]
        answer = default if given is None else given
        if answer is None:
            raise CommandError(f"--{key.replace('_', '-')} is missing, and nobody is here to ask.")
        try:
            return read(answer.strip())
        except ValidationError as error:
            raise CommandError(f"--{key.replace('_', '-')}: {' '.join(error.messages)}") from None

    def ask(
        self,
        key: str,
        question: str,
        default: str | None,
        options: Options,
        read: Callable[[str], Answer],
    ) -> Answer:
        """Ask until the answer will do; an option that was given is not asked for."""
        if options[key] is not None:
            return self.take(key, question, default, options, read)
        while True:
            offer = f" [{default}]" if default else ""
            try:
                return read(input(f"{question}{offer} ").strip() or default or "")
            except ValidationError as error:
                self.stderr.write(" ".join(error.messages))
            except (EOFError, KeyboardInterrupt):
                raise CommandError("Nothing was made.") from None

    def password(self, variable: str | None, user: User) -> str:
        """Read the password from a variable, or ask for it twice; refuse a weak one.

        Never from an option: those stand in the shell's history and in every list of processes.
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
                word = getpass.getpass("Their password? ")
                validate_password(word, user)
                if word == getpass.getpass("The same once more? "):
                    return word
                self.stderr.write("Those two differ.")
            except ValidationError as error:
                self.stderr.write(" ".join(error.messages))
            except (EOFError, KeyboardInterrupt):
                raise CommandError("Nothing was made.") from None


def field(instance: models.Model, name: str) -> Callable[[str], str]:
    """Return the check that a model's own field makes of an answer."""
    [found] = [each for each in instance._meta.fields if each.name == name]
    return lambda answer: found.clean(answer, instance)


def refuse_a_second_paper() -> None:
    """Raise CommandError where a paper exists, or where there are no tables to make one in."""
    try:
        outlet = Outlet.objects.first()
        has_stories = Article.objects.exists()
    except (OperationalError, ProgrammingError):
        raise CommandError("The database has no tables yet: run `manage.py migrate`.") from None
    if outlet or has_stories:
        name = outlet.name if outlet else "A paper"
        raise CommandError(
            f"{name} exists already. Change it at the desk under Outlet, or begin another one in"
            " a database of its own (DATABASE_URL, or NEWSROOM_VAR for another folder)."
        )


def read_sections(text: str) -> list[Section]:
    """Read names parted by commas into unsaved sections.

    Raises: ValidationError, when there is none, two share an address, or one is the site's own.
    """
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        raise ValidationError("A paper needs at least one section.")
    sections: dict[str, Section] = {}
    for position, name in enumerate(names):
        section = Section(name=name, slug=make_slug(name), position=position)
        if section.slug in sections:
            raise ValidationError(f"“{name}” and “{sections[section.slug]}” share an address.")
        try:
            section.clean_fields()
        except ValidationError as error:
            raise ValidationError(f"“{name}”: {' '.join(error.messages)}") from None
        sections[section.slug] = section
    return list(sections.values())


@transaction.atomic
def make_paper(outlet: Outlet, sections: list[Section], user: User) -> None:
    """Save everything or nothing."""
    outlet.save()
    Section.objects.bulk_create(sections)
    write_roles()
    user.is_staff = user.is_superuser = True
    user.save()
