"""Authors and their bios, for staff managers; guests, for whoever publishes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staff.models import User
from vocabulary.admin_widgets import SafeAutocompleteMixin, omit_fields
from vocabulary.soft_delete import HideTrashedChoices, TrashFilter
from vocabulary.uncounted_lists import UncountedListMixin

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
        return [("no", _("To check")), ("yes", _("Checked")), ("bio", _("Bio waits"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Author]) -> QuerySet[Author]:
        if self.value() == "no":
            return queryset.filter(checked_at=None)
        if self.value() == "yes":
            return queryset.exclude(checked_at=None)
        if self.value() == "bio":
            return queryset.filter(Exists(waiting_bio()))
        return queryset


@admin.register(Author)
class AuthorAdmin(HideTrashedChoices, SafeAutocompleteMixin, UncountedListMixin, admin.ModelAdmin):
    """Staff managers keep all of it; an editor may add a guest with a first bio."""

    form = AuthorForm
    change_form_template = "desk/author_form.html"
    nothing_yet = gettext_lazy("No authors yet. Whoever is named over a story is kept here.")
    list_display = ["name", "role", "status", "looked_at"]
    list_filter = ["status", CheckedFilter, TrashFilter]
    list_per_page = 100
    search_fields = ["name", "role"]
    show_full_result_count = False
    autocomplete_fields = ["portrait"]
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["box", "face"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "role", "status"]}),
        (
            gettext_lazy("Bio"),
            {
                "fields": ["short_bio", "box", "long_bio"],
                "description": gettext_lazy(
                    "Stories that are out keep the bio they were printed with. A change shows "
                    "under the next story, and at once on the author's page."
                ),
            },
        ),
        (
            gettext_lazy("Portrait"),
            {
                "fields": ["portrait", "face"],
                "description": gettext_lazy(
                    "A photo from the library, with its papers. It is cut around its focal point, "
                    "which the photo desk sets."
                ),
            },
        ),
        (
            gettext_lazy("For readers who want to know more"),
            {"fields": ["pronouns", "places", "languages", "expertise", "email", "links"]},
        ),
        (gettext_lazy("Interests"), {"fields": ["disclosures"]}),
        (gettext_lazy("At the desk"), {"fields": ["user"]}),
    ]
    GUEST_FIELDS = ["name", "role", "slug", "short_bio"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Author]:
        # As `super`, by way of a queryset that has `for_page`.
        rows = Author.objects.for_page().annotate(bio_waits=Exists(waiting_bio()))
        return rows.order_by(*self.get_ordering(request))

    def get_urls(self) -> list[URLPattern]:
        here, wrap = "<int:pk>", self.admin_site.admin_view
        own = [
            path(f"{here}/bio/", wrap(desk_views.review), name="author_review"),
            path(f"{here}/preview/", wrap(self.preview), name="author_preview"),
            *(
                path(f"{here}/{name}/", wrap(desk_views.act), {"name": name}, f"author_{name}")
                for name in desk_views.ACTS
            ),
        ]
        return own + super().get_urls()

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Draw the author's page, with what was typed if the form was sent here."""

        def form_for(request: HttpRequest, author: Author) -> forms.ModelForm:
            return self.get_form(request, author, change=True)(request.POST, instance=author)

        return desk_views.preview(request, pk, form_for)

    def has_change_permission(self, request: HttpRequest, obj: Author | None = None) -> bool:
        """Nobody in the trash is changed: they are taken back first."""
        return super().has_change_permission(request, obj) and not (obj and obj.spiked_at)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Add the acts that fit, and what waits, for those whose it is."""
        author = self.get_object(request, unquote(object_id))
        user, own = request.user, {}
        if author and user.has_perm(actions.KEEP):
            own["offers"] = desk_views.offers_for(author)
        if author and user.has_perm(actions.APPROVE):
            own["waiting"] = author.bio_waits
        return super().change_view(request, object_id, form_url, {**own, **(extra_context or {})})

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """Those to check stand first."""
        if request.user.has_perm("authors.change_author"):
            return [F("checked_at").asc(nulls_first=True), "name"]
        return ["name"]

    def get_fieldsets(self, request: HttpRequest, obj: Author | None = None) -> Any:
        if obj is None and not request.user.has_perm("authors.change_author"):
            about = _(
                "A guest gets a name and a first bio here. The staff managers find them in their "
                "list and see to the rest."
            )
            return [(None, {"fields": self.GUEST_FIELDS, "description": about})]
        sets = super().get_fieldsets(request, obj)
        if obj is None:
            sets = omit_fields(sets, "box")
        if obj is None or not obj.portrait:
            sets = omit_fields(sets, "face")
        return sets

    def get_readonly_fields(self, request: HttpRequest, obj: Author | None = None) -> list[str]:
        """A name changes by an act, which sees to its address; so does the standing of a leaver."""
        if obj is None:
            return self.readonly_fields
        left = ["status"] if obj.status == Author.Status.FORMER else []
        return [*self.readonly_fields, "name", "slug", *left]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Author | None = None) -> dict:
        return {} if obj else self.prepopulated_fields

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.order_by("username")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Author, form: AuthorForm, change: bool) -> None:
        """A staff manager who saves has looked; whoever else adds somebody adds a guest."""
        if request.user.has_perm("authors.change_author"):
            obj.checked_at = obj.checked_at or timezone.now()
        else:
            obj.status = Author.Status.GUEST
            obj.checked_at = None
        super().save_model(request, obj, form, change)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Refuse to delete a name that stands on a story."""
        author = self.get_object(request, unquote(object_id))
        if author and (author.bylines.exists() or author.edition_rows.exists()):
            messages.error(
                request,
                _(
                    "“%(name)s” stands on stories: a byline is never taken away. Note that they "
                    "have left, or put them in the trash."
                )
                % {"name": author},
            )
            return HttpResponseRedirect(reverse("admin:authors_author_change", args=[author.pk]))
        return super().delete_view(request, object_id, extra_context)

    @admin.display(description=gettext_lazy("Under a story"))
    def box(self, author: Author) -> SafeString:
        context = {"author": author, "bio": author.short_bio}
        return render_to_string("desk/author_box.html", context)

    @admin.display(description=gettext_lazy("As it is cut"))
    def face(self, author: Author) -> SafeString:
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
        return render_to_string("desk/author_face.html", context)

    @admin.display(description=gettext_lazy("Looked at"), ordering="checked_at")
    def looked_at(self, author: Author) -> SafeString:
        return render_to_string("desk/cell_checked.html", {"author": author})
