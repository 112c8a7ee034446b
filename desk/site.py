"""The admin site as the desk: its frame, its first page, its log-in.

`dashboard` and `urls` are imported by the methods that use them: they import the packages' admins,
which register with this site while they are imported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import update_wrapper
from http import HTTPStatus
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import SuspiciousOperation
from django.db import DataError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outlet.middleware import outlet_of
from staff import audit, mail, sessions
from staff.forms import OwnPasswordForm
from staff.models import user_of
from vocabulary.visible_admin import VisibleAdmin

from . import error_pages, navigation
from .account.views import carry_fields
from .login import DeskLoginForm, DeskLoginView

ViewFunction = Callable[..., HttpResponseBase]
View = TypeVar("View", bound=ViewFunction)

SEARCH_PARAMETERS = ("q", "term")  # of lists, of pickers and of Django's autocomplete
LONGEST_SEARCH = 1000  # characters: SQLite refuses patterns and conditions that are far longer


class OwnPasswordView(PasswordChangeView):
    """Changes one's own password, and ends one's sessions elsewhere."""

    def form_valid(self, form: Any) -> HttpResponse:
        user, key = user_of(self.request), self.request.session.session_key
        response = super().form_valid(form)
        sessions.renew(self.request.session, key)
        sessions.end_sessions(user, but=self.request.session.session_key)
        audit.record_request(self.request, audit.Kind.PASSWORD_CHANGED, about=user)
        mail.notify(user, "password_changed")
        return response


class DeskSite(admin.AdminSite):
    site_url = "/"
    index_title = gettext_lazy("Desk")
    login_form = DeskLoginForm
    enable_nav_sidebar = False  # the desk draws its own
    empty_value_display = ""  # a list of dashes says nothing

    def __init__(self, name: str = "admin") -> None:
        """Take away bulk deletion: only an object's own page shows what is deleted with it."""
        super().__init__(name)
        self.disable_action("delete_selected")

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[admin.ModelAdmin] | None = None,
        **options: Any,
    ) -> None:
        """Register models whose admin keeps to what a person may see; leave out any other.

        Packages of others register theirs, which show every row.
        """
        if admin_class is not None and issubclass(admin_class, VisibleAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add what every page shows: the site's name, the sidebar and the toolbar."""
        context = super().each_context(request)
        name = outlet_of(request).name
        return {
            **context,
            "site_header": name,
            "site_title": name,
            "desk_toolbar": SimpleLazyObject(lambda: navigation.build_toolbar(request, self)),
            "desk_nav": SimpleLazyObject(lambda: navigation.build_sidebar(request, self)),
        }

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Guard a view. A form sent by somebody who is logged out is kept through the log-in.

        Refusals that Django leaves without a text get an error page of the desk.
        """
        guarded = super().admin_view(view, cacheable)

        def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if any(len(request.GET.get(name, "")) > LONGEST_SEARCH for name in SEARCH_PARAMETERS):
                return error_pages.search_too_long(request, LONGEST_SEARCH)
            if request.GET.get(TO_FIELD_VAR) == "":
                return error_pages.bad_request(request, SuspiciousOperation())
            if request.method != "POST" or self.has_permission(request):
                return self._run_view(guarded, request, *args, **kwargs)
            fields = error_pages.read_fields(request)
            return self._ask_to_log_in(request, fields) if fields else guarded(request)

        return cast(View, update_wrapper(guard, guarded))

    def _run_view(
        self, view: ViewFunction, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Run a view; an address with a number too large for the database is a bad request."""
        try:
            return error_pages.explain_405(request, view(request, *args, **kwargs))
        except (DataError, OverflowError) as error:
            if request.method == "POST":
                raise
            return error_pages.bad_request(request, error)

    def _ask_to_log_in(self, request: HttpRequest, fields: list[error_pages.Field]) -> HttpResponse:
        there = request.get_full_path()
        context = {
            **self.each_context(request),
            "title": _("Log in"),
            "app_path": f"{reverse('admin:login')}?{urlencode({'next': there})}",
            "next": there,
            "form": self.login_form(request),
            "carried": fields,
            "sign_on_name": settings.OIDC_ISSUER and settings.OIDC_NAME,
        }
        response = render(request, "admin/login.html", context, status=401)
        response.headers["Cache-Control"] = "no-store"
        return response

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Log somebody in, then offer to send the form that was interrupted by the log-in.

        Where a second factor is asked for, the offer waits for it.
        """
        there = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME, "")
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index", current_app=self.name))
        fields = error_pages.read_carried_fields(request)
        context = {
            **self.each_context(request),
            "title": _("Log in"),
            "subtitle": None,
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
            REDIRECT_FIELD_NAME: there or reverse("admin:index", current_app=self.name),
            "carried": fields,
            "sign_on_name": settings.OIDC_ISSUER and settings.OIDC_NAME,
            **(extra_context or {}),
        }
        view = DeskLoginView.as_view(
            extra_context=context,
            authentication_form=self.login_form,
            template_name="admin/login.html",
            next_page=reverse("admin:index", current_app=self.name),
        )
        request.current_app = self.name
        response = cast(HttpResponse, view(request))
        if not fields or response.status_code != HTTPStatus.FOUND:
            return response
        if not request.user.is_authenticated:
            carry_fields(request, fields, there)
            return response
        return error_pages.offer_resend(request, fields, response.headers["Location"])

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Show Django's page with the desk's form."""
        request.current_app = self.name
        view = OwnPasswordView.as_view(
            form_class=OwnPasswordForm,
            success_url=reverse("admin:password_change_done"),
            template_name="registration/password_change_form.html",
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        return cast(TemplateResponse, view(request))

    def get_urls(self) -> list[URLPattern | URLResolver]:
        from . import urls

        guarded = [
            path(at, self.admin_view(view), name=name) for at, view, name in urls.GUARDED_ROUTES
        ]
        for_scripts = [path(at, view, name=name) for at, view, name in urls.SCRIPT_ROUTES]
        return [*guarded, *for_scripts, *super().get_urls()]

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Show the dashboard."""
        from . import dashboard

        board = dashboard.build_dashboard(user_of(request))
        context = {"title": _("Desk"), "desk": board, **(extra_context or {})}
        return super().index(request, context)
