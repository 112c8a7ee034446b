"""The page where filed copy becomes drafts: upload several files, or paste one text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from articles.models import Section
from filing import CannotRead, read_copy
from filing.drafting import CannotFile, Filed, file_draft

MOST_FILES = 20
PASTED = "pasted text"


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """A file field that takes several; an empty one is left for `read_copy` to refuse by name."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > MOST_FILES:
            raise ValidationError(
                _("You chose %(count)d files; %(most)d go at once. Choose fewer."),
                params={"count": len(files), "most": MOST_FILES},
            )
        return list(files)


class FileCopyForm(forms.Form):
    section = forms.ModelChoiceField(
        Section.objects.all(), label=_("Section"), empty_label=_("Choose a section")
    )
    files = ManyFilesField(
        label=_("Files"),
        required=False,
        help_text=_("Plain text, Markdown or Word (.docx), up to 2 MB each. One draft for each."),
        widget=ManyFilesInput(attrs={"accept": ".txt,.md,.markdown,.docx,text/plain"}),
    )
    text = forms.CharField(
        label=_("Or paste the copy"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    headline = forms.CharField(
        label=_("Headline"),
        required=False,
        max_length=200,
        help_text=_("Left empty, it is the copy’s first line if that reads like one."),
    )

    mend = forms.BooleanField(
        label=_("Mend what has one right way; the report names each"),
        required=False,
        initial=True,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        copies = len(cleaned.get("files") or []) + bool((cleaned.get("text") or "").strip())
        if not copies and not self.errors:
            raise ValidationError(_("Choose a file, or paste the copy."))
        if copies > 1 and cleaned.get("headline"):
            self.add_error("headline", _("A headline fits one copy, and there are several."))
        return cleaned

    def copies(self) -> list[tuple[str, bytes]]:
        """Return each copy's name and bytes."""
        pasted = self.cleaned_data["text"]
        copies = [(file.name, file.read()) for file in self.cleaned_data["files"]]
        return copies + ([(PASTED, pasted.encode())] if pasted.strip() else [])


@dataclass(frozen=True)
class Outcome:
    """What became of one copy."""

    name: str
    filed: Filed | None = None
    refusal: str = ""


def file_copy(request: HttpRequest) -> HttpResponse:
    """File copy as drafts. What is refused says why, what was typed stays, the others go on."""
    if not request.user.has_perm("articles.add_article"):
        raise PermissionDenied
    form = FileCopyForm(request.POST or None, request.FILES or None)
    outcomes: list[Outcome] = []
    if request.method == "POST" and form.is_valid():
        outcomes = [_file(name, data, form, request) for name, data in form.copies()]
        if not any(outcome.refusal for outcome in outcomes):
            form = FileCopyForm(initial={"section": form.cleaned_data["section"]})
    context = {
        **admin.site.each_context(request),
        "title": _("File copy"),
        "form": form,
        "outcomes": outcomes,
    }
    return render(request, "desk/file_copy.html", context)


def _file(name: str, data: bytes, form: FileCopyForm, request: HttpRequest) -> Outcome:
    cleaned = form.cleaned_data
    try:
        copy = read_copy(data, name, cleaned["headline"] or None)
        filed = file_draft(copy, section=cleaned["section"], by=request.user, mend=cleaned["mend"])
    except (CannotRead, CannotFile) as refusal:
        return Outcome(name, refusal=str(refusal))
    return Outcome(name, filed)
