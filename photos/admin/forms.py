"""The form in which a photo is described; the file goes through photos.intake."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vocabulary.spans import FOREVER, has_end

from ..files.decode import FileRefused
from ..intake import Examined, examine
from ..models import Photo

ACCEPTED = "image/jpeg,image/png,image/webp,image/avif,image/gif,image/tiff"


class PapersForm(forms.ModelForm):
    """What a picture must have before readers see it, asked for beside the text it stands in."""

    examined = None  # it brings no file
    WANTED = {
        "caption": gettext_lazy("Say who, what, where and when."),
        "alt": gettext_lazy("Say what is to be seen, to those who do not see it."),
        "credit": gettext_lazy("Name whoever took it."),
        "licence": gettext_lazy("Say by what right the paper shows it."),
    }

    class Meta:
        model = Photo
        fields = ["caption", "alt", "credit", "licence"]
        widgets = {
            "caption": forms.Textarea(attrs={"rows": 2}),
            "alt": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="papers_%s", **kwargs)
        for name, field in self.fields.items():
            field.required = True
            field.error_messages["required"] = self.WANTED[name]


def _moment() -> forms.DateTimeInput:
    """Ask for a moment in one field, to the second: rights end to the second."""
    return forms.DateTimeInput(
        format="%Y-%m-%dT%H:%M:%S", attrs={"type": "datetime-local", "step": 1}
    )


class PhotoForm(forms.ModelForm):
    """Takes a picture by what it holds; a refusal stands at its field."""

    file = forms.FileField(
        label=gettext_lazy("Picture"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=gettext_lazy(
            "JPEG, PNG, WebP, AVIF, GIF or TIFF, up to 60 MB. What the file says of itself fills "
            "the fields you leave empty."
        ),
    )

    class Meta:
        model = Photo
        fields = [
            "title",
            "caption",
            "alt",
            "credit",
            "source",
            "licence",
            "rights_from",
            "rights_until",
            "restrictions",
            "digital_source_type",
            "focal_x",
            "focal_y",
        ]
        field_classes = {"rights_from": forms.DateTimeField, "rights_until": forms.DateTimeField}
        widgets = {
            "rights_from": _moment(),
            "rights_until": _moment(),
            "caption": forms.Textarea(attrs={"rows": 3}),
            "alt": forms.Textarea(attrs={"rows": 3}),
            "restrictions": forms.Textarea(attrs={"rows": 3}),
            "focal_x": forms.NumberInput(attrs={"min": 0, "max": 1, "step": 0.01}),
            "focal_y": forms.NumberInput(attrs={"min": 0, "max": 1, "step": 0.01}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examined: Examined | None = None
        for name in ("title", "rights_from", "rights_until"):
            if name in self.fields:
                self.fields[name].required = False
        if "rights_until" in self.fields:
            self.fields["rights_until"].help_text = _("Empty: there is no end.")
        if not has_end(self.instance.rights_until):
            self.initial["rights_until"] = None
        if self.instance.pk and "file" in self.fields:
            self.fields["file"].required = False
            self.fields["file"].label = _("Another picture")
            self.fields["file"].help_text = _("Only to put another picture in its place.")

    def clean_file(self) -> UploadedFile | None:
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return None
        try:
            examined = examine(file)
        except FileRefused as refused:
            raise forms.ValidationError(str(refused)) from refused
        there = examined.same()
        if there and there.pk != self.instance.pk:
            raise forms.ValidationError(
                format_html(
                    _("“{}” is in the library already: <a href='{}'>{}</a>."),
                    examined.name,
                    reverse("admin:photos_photo_change", args=[there.pk]),
                    there.title,
                )
            )
        self.examined = examined
        return file

    def clean_rights_from(self) -> datetime:
        return self.cleaned_data["rights_from"] or timezone.now()

    def clean_rights_until(self) -> datetime:
        return self.cleaned_data["rights_until"] or FOREVER

    def clean_title(self) -> str:
        """A title left empty stays as it was; a new photo's is made from its file."""
        return self.cleaned_data["title"] or self.initial.get("title", "")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        start, end = cleaned.get("rights_from"), cleaned.get("rights_until")
        if start and end and end < start:
            self.add_error("rights_until", _("The rights end before they begin."))
        return cleaned
