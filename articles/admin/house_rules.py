"""House rules at the desk: editors keep them, try them, and set them live."""

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
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from copydesk.patterns import why_unfit

from ..findings.rule_trial import Trial, try_rule
from ..models import HouseRule

LONGEST_SAMPLE = 20_000


@admin.register(HouseRule)
class HouseRuleAdmin(admin.ModelAdmin):
    change_form_template = "desk/house_rule_form.html"
    fieldsets = [
        (None, {"fields": ["name", "look_for", "is_pattern", "advice", "instead", "example"]}),
        (_("When it speaks"), {"fields": [("state", "severity"), "languages", "reason"]}),
    ]
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 3})}}
    nothing_yet = _("No house rules yet. A rule is a word the paper writes in one way.")
    list_display = ["name", "look_for", "advice", "severity", "state", "changed_by", "changed_at"]
    list_filter = ["state", "severity"]
    list_select_related = ["changed_by"]
    search_fields = ["name", "look_for", "advice"]

    def get_urls(self) -> list[URLPattern]:
        tried = path("try/", self.admin_site.admin_view(try_it), name="articles_houserule_try")
        return [tried, *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: HouseRule, form: Any, change: bool) -> None:
        obj.changed_by = request.user
        super().save_model(request, obj, form, change)

    @admin.action(description=_("Set live"), permissions=["change"])
    def set_live(self, request: HttpRequest, queryset: QuerySet[HouseRule]) -> None:
        queryset.update(state=HouseRule.State.LIVE, changed_by=request.user)

    @admin.action(description=_("Take back to drafts"), permissions=["change"])
    def set_draft(self, request: HttpRequest, queryset: QuerySet[HouseRule]) -> None:
        queryset.update(state=HouseRule.State.DRAFT, changed_by=request.user)

    actions = ["set_live", "set_draft"]


@require_POST
def try_it(request: HttpRequest) -> HttpResponse:
    """Show what the rule as typed finds in the text beside it and in the newest live stories."""
    may = ("articles.add_houserule", "articles.change_houserule")
    if not any(request.user.has_perm(permission) for permission in may):
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
        trial = Trial(refusal=_("Say what to look for."))
    elif why := why_unfit(look_for, is_pattern):
        trial = Trial(refusal=why)
    else:
        text = data.get("sample", "")[:LONGEST_SAMPLE].replace("\r\n", "\n")
        language = request.outlet.primary_language
        trial = try_rule(rule.as_style_rule(), text, language, timezone.now())
    return render(request, "desk/house_rule_trial.html", {"trial": trial})
