"""House rules in the admin: editors write them, try them, and put them in use."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from copydesk.patterns import invalid_reason
from outlet.middleware import outlet_of
from staff.models import user_of
from vocabulary.visible_admin import VisibleAdmin

from ..findings.rule_trial import Trial, try_rule
from ..models import HouseRule

LONGEST_SAMPLE = 20_000


@admin.register(HouseRule)
class HouseRuleAdmin(VisibleAdmin):
    change_form_template = "desk/house_rule_form.html"
    fieldsets = [
        (None, {"fields": ["name", "look_for", "is_pattern", "advice", "instead", "example"]}),
        (
            gettext_lazy("When it applies"),
            {"fields": [("state", "severity"), "languages", "reason"]},
        ),
    ]
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 3})}}
    nothing_yet = gettext_lazy(
        "No house rules yet. A rule says how the newsroom writes a word or phrase."
    )
    list_display = ["name", "look_for", "advice", "severity", "state", "changed_by", "changed_at"]
    list_filter = ["state", "severity"]
    list_select_related = ["changed_by"]
    search_fields = ["name", "look_for", "advice"]

    def get_urls(self) -> list[URLPattern]:
        trial = path("try/", self.admin_site.admin_view(show_trial), name="articles_houserule_try")
        return [trial, *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: HouseRule, form: Any, change: bool) -> None:
        obj.changed_by = user_of(request)
        super().save_model(request, obj, form, change)

    @admin.action(description=gettext_lazy("Turn on"), permissions=["change"])
    def set_live(self, request: HttpRequest, queryset: QuerySet[HouseRule]) -> None:
        queryset.update(state=HouseRule.State.LIVE, changed_by=user_of(request))

    @admin.action(description=gettext_lazy("Turn off (back to draft)"), permissions=["change"])
    def set_draft(self, request: HttpRequest, queryset: QuerySet[HouseRule]) -> None:
        queryset.update(state=HouseRule.State.DRAFT, changed_by=user_of(request))

    actions = ["set_live", "set_draft"]


@require_POST
def show_trial(request: HttpRequest) -> HttpResponse:
    """Show what the rule as typed finds in the sample text and in the newest live stories."""
    permissions = ("articles.add_houserule", "articles.change_houserule")
    if not any(request.user.has_perm(permission) for permission in permissions):
        raise PermissionDenied
    data = request.POST
    look_for, is_pattern = data.get("look_for", ""), "is_pattern" in data
    rule = HouseRule(
        name=data.get("name", ""),
        look_for=look_for,
        is_pattern=is_pattern,
        languages=data.get("languages", ""),
    )
    if not look_for:
        trial = Trial(refusal=_("Enter what to look for."))
    elif why := invalid_reason(look_for, is_pattern):
        trial = Trial(refusal=why)
    else:
        text = data.get("sample", "")[:LONGEST_SAMPLE].replace("\r\n", "\n")
        language = outlet_of(request).primary_language
        trial = try_rule(rule.as_style_rule(), text, language, timezone.now())
    return render(request, "desk/house_rule_trial.html", {"trial": trial})
