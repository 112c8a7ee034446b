"""The parts of a story in its form: bylines, citations, related stories."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.formsets import (
    DELETION_FIELD_NAME,
    INITIAL_FORM_COUNT,
    TOTAL_FORM_COUNT,
    ManagementForm,
)
from django.forms.models import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authors.models import Author
from staff.models import User, user_of
from vocabulary.admin_widgets import (
    HideRelatedLinksMixin,
    SafeAutocompleteMixin,
    SafeAutocompleteSelect,
)
from vocabulary.parse_ids import parse_id
from vocabulary.visibility import name_for, visible_to
from vocabulary.visible_admin import VisibleRows

from .. import workflow
from ..models import Article, Byline, Citation, RelatedStory
from ..story_choices import choosable_stories
from .citation_form import CitationForm

MOST_ROWS = 200  # of one part: each is rendered again when a form is refused
COUNTS = (TOTAL_FORM_COUNT, INITIAL_FORM_COUNT)


def may_edit(article: Article | None, user: User) -> bool:
    """Say whether a person may write in a form: that of a new story, or of one they may edit."""
    return article is None or workflow.may_edit(article, user)


class PartFormSet(BaseInlineFormSet):
    """The rows of a part: exactly those that are sent.

    Autosave creates rows which the page still counts as new, and a new row that is removed from
    the page is not sent at all. So a row that names its primary key is that row, wherever it
    stands, and rows that are not sent are deleted. The story's version ensures that nobody else
    has changed the list meanwhile.
    """

    model: type[models.Model]

    default_error_messages = {
        **BaseInlineFormSet.default_error_messages,
        "missing_management_form": gettext_lazy(
            "These rows did not arrive complete and were not changed. Check that none is missing "
            "and save again, or reload the page."
        ),
        "too_many_forms": gettext_lazy("A story can have at most %(num)s of these."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_complete = not self.is_bound or self._count_rows()

    @property
    def key_name(self) -> str:
        """The name of the rows' primary key, and of its field in the form of a row."""
        return self.fk.model._meta.pk.name

    def _count_rows(self) -> bool:
        """Say whether as many rows were sent as the form counts; where not, number them anew."""
        name = re.compile(rf"{re.escape(str(self.prefix))}-(?P<place>[0-9]+)-(?P<field>.+)")
        rows_fields = list(filter(None, map(name.fullmatch, self.data)))
        places = sorted(
            {found["place"] for found in rows_fields}, key=lambda place: (len(place), place)
        )
        numbers = {place: str(number) for number, place in enumerate(places)}
        total, initial = (f"{self.prefix}-{count}" for count in COUNTS)
        if (
            parse_id(self.data.get(total, "")) == len(places)
            and parse_id(self.data.get(initial, "")) is not None
            and all(place == number for place, number in numbers.items())
        ):
            return True
        renumbered = QueryDict(mutable=True)
        renumbered.update(self.data)
        for found in rows_fields:
            del renumbered[found[0]]
        for found in rows_fields:
            row = f"{self.prefix}-{numbers[found['place']]}"
            renumbered[f"{row}-{found['field']}"] = self.data[found[0]]
        renumbered[total], renumbered[initial] = str(len(places)), "0"
        self.data = renumbered
        return False

    @cached_property
    def management_form(self) -> ManagementForm:
        """The count of the rows; a wrong one is refused, and the rows are shown as they came."""
        counts = super().management_form
        if not self.is_complete:
            message = self.default_error_messages["missing_management_form"]
            counts.add_error(None, str(message))
        return counts

    def initial_form_count(self) -> int:
        return 0 if self.is_bound else super().initial_form_count()

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """Give a form that names a row's primary key that row; blank a key that is none."""
        kwargs = super().get_form_kwargs(index)
        if not self.is_bound or index is None:
            return kwargs
        name = f"{self.add_prefix(index)}-{self.key_name}"
        sent = self.data.get(name, "")
        if row := {row.pk: row for row in self.get_queryset()}.get(parse_id(sent)):
            return {**kwargs, "instance": row}
        if sent:
            data = QueryDict(mutable=True)
            data.update(self.data)
            data[name] = ""
            self.data = data
        return kwargs

    def add_fields(self, form: ModelForm, index: int | None) -> None:
        """Let a row be one of this story, and its choices know what is loaded with it."""
        super().add_fields(form, index)
        key = form.fields[self.key_name]
        if isinstance(key, forms.ModelChoiceField):
            key.queryset = self.get_queryset()
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", None)  # within the frame for the plus
            if isinstance(widget, SafeAutocompleteSelect) and form.instance.pk:
                widget.loaded = getattr(form.instance, name)

    def is_removed(self, form: ModelForm) -> bool:
        """Say whether a row was sent with a tick to delete it."""
        ticked = self.is_bound and self.can_delete
        return ticked and form.cleaned_data.get(DELETION_FIELD_NAME, False)

    @property
    def removed_rows(self) -> list[models.Model]:
        """The rows that are not sent, or are ticked to be deleted."""
        stay = {form.instance.pk for form in self.forms if not self.is_removed(form)}
        return [row for row in self.get_queryset() if row.pk not in stay]

    def has_changed(self) -> bool:
        return super().has_changed() or (self.can_delete and bool(self.removed_rows))

    def save_new(self, form: ModelForm, commit: bool = True) -> models.Model:
        """Put a new row whose place nobody chose after those that are there."""
        if form.instance.pk is None and "position" not in form.changed_data:
            form.instance.position = max((row.position for row in self.get_queryset()), default=0)
        return super().save_new(form, commit)

    def save(self, commit: bool = True) -> list[models.Model]:
        if self.can_delete and commit:
            for row in self.removed_rows:
                row.delete()
        return super().save(commit)


class StoryInline(HideRelatedLinksMixin, SafeAutocompleteMixin, VisibleRows, admin.StackedInline):
    """A part of a story, edited by whoever may edit the story.

    Attributes:
        view_permission: needed to look up what its rows name.
        is_open, is_open_for_new: whether its panel is open, and for a story not saved yet.
    """

    template = "desk/inline.html"
    formset = PartFormSet
    extra = 0
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    may_add_related = True
    view_permission = ""
    is_open = False
    is_open_for_new = False

    def has_add_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return super().has_add_permission(request, obj) and may_edit(obj, user_of(request))

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return super().has_change_permission(request, obj) and may_edit(obj, user_of(request))

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return super().has_delete_permission(request, obj) and may_edit(obj, user_of(request))

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related(*self.autocomplete_fields)

    def get_formset(
        self, request: HttpRequest, obj: Article | None = None, **kwargs: Any
    ) -> type[PartFormSet]:
        limits = {"max_num": MOST_ROWS, "absolute_max": MOST_ROWS}
        return cast(type[PartFormSet], super().get_formset(request, obj, **kwargs, **limits))


class BylineInline(StoryInline):
    model = Byline
    autocomplete_fields = ["author"]
    fields = [("author", "role"), ("name_as_printed", "position")]
    view_permission = "authors.view_author"
    icon = "people"
    is_open = True

    def get_extra(self, request: HttpRequest, obj: Article | None = None, **kwargs: Any) -> int:
        is_opened = obj is None and request.method == "GET"
        return 1 if is_opened and find_author(user_of(request)) else 0


def find_author(user: User) -> Author | None:
    """Return the author that a person with a log-in is, if any."""
    return visible_to(Author.objects.not_trashed().filter(user=user), user).first()


def add_own_byline(story: Article, by: User) -> None:
    """Credit a new story to its writer, if they may not see the bylines to choose one."""
    author = None if by.has_perm(BylineInline.view_permission) else find_author(by)
    if author:
        Byline.objects.create(article=story, author=author)


class CitationInline(StoryInline):
    model = Citation
    form = CitationForm
    autocomplete_fields = ["source"]
    formfield_overrides = {
        **StoryInline.formfield_overrides,
        models.DateField: {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})},
    }
    fieldsets = [
        (None, {"fields": ["source", ("role", "terms"), "shown_as", "title", "url", "is_checked"]}),
        (
            gettext_lazy("Access date, archived copy, note"),
            {"fields": ["seen_on", "archived_url", "note"]},
        ),
        (
            gettext_lazy("Name and role in this story"),
            {
                "fields": [
                    "name_as_printed",
                    ("role_as_printed", "affiliation_as_printed"),
                    "position",
                ]
            },
        ),
    ]
    view_permission = "sources.view_source"
    icon = "link"
    is_open_for_new = True

    def get_formset(
        self, request: HttpRequest, obj: Article | None = None, **kwargs: Any
    ) -> type[PartFormSet]:
        """Make forms that know who ticks “checked”."""
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.form.by = user_of(request)  # the class is made for this request
        return formset


class RelatedForm(ModelForm):
    by: User

    @property
    def row_label(self) -> str:
        """The other story, by the name this person may know."""
        return name_for(self.instance.other, self.by) if self.instance.pk else ""

    def clean_other(self) -> Article:
        other = self.cleaned_data["other"]
        if other.pk == self.instance.article_id:
            raise forms.ValidationError(
                _("A story cannot be related to itself. Choose another one.")
            )
        return other


class RelatedInline(StoryInline):
    model = RelatedStory
    form = RelatedForm
    fk_name = "article"
    autocomplete_fields = ["other"]
    fields = [("other", "position")]
    view_permission = "articles.view_article"
    icon = "story"

    def get_formset(
        self, request: HttpRequest, obj: Article | None = None, **kwargs: Any
    ) -> type[PartFormSet]:
        """Make forms that know who reads them."""
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.form.by = user_of(request)  # the class is made for this request
        return formset

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """Leave out rows that lead to a story this person may not know; saving keeps them."""
        rows, user = super().get_queryset(request), user_of(request)
        if user.has_perm("articles.see_all_copy"):
            return rows
        return rows.filter(choosable_stories(user).exists_for("other"))
