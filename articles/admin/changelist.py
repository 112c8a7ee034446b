"""The list of stories at the desk: its columns, its views, and its bulk actions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from staff.models import user_of
from vocabulary.uncounted_lists import UncountedChangeList, UncountedPaginator
from vocabulary.visible_admin import VisibleAdmin

from .. import workflow
from ..models import Article
from ..models.article import ArticleQuerySet
from ..story_choices import search_choices
from ..workflow import ActionRefused
from ..workflow.state import attach_story_states
from .filters import MineFilter, StateFilter

_VIEWS = [
    ("in_review", gettext_lazy("In review")),
    ("ready", gettext_lazy("Ready")),
    ("scheduled", gettext_lazy("Scheduled")),
    ("live", gettext_lazy("Live")),
    ("spiked", gettext_lazy("Spiked")),
]


class StoryChangeList(UncountedChangeList):
    """The list of stories, with the state of each, read off its editions in one query."""

    def loaded(self, rows: QuerySet[Article]) -> QuerySet[Article]:
        """Load what the columns show, without the text of the stories."""
        stories = super().loaded(rows).defer("body")
        return stories.prefetch_related(
            "bylines__author", "lead_photo__renditions", "presences__user"
        )

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        attach_story_states(self.result_list, timezone.now())


class StoryListAdmin(VisibleAdmin):
    """The columns and filters of the list of stories, and the actions on those that are ticked."""

    list_display = ["picture", "story", "state", "age", "people"]
    list_display_links = None
    list_filter = [StateFilter, MineFilter, "section", "kind"]
    list_select_related = ["section", "lead_photo", "created_by", "assignee"]
    list_per_page = 50
    search_fields = ["headline"]  # shows the box; `matching` does the search
    search_help_text = gettext_lazy("Search headlines, kickers and bylines.")
    ordering = ["-changed_at", "-pk"]
    show_full_result_count = False
    paginator = UncountedPaginator
    actions = ["submit_stories", "approve_stories", "publish_stories", "spike_stories"]

    def has_submit_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.submit_article")

    def has_approve_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.approve_article")

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.publish_article")

    def has_spike_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.spike_article")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return StoryChangeList

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        changelist = super().get_changelist_instance(request)
        changelist.title = _("Stories")
        return changelist

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Article], search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        stories, words = cast(ArticleQuerySet, queryset), search_term.split()
        if request.resolver_match and request.resolver_match.url_name == "autocomplete":
            found = search_choices(stories, user_of(request), words)
            return found.not_trashed().defer("body"), False
        return stories.matching(words), False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        queries = [
            (_("All"), ""),
            (_("My stories"), "?mine=yes"),
            *((label, f"?state={state}") for state, label in _VIEWS),
        ]
        here = f"?{request.GET.urlencode()}" if request.GET else ""
        views = [(label, query or "?", query == here) for label, query in queries]
        return super().changelist_view(request, {"views": views, **(extra_context or {})})

    @admin.display(description=gettext_lazy("Photo"))
    def picture(self, article: Article) -> SafeString:
        return _render_cell("picture", article)

    @admin.display(description=gettext_lazy("Story"), ordering="headline")
    def story(self, article: Article) -> SafeString:
        return _render_cell("story", article)

    @admin.display(description=gettext_lazy("Status"))
    def state(self, article: Article) -> SafeString:
        return _render_cell("state", article)

    @admin.display(description=gettext_lazy("When"), ordering="changed_at")
    def age(self, article: Article) -> SafeString:
        return _render_cell("age", article)

    @admin.display(description=gettext_lazy("Assigned to"))
    def people(self, article: Article) -> SafeString:
        return _render_cell("people", article)

    @admin.action(description=gettext_lazy("Submit for review"), permissions=["submit"])
    def submit_stories(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self._run_on_each(request, queryset, workflow.submit)

    @admin.action(description=gettext_lazy("Approve"), permissions=["approve"])
    def approve_stories(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self._run_on_each(request, queryset, workflow.approve)

    @admin.action(description=gettext_lazy("Publish now"), permissions=["publish"])
    def publish_stories(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self._run_on_each(request, queryset, workflow.publish)

    @admin.action(description=gettext_lazy("Spike"), permissions=["spike"])
    def spike_stories(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self._run_on_each(request, queryset, workflow.spike)

    def _run_on_each(
        self, request: HttpRequest, stories: QuerySet[Article], action: Callable[..., Any]
    ) -> None:
        """Run the same workflow action on each story; report the refusals, each reason once."""
        done = 0
        refusals: dict[str, list[Article]] = defaultdict(list)
        for story in stories:
            try:
                action(story, by=user_of(request), version=story.version)
            except ActionRefused as refused:
                refusals[str(refused)].append(story)
            else:
                done += 1
        if refusals:
            messages.error(request, _format_refusals(refusals))
        if done:
            sentence = ngettext("%(act)s: %(n)s story.", "%(act)s: %(n)s stories.", done)
            words = {"act": workflow.RULES[action.__name__].done, "n": done}
            messages.success(request, sentence % words)


def _format_refusals(refusals: dict[str, list[Article]]) -> SafeString:
    """Say how many stories were not changed, and for each reason which; the commonest first."""
    total = sum(map(len, refusals.values()))
    head = ngettext("%(n)d story was not changed.", "%(n)d stories were not changed.", total)
    reasons = sorted(refusals.items(), key=lambda pair: -len(pair[1]))
    rows = ((reason, _format_links(stories)) for reason, stories in reasons)
    listed = format_html_join("", "<li>{} <span>{}</span></li>", rows)
    return format_html("<strong>{}</strong><ul>{}</ul>", head % {"n": total}, listed)


def _format_links(stories: list[Article]) -> SafeString:
    rows = ((reverse("admin:articles_article_change", args=[each.pk]), each) for each in stories)
    return format_html_join(", ", '<a href="{}"><bdi>{}</bdi></a>', rows)


def _render_cell(name: str, article: Article) -> SafeString:
    return render_to_string(f"desk/cell_{name}.html", {"story": article, "now": timezone.now()})
