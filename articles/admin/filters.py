"""Filters of the list of stories: by their state, and by whose they are."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staff.models import user_of

from ..models import Article, Edition
from ..models.article import ArticleQuerySet
from ..workflow import State


class StateFilter(admin.SimpleListFilter):
    """The state of a story. Spiked stories are listed only when asked for."""

    title = gettext_lazy("Status")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(State.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        state = self.value()
        stories = cast(ArticleQuerySet, queryset)
        if state == State.SPIKED:
            return stories.filter(spiked_at__isnull=False)
        stories = stories.not_trashed()
        return filter_by_state(stories, state) if state else stories


def filter_by_state(stories: QuerySet[Article], state: str) -> QuerySet[Article]:
    """Keep the stories in a state; a live one whose new text is in review counts for both."""
    now = timezone.now()
    # Live stories are many, so each row is tested by a subquery; what is pending or withdrawn is
    # few, and gathered first.
    live = Q(Exists(Edition.objects.live(now).filter(article=OuterRef("pk"))))
    pending = Q(pk__in=Edition.objects.pending(now).filter(is_notice=False).values("article_id"))
    if state == State.LIVE:
        return stories.filter(live)
    if state == State.SCHEDULED:
        return stories.filter(pending & ~live)
    if state == State.WITHDRAWN:
        unavailable = Edition.objects.unavailable_at(now).values_list("article_id", flat=True)
        was_public = Q(Exists(Edition.objects.public(now).filter(article=OuterRef("pk"))))
        # Fetched as keys: as a subquery, PostgreSQL would compare it with every story.
        return stories.filter(Q(pk__in=set(unavailable)) & was_public & ~live & ~pending)
    if state == State.DRAFT:
        return stories.filter(is_out=False, status=Article.Status.DRAFT)
    if state in Article.Status.values:
        return stories.filter(status=state)
    return stories.none()


class MineFilter(admin.SimpleListFilter):
    title = gettext_lazy("Whose")
    parameter_name = "mine"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("My stories")), ("assigned", _("Assigned to me"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        if self.value() == "yes":
            return cast(ArticleQuerySet, queryset).by_or_assigned_to(user_of(request))
        if self.value() == "assigned":
            return queryset.filter(assignee=user_of(request))
        return queryset
