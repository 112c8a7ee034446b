"""Plain functions that make things: valid with no arguments, overridable in every field."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile, File
from django.utils import timezone
from PIL import Image

from articles import search
from articles.editions.snapshot import load_for_printing
from articles.models import Article, ArticleTopic, Byline, Citation, Edition, Section, Topic
from articles.workflow.bulk_publish import Backdated, publish_many
from authors.models import Author
from fronts import placing
from fronts.models import Banner, Front, Placement
from fronts.slots import Size, Slot
from outlet.models import Outlet
from photos.intake import import_photos
from photos.models import Photo
from sources.models import Source
from staff.models import User
from vocabulary.spans import FOREVER

_serial = count(1)


def make_user(username: str = "", *groups: str, **fields: Any) -> User:
    """Make a person who may log in to the desk, password "password"."""
    user = User(username=username or f"user{next(_serial)}", is_staff=True, **fields)
    user.set_password("password")
    user.save()
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def make_outlet(**fields: Any) -> Outlet:
    outlet, _created = Outlet.objects.update_or_create(
        pk=1, defaults={"name": "The Test Post", "time_zone": "Europe/Amsterdam", **fields}
    )
    return outlet


def make_section(slug: str = "world", **fields: Any) -> Section:
    """Get or make a section."""
    section, _created = Section.objects.get_or_create(
        slug=slug, defaults={"name": slug.title(), **fields}
    )
    return section


def make_topic(name: str = "Harbours", **fields: Any) -> Topic:
    topic, _created = Topic.objects.get_or_create(name=name, defaults=fields)
    return topic


def make_author(name: str = "", **fields: Any) -> Author:
    number = next(_serial)
    name = name or f"Writer {number}"
    fields.setdefault("slug", f"writer-{number}")
    fields.setdefault("short_bio", f"{name} writes about the sea.")
    return Author.objects.create(name=name, **fields)


def make_source(name: str = "", **fields: Any) -> Source:
    number = next(_serial)
    fields.setdefault("slug", f"source-{number}")
    return Source.objects.create(name=name or f"Source {number}", **fields)


def picture(width: int = 60, height: int = 40, colour: str = "teal", format: str = "JPEG") -> bytes:
    """Draw a plain picture and return the file's bytes."""
    stream = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(stream, format)
    return stream.getvalue()


def import_photo(file: File, *, by: User | None = None, draw: bool = True, **details: Any) -> Photo:
    """Bring one picture file into the library."""
    return import_photos([(file, details)], by=by, draw=draw)[0]


def make_photo(title: str = "", **fields: Any) -> Photo:
    """Make a photo with its papers complete and no renditions."""
    number = next(_serial)
    fields = {
        "caption": f"Caption {number}",
        "alt": f"Alt text {number}",
        "credit": "A. Hand / The Test Post",
        "licence": Photo.Licence.OWN,
        "rights_from": timezone.now() - timedelta(days=4000),
        "sha256": f"{number:064x}",
        **fields,
    }
    photo = Photo(title=title or f"Photo {number}", **fields)
    photo.image.save("photo.jpg", ContentFile(picture(), name="photo.jpg"), save=False)
    photo.save()
    return photo


def make_article(
    headline: str = "",
    *,
    authors: list[Author] | None = None,
    sources: list[Source] | None = None,
    topics: list[Topic] | None = None,
    **fields: Any,
) -> Article:
    """Make a draft that could be published: headline, text, section, byline."""
    # "n12" is no number, so the copy desk does not miss it in a text of the test's own.
    number = f"n{next(_serial)}"
    fields.setdefault("section", None)
    fields["section"] = fields["section"] or make_section()
    fields.setdefault("standfirst", f"What story {number} says, in a line.")
    fields.setdefault("body", f"<p>The words of story {number} stand here.</p>")
    article = Article.objects.create(
        headline=headline or f"A headline for story {number}", **fields
    )
    for position, author in enumerate([make_author()] if authors is None else authors):
        Byline.objects.create(article=article, author=author, position=position)
    for position, source in enumerate(sources or []):
        url = f"https://source.example/{number}"
        Citation.objects.create(article=article, source=source, position=position, url=url)
    for topic in topics or []:
        ArticleTopic.objects.create(content_object=article, tag=topic)
    return article


def a_publisher() -> User:
    """Return somebody who may publish, for tests that are not about who may."""
    user = User.objects.filter(username="a-publisher").first()
    return user or make_user("a-publisher", is_superuser=True)


def make_live(
    headline: str = "",
    *,
    live_from: datetime | None = None,
    live_until: datetime = FOREVER,
    **fields: Any,
) -> Edition:
    """Make a story that readers have, by default since an hour ago."""
    article = make_article(headline, **fields)
    load_for_printing([article])
    live_from = live_from or timezone.now() - timedelta(hours=1)
    [edition] = publish_many([Backdated(article, live_from, live_until)], by=a_publisher())
    search.index_editions([edition])
    return edition


def make_live_many(
    number: int, *, every: timedelta = timedelta(minutes=7), **fields: Any
) -> list[Edition]:
    """Make many live stories that share author, sources, topics and section, in bulk."""
    now = timezone.now()
    section = fields.pop("section", None) or make_section()
    authors = fields.pop("authors", None) or [make_author()]
    sources = fields.pop("sources", None) or []
    topics = fields.pop("topics", None) or []
    first = next(_serial)
    articles = Article.objects.bulk_create(
        Article(
            headline=f"Bulk story {first}-{index}",
            standfirst="One of many.",
            body=f"<p>Words of bulk story {index}.</p>",
            section=section,
            **fields,
        )
        for index in range(number)
    )
    Byline.objects.bulk_create(
        Byline(article=article, author=author) for article in articles for author in authors
    )
    Citation.objects.bulk_create(
        Citation(article=article, source=source) for article in articles for source in sources
    )
    ArticleTopic.objects.bulk_create(
        ArticleTopic(content_object=article, tag=topic) for article in articles for topic in topics
    )
    load_for_printing(articles)
    return publish_many(
        [Backdated(article, now - every * (index + 1)) for index, article in enumerate(articles)],
        by=a_publisher(),
    )


def make_front(section: Section | None = None) -> Front:
    """Get or make the front of a section, or of the home page."""
    front, _created = Front.objects.get_or_create(section=section)
    return front


def make_placement(
    article: Article, slot: str = "lead:1", section: Section | None = None, **fields: Any
) -> Placement:
    """Place a story at once, by default as the lead of the home page."""
    size, _colon, number = slot.partition(":")
    where = Slot(Size(size), int(number or 1))
    fields.setdefault("by", a_publisher())
    return placing.place(make_front(section), where, article, **fields)


def make_banner(text: str = "The tide is in", **fields: Any) -> Banner:
    """Make a banner that began a minute ago and stands for an hour."""
    now = timezone.now()
    fields.setdefault("starts_at", now - timedelta(minutes=1))
    fields.setdefault("ends_at", now + timedelta(hours=1))
    return Banner.objects.create(text=text, **fields)
