"""Forms for a photo's details and its file, which photos.intake examines."""

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
from ..intake import ExaminedFile, examine
from ..models import Photo

ACCEPTED = "image/jpeg,image/png,image/webp,image/avif,image/gif,image/tiff"


class PhotoDetailsForm(forms.ModelForm):
    """The details a photo needs before readers may see it; shown in a dialog beside a story."""

    examined = None  # no file is uploaded with it
    REQUIRED_MESSAGES = {
        "caption": gettext_lazy("Say who, what, where and when."),
        "alt": gettext_lazy("Describe the photo for readers who cannot see it."),
        "credit": gettext_lazy("Name the photographer or agency."),
        "licence": gettext_lazy("Choose the licence under which the photo is used."),
    }

    class Meta:
        model = Photo
        fields = ["caption", "alt", "credit", "licence"]
        widgets = {
            "caption": forms.Textarea(attrs={"rows": 2}),
            "alt": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["auto_id"] = "details_%s"
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.required = True
            field.error_messages["required"] = self.REQUIRED_MESSAGES[name]


def _make_datetime_input() -> forms.DateTimeInput:
    """Make one input for date and time, to the second, as rights expire to the second."""
    return forms.DateTimeInput(
        format="%Y-%m-%dT%H:%M:%S", attrs={"type": "datetime-local", "step": 1}
    )


class PhotoForm(forms.ModelForm):
    """A photo with its file. A refused file is reported at its field."""

    file = forms.FileField(
        label=gettext_lazy("Photo"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=gettext_lazy(
            "JPEG, PNG, WebP, AVIF, GIF or TIFF, up to 60 MB. Fields you leave empty are filled in "
            "from the file’s embedded metadata."
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
            "rights_from": _make_datetime_input(),
            "rights_until": _make_datetime_input(),
            "caption": forms.Textarea(attrs={"rows": 3}),
            "alt": forms.Textarea(attrs={"rows": 3}),
            "restrictions": forms.Textarea(attrs={"rows": 3}),
            "focal_x": forms.NumberInput(attrs={"min": 0, "max": 1, "step": 0.01}),
            "focal_y": forms.NumberInput(attrs={"min": 0, "max": 1, "step": 0.01}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examined: ExaminedFile | None = None
        for name in ("title", "rights_from", "rights_until"):
            if name in self.fields:
                self.fields[name].required = False
        if "rights_until" in self.fields:
            self.fields["rights_until"].help_text = _("Leave blank if the rights do not expire.")
        if not has_end(self.instance.rights_until):
            self.initial["rights_until"] = None
        if self.instance.pk and "file" in self.fields:
            self.fields["file"].required = False
            self.fields["file"].label = _("New file")
            self.fields["file"].help_text = _("Choose a file only to replace the photo.")

    def clean_file(self) -> UploadedFile | None:
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return None
        try:
            examined = examine(file)
        except FileRefused as refused:
            raise forms.ValidationError(str(refused)) from refused
        duplicate = examined.find_duplicate()
        if duplicate and duplicate.pk != self.instance.pk:
            raise forms.ValidationError(
                format_html(
                    _("“{}” is already in the library: <a href='{}'>{}</a>."),
                    examined.name,
                    reverse("admin:photos_photo_change", args=[duplicate.pk]),
                    duplicate.title,
                )
            )
        self.examined = examined
        return file

    def clean_rights_from(self) -> datetime:
        return self.cleaned_data["rights_from"] or timezone.now()

    def clean_rights_until(self) -> datetime:
        return self.cleaned_data["rights_until"] or FOREVER

    def clean_title(self) -> str:
        """Keep the old title if it is left empty; a new photo gets one from its file."""
        return self.cleaned_data["title"] or self.initial.get("title", "")

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        start, end = cleaned.get("rights_from"), cleaned.get("rights_until")
        if start and end and end < start:
            self.add_error("rights_until", _("The rights end before they start."))
        return cleaned
