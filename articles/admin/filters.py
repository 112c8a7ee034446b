"""Filters of the list of stories: where they stand, and whose they are."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Article, Edition
from ..workflow import State


class StateFilter(admin.SimpleListFilter):
    """Where a story stands. Spiked stories are listed only when asked for."""

    title = gettext_lazy("State")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return list(State.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        state = self.value()
        if state == State.SPIKED:
            return queryset.filter(spiked_at__isnull=False)
        return narrowed(queryset.not_trashed(), state) if state else queryset.not_trashed()


def narrowed(stories: QuerySet[Article], state: str) -> QuerySet[Article]:
    """Keep the stories in a state; a live one whose new text is in review counts for both."""
    now = timezone.now()
    # Of live stories there are many: each row of the page is asked. What is pending or was taken
    # from readers is few, and gathered.
    live = Q(Exists(Edition.objects.live(now).filter(article=OuterRef("pk"))))
    pending = Q(pk__in=Edition.objects.pending(now).filter(is_notice=False).values("article_id"))
    if state == State.LIVE:
        return stories.filter(live)
    if state == State.SCHEDULED:
        return stories.filter(pending & ~live)
    if state == State.WITHDRAWN:
        taken = Edition.objects.unavailable_at(now).values_list("article_id", flat=True)
        been = Q(Exists(Edition.objects.public(now).filter(article=OuterRef("pk"))))
        # By number: as a part of the question, PostgreSQL compares it with all the stories.
        return stories.filter(Q(pk__in=set(taken)) & been & ~live & ~pending)
    if state == State.DRAFT:
        return stories.filter(is_out=False, status=Article.Status.DRAFT)
    if state in Article.Status.values:
        return stories.filter(status=state)
    return stories.none()


class MineFilter(admin.SimpleListFilter):
    title = gettext_lazy("Whose")
    parameter_name = "mine"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", _("Mine")), ("assigned", _("Assigned to me"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        if self.value() == "yes":
            return queryset.by_or_assigned_to(request.user)
        if self.value() == "assigned":
            return queryset.filter(assignee=request.user)
        return queryset
