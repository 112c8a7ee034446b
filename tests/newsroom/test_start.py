"""start: a new paper is made whole or not at all, and only once."""

from __future__ import annotations

import io
import sys

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from articles.models import Section
from newsroom.management.commands import start
from outlet.models import Outlet
from staff.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "seven herons by the weir"


@pytest.fixture(autouse=True)
def _password(monkeypatch) -> None:
    monkeypatch.setenv("FIRST_PASSWORD", PASSWORD)
    monkeypatch.setattr(sys, "stdin", io.StringIO())  # nobody is there to ask


def start_paper(**changes: object) -> str:
    options = {
        "name": "The Ebb",
        "language": "nl",
        "time_zone": "Europe/Amsterdam",
        "sections": "World, Øresund & Sound,كتب",
        "admin": "mina",
        "email": "mina@ebb.example",
        "password_from_env": "FIRST_PASSWORD",
    }
    said = io.StringIO()
    call_command("start", stdout=said, **(options | changes))
    return said.getvalue()


def test_a_paper_is_made_with_all_it_needs() -> None:
    said = start_paper()
    outlet = Outlet.objects.get()
    assert (outlet.name, outlet.language, outlet.time_zone) == ("The Ebb", "nl", "Europe/Amsterdam")
    assert list(Section.objects.values_list("slug", flat=True)) == ["world", "øresund-sound", "كتب"]
    assert "3 sections" in said and "mina" in said


def test_the_first_administrator_may_log_in_to_the_desk() -> None:
    start_paper()
    mina = User.objects.get(username="mina")
    assert mina.check_password(PASSWORD) and mina.is_staff and mina.is_superuser


def test_a_second_paper_is_refused() -> None:
    start_paper()
    with pytest.raises(CommandError, match="The Ebb already exists"):
        start_paper(name="The Flood", admin="other")
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": None}, "--name is missing"),
        ({"name": "  "}, "--name: This field cannot be blank"),
        ({"name": "x" * 121}, "--name: .*120"),
        ({"language": "Dutch"}, "--language: Enter a language code"),
        ({"time_zone": "Amsterdam"}, "--time-zone: “Amsterdam” is not a time zone"),
        ({"sections": " , "}, "--sections: The site needs at least one section"),
        ({"sections": "World, Admin"}, "--sections: “Admin”: “admin” is reserved"),
        ({"sections": "World, world!"}, "--sections: “world!” and “World” have the same URL slug"),
        ({"sections": "World, ???"}, "--sections: “[?]{3}”: "),
        ({"admin": "not a name"}, "--admin: .*username"),
        ({"email": "mina at ebb"}, "--email: .*email"),
        ({"password_from_env": None}, "--password-from-env is missing"),
        ({"password_from_env": "NOT_SET_ANYWHERE"}, "[$]NOT_SET_ANYWHERE is empty"),
    ],
)
def test_an_answer_that_will_not_do_is_refused_and_nothing_made(changes, sentence) -> None:
    with pytest.raises(CommandError, match=sentence):
        start_paper(**changes)
    assert not Outlet.objects.exists() and not Section.objects.exists()
    assert not User.objects.exists()


def test_a_weak_password_is_refused(monkeypatch) -> None:
    monkeypatch.setenv("FIRST_PASSWORD", "password")
    with pytest.raises(CommandError, match="too common"):
        start_paper()


def test_a_mishap_half_way_leaves_nothing(monkeypatch) -> None:
    def fail() -> None:
        raise LookupError

    monkeypatch.setattr(start, "write_roles", fail)
    with pytest.raises(LookupError):
        start_paper()
    assert not Outlet.objects.exists() and not Section.objects.exists()


def test_a_question_is_asked_again_until_the_answer_will_do(monkeypatch) -> None:
    answers = iter(["Mars/Base", "Asia/Tokyo"])
    monkeypatch.setattr("builtins.input", lambda question: next(answers))
    said = io.StringIO()
    command = start.Command(stderr=said)
    read = start.build_validator(Outlet(), "time_zone")
    given = command.prompt("Where?", "UTC", read)
    assert given == "Asia/Tokyo" and "not a time zone" in said.getvalue()


def test_an_empty_answer_takes_what_is_offered(monkeypatch) -> None:
    monkeypatch.setattr("builtins.input", lambda question: "")
    read = start.build_validator(Outlet(), "language")
    assert start.Command().prompt("Which?", "en-GB", read) == "en-GB"


def test_a_person_who_leaves_the_questions_makes_nothing(monkeypatch) -> None:
    def leave(question: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("builtins.input", leave)
    with pytest.raises(CommandError, match="Nothing was created"):
        start.Command().ask("name", "Name?", None, {"name": None}, str)


def test_two_passwords_that_differ_are_asked_for_again(monkeypatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal())
    words = iter([PASSWORD, "a slip of the finger", PASSWORD, PASSWORD])
    monkeypatch.setattr(start.getpass, "getpass", lambda question: next(words))
    said = io.StringIO()
    assert start.Command(stderr=said).read_password(None, User(username="mina")) == PASSWORD
    assert said.getvalue().strip() == "The passwords do not match."


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_sections_keep_the_order_they_were_named_in() -> None:
    sections = start.read_sections("Sport, Arts, Books")
    assert [(s.name, s.position) for s in sections] == [("Sport", 0), ("Arts", 1), ("Books", 2)]


def test_a_section_name_too_long_is_named() -> None:
    with pytest.raises(ValidationError, match="60"):
        start.read_sections("World, " + "long " * 15)
