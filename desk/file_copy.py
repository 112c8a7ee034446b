"""The page that turns filed copy into drafts: upload several files, or paste one text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from articles.models import Section
from filing import CannotRead
from filing.bounded import read_bounded
from filing.drafting import CannotFile, Filed, file_draft
from staff.models import User, user_of
from vocabulary.visibility import visible_to

MOST_FILES = 20
PASTED = "pasted text"


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """A field for several files; `read_copy` refuses empty ones, naming each."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > MOST_FILES:
            raise ValidationError(
                _("You chose %(count)d files. The limit is %(most)d at a time."),
                params={"count": len(files), "most": MOST_FILES},
            )
        return list(files)


class FileCopyForm(forms.Form):
    """The copy to file, and the section its drafts go to."""

    section = forms.ModelChoiceField(
        Section.objects.none(), label=_("Section"), empty_label=_("Choose a section")
    )
    uploads = ManyFilesField(
        label=_("Files"),
        required=False,
        help_text=_("Plain text, Markdown or Word (.docx), up to 2 MB each. Each becomes a draft."),
        widget=ManyFilesInput(attrs={"accept": ".txt,.md,.markdown,.docx,text/plain"}),
    )
    text = forms.CharField(
        label=_("Or paste text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    headline = forms.CharField(
        label=_("Headline"),
        required=False,
        max_length=200,
        help_text=_("Leave blank to use the first line, if it reads like a headline."),
    )

    fix = forms.BooleanField(
        label=_("Fix obvious style errors automatically (listed in the report)"),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        section = cast(forms.ModelChoiceField[Section], self.fields["section"])
        section.queryset = visible_to(Section.objects.all(), by)

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        copies = len(cleaned.get("uploads") or []) + bool((cleaned.get("text") or "").strip())
        if not copies and not self.errors:
            raise ValidationError(_("Choose a file or paste text."))
        if copies > 1 and cleaned.get("headline"):
            self.add_error(
                "headline", _("There are several texts: a headline can only be given for one.")
            )
        return cleaned

    def read_copies(self) -> list[tuple[str, bytes]]:
        """Return the name and bytes of each text."""
        pasted = self.cleaned_data["text"]
        copies = [(file.name, file.read()) for file in self.cleaned_data["uploads"]]
        return copies + ([(PASTED, pasted.encode())] if pasted.strip() else [])


@dataclass(frozen=True)
class Outcome:
    """The result of filing one text: a draft, or why it was refused."""

    name: str
    filed: Filed | None = None
    refusal: str = ""


def file_copy(request: HttpRequest) -> HttpResponse:
    """File texts as drafts. Those refused are reported and stay in the form; the others go on."""
    if not request.user.has_perm("articles.add_article"):
        raise PermissionDenied
    by = user_of(request)
    form = FileCopyForm(request.POST or None, request.FILES or None, by=by)
    outcomes: list[Outcome] = []
    if request.method == "POST" and form.is_valid():
        outcomes = [_file_text(name, data, form, request) for name, data in form.read_copies()]
        if not any(outcome.refusal for outcome in outcomes):
            form = FileCopyForm(initial={"section": form.cleaned_data["section"]}, by=by)
    context = {
        **admin.site.each_context(request),
        "title": _("File copy"),
        "form": form,
        "outcomes": outcomes,
    }
    return render(request, "desk/file_copy.html", context)


def _file_text(name: str, data: bytes, form: FileCopyForm, request: HttpRequest) -> Outcome:
    cleaned = form.cleaned_data
    try:
        copy = read_bounded(data, name, cleaned["headline"] or None, by=user_of(request))
        filed = file_draft(
            copy, section=cleaned["section"], by=user_of(request), fix=cleaned["fix"]
        )
    except (CannotRead, CannotFile) as refusal:
        return Outcome(name, refusal=str(refusal))
    return Outcome(name, filed)
