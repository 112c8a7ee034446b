"""Every kind of page, public and at the desk, and what the desk's scripts post while open.

A page is named for its kind, so that the same kind can be measured on another site.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.contrib import admin
from django.core.management.base import CommandError
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from articles.models import Article, Edition, EditionByline, EditionSource, EditionTopic
from articles.workflow import State
from authors.models import Author
from photos.models import Photo
from sources.models import Source
from staff.models import User
from vocabulary.spans import format_cursor
from vocabulary.uncounted_lists import MOST_ROWS

from .. import periodic

NO_MATCH = "nosuchword"  # the slowest search: it has to read everything
DEEP_PAGE = 20  # 1,000 stories fill that many pages of a list
FormData = dict[str, object]


@dataclass(frozen=True)
class Page:
    """A page to request, or an action to run; what it writes is rolled back.

    Attributes:
        user: who is logged in; None for a reader.
        form_data: returns what is posted; None for a GET request.
    """

    kind: str
    path: str = ""
    user: User | None = None
    form_data: Callable[[Client], FormData] | None = None
    action: Callable[[datetime], None] | None = None

    @property
    def writes(self) -> bool:
        return bool(self.form_data or self.action)


def list_pages(search: str) -> Iterator[Page]:
    """List one page of each kind.

    Raises: CommandError, when there is no live story.
    """
    now = timezone.now()
    newest = Edition.objects.listed(now).newest_first().select_related("section").first()
    if newest is None:
        raise CommandError("There is no live story; `make demo` adds a thousand.")
    yield from list_public_pages(newest, search, now)
    editor = User.objects.with_perm("articles.edit_all_copy").filter(is_staff=True).first()
    if editor:
        yield from list_desk_pages(editor, search)
        yield from list_story_pages(editor, newest.article)
        yield from list_library_pages(editor, search)
    for person in find_restricted_users():
        for kind, there in (("desk", "index"), ("stories", "articles_article_changelist")):
            yield Page(f"{kind}, as {person}", reverse(f"admin:{there}"), person)
    yield Page("jobs of every minute", action=periodic.run_every_minute)
    yield Page("jobs of every day", action=periodic.run_every_day)


def list_public_pages(newest: Edition, search: str, now: datetime) -> Iterator[Page]:
    listed = Edition.objects.listed(now)
    section = newest.section.get_absolute_url()
    middle = now - timedelta(days=1000)
    old = listed.filter(first_live_at__lt=middle).newest_first().first() or newest
    yield Page("home", "/")
    yield Page("home, as it was", f"/?at={middle:%Y-%m-%dT%H:%M:%SZ}")
    yield Page("section", section)
    yield Page(
        "section, far down", f"{section}?before={format_cursor(old.first_live_at, old.article_id)}"
    )
    yield Page("story", newest.get_absolute_url())
    yield Page("story, an old one", old.get_absolute_url())
    for rows, noun in (
        (EditionByline, "author"),
        (EditionSource, "source"),
        (EditionTopic, "topic"),
    ):
        row = rows.objects.listed(now).newest_first().select_related(noun).first()
        if row is not None:
            yield Page(noun, getattr(row, noun).get_absolute_url())
    gone = Author.objects.filter(status=Author.Status.FORMER, edition_rows__isnull=False)
    if author := gone.first():
        yield Page("author who has left", author.get_absolute_url())
    yield Page("archive", "/archive/")
    yield Page("archive, a year", f"/archive/{old.dated_on:%Y}/")
    yield Page("archive, a month", f"/archive/{old.dated_on:%Y/%m}/")
    yield Page("archive, a day", f"/archive/{newest.dated_on:%Y/%m/%d}/")
    yield Page("search", f"/search/?q={search}")
    yield Page("search, nothing found", f"/search/?q={NO_MATCH}")
    yield Page("search, suggestions", f"/search/suggest?q={search[:3]}")
    for path in ("/feed.rss", "/feed.json", "/sitemap.xml", "/news-sitemap.xml", "/record.json"):
        yield Page(path[1:], path)
    yield Page("an address that is not there", "/no/such/page/")
    yield Page("breaking", "/breaking")


def _changelist_url(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def list_desk_pages(by: User, search: str) -> Iterator[Page]:
    """List the desk's first page, and the list of stories with every filter and order."""
    section = Article.objects.values_list("section", flat=True).first()
    size = admin.site.get_model_admin(Article).list_per_page
    last = min(Article.objects.not_trashed().count(), MOST_ROWS) // size
    ways = {
        "": "",
        "next page": "p=2",
        "far down": f"p={DEEP_PAGE}",
        "the last page there is": f"p={max(last, 1)}",
        **{str(label).lower(): f"state={state}" for state, label in State.choices},
        "mine": "mine=yes",
        "assigned to me": "mine=assigned",
        "my drafts": "mine=yes&state=draft",
        "a section": f"section__id__exact={section}",
        "live in a section": f"section__id__exact={section}&state=live",
        "drafts of a section": f"section__id__exact={section}&state=draft",
        "a kind": "kind__exact=news",
        "a rare kind": f"kind__exact={Article.Kind.SPONSORED}",
        "by headline": "o=2",
        "by change, oldest first": "o=4",
        "searched": f"q={search}",
        "searched, nothing found": f"q={NO_MATCH}",
        "withdrawn, searched": f"q={search}&state=withdrawn",
    }
    yield Page("desk", reverse("admin:index"), by)
    for name, query in ways.items():
        kind = f"stories, {name}" if name else "stories"
        yield Page(kind, f"{_changelist_url(Article)}?{query}", by)
    find = reverse("admin:find")
    yield Page("find", f"{find}?q={search}", by)
    yield Page("find, nothing found", f"{find}?q={NO_MATCH}", by)


def list_story_pages(by: User, live: Article) -> Iterator[Page]:
    """List the pages of one story: a live one, and a draft of the editor's own."""
    drafts = Article.objects.not_trashed().filter(created_by=by, status=Article.Status.DRAFT)
    draft = drafts.filter(editions=None).order_by("-changed_at").first()
    yield Page("new story", reverse("admin:articles_article_add"), by)
    for kind, story in (("live story", live), ("draft", draft)):
        if story is None:
            continue
        form = reverse("admin:articles_article_change", args=[story.pk])
        yield Page(f"{kind}, form", form, by)
        yield Page(f"{kind}, history", reverse("admin:story_history", args=[story.pk]), by)
        yield Page(f"{kind}, preview", reverse("admin:story_preview", args=[story.pk]), by)
        yield Page(f"{kind}, people to tell", reverse("admin:story_people", args=[story.pk]), by)
        there = reverse("admin:story_autosave", args=[story.pk])
        yield Page(f"{kind}, autosave", there, by, _fill_in(form))
        there = reverse("admin:story_presence", args=[story.pk])
        yield Page(f"{kind}, presence", there, by, _report_presence(story))


def _fill_in(form: str) -> Callable[[Client], FormData]:
    """Return a function that reads a story's form and changes its standfirst."""

    def read_form(client: Client) -> FormData:
        page: Any = html.fromstring(client.get(form, secure=True).content)  # the stub has no forms
        [found] = [each for each in page.forms if "headline" in each.fields]
        held = {name: value for name, value in found.form_values() if not name.startswith("_")}
        return {**held, "standfirst": f"{held.get('standfirst', '')} {uuid4().hex[:6]}"}

    return read_form


def _report_presence(story: Article) -> Callable[[Client], FormData]:
    window = {"form_id": str(uuid4()), "version": story.version}
    return lambda client: window


def list_library_pages(by: User, search: str) -> Iterator[Page]:
    """List the photos, authors and sources, and what the story form looks up while typing."""
    ways = {
        "": "",
        "next page": "p=2",
        "searched": f"q={search}",
        "searched, nothing found": f"q={NO_MATCH}",
        "in the trash": "trash=yes",
    }
    own = {
        Photo: {
            "missing details": "status=incomplete",
            "rights expire soon": "status=expiring",
            "ready to use": "status=usable",
            "uploaded by me": "uploaded=me",
        },
        Author: {"to check": "checked=no", "have left": "status__exact=former"},
        Source: {"people": "kind__exact=person"},
    }
    for model, more in own.items():
        plural = model._meta.verbose_name_plural
        if not admin.site.get_model_admin(model):
            continue
        for name, query in {**ways, **more}.items():
            kind = f"{plural}, {name}" if name else str(plural)
            yield Page(kind, f"{_changelist_url(model)}?{query}", by)
    photo = Photo.objects.not_trashed().order_by("-pk").first()
    if photo:
        there = reverse("admin:photos_photo_change", args=[photo.pk])
        yield Page("photo, form", there, by)
    picker = reverse("admin:photos_picker")
    choices = reverse("admin:sources_choices")
    stories = reverse("admin:story_links")
    for name, asked in (("", ""), (", searched", search), (", nothing found", NO_MATCH)):
        yield Page(f"photo picker{name}", f"{picker}?q={asked}", by)
        yield Page(f"choice of sources{name}", f"{choices}?q={asked}", by)
        yield Page(f"choice of stories to link{name}", f"{stories}?q={asked}", by)
    fields = (
        ("articles", "relatedstory", "other"),
        ("articles", "byline", "author"),
        ("articles", "citation", "source"),
        ("articles", "article", "lead_photo"),
        ("articles", "articletopic", "tag"),
    )
    complete = reverse("admin:autocomplete")
    for app, name, field in fields:
        query = f"app_label={app}&model_name={name}&field_name={field}"
        for words, term in (("", search[:4]), (", nothing found", NO_MATCH)):
            yield Page(f"choice of {field}{words}", f"{complete}?{query}&term={term}", by)


def find_restricted_users() -> list[User]:
    """Return one user of each group whose members see only their own stories."""
    found: dict[tuple[int, ...], User] = {}
    for user in User.objects.filter(is_staff=True).prefetch_related("groups").order_by("pk"):
        if user.has_perm("articles.view_article") and not user.has_perm("articles.see_all_copy"):
            found.setdefault(tuple(group.pk for group in user.groups.all()), user)
    return list(found.values())
