"""Authors and their bios, for staff managers; guests, for whoever publishes."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staff.models import User

from .forms import AuthorForm
from .models import Author


class CheckedFilter(admin.SimpleListFilter):
    title = gettext_lazy("Checked")
    parameter_name = "checked"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("no", _("To check")), ("yes", _("Checked"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Author]) -> QuerySet[Author]:
        if self.value() == "no":
            return queryset.filter(checked_at=None)
        if self.value() == "yes":
            return queryset.exclude(checked_at=None)
        return queryset


@admin.register(Author)
class AuthorAdmin(admin.ModelAdmin):
    """Staff managers keep all of it; an editor may add a guest with a first bio."""

    form = AuthorForm
    list_display = ["name", "role", "standing", "looked_at"]
    list_filter = ["standing", CheckedFilter]
    list_per_page = 100
    search_fields = ["name", "role"]
    show_full_result_count = False
    autocomplete_fields = ["portrait"]
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["box"]
    fieldsets = [
        (None, {"fields": ["name", "role", "standing", "slug"]}),
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
        (gettext_lazy("Portrait"), {"fields": ["portrait"]}),
        (
            gettext_lazy("For readers who want to know more"),
            {"fields": ["pronouns", "places", "languages", "expertise", "email", "links"]},
        ),
        (gettext_lazy("Interests"), {"fields": ["disclosures"]}),
        (gettext_lazy("At the desk"), {"fields": ["user"]}),
    ]
    GUEST_FIELDS = ["name", "role", "slug", "short_bio"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Author]:
        return super().get_queryset(request).kept()

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """Those to check stand first."""
        if request.user.has_perm("authors.change_author"):
            return [F("checked_at").asc(nulls_first=True), "name"]
        return ["name"]

    def get_fieldsets(self, request: HttpRequest, obj: Author | None = None) -> list[tuple]:
        if obj is None and not request.user.has_perm("authors.change_author"):
            about = _(
                "A guest gets a name and a first bio here. The staff managers find them in their "
                "list and see to the rest."
            )
            return [(None, {"fields": self.GUEST_FIELDS, "description": about})]
        if obj is None:
            return [(name, _without(options, "box")) for name, options in self.fieldsets]
        return super().get_fieldsets(request, obj)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Author | None = None) -> dict:
        return {} if obj else self.prepopulated_fields

    def formfield_for_foreignkey(self, db_field, request, **kwargs):  # noqa: ANN001, ANN003, ANN201
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.order_by("username")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Author, form: AuthorForm, change: bool) -> None:
        """A staff manager who saves has looked; whoever else adds somebody adds a guest."""
        if request.user.has_perm("authors.change_author"):
            obj.checked_at = obj.checked_at or timezone.now()
        else:
            obj.standing = Author.Standing.GUEST
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
                _("“%(name)s” stands on stories: a byline is never taken away.") % {"name": author},
            )
            return HttpResponseRedirect(reverse("admin:authors_author_change", args=[author.pk]))
        return super().delete_view(request, object_id, extra_context)

    def get_actions(self, request: HttpRequest) -> dict[str, tuple]:
        return {}

    @admin.display(description=gettext_lazy("Under a story"))
    def box(self, author: Author) -> SafeString:
        return render_to_string("desk/author_box.html", {"author": author})

    @admin.display(description=gettext_lazy("Looked at"), ordering="checked_at")
    def looked_at(self, author: Author) -> SafeString:
        return render_to_string("desk/cell_checked.html", {"author": author})


def _without(options: dict[str, Any], name: str) -> dict[str, Any]:
    return {**options, "fields": [field for field in options["fields"] if field != name]}
