"""The parts of a story in its form: bylines, citations, related stories."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME, INITIAL_FORM_COUNT, TOTAL_FORM_COUNT
from django.forms.models import BaseInlineFormSet, ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authors.models import Author
from staff.models import User
from vocabulary.admin_widgets import (
    SafeAutocompleteMixin,
    SafeAutocompleteSelect,
    hide_related_links,
)
from vocabulary.parse_ids import parse_id

from .. import workflow
from ..models import Article, Byline, Citation, RelatedStory
from .citation_form import CitationForm

MOST_ROWS = 200  # of one part: each is drawn anew when a form is refused
COUNTS = (TOTAL_FORM_COUNT, INITIAL_FORM_COUNT)


def may_edit(article: Article | None, user: User) -> bool:
    return article is None or workflow.may_edit(article, user)


class PartFormSet(BaseInlineFormSet):
    """The rows of a part as the page sends them: that list is the list.

    Autosave makes rows which the page goes on counting as new, and a new row taken off the page
    leaves nothing behind. So a row that names its number is that row, wherever it stands, and what
    is not sent is gone. The story's version says that nobody else has changed the list meanwhile.
    """

    default_error_messages = {
        **BaseInlineFormSet.default_error_messages,
        "missing_management_form": gettext_lazy(
            "These rows came damaged, and stay as they were. See that none is missing and save "
            "again, or reload the page."
        ),
        "too_many_forms": gettext_lazy("A story takes at most %(num)s of these."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.came_whole = not self.is_bound or self._counts_what_came()

    def _counts_what_came(self) -> bool:
        """Say whether the count sent is that of the rows; where it is not, count them anew."""
        name = re.compile(rf"{re.escape(self.prefix)}-(?P<place>[0-9]+)-(?P<field>.+)")
        came = list(filter(None, map(name.fullmatch, self.data)))
        places = sorted({found["place"] for found in came}, key=lambda place: (len(place), place))
        numbers = {place: str(number) for number, place in enumerate(places)}
        total, initial = (f"{self.prefix}-{count}" for count in COUNTS)
        if (
            parse_id(self.data.get(total, "")) == len(places)
            and parse_id(self.data.get(initial, "")) is not None
            and all(place == number for place, number in numbers.items())
        ):
            return True
        sent, self.data = self.data, self.data.copy()
        for found in came:
            del self.data[found[0]]
        for found in came:
            row = f"{self.prefix}-{numbers[found['place']]}"
            self.data[f"{row}-{found['field']}"] = sent[found[0]]
        self.data[total], self.data[initial] = str(len(places)), "0"
        return False

    @cached_property
    def management_form(self) -> forms.Form:
        """The count of the rows; what is damaged is refused, and shown as it came."""
        counts = super().management_form
        if not self.came_whole:
            counts.add_error(None, self.error_messages["missing_management_form"])
        return counts

    def initial_form_count(self) -> int:
        return 0 if self.is_bound else super().initial_form_count()

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """Give a row that names its number that row, and take away a number that is none."""
        kwargs = super().get_form_kwargs(index)
        if not self.is_bound or index is None:
            return kwargs
        name = f"{self.add_prefix(index)}-{self.model._meta.pk.name}"
        number = self.data.get(name, "")
        if row := {row.pk: row for row in self.get_queryset()}.get(parse_id(number)):
            return {**kwargs, "instance": row}
        if number:
            self.data = self.data.copy()
            self.data[name] = ""
        return kwargs

    def add_fields(self, form: ModelForm, index: int | None) -> None:
        """Let the choices of a row know what is loaded with it."""
        super().add_fields(form, index)
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", None)  # within the frame for the plus
            if isinstance(widget, SafeAutocompleteSelect) and form.instance.pk:
                widget.loaded = getattr(form.instance, name)

    def lets_go(self, form: ModelForm) -> bool:
        """Say whether a row was sent with a tick to take it out."""
        ticked = self.is_bound and self.can_delete
        return ticked and form.cleaned_data.get(DELETION_FIELD_NAME, False)

    @property
    def gone(self) -> list[models.Model]:
        """The rows that are not sent, or are ticked to go."""
        stay = {form.instance.pk for form in self.forms if not self.lets_go(form)}
        return [row for row in self.get_queryset() if row.pk not in stay]

    def has_changed(self) -> bool:
        return super().has_changed() or (self.can_delete and bool(self.gone))

    def save_new(self, form: ModelForm, commit: bool = True) -> models.Model:
        """Put a new row whose place nobody chose after those that are there."""
        if form.instance.pk is None and "position" not in form.changed_data:
            form.instance.position = max((row.position for row in self.get_queryset()), default=0)
        return super().save_new(form, commit)

    def save(self, commit: bool = True) -> list[models.Model]:
        if self.can_delete and commit:
            for row in self.gone:
                row.delete()
        return super().save(commit)


class StoryPart(SafeAutocompleteMixin, admin.StackedInline):
    """A part of a story, edited by whoever may edit the story."""

    template = "desk/inline.html"
    formset = PartFormSet
    extra = 0
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    needs = ""  # the permission to look up what it names
    is_open = False  # whether it stands open on the page
    is_open_at_first = False  # whether it does so for a story that is not saved yet

    def has_add_permission(self, request: HttpRequest, obj: Article | None) -> bool:
        return super().has_add_permission(request, obj) and may_edit(obj, request.user)

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return super().has_change_permission(request, obj) and may_edit(obj, request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return super().has_delete_permission(request, obj) and may_edit(obj, request.user)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related(*self.autocomplete_fields)

    def get_formset(self, request, obj=None, **kwargs):
        most = {"max_num": MOST_ROWS, "absolute_max": MOST_ROWS}
        return super().get_formset(request, obj, **kwargs, **most)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        return hide_related_links(super().formfield_for_dbfield(db_field, request, **kwargs))


class BylineInline(StoryPart):
    model = Byline
    autocomplete_fields = ["author"]
    fields = [("author", "role"), ("name_as_printed", "position")]
    needs = "authors.view_author"
    icon = "people"
    is_open = True

    def get_extra(self, request: HttpRequest, obj: Article | None = None, **kwargs: Any) -> int:
        return 1 if obj is None and request.method == "GET" and own_author(request.user) else 0


def own_author(user: User) -> Author | None:
    return Author.objects.not_trashed().filter(user=user).first()


def sign(story: Article, by: User) -> None:
    """Put a new story under its writer's name, if they are not shown the bylines to choose."""
    own = None if by.has_perm(BylineInline.needs) else own_author(by)
    if own:
        Byline.objects.create(article=story, author=own)


class CitationInline(StoryPart):
    model = Citation
    form = CitationForm
    autocomplete_fields = ["source"]
    formfield_overrides = {
        **StoryPart.formfield_overrides,
        models.DateField: {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})},
    }
    fieldsets = [
        (None, {"fields": ["source", ("role", "terms"), "shown_as", "title", "url", "is_checked"]}),
        (gettext_lazy("Seen, archived, noted"), {"fields": ["seen_on", "archived_url", "note"]}),
        (
            gettext_lazy("Who they were that day"),
            {
                "fields": [
                    "name_as_printed",
                    ("role_as_printed", "affiliation_as_printed"),
                    "position",
                ]
            },
        ),
    ]
    needs = "sources.view_source"
    icon = "link"
    is_open_at_first = True

    def get_formset(self, request, obj=None, **kwargs):
        """Make forms that know who ticks “checked”."""
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.by = request.user  # a class of this request's own
        return formset


class RelatedForm(ModelForm):
    def clean_other(self) -> Article:
        other = self.cleaned_data["other"]
        if other.pk == self.instance.article_id:
            raise forms.ValidationError(_("A story is not related to itself. Choose another."))
        return other


class RelatedInline(StoryPart):
    model = RelatedStory
    form = RelatedForm
    fk_name = "article"
    autocomplete_fields = ["other"]
    fields = [("other", "position")]
    needs = "articles.view_article"
    icon = "story"
