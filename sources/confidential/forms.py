"""The forms of a confidential source. What is typed is kept only in the answer to it."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import NAME_LENGTH
from .actions import LEAST, Details, may_be_editor_who_knows, today
from .encryption import Identity

LETTERS = 3  # a shorter word is part of too many others
# Browsers keep nothing of these fields, and send none of it to a spelling service.
UNKEPT = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}


class DetailsForm(forms.Form):
    """What is in clear. The alias is the desk's; readers get the description alone."""

    alias = forms.CharField(
        label=gettext_lazy("Alias"),
        max_length=60,
        help_text=gettext_lazy(
            "What the newsroom calls this source, such as Heron. Readers never see it."
        ),
    )
    description = forms.CharField(
        label=gettext_lazy("Description for readers"),
        max_length=NAME_LENGTH,
        help_text=gettext_lazy("Printed instead of a name: an official at the ministry."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason for anonymity"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Seen by the people named below. Not encrypted: do not write who it is."
        ),
    )
    editor_who_knows: Any = forms.ModelChoiceField(
        None,
        label=gettext_lazy("Editor who knows"),
        required=False,
        empty_label=gettext_lazy("not chosen yet"),
        help_text=gettext_lazy(
            "An editor named on this record who knows who it is. Needed before a story that cites "
            "this source is published."
        ),
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Erase after"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy(
            "Name, contacts and notes are erased after this day. You are told two weeks before."
        ),
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["editor_who_knows"]
        assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101 - for the type alone
        choice.queryset = people
        for field in self.fields.values():
            field.widget.attrs.update(UNKEPT)

    def clean_editor_who_knows(self) -> Any:
        person = self.cleaned_data["editor_who_knows"]
        if person and not may_be_editor_who_knows(person):
            raise ValidationError(
                _("Choose somebody who may publish: %(person)s may not.") % {"person": person}
            )
        return person

    def clean_ends_on(self) -> Any:
        ends_on = self.cleaned_data["ends_on"]
        if ends_on < today():
            raise ValidationError(_("Choose a day that is not over."))
        return ends_on

    @property
    def details(self) -> Details:
        return Details(**self.cleaned_data)


class IdentityForm(forms.Form):
    """Who it is: encrypted before it is stored."""

    prefix = "identity"  # desk/error_pages.py carries no field of this prefix

    name = forms.CharField(label=gettext_lazy("Real name"), max_length=NAME_LENGTH)
    telephone = forms.CharField(label=gettext_lazy("Telephone"), max_length=100, required=False)
    email = forms.CharField(label=gettext_lazy("Email"), max_length=200, required=False)
    notes = forms.CharField(
        label=gettext_lazy("Notes"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.update(UNKEPT)

    def refuse_names_in(self, alias: str, *words: str) -> None:
        """Add an error where what is not encrypted holds a part of the name.

        In running words only as it is written there: Will is a name, and will is none.
        """
        parts = re.findall(rf"\w{{{LETTERS},}}", self.cleaned_data.get("name", ""))
        names = [re.escape(part) for part in parts if not part.islower()]
        if not names:
            return
        pattern = rf"(?<!\w)(?:{'|'.join(names)})(?!\w)"
        if re.search(pattern, alias, re.IGNORECASE) or re.search(pattern, "\n".join(words)):
            self.add_error(
                "name",
                _("The alias, the description or the reason has a part of this name. Change that."),
            )

    @property
    def identity(self) -> Identity:
        return Identity(**self.cleaned_data)


class PeopleForm(forms.Form):
    """Who may read a new record besides whoever makes it."""

    people: Any = forms.ModelMultipleChoiceField(
        None,
        label=gettext_lazy("Who else may read this"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Name at least one person besides yourself.")},
        help_text=gettext_lazy(
            "You are named already. Nobody else can read it, administrators included; if all who "
            "are named leave, nobody can."
        ),
    )

    def __init__(self, *args: Any, people: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["people"]
        assert isinstance(choice, forms.ModelMultipleChoiceField)  # noqa: S101 - for the type
        choice.queryset = people.exclude(pk=by.pk)

    def clean_people(self) -> list[Any]:
        people = list(self.cleaned_data["people"])
        if len(people) < LEAST - 1:
            raise ValidationError(self.fields["people"].error_messages["required"])
        return people


class PersonForm(forms.Form):
    """A person to be named on a record, or taken off it."""

    person: Any = forms.ModelChoiceField(
        None, label=gettext_lazy("Name another person"), empty_label=gettext_lazy("choose a person")
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["person"]
        assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101 - for the type alone
        choice.queryset = people
