"""Users and groups at the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from vocabulary.uncounted_lists import UncountedListMixin

from .forms import NewPasswordForm
from .models import AuditEntry, User


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """Users get permissions from their groups only, never one by one."""

    change_password_form = NewPasswordForm
    list_display = ["full_name", "username", "group_names", "email", "login_status"]
    list_filter = ["groups", "is_active"]
    ordering = ["first_name", "last_name", "username"]
    show_full_result_count = False
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email"]}),
        (_("Permissions"), {"fields": ["is_active", "is_staff", "groups"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "usable_password", "password1", "password2"]}),
        (_("Permissions"), {"fields": ["is_staff", "groups"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("Name"), ordering="first_name")
    def full_name(self, user: User) -> str:
        return str(user)

    @admin.display(description=_("Groups"))
    def group_names(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all())

    @admin.display(description=_("Status"), ordering="is_active")
    def login_status(self, user: User) -> SafeString | str:
        if not user.is_active:
            return format_html('<span class="flag soft">{}</span>', _("deactivated"))
        return "" if user.is_staff else gettext("no access to the desk")

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple
            kwargs["help_text"] = ""
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Users are deactivated, not deleted: the history of stories names them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Only a superuser may change a superuser, so that nobody sets their password."""
        allowed = super().has_change_permission(request, obj)
        return allowed and not (obj and obj.is_superuser and not request.user.is_superuser)


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin):
    """Groups as defined in staff/roles.py; `manage.py roles` restores them."""

    list_display = ["name", "member_count"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        return super().get_queryset(request).annotate(people=Count("user"))

    def get_fields(self, request: HttpRequest, obj: Group | None = None) -> list[Any]:
        """Users who may only view a group see its members and permissions as text."""
        if self.has_change_permission(request, obj):
            return ["name", "permissions"]
        return ["name", "members", "permission_list"]

    def get_readonly_fields(self, request: HttpRequest, obj: Group | None = None) -> list[str]:
        return ["members", "permission_list"]

    @admin.display(description=_("Users"), ordering="people")
    def member_count(self, group: Group) -> str:
        count: int = group.people  # type: ignore[attr-defined] # as get_queryset counts
        return ngettext("%(n)d user", "%(n)d users", count) % {"n": count}

    @admin.display(description=_("Members"))
    def members(self, group: Group) -> SafeString | str:
        links = [
            (reverse("admin:staff_user_change", args=[user.pk]), user)
            for user in User.objects.filter(groups=group).order_by("first_name", "username")
        ]
        return format_html_join(", ", '<a href="{}">{}</a>', links) or gettext("none")

    @admin.display(description=_("Permissions"))
    def permission_list(self, group: Group) -> SafeString:
        """List what the group may do, one line per model."""
        by_model: dict[str, dict[str, None]] = {}  # two models may have the same name
        for permission in group.permissions.select_related("content_type"):
            model = permission.content_type.model_class()
            if model is None:  # of a package that is no longer installed
                continue
            action = permission.name.removeprefix("Can ").removesuffix(
                f" {model._meta.verbose_name}"
            )
            by_model.setdefault(str(model._meta.verbose_name_plural), {})[action] = None
        rows = [(name.capitalize(), ", ".join(actions)) for name, actions in by_model.items()]
        facts = format_html_join("", "<dt>{}</dt><dd>{}</dd>", rows)
        return format_html('<dl class="facts may">{}</dl>', facts)


@admin.register(AuditEntry)
class AuditEntryAdmin(UncountedListMixin, admin.ModelAdmin):
    """The audit log: to be read and searched, and nothing else."""

    nothing_yet = _("Nothing has been recorded yet.")
    list_display = ["at", "kind", "who", "about", "details", "address", "browser"]
    list_display_links = None
    list_filter = ["kind", ("at", admin.DateFieldListFilter)]
    list_per_page = 100
    list_select_related = ["by"]
    search_fields = [
        *("by__username", "by__first_name", "by__last_name", "by__email"),
        *("about", "details", "address"),
    ]
    search_help_text = _("Search by name, e-mail, address or details")

    @admin.display(description=_("Who"), ordering="by__username")
    def who(self, entry: AuditEntry) -> str:
        return str(entry.by) if entry.by else ""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False
