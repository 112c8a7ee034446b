"""Every route of the desk, by everybody, with every object: nobody reads what is not theirs.

The paper's words hold a marker each; the table below says by hand who may read which. A walk asks
for every address with every object, sends every form empty, sets every filter, and searches all
that comes back. Slow: thousands of requests.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.db import models, transaction
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from articles import workflow
from articles.admin import text_diff
from articles.models import Article, Byline, Citation, RelatedStory, Topic
from articles.story_choices import choosable_stories
from authors.models import Author
from desk import choices
from desk.models import Commission, Mention, ShareLink
from desk.story import panels, preview
from desk.story.notes import post_note
from photos.models import Photo
from sources.models import Source
from tests import desk_guard
from tests.factories import (
    make_article,
    make_author,
    make_live,
    make_photo,
    make_section,
    make_source,
    make_topic,
    make_user,
)
from vocabulary import visibility
from vocabulary.visible_admin import VisibleAdmin, VisibleRows

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HOUR = timedelta(hours=1)

PUBLIC = {"live", "live_source", "live_topic", "live_author", "live_photo"}
STORIES = {"draft", "scheduled", "correction", "spiked", "note", "hidden_topic", "brief"}
SOURCES = {"source", "insider"}
# By hand: what each group may read at the desk besides what readers have.
MAY_READ: dict[str, set[str]] = {
    "": set(),  # logged in, in no group
    "Contributors": {"own", "assigned"},
    "Reporters": {"own", "assigned", "author", "photo", *SOURCES},
    "Editors": {"own", "assigned", "author", "photo", *SOURCES, *STORIES},
    "Photo desk": {"photo", *SOURCES},
    "Staff managers": {"author", "photo"},
    "Administrators": {"own", "assigned", "author", "photo", *SOURCES, *STORIES},
}


# By hand: the filters of each list, by the names Django gives them in an address.
DECLARED: dict[str, set[str]] = {
    "articles/article": {"section__id__exact", "section__isnull", "kind__exact", "kind__isnull"},
    "articles/houserule": {"state", "state__isnull", "severity", "severity__isnull"},
    "authors/author": {"status", "status__isnull"},
    "photos/photo": {"licence", "licence__isnull"},
    "sources/source": {"kind", "kind__isnull", "confidential"},
    "staff/auditentry": {"kind", "kind__isnull", "at", "at__isnull", "at__gte", "at__lt"},
    "staff/user": {"groups", "groups__id__exact", "groups__isnull", "is_active"}
    | {"is_active__isnull"},
}
DECLARED["articles/article"] |= {"section", "kind"}


def word(name: str) -> str:
    """Return the marker of a thing: a word that stands nowhere else."""
    return "Zq" + name.replace("_", "")


@dataclass
class Paper:
    """One of everything, made by people who have since left, and what is the walker's own."""

    rows: dict[type[models.Model], list[models.Model]] = field(default_factory=dict)

    def add(self, row: models.Model) -> models.Model:
        self.rows.setdefault(type(row), []).append(row)
        return row


@pytest.fixture
def paper(roles) -> Paper:
    boss = make_user("boss", "Editors")
    made = Paper()
    world = made.add(make_section())
    author, live_author = make_author(word("author")), make_author(word("live_author"))
    photo = make_photo(word("photo"), alt="", caption=word("photo"))
    live_photo = make_photo(word("live_photo"))
    source, insider = make_source(word("source")), make_source(word("insider"))
    live_source = make_source(word("live_source"))
    hidden_topic, live_topic = make_topic(word("hidden_topic")), make_topic(word("live_topic"))
    live = make_live(
        word("live"),
        section=world,
        lead_photo=live_photo,
        sources=[live_source],
        topics=[live_topic],
        authors=[live_author],
    )
    story = live.article
    Citation.objects.create(
        article=story, source=insider, terms="anonymous", shown_as="an official"
    )
    Article.objects.filter(pk=story.pk).update(headline=word("correction"), created_by=boss)
    draft = make_article(word("draft"), section=world, created_by=boss, lead_photo=photo)
    draft.topics.add(hidden_topic)
    Byline.objects.create(article=draft, author=author)
    Citation.objects.create(article=draft, source=source)
    scheduled = make_article(word("scheduled"), section=world, created_by=boss)
    workflow.schedule(scheduled, by=boss, at=timezone.now() + HOUR)
    spiked = make_article(word("spiked"), created_by=boss, spiked_at=timezone.now())
    note = post_note(draft, by=boss, text=word("note"), to=[])
    brief = Commission.objects.create(article=draft, brief=word("brief"))
    link = ShareLink.objects.create(article=draft, made_by=boss, expires_at=timezone.now() + HOUR)
    for row in (author, live_author, photo, live_photo, source, insider, live_source):
        made.add(row)
    for row in (hidden_topic, live_topic, story, draft, scheduled, spiked, note, brief, link):
        made.add(row)
    return made


def add_own(paper: Paper, user) -> None:
    """Give the walker a story, and one that is assigned to them; an editor pointed to others."""
    by_name = {str(story): story for story in paper.rows[Article]}
    draft = by_name[word("draft")]
    own = make_article(word("own"), created_by=user, translation_of=draft)
    RelatedStory.objects.create(article=own, other=draft)
    paper.add(own)
    paper.add(make_article(word("assigned"), assignee=user))
    post_note(draft, by=draft.created_by, text=word("note"), to=[user])


def routes(patterns=None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Give every route below the admin, with its pattern's text."""
    if patterns is None:
        [patterns] = [
            each.url_patterns
            for each in get_resolver().url_patterns
            if isinstance(each, URLResolver) and each.namespace == "admin"
        ]
    for each in patterns:
        text = f"{before}{each.pattern}"
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, text)
        else:
            yield text, each


def model_of(text: str) -> type[models.Model]:
    """Return the model a route is about: that of its first two parts, else stories."""
    known = {
        f"{model._meta.app_label}/{model._meta.model_name}/": model
        for model in admin.site._registry
    }
    return next((model for start, model in known.items() if text.startswith(start)), Article)


def addresses(paper: Paper) -> Iterator[str]:
    """Give every address of the desk with every object it can be asked for."""
    for text, pattern in routes():
        if "<" not in text and "(" not in text:
            yield f"/admin/{text}"
            continue
        if not pattern.name:
            continue
        if pattern.name == "view_on_site":
            for model, rows in paper.rows.items():
                kind = ContentType.objects.get_for_model(model).pk
                yield from (f"/admin/r/{kind}/{row.pk}/" for row in rows)
            continue
        names = list(pattern.pattern.converters)
        for row in paper.rows.get(model_of(text), []):
            values = dict.fromkeys(names, row.pk)
            values |= {name: 1 for name in names if name in ("number", "review", "link")}
            values |= {"name": "r/x.jpg"} if "name" in names else {}
            values |= {"app_label": "articles"} if "app_label" in names else {}
            try:
                yield reverse(f"admin:{pattern.name}", kwargs=values)
            except NoReverseMatch:
                continue


def filters() -> Iterator[str]:
    """Give every list with every field and relation of its model as a filter."""
    for model in admin.site._registry:
        app, name = model._meta.app_label, model._meta.model_name
        there = reverse(f"admin:{app}_{name}_changelist")
        for each in model._meta.get_fields(include_hidden=True):
            for lookup in ("", "__id__exact", "__isnull", "__startswith"):
                yield f"{there}?{each.name}{lookup}=1"
        yield f"{there}?q=Zq"


def completions(paper: Paper) -> Iterator[str]:
    """Ask every field that points somewhere what it offers."""
    there = reverse("admin:autocomplete")
    wanted = {*admin.site._registry, RelatedStory, Byline, Citation}
    for model in wanted:
        for each in model._meta.get_fields(include_hidden=True):
            if each.is_relation and getattr(each, "name", None):
                meta = model._meta
                query = f"app_label={meta.app_label}&model_name={meta.model_name}"
                yield f"{there}?{query}&field_name={each.name}&term=Zq"
    yield f"{reverse('admin:story_links')}?q=Zq"
    for story in paper.rows[Article]:
        yield f"{reverse('admin:story_links')}?id={story.pk}"
        yield f"{reverse('admin:story_preview', args=[story.pk])}?at=2100-01-01T00:00"
    yield f"{reverse('admin:find')}?q=Zq"
    for model, name in ((Photo, "photos_picker"), (Source, "sources_choices")):
        yield f"{reverse(f'admin:{name}')}?q=Zq"
        yield f"{reverse(f'admin:{name}')}?" + "&".join(f"id={row.pk}" for row in paper.rows[model])


def forms(paper: Paper) -> Iterator[tuple[str, dict[str, object]]]:
    """Send forms of stories, with every number a field could take."""
    numbers = {
        "translation_of": [row.pk for row in paper.rows[Article]],
        "lead_photo": [row.pk for row in paper.rows[Photo]],
    }
    parts = {
        "picked-0-other": [row.pk for row in paper.rows[Article]],
        "bylines-0-author": [row.pk for row in paper.rows[Author]],
        "citations-0-source": [row.pk for row in paper.rows[Source]],
    }
    empty = {
        f"{part}-{count}_FORMS": 0
        for part in ("bylines", "citations", "picked")
        for count in ("TOTAL", "INITIAL")
    }
    marks = "".join(f'<figure data-photo="{row.pk}"></figure>' for row in paper.rows[Photo])
    marks += "".join(
        f'<p><span data-source="{row.pk}" data-attribution="quotation">“Yes.”</span></p>'
        for row in paper.rows[Source]
    )
    for story in paper.rows[Article]:
        base = {"version": story.version, "headline": "Typed", "section": story.section_id}
        base |= {"kind": "news", "language": "en", "body": "<p>Typed.</p>", **empty}
        sent: list[dict[str, object]] = [base, {**base, "body": marks}, {**base, "language": "?"}]
        sent += [{**base, name: pk} for name, keys in numbers.items() for pk in keys]
        late = {**base, "version": story.version + 1}  # is shown beside what is stored
        sent += [{**late, "translation_of": pk} for pk in numbers["translation_of"]]
        for name, keys in parts.items():
            part = name.partition("-")[0]
            counts = {f"{part}-TOTAL_FORMS": 1, f"{part}-0-position": 0}
            sent += [{**base, **counts, name: pk} for pk in keys]
        for name in ("articles_article_change", "story_autosave", "story_preview", "copydesk"):
            yield from ((reverse(f"admin:{name}", args=[story.pk]), fields) for fields in sent)


class Walker:
    """Asks as one person, and notes each marker that comes back and should not."""

    def __init__(self, user, group: str) -> None:
        self.client = Client(raise_request_exception=False)
        if user is not None:
            self.client.force_login(user)
        allowed = PUBLIC | MAY_READ[group]
        everything = PUBLIC.union(*MAY_READ.values())
        self.hidden = {word(name).lower() for name in everything - allowed}
        self.leaks: list[tuple[str, str]] = []
        self.answers: Counter[int] = Counter()

    def filter(self, address: str) -> None:
        """Set a filter: one that the list does not declare must not be taken."""
        self.get(address)
        name, _, lookup = address.removeprefix("/admin/").partition("/?")
        asked = lookup.partition("=")[0]
        if asked != "q" and asked not in DECLARED.get(name, set()) and self.last == (200, False):
            self.leaks.append((address, "a filter that is not declared"))

    def get(self, address: str) -> None:
        self._look(address, lambda: self.client.get(address, follow=True))

    def post(self, address: str, fields: dict[str, object]) -> None:
        self._look(address, lambda: self.client.post(address, fields, follow=True))

    def _look(self, address: str, ask) -> None:
        with transaction.atomic():
            answer = ask()
            transaction.set_rollback(True)
        self.answers[answer.status_code] += 1
        content = b"".join(answer) if answer.streaming else answer.content
        text = unescape(content.decode(errors="replace")).lower()
        last = answer.redirect_chain[-1][0] if answer.redirect_chain else ""
        self.last = (answer.status_code, bool(answer.redirect_chain))
        text = f"{text} {last.lower()}"
        self.leaks += [(address, found) for found in self.hidden if found in text]


def walk(paper: Paper, walker: Walker, *, posts: bool = True) -> Walker:
    for address in [*addresses(paper), *completions(paper)]:
        if "logout" not in address:
            walker.get(address)
    for address in filters():
        walker.filter(address)
    if posts:
        for address in addresses(paper):
            if "logout" not in address:
                walker.post(address, {"post": "yes"})
        for address, fields in forms(paper):
            walker.post(address, fields)
    return walker


def begin(paper: Paper, group: str) -> Walker:
    user = make_user("walker", *([group] if group else []))
    if group in ("Contributors", "Reporters", "Editors"):
        add_own(paper, user)
    return Walker(user, group)


@pytest.mark.parametrize("group", MAY_READ)
def test_nobody_reads_what_is_not_theirs(paper, group) -> None:
    walker = walk(paper, begin(paper, group))
    print(group or "no group", sum(walker.answers.values()), dict(walker.answers))
    assert walker.leaks == []
    assert sum(walker.answers.values()) > 1000
    assert not any(status >= 500 for status in walker.answers)


def test_a_stranger_reads_nothing(paper) -> None:
    walker = walk(paper, Walker(None, ""))
    print("stranger", sum(walker.answers.values()), dict(walker.answers))
    assert walker.leaks == []


def test_everybody_reads_what_is_theirs(paper) -> None:
    """A walk that finds nothing because nothing is shown would prove nothing."""
    for group, wanted in MAY_READ.items():
        walker = Walker(make_user("", group), "")
        for address in [*addresses(paper), *completions(paper)]:
            if "logout" not in address:
                walker.get(address)
        found = {marker for _address, marker in walker.leaks}
        here = {word(name).lower() for name in wanted - {"own", "assigned"}}
        assert here <= found, (group, here - found)


# --- ten holes, each found ------------------------------------------------------------------------


def _through(request, content_type_id, object_id):
    return shortcut(request, content_type_id, object_id)


def _plant_shortcut(patch) -> None:
    patch.setattr(choices, "shortcut", shortcut, raising=False)
    patch.setattr(choices.view_on_site, "__code__", _through.__code__)


def _rule(model, patch) -> None:
    patch.setitem(visibility._rules, model, lambda rows, user: rows.all())


HOLES = {
    "stories without their rule": lambda patch: _rule(Article, patch),
    "topics without their rule": lambda patch: _rule(Topic, patch),
    "messages without their rule": lambda patch: _rule(Mention, patch),
    "django's own way to a page": _plant_shortcut,
    "filters over every relation": lambda patch: patch.setattr(
        VisibleAdmin, "lookup_allowed", lambda *args, **kwargs: True
    ),
    "lists of every row": lambda patch: patch.setattr(
        VisibleRows, "get_queryset", lambda self, request: self.model._default_manager.all()
    ),
    "comparisons of every row": lambda patch: [
        patch.setattr(text_diff, "offered_to", lambda model, user: model._default_manager.all()),
        patch.setattr(text_diff, "name_for", lambda row, user: str(row)),
    ],
    "names of every row": lambda patch: patch.setitem(
        visibility._choices, Article, (choosable_stories, lambda story, user: str(story))
    ),
    "panels of every story": lambda patch: patch.setattr(
        panels, "visible_to", lambda rows, user: rows
    ),
    "previews of the future": lambda patch: patch.setattr(
        preview, "min", lambda at, now: at, raising=False
    ),
}


@pytest.mark.parametrize("hole", HOLES)
def test_a_planted_hole_is_found(paper, monkeypatch, hole) -> None:
    walker = begin(paper, "Contributors")
    HOLES[hole](monkeypatch)
    with desk_guard.off():
        walk(paper, walker, posts=hole == "comparisons of every row")
    assert walker.leaks, hole
