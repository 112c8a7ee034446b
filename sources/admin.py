"""Sources at the desk."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME, INITIAL_FORM_COUNT, TOTAL_FORM_COUNT
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outlet.middleware import outlet_of
from vocabulary.admin_widgets import SafeAutocompleteMixin
from vocabulary.languages import LanguageSelect
from vocabulary.parse_ids import parse_id
from vocabulary.soft_delete import HideTrashedChoices, TrashFilter
from vocabulary.uncounted_lists import UncountedListMixin
from vocabulary.visibility import visible_to
from vocabulary.visible_admin import VisibleAdmin, VisibleRows

from . import desk_views
from .confidential import desk_views as confidential
from .models import ConfidentialRecord, Contact, Source
from .visibility import sees_sources

COUNTS = (TOTAL_FORM_COUNT, INITIAL_FORM_COUNT)
DIGITS = 3  # a telephone number has at least so many


class ContactForm(forms.ModelForm):
    """A telephone number or an email address; another person's is shown and not changed."""

    by: Any  # set by the inline

    class Meta:
        model = Contact
        fields: list[str] = []  # the inline names them

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.owner_id = self.by.pk
        elif self.is_anothers:
            for field in self.fields.values():
                field.disabled = True

    @property
    def is_anothers(self) -> bool:
        return self.instance.owner_id != self.by.pk

    @property
    def row_label(self) -> str:
        if self.instance.pk is None:
            return ""
        kind = capfirst(self.instance.get_kind_display())
        return _("%(kind)s, kept by %(owner)s") % {"kind": kind, "owner": self.instance.owner}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        value, kind = cleaned.get("value", ""), cleaned.get("kind")
        if value and kind == Contact.Kind.EMAIL:
            try:
                validate_email(value)
            except ValidationError as error:
                self.add_error("value", error)
        elif value and sum(letter.isdecimal() for letter in value) < DIGITS:
            self.add_error("value", _("Enter a telephone number, or choose email."))
        return cleaned


class ContactFormSet(BaseInlineFormSet):
    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        """Leave contacts alone where the form that was sent has none: an older page."""
        counts = [f"{kwargs.get('prefix', 'contacts')}-{name}" for name in COUNTS]
        if data is not None and counts[0] not in data:
            data = data.copy()
            data.update(dict.fromkeys(counts, "0"))
        super().__init__(data, *args, **kwargs)

    def add_fields(self, form: Any, index: int | None) -> None:
        """Let a row be one this person may see, and only its owner remove it."""
        super().add_fields(form, index)
        form.fields["id"].queryset = self.get_queryset()
        if form.instance.pk and form.is_anothers and DELETION_FIELD_NAME in form.fields:
            form.fields[DELETION_FIELD_NAME].disabled = True


class ContactInline(VisibleRows, admin.StackedInline):
    """How to reach a source: the contacts this person may see, and theirs to change."""

    model = Contact
    form = ContactForm
    formset = ContactFormSet
    template = "desk/inline.html"
    fields = [("kind", "value"), "seen_by"]
    extra = 0
    is_open = True

    def has_view_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        return sees_sources(request.user)

    def has_add_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        return request.user.has_perm("sources.change_source")

    has_change_permission = has_delete_permission = has_add_permission

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Contact]:
        return super().get_queryset(request).select_related("owner")

    def get_formset(self, request: HttpRequest, obj: Source | None = None, **kwargs: Any) -> Any:
        """Make forms that know whose contacts are whose."""
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.form.by = request.user  # the class is made for this request
        return formset


class ConfidentialFilter(admin.SimpleListFilter):
    title = gettext_lazy("Confidential")
    parameter_name = "confidential"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", _("Confidential")), ("mine", _("Confidential, names me"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        if self.value() == "mine":
            mine = visible_to(ConfidentialRecord.objects.all(), request.user)
            return queryset.filter(pk__in=mine.values("pk"))
        return queryset.filter(is_confidential=True) if self.value() else queryset


@admin.register(Source)
class SourceAdmin(HideTrashedChoices, SafeAutocompleteMixin, UncountedListMixin, VisibleAdmin):
    nothing_yet = gettext_lazy(
        "No sources yet. A source is a person, organisation or document that stories cite."
    )
    list_display = ["flagged_name", "kind", "role", "affiliation", "country"]
    list_filter = ["kind", ConfidentialFilter, TrashFilter]
    list_per_page = 100
    list_select_related = ["affiliation"]
    search_fields = ["name", "role"]
    show_full_result_count = False
    autocomplete_fields = ["affiliation"]
    prepopulated_fields = {"slug": ["name"]}
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    fieldsets = [
        (None, {"fields": ["kind", "name", "slug", "description", "url"]}),
        (
            gettext_lazy("For a person"),
            {"fields": ["role", "affiliation", "pronouns"]},
        ),
        (gettext_lazy("Country and language"), {"fields": [("country", "language")]}),
        (gettext_lazy("Internal notes"), {"fields": ["trust_notes"]}),
    ]
    inlines = [ContactInline]

    @admin.display(description=gettext_lazy("name"), ordering="name")
    def flagged_name(self, obj: Source) -> str:
        if not obj.is_confidential:
            return obj.name
        return format_html('{} <span class="flag">{}</span>', obj.name, _("confidential"))

    def get_urls(self) -> list[URLPattern]:
        """Add the look-up of sources for the story editor, and the confidential pages."""
        guard = self.admin_site.admin_view
        choices = guard(partial(desk_views.choices, model_admin=self))
        name = "sources_source_confidential"
        record = "<int:pk>/confidential"
        return [
            path("choices.json", choices, name="sources_choices"),
            path("confidential/add/", guard(confidential.add), name=f"{name}_add"),
            path(f"{record}/", guard(confidential.show), name=name),
            path(
                f"{record}/identity/",
                guard(confidential.show_identity),
                name=f"{name}_identity",
            ),
            path(
                f"{record}/identity/save/",
                guard(confidential.save_identity),
                name=f"{name}_save",
            ),
            path(f"{record}/name/", guard(confidential.name_person), name=f"{name}_name"),
            path(f"{record}/take-away/", guard(confidential.take_away), name=f"{name}_take_away"),
            *super().get_urls(),
        ]

    def has_change_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        """A confidential source is changed on its record's page alone, a public one by editors."""
        if not super().has_change_permission(request, obj) or _is_confidential(obj):
            return False
        may_change_public = request.user.has_perm("sources.change_public_source")
        return may_change_public or obj is None or not obj.is_public

    def has_delete_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        """A confidential source ends by its date."""
        return super().has_delete_permission(request, obj) and not _is_confidential(obj)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Lead those whom a confidential record names to it; others see the alias."""
        pk = parse_id(object_id)
        if pk and visible_to(ConfidentialRecord.objects.filter(pk=pk), request.user).exists():
            there = reverse("admin:sources_source_confidential", args=[pk])
            return HttpResponseRedirect(there)
        return super().change_view(request, object_id, form_url, extra_context)

    def get_fieldsets(self, request: HttpRequest, obj: Source | None = None) -> Any:
        if _is_confidential(obj):
            return [(None, {"fields": ["alias", "told_to_readers"]})]
        return super().get_fieldsets(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Source | None = None) -> Any:
        return ["alias", "told_to_readers"] if _is_confidential(obj) else self.readonly_fields

    @admin.display(description=gettext_lazy("alias"))
    def alias(self, obj: Source) -> str:
        return obj.name

    @admin.display(description=gettext_lazy("description for readers"))
    def told_to_readers(self, obj: Source) -> str:
        return obj.description

    def get_inlines(self, request: HttpRequest, obj: Source | None = None) -> list[Any]:
        return [] if _is_confidential(obj) else list(self.inlines)

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any):
        if db_field.name == "language":
            kwargs["widget"] = LanguageSelect(outlet_of(request).language, blank=True)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def view_on_site(self, obj: Source) -> str | None:
        """Return the public page; None while no live story cites the source."""
        has_page = not obj.spiked_at and obj.edition_rows.live(timezone.now()).exists()
        return obj.get_absolute_url() if has_page else None

    def get_prepopulated_fields(self, request: HttpRequest, obj: Source | None = None) -> dict:
        return {} if obj else self.prepopulated_fields

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        if not change:
            obj.created_by_id = request.user.pk
        super().save_model(request, obj, form, change)

    def response_change(self, request: HttpRequest, obj: Source) -> HttpResponse:
        """Move to the trash or restore, if that button was pressed."""
        if not {"_trash", "_take_out"} & set(request.POST):
            return super().response_change(request, obj)
        obj.spiked_at = timezone.now() if "_trash" in request.POST else None
        obj.save(update_fields=["spiked_at"])
        if obj.spiked_at:
            message = _(
                "“%(name)s” is in the trash: it has no page and cannot be cited. Stories that "
                "cite it keep it."
            )
        else:
            message = _("“%(name)s” has been restored, with its page.")
        messages.success(request, message % {"name": obj})
        return HttpResponseRedirect(reverse("admin:sources_source_changelist"))

    def why_not_delete(self, obj: Source) -> str:
        """Keep a source in use."""
        if not obj.is_in_use:
            return ""
        return _(
            "“%(name)s” is used by stories, photos or people and cannot be deleted. An editor can "
            "move it to the trash instead."
        ) % {"name": obj}


def _is_confidential(source: Source | None) -> bool:
    return source is not None and source.is_confidential
