"""Refuses passwords that are easy to guess."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from outlet.models import Outlet

from .models import User

LEAST_SCORE = 4  # of 0 to 4: ten thousand million guesses
LONGEST = 72  # characters that are judged; the time it takes grows with their square


class GuessableValidator:
    """Refuse what zxcvbn guesses soon: common words, names, dates, keys in a row, repetitions."""

    def validate(self, password: str, user: User | None = None) -> None:
        from zxcvbn import zxcvbn  # its lists of words take a while to load

        judged = zxcvbn(password[:LONGEST], user_inputs=list_own_words(user))
        if judged["score"] >= LEAST_SCORE:
            return
        reason = judged["feedback"]["warning"]
        advice = _("This password is easy to guess. Four unrelated words make a good one.")
        raise ValidationError(f"{advice} {reason}".strip(), code="password_guessable")

    def get_help_text(self) -> str:
        return _("Four unrelated words make a good one. Names, dates and repetitions are refused.")


def list_own_words(user: User | None) -> list[str]:
    """Return what somebody who knows this person, or the site, would try first."""
    outlet = Outlet.objects.first()
    texts = [outlet.name if outlet else ""]
    if user:
        texts += [user.username, user.first_name, user.last_name, user.email]
    words = [word for text in texts for word in text.replace("@", " ").replace(".", " ").split()]
    return [*filter(None, texts), *words]
