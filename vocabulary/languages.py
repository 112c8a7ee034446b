"""Names of languages, more than Django has, and a select box for them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop


def to_bcp47(code: str) -> str:
    """Convert a Django language code to BCP 47: “zh-hans” to “zh-Hans”, “en-gb” to “en-GB”."""
    language, dash, rest = code.partition("-")
    return language + dash + (rest.title() if len(rest) == 4 else rest.upper())


NAMES = {to_bcp47(code): facts["name"] for code, facts in LANG_INFO.items() if "name" in facts} | {
    "am": gettext_noop("Amharic"),
    "fo": gettext_noop("Faroese"),
    "la": gettext_noop("Latin"),
    "mi": gettext_noop("Māori"),
    "pap": gettext_noop("Papiamento"),
    "ps": gettext_noop("Pashto"),
    "so": gettext_noop("Somali"),
    "ti": gettext_noop("Tigrinya"),
    "yi": gettext_noop("Yiddish"),
}


def language_name(tag: str) -> str:
    """Return the name of a language, or its tag if the name is not known."""
    return _(NAMES[tag]) if tag in NAMES else tag


class LanguageSelect(forms.Select):
    """Languages by name, the outlet's own first. A stored language without a name is kept."""

    def __init__(self, own: str, *, blank: bool = False) -> None:
        self.own, self.blank = own, blank
        super().__init__()

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list:
        first = dict.fromkeys([self.own.partition("-")[0], self.own])
        first |= dict.fromkeys(tag for tag in value if tag and tag not in NAMES)
        others = sorted(NAMES.keys() - first.keys(), key=lambda tag: language_name(tag).casefold())
        none = [("", "")] if self.blank or value in ([], [""]) else []
        self.choices = none + [(tag, language_name(tag)) for tag in [*first, *others]]
        return super().optgroups(name, value, attrs)
