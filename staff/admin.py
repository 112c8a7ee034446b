"""Users and groups at the desk."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from vocabulary.uncounted_lists import UncountedListMixin
from vocabulary.visible_admin import VisibleAdmin

from . import audit, links, mail, second_factor, sessions
from .audit import Kind
from .forms import InvitationForm, NewPasswordForm
from .models import AuditEntry, User, user_of


@admin.register(User)
class UserAdmin(VisibleAdmin, DjangoUserAdmin):
    """Users get permissions from their groups only, never one by one.

    They are invited by email and choose their own password.
    """

    add_form = InvitationForm
    add_form_template = None
    change_form_template = "admin/staff/user/change_form.html"
    change_password_form = NewPasswordForm
    list_display = [
        *("full_name", "username", "group_names", "email"),
        *("factor_status", "login_status"),
    ]
    list_filter = ["groups", "is_active"]
    ordering = ["first_name", "last_name", "username"]
    show_full_result_count = False
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email"]}),
        (
            _("Permissions"),
            {"fields": ["is_active", "is_staff", "must_change_password", "groups"]},
        ),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "first_name", "last_name", "username"]}),
        (_("Permissions"), {"fields": ["groups"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=second_factor.FACTORS)
        users = super().get_queryset(request).prefetch_related("groups")
        return users.annotate(has_factor=Exists(factors))

    def get_urls(self) -> list[URLPattern]:
        """Add the page that removes a second factor."""
        remove = self.admin_site.admin_view(self.remove_factors)
        at = path("<path:object_id>/second-factor/", remove, name="staff_user_second_factor")
        return [at, *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        title = {"title": gettext("Invite somebody")}
        return super().add_view(request, form_url, title | (extra_context or {}))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        """Offer what can be done with a user besides changing fields."""
        user = self.get_object(request, unquote(object_id))
        context = {
            "is_invited": user is not None and links.is_invited(user),
            "has_factor": getattr(user, "has_factor", False) and user != request.user,
        }
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Save; a new user gets access to the desk, and no password that anybody knows."""
        if not change:
            obj.is_staff = True
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save groups; record every change of rights, and send an invitation to a new user."""
        user = form.instance
        before = set(user.groups.values_list("name", flat=True)) if change else set()
        super().save_related(request, form, formsets, change)
        after = set(user.groups.values_list("name", flat=True))
        if changes := describe_changes(form, before, after):
            audit.record_request(request, Kind.RIGHTS_CHANGED, about=user, details=changes)
        if not change:
            self.invite(request, user)

    def invite(self, request: HttpRequest, user: User) -> None:
        audit.record_request(request, Kind.INVITED, about=user)
        mail.send_link(user, "invitation")
        sentence = gettext("An invitation goes to %(email)s. It works for %(days)d days.")
        days = links.LIFETIMES["invitation"].days
        messages.success(request, sentence % {"email": user.email, "days": days})

    def response_change(self, request: HttpRequest, obj: User) -> HttpResponse:
        """Invite again or end the sessions, if that button was pressed."""
        if "_invite" in request.POST and links.is_invited(obj):
            self.invite(request, obj)
        elif "_end_sessions" in request.POST:
            if sessions.end_sessions(obj, but=request.session.session_key):
                audit.record_request(request, Kind.SESSIONS_ENDED, about=obj)
            messages.success(request, gettext("%(who)s is logged out everywhere.") % {"who": obj})
        else:
            return super().response_change(request, obj)
        return HttpResponseRedirect(request.path)

    def remove_factors(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask, then remove the second factors of somebody who lost them."""
        user = self.get_object(request, unquote(object_id))
        if user is None or user == request.user or not self.has_change_permission(request, user):
            raise PermissionDenied
        if request.method == "POST":
            if second_factor.remove_all(user, by=user_of(request), request=request):
                sentence = gettext("The second factor of %(who)s is removed; an email says so.")
                messages.success(request, sentence % {"who": user})
            return HttpResponseRedirect(reverse("admin:staff_user_change", args=[user.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Remove the second factor"),
            "opts": self.opts,
            "person": user,
        }
        return TemplateResponse(request, "admin/staff/user/second_factor.html", context)

    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        """Set a password for somebody, who is logged out and told, and has to change it."""
        user = self.get_object(request, unquote(id))
        before, key = user.password if user else "", request.session.session_key
        response = super().user_change_password(request, id, form_url)
        if user and self.get_queryset(request).get(pk=user.pk).password != before:
            sessions.renew(request.session, key)
            sessions.end_sessions(user, but=request.session.session_key)
            audit.record_request(request, Kind.PASSWORD_CHANGED, about=user)
            mail.notify(user, "password_changed")
        return response

    @admin.display(description=_("Second factor"), ordering="has_factor")
    def factor_status(self, user: User) -> str:
        has_factor = user.has_factor  # type: ignore[attr-defined] # as get_queryset annotates
        return gettext("set up") if has_factor else ""

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
        if links.is_invited(user):
            return format_html('<span class="flag soft">{}</span>', _("invited"))
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


def describe_changes(form: Any, before: set[str], after: set[str]) -> str:
    """Say which rights a form changed: “groups +Editors; desk access no”."""
    parts = [
        f"groups {sign}{name}"
        for sign, names in (("+", after - before), ("−", before - after))
        for name in sorted(names)
    ]
    flags = {"is_active": "active", "is_staff": "desk access", "is_superuser": "superuser"}
    for name, label in flags.items():
        if name in form.changed_data:
            parts.append(f"{label} {'yes' if form.cleaned_data[name] else 'no'}")
    if "email" in form.changed_data and form.initial.get("email"):
        parts.append("email address")
    return "; ".join(parts)


@admin.register(Group)
class GroupAdmin(VisibleAdmin, DjangoGroupAdmin):
    """Groups as defined in staff/roles.py; `manage.py roles` restores them."""

    list_display = ["name", "member_count"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        return super().get_queryset(request).annotate(people=Count("user"))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save, and record that the rights of all its members changed."""
        super().save_related(request, form, formsets, change)
        if "permissions" in form.changed_data:
            about, details = f"group {form.instance.name}", "permissions"
            audit.record_request(request, Kind.RIGHTS_CHANGED, about=about, details=details)

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
            for user in group.user_set.order_by("first_name", "username")
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
class AuditEntryAdmin(UncountedListMixin, VisibleAdmin):
    """The audit log: to be read and searched, and nothing else."""

    nothing_yet = _("Nothing has been recorded yet.")
    list_display = ["when", "kind", "who", "about", "details", "address", "browser"]
    list_display_links = None
    list_filter = ["kind", ("at", admin.DateFieldListFilter)]
    list_per_page = 100
    list_select_related = ["by"]
    search_fields = [
        *("by__username", "by__first_name", "by__last_name", "by__email"),
        *("about", "details", "address"),
    ]
    search_help_text = _("Search by name, email, address or details")

    @admin.display(description=_("Date and time"), ordering="at")
    def when(self, entry: AuditEntry) -> str:
        return date_format(timezone.localtime(entry.at), "j M Y, H:i:s")

    @admin.display(description=_("Who"), ordering="by__username")
    def who(self, entry: AuditEntry) -> str:
        return str(entry.by) if entry.by else ""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False
