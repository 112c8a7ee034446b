"""The form of a citation at the desk: the agreed terms, the name as printed, the check."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sources.models import Link
from staff.models import User

from ..findings.anonymity import mentions
from ..models import Citation

PRINTED_FIELDS = ("name_as_printed", "role_as_printed", "affiliation_as_printed")
# What somebody checked when they ticked “checked”: a change of it takes the tick away.
CHECKED_FIELDS = ("source", "role", "terms", "title", "url", "seen_on", *PRINTED_FIELDS)


class CitationForm(forms.ModelForm[Citation]):
    """A citation as the desk writes it. Nothing printed may name who is not on the record."""

    by: User  # set by the inline
    is_checked = forms.BooleanField(
        label=gettext_lazy("Checked against the source"), required=False
    )

    class Meta:
        model = Citation
        fields: list[str] = []  # the inline names them

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_checked"].initial = self.instance.checked_at is not None
        if "terms" in self.fields:
            self.fields["terms"].required = False  # blank means on the record
        if self.instance.link and "url" in self.fields:
            self.fields["url"].help_text = self.instance.link.status_text
        if checked := self.instance.checked_at:
            self.fields["is_checked"].help_text = _("%(who)s, %(day)s") % {
                "who": self.instance.checked_by or _("a former user"),
                "day": f"{timezone.localtime(checked):%-d %b %Y, %H:%M}",
            }

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        source = cleaned.get("source")
        if source is not None and source.is_confidential:
            cleaned["terms"], cleaned["shown_as"] = Citation.Terms.ANONYMOUS, source.description
        terms = cleaned.get("terms") or Citation.Terms.ON_RECORD
        if source is None or terms == Citation.Terms.ON_RECORD:
            return cleaned
        for name in ("shown_as", "title", "note"):
            if mentions(source, cleaned.get(name) or "", surname=True):
                self.add_error(
                    name, ValidationError(_("This names a source who is not on the record."))
                )
        for name in ("url", "archived_url"):
            if cleaned.get(name):
                self.add_error(
                    name, ValidationError(_("A link could identify the source. Leave it out."))
                )
        return cleaned

    def save(self, commit: bool = True) -> Citation:
        citation = self.instance
        if not citation.terms:
            citation.terms = Citation.Terms.ON_RECORD
        changed = set(self.changed_data)
        is_other_source = "source" in changed and not changed.intersection(PRINTED_FIELDS)
        if is_other_source or not citation.name_as_printed:
            citation.take_from_source()
        if "url" in changed:
            citation.link = Link.objects.for_url(citation.url)
        self._record_check(citation)
        return super().save(commit)

    def _record_check(self, citation: Citation) -> None:
        ticked = self.cleaned_data.get("is_checked", False)
        if ticked and "is_checked" in self.changed_data:
            citation.checked_by, citation.checked_at = self.by, timezone.now()
        elif not ticked or not set(CHECKED_FIELDS).isdisjoint(self.changed_data):
            citation.checked_by = citation.checked_at = None
