"""Loads the demo newspaper: its rows first, then every story through the workflow."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone

from articles import search, workflow
from articles.editions import related
from articles.editions.snapshot import Boxes, load_for_printing
from articles.findings.read_story import read_story
from articles.findings.source_links import sync_source_links
from articles.models import (
    Article,
    ArticleTopic,
    Byline,
    Change,
    Citation,
    Edition,
    RelatedStory,
    Section,
    Topic,
)
from articles.workflow.bulk_publish import Backdated, publish_many
from articles.workflow.warnings import dismiss_warnings
from authors.models import Author
from fronts import placing
from fronts.models import Banner, Front
from fronts.slots import Size, Slot
from outlet.models import Outlet
from photos.intake import import_photos
from photos.models import Photo
from photos.renditions import make_many
from sources.models import Source
from staff.models import User
from staff.roles import write_roles
from vocabulary.spans import FOREVER

from . import content

# One user of each group: its group, full name, and the slug of its author.
LOGINS = {
    "contributor": ("Contributors", "Nadira Selouane", "nadira-selouane"),
    "reporter": ("Reporters", "Kofi Dunmarrow", "kofi-dunmarrow"),
    "editor": ("Editors", "Tomas Orrinfeld", "tomas-orrinfeld"),
    "photo": ("Photo desk", "Bea Mirolo-Pike", "bea-mirolo-pike"),
    "staff": ("Staff managers", "Signe Abbott", None),
    "admin": ("Administrators", "Marcus Vane", None),
}
PLACED: list[tuple[Size, str, str]] = [
    (Size.LEAD, "the-gate-that-should-have-closed", ""),
    (Size.MID, "council-buys-back-the-ferry-quays", ""),
    (
        Size.BIG,
        "ships-queue-nine-days-at-the-oram-strait",
        "Nine days at anchor, waiting for a man",
    ),
]
BREAKING = ("chair-steps-aside", "Barrier authority’s chair steps aside while inquiry runs")
SOURCE_FIELDS = ("name", "kind", "role", "country", "language", "url", "pronouns", "description")
AUTHOR_FIELDS = (
    *("name", "role", "short_bio", "pronouns", "places", "languages", "expertise"),
    *("email", "disclosures", "status"),
)
PHOTO_FIELDS = ("title", "caption", "alt", "credit", "focal_x", "focal_y")


class Loader:
    """Loads the demo into an empty database."""

    def __init__(self, report: Callable[[str], None], now: datetime | None = None) -> None:
        self.report = report
        self.now = now or timezone.now()
        self.paper = content.read_paper()
        self.users: dict[str, User] = {}
        self.articles: dict[str, Article] = {}
        self.editions: dict[str, Edition] = {}

    def load(self) -> None:
        """Load everything, what others refer to first. Call it in a transaction."""
        self.create_outlet()
        self.create_users()
        self.create_sources()
        self.import_photos()
        self.create_authors()
        stories = content.read_stories()
        for story in stories:
            self.create_article(story)
        for story in stories:
            self.relate(story)
        for story in stories:
            self.take_through_workflow(story)
        search.rebuild()
        self.fill_fronts()
        self.report(
            f"{len(stories)} stories, {len(self.authors)} authors, {len(self.photos)} pictures."
        )

    def create_outlet(self) -> None:
        metadata = dict(self.paper["outlet"])
        metadata |= metadata.pop("statements")
        Outlet.objects.update_or_create(pk=1, defaults=metadata)
        self.sections = {
            row["slug"]: Section.objects.create(position=position, **row)
            for position, row in enumerate(self.paper["sections"])
        }
        self.topics = {row["slug"]: Topic.objects.create(**row) for row in self.paper["topics"]}

    def create_users(self) -> None:
        write_roles()
        password = get_demo_password()
        for username, (group, who, _author) in LOGINS.items():
            first, _space, last = who.partition(" ")
            user = User(username=username, first_name=first, last_name=last, is_staff=True)
            user.set_password(password)
            user.save()
            user.groups.add(Group.objects.get(name=group))
            self.users[username] = user

    def create_sources(self) -> None:
        rows = self.paper["sources"]
        self.sources = {
            row["slug"]: Source.objects.create(
                slug=row["slug"], **{name: row[name] for name in SOURCE_FIELDS}
            )
            for row in rows
        }
        for row in rows:
            if row["affiliation"]:
                source = self.sources[row["slug"]]
                source.affiliation = self.sources[row["affiliation"]]
                source.save(update_fields=["affiliation"])

    def import_photos(self) -> None:
        self.report("Importing the pictures ...")
        rows = self.paper["photos"]
        paths = [content.find_picture(row["slug"]) for row in rows]
        files = [ContentFile(path.read_bytes(), name=path.name) for path in paths]
        details = [
            {name: row[name] for name in PHOTO_FIELDS}
            | {
                "licence": Photo.Licence.OWN,
                "rights_from": self.now - timedelta(days=4000),
                "digital_source_type": "digitalCreation",
            }
            for row in rows
        ]
        pairs = list(zip(files, details, strict=True))
        photos = import_photos(pairs, by=self.users["photo"], draw=False)
        make_many(photos, quick=True)
        self.photos = {row["slug"]: photo for row, photo in zip(rows, photos, strict=True)}

    def create_authors(self) -> None:
        owners = {author: name for name, (_, _, author) in LOGINS.items() if author}
        self.authors = {}
        for row in self.paper["authors"]:
            owner = owners.get(row["slug"])
            self.authors[row["slug"]] = Author.objects.create(
                slug=row["slug"],
                long_bio="\n\n".join(row["long_bio"]),
                portrait=self.photos[row["portrait"]],
                user=self.users[owner] if owner else None,
                checked_at=self.now,
                **{name: row[name] for name in AUTHOR_FIELDS},
            )

    def create_article(self, story: content.Story) -> None:
        metadata = story.metadata
        article = Article(
            section=self.sections[metadata["section"]],
            created_by=self.get_writer(story),
            slug=story.slug,
        )
        self.set_text(article, story)
        if metadata["photo"]:
            article.lead_photo = self.photos[metadata["photo"]]
        article.save()
        for position, line in enumerate(metadata["authors"]):
            author = self.authors[line["slug"]]
            Byline.objects.create(
                article=article, author=author, role=line["role"], position=position
            )
        for position, citation in enumerate(metadata["sources"]):
            self.cite(article, position, self.sources[citation.pop("source")], citation, story)
        for topic in metadata["topics"]:
            ArticleTopic.objects.create(content_object=article, tag=self.topics[topic])
        sync_source_links(article)
        self.articles[story.slug] = article

    def get_writer(self, story: content.Story) -> User:
        return self.users["contributor" if story.metadata["section"] == "sport" else "reporter"]

    def cite(
        self,
        article: Article,
        position: int,
        source: Source,
        metadata: dict[str, str],
        story: content.Story,
    ) -> None:
        """Cite a source as of when the story was written, seen and checked then."""
        written = self.now - timedelta(hours=story.metadata["hours_ago"] + 3)
        citation = Citation(article=article, source=source, position=position, **metadata)
        citation.take_from_source()
        citation.seen_on = timezone.localdate(written) if citation.url else None
        if story.metadata["state"] not in ("draft", "in_review"):
            citation.checked_by, citation.checked_at = self.users["editor"], written
        citation.save()

    def set_text(self, article: Article, story: content.Story) -> None:
        """Set the text fields of a story."""
        for name in ("headline", "kicker", "standfirst", "kind", "language", "dateline"):
            setattr(article, name, story.metadata.get(name, ""))
        article.short_headline = story.metadata.get("short_headline", "")
        photos = {slug: photo.pk for slug, photo in self.photos.items()}
        sources = {slug: source.pk for slug, source in self.sources.items()}
        article.body = story.render_body(photos, sources)

    def relate(self, story: content.Story) -> None:
        article = self.articles[story.slug]
        for position, slug in enumerate(story.metadata.get("related", [])):
            RelatedStory.objects.create(
                article=article, other=self.articles[slug], position=position
            )
        if original := story.metadata.get("translation_of"):
            article.translation_of = self.articles[original]
            article.save(update_fields=["translation_of"])

    def take_through_workflow(self, story: content.Story) -> None:
        """Bring a story into the state its metadata names."""
        state, article = story.metadata["state"], self.articles[story.slug]
        if state in ("live", "withdrawn", "pending_update"):
            self.publish(story)
        if state in ("in_review", "ready"):
            workflow.submit(article, by=self.get_writer(story))
            waited = timedelta(hours=story.metadata["hours_ago"])
            Article.objects.filter(pk=article.pk).update(submitted_at=self.now - waited)
        if state == "ready":
            workflow.approve(article, by=self.users["editor"])
        if state == "scheduled":
            self.dismiss_warnings(article)
            workflow.schedule(article, by=self.users["editor"], at=self.find_scheduled_time(story))
        if state == "pending_update":
            pending = story.metadata["pending"]
            self.set_text(article, story.replace_words(pending["find"], pending["becomes"]))
            article.save()
            self.dismiss_warnings(article)
            workflow.update(
                article,
                by=self.users["editor"],
                change=Change.UPDATE,
                note=pending["note"],
                at=self.find_scheduled_time(story),
            )

    def dismiss_warnings(self, article: Article) -> None:
        """Dismiss all warnings of the copy desk, with one reason."""
        found = read_story(article)
        prints = [finding.fingerprint for finding in found.open_warnings]
        reason = self.paper["copy_desk"]["passes_with"]
        dismiss_warnings(article, found, prints, by=self.users["editor"], reason=reason)

    def find_scheduled_time(self, story: content.Story) -> datetime:
        """Return the full hour a story is scheduled for."""
        at = self.now + timedelta(hours=story.metadata["scheduled_in_hours"])
        return at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)

    def publish(self, story: content.Story) -> None:
        """Publish a story as it first was and each later version, on their dates."""
        article = self.articles[story.slug]
        changes = sorted(story.metadata.get("corrections", []), key=lambda row: -row["hours_ago"])
        steps: list[dict[str, Any]] = [
            {"hours_ago": story.metadata["hours_ago"], "change": "first", "note": ""},
            *changes,
        ]
        if withdrawn := story.metadata.get("withdrawn"):
            steps.append(
                {
                    "hours_ago": withdrawn["hours_ago"],
                    "change": "withdrawal",
                    "note": withdrawn["reason"],
                }
            )
        dates = [self.now - timedelta(hours=step["hours_ago"]) for step in steps] + [FOREVER]
        edition = None
        for index, step in enumerate(steps):
            self.set_text(article, _undo_changes(story, changes[index:]))
            article.save()
            load_for_printing([article])
            [edition] = publish_many(
                [
                    Backdated(
                        article,
                        live_from=dates[index],
                        live_until=dates[index + 1],
                        change=Change(step["change"]),
                        note=step["note"],
                        follows=edition,
                        boxes=self.choose_boxes(story, dates[index]),
                    )
                ],
                by=self.users["editor"],
            )

    def choose_boxes(self, story: content.Story, at: datetime) -> Boxes:
        """Choose the related stories: first those picked by hand, whatever their date."""
        chosen = related.choose(self.articles[story.slug], at)
        picked = [self.articles[slug].pk for slug in story.metadata.get("related", [])]
        beside = list(dict.fromkeys([*picked, *chosen.related]))[: related.RELATED]
        return Boxes(beside, [pk for pk in chosen.more_by if pk not in beside])

    def fill_fronts(self) -> None:
        """Place three stories on the home page, one with a custom headline, and add a banner."""
        by = self.users["editor"]
        Front.objects.complete()
        home = Front.objects.get(section=None)
        for size, slug, headline in PLACED:
            placing.place(home, Slot(size), self.articles[slug], by=by, headline=headline)
        slug, text = BREAKING
        Banner.objects.create(
            text=text,
            article=self.articles[slug],
            starts_at=self.now,
            ends_at=self.now + timedelta(hours=6),
            placed_by=by,
        )


def _undo_changes(story: content.Story, changes: list[dict[str, Any]]) -> content.Story:
    """Return a story as it was before some changes."""
    for change in changes:
        story = story.replace_words(change["find"], change["was"])
    return story


def find_password_file() -> Path:
    """Return the file of the demo's password; it exists only where the demo was loaded."""
    return settings.VAR_DIR / "demo-password"


def get_demo_password() -> str:
    """Return the password of all users of the demo, made once and stored in var/."""
    path = find_password_file()
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(f"merrow-{secrets.token_hex(3)}")
    return path.read_text()


def describe_logins() -> str:
    """Return a sentence on how to log in to the demo."""
    return (
        f"Log in at {settings.BASE_URL}/admin/ as {', '.join(LOGINS)}; "
        f"the password of each is {get_demo_password()}"
    )
