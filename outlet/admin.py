"""The settings of the outlet: one form, no list."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vocabulary.languages import LanguageSelect
from vocabulary.visible_admin import VisibleAdmin

from .middleware import outlet_of
from .models import Outlet

LOGO_ENDINGS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp", "AVIF": "avif", "GIF": "gif"}


class LogoField(forms.ImageField):
    """A picture, whatever its name says; it is stored under the ending of what it is."""

    def to_python(self, data: Any) -> Any:
        """Return the upload.

        Raises: ValidationError, for what is no picture or of another kind.
        """
        file: Any = super().to_python(data)  # with the image that Django has looked at
        if file is None:
            return None
        ending = LOGO_ENDINGS.get(file.image.format)
        if ending is None:
            raise forms.ValidationError(_("The logo must be a PNG, JPEG, WebP, AVIF or GIF image."))
        file.name = f"logo.{ending}"
        return file


@admin.register(Outlet)
class OutletAdmin(VisibleAdmin):
    fieldsets = [
        (None, {"fields": ["name", "tagline", "logo", ("accent", "accent_dark")]}),
        (_("Language and time"), {"fields": ["language", "spelling", "time_zone"]}),
        (_("Workflow"), {"fields": ["require_second_person"]}),
        (
            _("Shown to readers"),
            {"fields": ["about", "ethics", "corrections_policy", "contact", "address"]},
        ),
    ]

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any):
        outlet = outlet_of(request)
        if db_field.name == "language":
            kwargs["widget"] = LanguageSelect(outlet.language)
        if db_field.name == "logo":
            kwargs["form_class"] = LogoField
        if db_field.name == "time_zone":
            places = {zone for zone in available_timezones() if "/" in zone}
            zones = sorted({"UTC", outlet.time_zone} | places)
            kwargs["widget"] = forms.Select(choices=[(zone, zone) for zone in zones])
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Outlet | None = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Redirect to the form of the one row; create the row if it is missing."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        outlet = Outlet.objects.current()
        if outlet._state.adding and self.has_change_permission(request):
            outlet.save()
        return HttpResponseRedirect(reverse("admin:outlet_outlet_change", args=[outlet.pk]))
