"""What the list of photos can be narrowed to."""

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


class RightsFilter(admin.SimpleListFilter):
    title = gettext_lazy("Rights")
    parameter_name = "rights"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [
            ("usable", _("May be shown")),
            ("papers", _("Papers missing")),
            ("soon", _("End within two weeks")),
            ("ended", _("Have ended")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Photo]) -> QuerySet[Photo]:
        photos = cast("PhotoQuerySet", queryset)
        now = timezone.now()
        if self.value() == "usable":
            return photos.usable(now)
        if self.value() == "papers":
            return photos.incomplete()
        if self.value() == "soon":
            return photos.expiring(now)
        if self.value() == "ended":
            return photos.filter(rights_until__lte=now)
        return photos


class UploadedByFilter(admin.SimpleListFilter):
    title = gettext_lazy("Brought in")
    parameter_name = "brought"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("me", _("By me"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Photo]) -> QuerySet[Photo]:
        return queryset.filter(uploaded_by=user_of(request)) if self.value() == "me" else queryset
