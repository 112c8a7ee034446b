"""Who may log in, and in which groups they are."""

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

from .forms import NewPasswordForm
from .models import User


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """What a person may do follows from their groups; single permissions are not handed out."""

    change_password_form = NewPasswordForm
    list_display = ["person", "username", "works_as", "email", "standing"]
    list_filter = ["groups", "is_active"]
    ordering = ["first_name", "last_name", "username"]
    show_full_result_count = False
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email"]}),
        (_("May do"), {"fields": ["is_active", "is_staff", "groups"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "usable_password", "password1", "password2"]}),
        (_("May do"), {"fields": ["is_staff", "groups"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("Name"), ordering="first_name")
    def person(self, user: User) -> str:
        return str(user)

    @admin.display(description=_("Groups"))
    def works_as(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all())

    @admin.display(description=_("Log-in"), ordering="is_active")
    def standing(self, user: User) -> SafeString | str:
        if not user.is_active:
            return format_html('<span class="flag soft">{}</span>', _("switched off"))
        return "" if user.is_staff else gettext("not at the desk")

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple
            kwargs["help_text"] = ""
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """A log-in is switched off, not deleted: the desk's history names its people."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Only a superuser may change a superuser: nobody raises themselves by a password."""
        may = super().has_change_permission(request, obj)
        return may and not (obj and obj.is_superuser and not request.user.is_superuser)


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin):
    """Groups as staff/roles.py writes them; `manage.py roles` puts them back."""

    list_display = ["name", "size"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        return super().get_queryset(request).annotate(people=Count("user"))

    def get_fields(self, request: HttpRequest, obj: Group | None = None) -> list[Any]:
        """Whoever only looks reads who is in the group and what they may do, in sentences."""
        if self.has_change_permission(request, obj):
            return ["name", "permissions"]
        return ["name", "members", "may"]

    def get_readonly_fields(self, request: HttpRequest, obj: Group | None = None) -> list[str]:
        return ["members", "may"]

    @admin.display(description=_("People"), ordering="people")
    def size(self, group: Group) -> str:
        count: int = group.people  # type: ignore[attr-defined] # as get_queryset counts
        return ngettext("%(n)d person", "%(n)d people", count) % {"n": count}

    @admin.display(description=_("Who is in it"))
    def members(self, group: Group) -> SafeString | str:
        links = [
            (reverse("admin:staff_user_change", args=[user.pk]), user)
            for user in User.objects.filter(groups=group).order_by("first_name", "username")
        ]
        return format_html_join(", ", '<a href="{}">{}</a>', links) or gettext("nobody")

    @admin.display(description=_("May do"))
    def may(self, group: Group) -> SafeString:
        """Name what the group may do, a line for each noun."""
        nouns: dict[str, dict[str, None]] = {}  # two models may share a noun
        for permission in group.permissions.select_related("content_type"):
            model = permission.content_type.model_class()
            if model is None:  # of a package that is no longer installed
                continue
            act = permission.name.removeprefix("Can ").removesuffix(f" {model._meta.verbose_name}")
            nouns.setdefault(str(model._meta.verbose_name_plural), {})[act] = None
        rows = [(noun.capitalize(), ", ".join(acts)) for noun, acts in nouns.items()]
        facts = format_html_join("", "<dt>{}</dt><dd>{}</dd>", rows)
        return format_html('<dl class="facts may">{}</dl>', facts)
