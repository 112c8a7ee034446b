"""Loads the demo paper: rows first, then every story through the doors it would go through."""

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

from . import copy

# One log-in for each group, whose it is, and their author's page.
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
    """Loads the paper once into an empty database."""

    def __init__(self, say: Callable[[str], None], now: datetime | None = None) -> None:
        self.say = say
        self.now = now or timezone.now()
        self.paper = copy.paper()
        self.people: dict[str, User] = {}
        self.articles: dict[str, Article] = {}
        self.editions: dict[str, Edition] = {}

    def load(self) -> None:
        """Load everything, in the order it leans on itself."""
        self.outlet()
        self.log_ins()
        self.sources()
        self.photos()
        self.authors()
        stories = copy.stories()
        for story in stories:
            self.article(story)
        for story in stories:
            self.relations(story)
        for story in stories:
            self.move(story)
        search.rebuild()
        self.fronts()
        self.say(f"{len(stories)} stories, {len(self.author)} authors, {len(self.photo)} pictures.")

    def outlet(self) -> None:
        facts = dict(self.paper["outlet"])
        facts |= facts.pop("statements")
        Outlet.objects.update_or_create(pk=1, defaults=facts)
        self.section = {
            row["slug"]: Section.objects.create(position=position, **row)
            for position, row in enumerate(self.paper["sections"])
        }
        self.topic = {row["slug"]: Topic.objects.create(**row) for row in self.paper["topics"]}

    def log_ins(self) -> None:
        write_roles()
        password = password_of_the_demo()
        for username, (group, who, _author) in LOGINS.items():
            first, _space, last = who.partition(" ")
            user = User(username=username, first_name=first, last_name=last, is_staff=True)
            user.set_password(password)
            user.save()
            user.groups.add(Group.objects.get(name=group))
            self.people[username] = user

    def sources(self) -> None:
        rows = self.paper["sources"]
        self.source = {
            row["slug"]: Source.objects.create(
                slug=row["slug"], **{name: row[name] for name in SOURCE_FIELDS}
            )
            for row in rows
        }
        for row in rows:
            if row["affiliation"]:
                source = self.source[row["slug"]]
                source.affiliation = self.source[row["affiliation"]]
                source.save(update_fields=["affiliation"])

    def photos(self) -> None:
        self.say("Taking in the pictures ...")
        rows = self.paper["photos"]
        paths = [copy.picture(row["slug"]) for row in rows]
        files = [ContentFile(path.read_bytes(), name=path.name) for path in paths]
        papers = [
            {name: row[name] for name in PHOTO_FIELDS}
            | {
                "licence": Photo.Licence.OWN,
                "rights_from": self.now - timedelta(days=4000),
                "digital_source_type": "digitalCreation",
            }
            for row in rows
        ]
        pairs = list(zip(files, papers, strict=True))
        photos = import_photos(pairs, by=self.people["photo"], draw=False)
        make_many(photos, quick=True)
        self.photo = {row["slug"]: photo for row, photo in zip(rows, photos, strict=True)}

    def authors(self) -> None:
        owners = {author: name for name, (_, _, author) in LOGINS.items() if author}
        self.author = {}
        for row in self.paper["authors"]:
            owner = owners.get(row["slug"])
            self.author[row["slug"]] = Author.objects.create(
                slug=row["slug"],
                long_bio="\n\n".join(row["long_bio"]),
                portrait=self.photo[row["portrait"]],
                user=self.people[owner] if owner else None,
                checked_at=self.now,
                **{name: row[name] for name in AUTHOR_FIELDS},
            )

    def article(self, story: copy.Story) -> None:
        facts = story.facts
        article = Article(
            section=self.section[facts["section"]], created_by=self.writer(story), slug=story.slug
        )
        self.words(article, story)
        if facts["photo"]:
            article.lead_photo = self.photo[facts["photo"]]
        article.save()
        for position, line in enumerate(facts["authors"]):
            author = self.author[line["slug"]]
            Byline.objects.create(
                article=article, author=author, role=line["role"], position=position
            )
        for position, citation in enumerate(facts["sources"]):
            self.cite(article, position, self.source[citation.pop("source")], citation, story)
        for topic in facts["topics"]:
            ArticleTopic.objects.create(content_object=article, tag=self.topic[topic])
        sync_source_links(article)
        self.articles[story.slug] = article

    def writer(self, story: copy.Story) -> User:
        return self.people["contributor" if story.facts["section"] == "sport" else "reporter"]

    def cite(
        self,
        article: Article,
        position: int,
        source: Source,
        facts: dict[str, str],
        story: copy.Story,
    ) -> None:
        """Cite a source as it was that day; a page on the web was seen, and all was checked."""
        written = self.now - timedelta(hours=story.facts["hours_ago"] + 3)
        citation = Citation(article=article, source=source, position=position, **facts)
        citation.take_from_source()
        citation.seen_on = timezone.localdate(written) if citation.url else None
        if story.facts["state"] not in ("draft", "in_review"):
            citation.checked_by, citation.checked_at = self.people["editor"], written
        citation.save()

    def words(self, article: Article, story: copy.Story) -> None:
        """Set the words of a story, as its copy has them."""
        for name in ("headline", "kicker", "standfirst", "kind", "language", "dateline"):
            setattr(article, name, story.facts.get(name, ""))
        article.short_headline = story.facts.get("short_headline", "")
        photos = {slug: photo.pk for slug, photo in self.photo.items()}
        sources = {slug: source.pk for slug, source in self.source.items()}
        article.body = story.body(photos, sources)

    def relations(self, story: copy.Story) -> None:
        article = self.articles[story.slug]
        for position, slug in enumerate(story.facts.get("related", [])):
            RelatedStory.objects.create(
                article=article, other=self.articles[slug], position=position
            )
        if original := story.facts.get("translation_of"):
            article.translation_of = self.articles[original]
            article.save(update_fields=["translation_of"])

    def move(self, story: copy.Story) -> None:
        """Take a story to where it stands on the day the paper is loaded."""
        state, article = story.facts["state"], self.articles[story.slug]
        if state in ("live", "withdrawn", "pending_update"):
            self.print(story)
        if state in ("in_review", "ready"):
            workflow.submit(article, by=self.writer(story))
            waited = timedelta(hours=story.facts["hours_ago"])
            Article.objects.filter(pk=article.pk).update(submitted_at=self.now - waited)
        if state == "ready":
            workflow.approve(article, by=self.people["editor"])
        if state == "scheduled":
            self.dismiss_warnings(article)
            workflow.schedule(article, by=self.people["editor"], at=self.later(story))
        if state == "pending_update":
            pending = story.facts["pending"]
            self.words(article, story.with_words(pending["find"], pending["becomes"]))
            article.save()
            self.dismiss_warnings(article)
            workflow.update(
                article,
                by=self.people["editor"],
                change=Change.UPDATE,
                note=pending["note"],
                at=self.later(story),
            )

    def dismiss_warnings(self, article: Article) -> None:
        """Answer the copy desk as an editor who has looked would."""
        proof = read_story(article)
        prints = [finding.fingerprint for finding in proof.open_warnings]
        reason = self.paper["copy_desk"]["passes_with"]
        dismiss_warnings(article, proof, prints, by=self.people["editor"], reason=reason)

    def later(self, story: copy.Story) -> datetime:
        """Return the full hour a story is set for."""
        at = self.now + timedelta(hours=story.facts["scheduled_in_hours"])
        return at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)

    def print(self, story: copy.Story) -> None:
        """Print a story as it first was and as it was corrected since, each on its day."""
        article = self.articles[story.slug]
        changes = sorted(story.facts.get("corrections", []), key=lambda row: -row["hours_ago"])
        steps: list[dict[str, Any]] = [
            {"hours_ago": story.facts["hours_ago"], "change": "first", "note": ""},
            *changes,
        ]
        if withdrawn := story.facts.get("withdrawn"):
            steps.append(
                {
                    "hours_ago": withdrawn["hours_ago"],
                    "change": "withdrawal",
                    "note": withdrawn["reason"],
                }
            )
        moments = [self.now - timedelta(hours=step["hours_ago"]) for step in steps] + [FOREVER]
        edition = None
        for index, step in enumerate(steps):
            self.words(article, _before(story, changes[index:]))
            article.save()
            load_for_printing([article])
            [edition] = publish_many(
                [
                    Backdated(
                        article,
                        live_from=moments[index],
                        live_until=moments[index + 1],
                        change=Change(step["change"]),
                        note=step["note"],
                        follows=edition,
                        boxes=self.boxes(story, moments[index]),
                    )
                ],
                by=self.people["editor"],
            )

    def boxes(self, story: copy.Story, at: datetime) -> Boxes:
        """Choose what stands at the foot: the stories picked by hand, whatever their day."""
        chosen = related.choose(self.articles[story.slug], at)
        picked = [self.articles[slug].pk for slug in story.facts.get("related", [])]
        beside = list(dict.fromkeys([*picked, *chosen.related]))[: related.RELATED]
        return Boxes(beside, [pk for pk in chosen.more_by if pk not in beside])

    def fronts(self) -> None:
        """Place three stories on the home page, one in words of its own, and set a banner."""
        by = self.people["editor"]
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


def _before(story: copy.Story, changes: list[dict[str, Any]]) -> copy.Story:
    """Return a story as it read before some changes were made to it."""
    for change in changes:
        story = story.with_words(change["find"], change["was"])
    return story


def password_file() -> Path:
    """Return where the demo's password is kept; there is none where the paper is not the demo."""
    return settings.VAR_DIR / "demo-password"


def password_of_the_demo() -> str:
    """Return the one password of the demo's log-ins, made once and kept in var/."""
    path = password_file()
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(f"merrow-{secrets.token_hex(3)}")
    return path.read_text()


def log_ins() -> str:
    """Say how to log in to the demo."""
    return (
        f"Log in at {settings.BASE_URL}/admin/ as {', '.join(LOGINS)}; "
        f"the password of each is {password_of_the_demo()}"
    )
