"""Which passwords are refused."""

from __future__ import annotations

import time

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tests.factories import make_outlet, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "password",
    [
        *("aaaaaaaaaaaa", "abcabcabcabc", "abcdefghijkl", "qwertyuiop12", "password1234"),
        *("111122223333", "Passw0rd!Passw0rd!", "january2024!", "iloveyou-iloveyou"),
        *("annahill1987", "merrowherald1", "anna.hill.anna"),
        "short-Xq7!",
    ],
)
def test_what_is_easily_guessed_is_refused(password: str) -> None:
    make_outlet(name="The Merrow Herald")
    user = make_user(
        "annahill", first_name="Anna", last_name="Hill", email="anna.hill@paper.example"
    )
    with pytest.raises(ValidationError):
        validate_password(password, user)


@pytest.mark.parametrize(
    "password", ["correct horse battery", "Tuesday-ferry-9", "vK2#qpL0zz1x", "überfähre am kai"]
)
def test_what_is_not_is_taken(password: str) -> None:
    validate_password(password, make_user())


def test_the_refusal_says_what_to_do() -> None:
    with pytest.raises(ValidationError, match="Four unrelated words"):
        validate_password("aaaaaaaaaaaa", make_user())


def test_judging_a_very_long_password_takes_no_time() -> None:
    began = time.monotonic()
    validate_password("tide and ferry harbour " * 200, make_user())
    assert time.monotonic() - began < 2
