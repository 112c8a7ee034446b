"""Authors at the desk: staff managers edit all of them, editors may add guests."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staff.models import User
from vocabulary.admin_widgets import SafeAutocompleteMixin, omit_fields
from vocabulary.soft_delete import HideTrashedChoices, TrashFilter
from vocabulary.uncounted_lists import UncountedListMixin
from vocabulary.visibility import visible_to
from vocabulary.visible_admin import VisibleAdmin

from . import actions, desk_views
from .forms import AuthorForm
from .models import Author, BioProposal


def waiting_bio() -> QuerySet[BioProposal]:
    """Return the open proposal of each author of an outer query."""
    return BioProposal.objects.open().filter(author=OuterRef("pk"))


class CheckedFilter(admin.SimpleListFilter):
    title = gettext_lazy("Checked")
    parameter_name = "checked"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("no", _("To check")), ("yes", _("Checked")), ("bio", _("Bio to approve"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Author]) -> QuerySet[Author]:
        if self.value() == "no":
            return queryset.filter(checked_at=None)
        if self.value() == "yes":
            return queryset.exclude(checked_at=None)
        if self.value() == "bio":
            return queryset.filter(Exists(waiting_bio()))
        return queryset


@admin.register(Author)
class AuthorAdmin(HideTrashedChoices, SafeAutocompleteMixin, UncountedListMixin, VisibleAdmin):
    """Staff managers edit everything; an editor may add a guest with a first bio."""

    form = AuthorForm
    change_form_template = "desk/author_form.html"
    nothing_yet = gettext_lazy("No authors yet. Everybody named in a byline is listed here.")
    list_display = ["name", "role", "status", "checked"]
    list_filter = ["status", CheckedFilter, TrashFilter]
    list_per_page = 100
    search_fields = ["name", "role"]
    show_full_result_count = False
    autocomplete_fields = ["portrait"]
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["bio_preview", "portrait_preview"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "role", "status"]}),
        (
            gettext_lazy("Bio"),
            {
                "fields": ["short_bio", "bio_preview", "long_bio"],
                "description": gettext_lazy(
                    "Published stories keep the bio they have. A change appears on the author’s "
                    "page at once and under the next story."
                ),
            },
        ),
        (
            gettext_lazy("Portrait"),
            {
                "fields": ["portrait", "portrait_preview"],
                "description": gettext_lazy(
                    "A photo from the library, with complete photo details. It is cropped around "
                    "its focal point, which the photo desk sets."
                ),
            },
        ),
        (
            gettext_lazy("About the author"),
            {"fields": ["pronouns", "places", "languages", "expertise", "email", "links"]},
        ),
        (gettext_lazy("Declared interests"), {"fields": ["disclosures"]}),
        (gettext_lazy("User account"), {"fields": ["user"]}),
    ]
    GUEST_FIELDS = ["name", "role", "slug", "short_bio"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Author]:
        # What `super` returns, as the queryset class that has `for_page`.
        rows = visible_to(Author.objects.for_page(), request.user)
        rows = rows.annotate(bio_waits=Exists(waiting_bio()))
        return rows.order_by(*self.get_ordering(request))

    def get_urls(self) -> list[URLPattern]:
        here, wrap = "<int:pk>", self.admin_site.admin_view
        own = [
            path(f"{here}/bio/", wrap(desk_views.review), name="author_review"),
            path(f"{here}/preview/", wrap(self.preview), name="author_preview"),
            *(
                path(
                    f"{here}/{name}/", wrap(desk_views.run_action), {"name": name}, f"author_{name}"
                )
                for name in desk_views.ACTIONS
            ),
        ]
        return own + super().get_urls()

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the author's page, with unsaved changes if the form was posted here."""

        def form_for(request: HttpRequest, author: Author) -> forms.ModelForm:
            return self.get_form(request, author, change=True)(request.POST, instance=author)

        return desk_views.preview(request, pk, form_for)

    def has_change_permission(self, request: HttpRequest, obj: Author | None = None) -> bool:
        """Nobody edits an author in the trash: restore them first."""
        return super().has_change_permission(request, obj) and not (obj and obj.spiked_at)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Add the available actions, and whether a bio waits, for users who may act on them."""
        author = self.get_object(request, unquote(object_id))
        user = request.user
        own: dict[str, Any] = {}
        if author and user.has_perm(actions.CHANGE_AUTHOR):
            own["actions"] = desk_views.available_actions(author)
        if author and user.has_perm(actions.APPROVE_BIO):
            own["waiting"] = author.bio_waits
        return super().change_view(request, object_id, form_url, {**own, **(extra_context or {})})

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """Unchecked authors come first."""
        if request.user.has_perm("authors.change_author"):
            return [F("checked_at").asc(nulls_first=True), "name"]
        return ["name"]

    def get_fieldsets(self, request: HttpRequest, obj: Author | None = None) -> Any:
        if obj is None and not request.user.has_perm("authors.change_author"):
            about = _(
                "Add a guest with a name and a short bio. The staff managers check the entry and "
                "complete it."
            )
            return [(None, {"fields": self.GUEST_FIELDS, "description": about})]
        sets = super().get_fieldsets(request, obj)
        if obj is None:
            sets = omit_fields(sets, "bio_preview")
        if obj is None or not obj.portrait:
            sets = omit_fields(sets, "portrait_preview")
        return sets

    def get_readonly_fields(self, request: HttpRequest, obj: Author | None = None) -> list[str]:
        """Renaming and leaving have their own actions; the form shows the results read-only."""
        if obj is None:
            return self.readonly_fields
        left = ["status"] if obj.is_former else []
        return [*self.readonly_fields, "name", "slug", *left]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Author | None = None) -> dict:
        return {} if obj else self.prepopulated_fields

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.order_by("username")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Author, form: AuthorForm, change: bool) -> None:
        """Saving by a staff manager marks the author as checked; others add unchecked guests."""
        if request.user.has_perm("authors.change_author"):
            obj.checked_at = obj.checked_at or timezone.now()
        else:
            obj.status = Author.Status.GUEST
            obj.checked_at = None
        super().save_model(request, obj, form, change)

    def why_not_delete(self, obj: Author) -> str:
        """Keep an author who is named on a story."""
        if not obj.is_in_use:
            return ""
        return _(
            "“%(name)s” has bylines and cannot be deleted. Mark them as former, or move them to "
            "the trash."
        ) % {"name": obj}

    @admin.display(description=gettext_lazy("Preview under a story"))
    def bio_preview(self, author: Author) -> SafeString:
        context = {"author": author, "bio": author.short_bio}
        return render_to_string("desk/author_box.html", context)

    @admin.display(description=gettext_lazy("Preview of the crop"))
    def portrait_preview(self, author: Author) -> SafeString:
        photo = author.portrait
        if photo is None:
            return SafeString()
        context = {
            "photo": photo,
            "whole": photo.find_rendition(480),
            "square": photo.find_rendition(192, "square"),
            "across": round(photo.focal_x * 100),
            "down": round(photo.focal_y * 100),
            "missing": bool(photo.missing_details),
        }
        return render_to_string("desk/author_portrait.html", context)

    @admin.display(description=gettext_lazy("Checked"), ordering="checked_at")
    def checked(self, author: Author) -> SafeString:
        return render_to_string("desk/cell_checked.html", {"author": author})
