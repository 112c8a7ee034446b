"""Every kind of page, of readers and of the desk, and what is asked for every few seconds.

A page is named for its kind, so that the same kind can be asked of another paper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
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

NOWHERE = "nosuchword"  # a search that reads all there is, if anything does
DEEP = 20  # a page of a list that 1,000 stories still have
Sent = dict[str, object]


@dataclass(frozen=True)
class Page:
    """A page to ask for, or something else to have done; what it writes is taken back."""

    kind: str
    path: str = ""
    by: User | None = None
    sent: Callable[[Client], Sent] | None = None
    act: Callable[[datetime], None] | None = None


def pages_of(search: str) -> Iterator[Page]:
    """Name one page of each kind.

    Raises: CommandError, when the paper has no live story.
    """
    now = timezone.now()
    newest = Edition.objects.listed(now).newest_first().select_related("section").first()
    if newest is None:
        raise CommandError("The paper has no live story; `make demo` makes a thousand.")
    yield from readers_pages(newest, search, now)
    editor = User.objects.with_perm("articles.edit_all_copy").filter(is_staff=True).first()
    if editor:
        yield from desk_pages(editor, search)
        yield from story_pages(editor, newest.article)
        yield from library_pages(editor, search)
    for person in who_see_their_own():
        for kind, there in (("desk", "index"), ("stories", "articles_article_changelist")):
            yield Page(f"{kind}, as {person}", reverse(f"admin:{there}"), person)
    yield Page("the round of a minute", act=periodic.every_minute)
    yield Page("the round of a day", act=periodic.every_day)


def readers_pages(newest: Edition, search: str, now: datetime) -> Iterator[Page]:
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
    yield Page("search, nothing found", f"/search/?q={NOWHERE}")
    yield Page("search, suggestions", f"/search/suggest?q={search[:3]}")
    for path in ("/feed.rss", "/feed.json", "/sitemap.xml", "/news-sitemap.xml", "/record.json"):
        yield Page(path[1:], path)
    yield Page("an address that is not there", "/no/such/page/")
    yield Page("breaking", "/breaking")


def _list(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def desk_pages(by: User, search: str) -> Iterator[Page]:
    """Name the desk's first page, and the list of stories in every way it is looked at."""
    section = Article.objects.values_list("section", flat=True).first()
    size = admin.site.get_model_admin(Article).list_per_page
    last = min(Article.objects.not_trashed().count(), MOST_ROWS) // size
    ways = {
        "": "",
        "next page": "p=2",
        "far down": f"p={DEEP}",
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
        "searched, nothing found": f"q={NOWHERE}",
        "withdrawn, searched": f"q={search}&state=withdrawn",
    }
    yield Page("desk", reverse("admin:index"), by)
    for name, query in ways.items():
        kind = f"stories, {name}" if name else "stories"
        yield Page(kind, f"{_list(Article)}?{query}", by)
    find = reverse("admin:find")
    yield Page("find", f"{find}?q={search}", by)
    yield Page("find, nothing found", f"{find}?q={NOWHERE}", by)


def story_pages(by: User, live: Article) -> Iterator[Page]:
    """Name what is asked about one story: a live one, and a draft of the editor's own."""
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
        typed = _typed(form)
        yield Page(f"{kind}, autosave", reverse("admin:story_autosave", args=[story.pk]), by, typed)
        there = reverse("admin:story_presence", args=[story.pk])
        yield Page(f"{kind}, presence", there, by, _beat(story))


def _typed(form: str) -> Callable[[Client], Sent]:
    """Send what the form of a story holds, with a word more each time."""

    def sent(client: Client) -> Sent:
        page = html.fromstring(client.get(form, secure=True).content)
        [found] = [each for each in page.forms if "headline" in each.fields]
        held = {name: value for name, value in found.form_values() if not name.startswith("_")}
        return {**held, "standfirst": f"{held.get('standfirst', '')} {uuid4().hex[:6]}"}

    return sent


def _beat(story: Article) -> Callable[[Client], Sent]:
    window = {"page": str(uuid4()), "version": story.version}
    return lambda client: window


def library_pages(by: User, search: str) -> Iterator[Page]:
    """Name the lists of what stories are made of, and what their form asks for while typing."""
    ways = {
        "": "",
        "next page": "p=2",
        "searched": f"q={search}",
        "searched, nothing found": f"q={NOWHERE}",
        "in the trash": "trash=yes",
    }
    own = {
        Photo: {
            "papers missing": "rights=papers",
            "rights end soon": "rights=soon",
            "may be shown": "rights=usable",
            "brought in by me": "brought=me",
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
            yield Page(kind, f"{_list(model)}?{query}", by)
    photo = Photo.objects.not_trashed().order_by("-pk").first()
    if photo:
        there = reverse("admin:photos_photo_change", args=[photo.pk])
        yield Page("photo, form", there, by)
    picker = reverse("admin:photos_picker")
    choices = reverse("admin:sources_choices")
    stories = reverse("admin:story_links")
    for name, asked in (("", ""), (", searched", search), (", nothing found", NOWHERE)):
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
    for app, model, field in fields:
        query = f"app_label={app}&model_name={model}&field_name={field}"
        for name, term in (("", search[:4]), (", nothing found", NOWHERE)):
            yield Page(f"choice of {field}{name}", f"{complete}?{query}&term={term}", by)


def who_see_their_own() -> list[User]:
    """Return one person of each group who sees no copy but their own."""
    found = {}
    for user in User.objects.filter(is_staff=True).prefetch_related("groups").order_by("pk"):
        if user.has_perm("articles.view_article") and not user.has_perm("articles.see_all_copy"):
            found.setdefault(tuple(group.pk for group in user.groups.all()), user)
    return list(found.values())
