"""Forms for authors: lists entered one item per line, bios with a character counter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import NAME_LENGTH, Author, BioProposal

# Recommended length in characters, from and to. Only the model limits the length.
SHORT_BIO = (150, 260)
LONG_BIO = (400, 1500)


def bio_textarea(name: str, rows: int, bounds: tuple[int, int]) -> forms.Textarea:
    """Return a text area with a character counter beside its label; desk.js fills it in."""
    attrs = {"rows": rows, "data-counter": f"id_{name}_counter"}
    return forms.Textarea(attrs | {"data-least": bounds[0], "data-most": bounds[1]})


BIO_WIDGETS = {
    "short_bio": bio_textarea("short_bio", 4, SHORT_BIO),
    "long_bio": bio_textarea("long_bio", 10, LONG_BIO),
}
BIO_HELP = {
    "short_bio": gettext_lazy(
        "Shown under every story, as it is when the story is published. Begin with a verb or a "
        "full sentence: the name comes before it."
    ),
    "long_bio": gettext_lazy("For the author’s page. Leave a blank line between paragraphs."),
}


class LinesField(forms.Field):
    """A list of short texts, entered one per line."""

    default_error_messages = {"long": gettext_lazy("“%(line)s” is too long for one line.")}

    def __init__(self, *, most: int = 200, **kwargs: Any) -> None:
        self.most = most
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        kwargs.setdefault("help_text", gettext_lazy("One per line."))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> str:
        return "\n".join(str(line) for line in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        lines = [line.strip() for line in str(value or "").splitlines()]
        return list(dict.fromkeys(line for line in lines if line))

    def validate(self, value: list[str]) -> None:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")
        for line in value:
            if len(line) > self.most:
                raise ValidationError(self.error_messages["long"], "long", {"line": line[:40]})

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(self.prepare_value(initial or [])) != self.to_python(data)


class LinksField(LinesField):
    """Web addresses, one per line."""

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        check = URLValidator(schemes=["http", "https"])
        for line in value:
            try:
                check(line)
            except ValidationError as error:
                raise ValidationError(
                    _("“%(line)s” is not a valid web address."), params={"line": line[:80]}
                ) from error


class AuthorForm(forms.ModelForm):
    places = LinesField(label=gettext_lazy("areas covered"), required=False)
    languages = LinesField(
        label=gettext_lazy("languages"),
        help_text=gettext_lazy("Language codes, one per line: en, nl, pt-BR."),
        required=False,
    )
    expertise = LinesField(label=gettext_lazy("expertise"), required=False)
    links = LinksField(label=gettext_lazy("other web pages"), required=False, most=500)

    class Meta:
        model = Author
        fields = "__all__"  # noqa: DJ007 - the admin's fieldsets name the fields
        widgets = {**BIO_WIDGETS, "disclosures": forms.Textarea(attrs={"rows": 3})}
        help_texts = BIO_HELP

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        status = self.fields.get("status")  # leaving and coming back are actions of their own
        if isinstance(status, forms.ChoiceField):
            status.choices = [
                pair for pair in Author.Status.choices if pair[0] != Author.Status.FORMER
            ]

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if Author.is_slug_taken(slug, self.instance.pk):
            raise ValidationError(
                _("The URL slug “%(slug)s” belongs, or once belonged, to another author."),
                params={"slug": slug},
            )
        return slug

    def clean(self) -> dict[str, Any]:
        super().clean()
        user = self.cleaned_data.get("user", self.instance.user)
        email = self.cleaned_data.get("email") or ""
        if user and email and email.lower() == user.email.lower():
            self.add_error(
                "email",
                _("This is the address of the user account. Give another one, or leave it blank."),
            )
        return self.cleaned_data


class BioForm(forms.ModelForm):
    """The fields authors may change about themselves, subject to approval."""

    class Meta:
        model = BioProposal
        fields = ["short_bio", "long_bio"]
        widgets = BIO_WIDGETS
        help_texts = BIO_HELP


class ActionForm(forms.Form):
    """The options of an action on an author; most have none."""

    def __init__(self, *args: Any, author: Author, **kwargs: Any) -> None:
        self.author = author
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class LeaveForm(ActionForm):
    unlink = forms.BooleanField(
        label=gettext_lazy("Unlink the user account"),
        help_text=gettext_lazy(
            "They can then no longer propose changes to this page. Only an administrator can "
            "deactivate the account itself."
        ),
        required=False,
    )
    drop_contact = forms.BooleanField(
        label=gettext_lazy("Remove the public email address"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.author.user_id:
            del self.fields["unlink"]
        if not self.author.email:
            del self.fields["drop_contact"]


class ComeBackForm(ActionForm):
    status = forms.ChoiceField(
        label=gettext_lazy("New status"),
        choices=[
            (Author.Status.STAFF, Author.Status.STAFF.label),
            (Author.Status.GUEST, Author.Status.GUEST.label),
        ],
        widget=forms.RadioSelect,
        initial=Author.Status.STAFF,
    )


class RenameForm(ActionForm):
    name = forms.CharField(label=gettext_lazy("New name"), max_length=NAME_LENGTH)
    slug = forms.SlugField(
        label=gettext_lazy("New URL slug"),
        help_text=gettext_lazy("Leave blank to make it from the name."),
        max_length=100,
        allow_unicode=True,
        required=False,
    )
    throughout = forms.BooleanField(
        label=gettext_lazy("Also change it on published stories"),
        help_text=gettext_lazy(
            "Only if the author asks for it. Every published story is republished under the new "
            "name as a minor edit. Otherwise published stories keep the old name."
        ),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].initial = self.author.name
