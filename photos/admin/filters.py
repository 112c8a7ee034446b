"""Filters of the list of photos."""

from __future__ import annotations

from typing import cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staff.models import user_of

from ..models import Photo, PhotoQuerySet


class StatusFilter(admin.SimpleListFilter):
    title = gettext_lazy("Status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [
            ("usable", _("Ready to use")),
            ("incomplete", _("Missing details")),
            ("expiring", _("Rights expire within two weeks")),
            ("expired", _("Rights expired")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Photo]) -> QuerySet[Photo]:
        photos = cast("PhotoQuerySet", queryset)
        now = timezone.now()
        if self.value() == "usable":
            return photos.usable(now)
        if self.value() == "incomplete":
            return photos.incomplete()
        if self.value() == "expiring":
            return photos.expiring(now)
        if self.value() == "expired":
            return photos.filter(rights_until__lte=now)
        return photos


class UploadedByFilter(admin.SimpleListFilter):
    title = gettext_lazy("Uploaded")
    parameter_name = "uploaded"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("me", _("By me"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Photo]) -> QuerySet[Photo]:
        return queryset.filter(uploaded_by=user_of(request)) if self.value() == "me" else queryset
