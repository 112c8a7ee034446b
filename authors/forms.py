"""Forms for authors: lists written one entry a line, bios with their length."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import Author

SHORT_BIO = (150, 260)


class LinesField(forms.CharField):
    """A list of short texts, written one a line."""

    default_error_messages = {"long": gettext_lazy("“%(line)s” is too long for one line.")}

    def __init__(self, *, most: int = 200, **kwargs: Any) -> None:
        self.most = most
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        kwargs.setdefault("help_text", gettext_lazy("One a line."))
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

    def run_validators(self, value: list[str]) -> None:
        """Lines have no validators of their own; `validate` has looked at each."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(self.prepare_value(initial or [])) != self.to_python(data)


class LinksField(LinesField):
    """Web addresses, one a line."""

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        check = URLValidator(schemes=["http", "https"])
        for line in value:
            try:
                check(line)
            except ValidationError as error:
                raise ValidationError(
                    _("“%(line)s” is no address on the web."), params={"line": line[:80]}
                ) from error


class AuthorForm(forms.ModelForm):
    places = LinesField(label=gettext_lazy("places"), required=False)
    languages = LinesField(label=gettext_lazy("languages"), required=False)
    expertise = LinesField(label=gettext_lazy("expertise"), required=False)
    links = LinksField(label=gettext_lazy("pages elsewhere"), required=False, most=500)

    class Meta:
        model = Author
        fields = "__all__"  # noqa: DJ007 - the admin's fieldsets name the fields
        widgets = {
            "short_bio": forms.Textarea(
                attrs={
                    "rows": 4,
                    "data-counter": "id_short_bio_counter",
                    "data-least": SHORT_BIO[0],
                    "data-most": SHORT_BIO[1],
                }
            ),
            "long_bio": forms.Textarea(attrs={"rows": 10}),
            "disclosures": forms.Textarea(attrs={"rows": 3}),
        }
