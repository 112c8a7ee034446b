"""The demo paper: its copy hangs together, and loading it takes every story where it belongs."""

import re
from collections import Counter

import pytest
from django.core.management import call_command

from articles.editions import hash_chain
from articles.findings.source_links import broken_source_links
from articles.models import Article, Edition, Section
from articles.public.source_ledger import build_ledger
from articles.workflow import State, read_story_state
from authors.models import Author
from newsroom import bootstrap
from newsroom.demo import content, generate, library, load
from outlet.models import Outlet
from photos.models import Photo
from sources.models import Source
from staff.models import User
from tests.factories import (
    a_publisher,
    make_author,
    make_photo,
    make_section,
    make_source,
    make_topic,
)


def sentences(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"(?<=[.!?؟])\s+", text) if len(part.strip()) > 25]


def test_no_two_stories_share_a_sentence():
    counted = Counter(
        sentence for story in content.read_stories() for sentence in set(sentences(story.text))
    )
    assert [sentence for sentence, times in counted.items() if times > 1] == []


def test_the_paper_is_as_large_and_as_varied_as_promised():
    stories, paper = content.read_stories(), content.read_paper()
    assert len(stories) >= 40
    assert (len(paper["sections"]), len(paper["authors"])) == (8, 10)
    assert len(paper["sources"]) >= 15
    assert "bnr" in {source["slug"] for source in paper["sources"]}
    states = Counter(story.metadata["state"] for story in stories)
    assert min(states[s] for s in ("withdrawn", "scheduled", "pending_update", "draft")) >= 1
    assert {"ar", "nl", "en"} <= {story.metadata["language"] for story in stories}
    assert any(len(story.metadata["authors"]) == 2 for story in stories)
    for story in stories:
        words = len(story.text.split())
        assert 140 <= words <= 620, (story.slug, words)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("broken_off_at", ["import_photos", "create_authors"])
def test_a_load_that_is_broken_off_can_be_begun_again(monkeypatch, broken_off_at):
    def press_ctrl_c(self: load.Loader) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(load.Loader, "import_photos", lambda self: None)
    monkeypatch.setattr(load.Loader, broken_off_at, press_ctrl_c)
    with pytest.raises(KeyboardInterrupt):
        call_command("demo", "--if-empty")
    assert bootstrap.is_empty() and not User.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db
def test_loading_takes_every_story_where_it_stands(monkeypatch):
    """With plain pictures: the demo's own are tested by themselves."""

    def plain(self: load.Loader) -> None:
        self.photos = {row["slug"]: make_photo(row["title"]) for row in self.paper["photos"]}

    monkeypatch.setattr(load.Loader, "import_photos", plain)
    load.Loader(lambda text: None).load()

    by_slug = {article.slug: article for article in Article.objects.all()}
    expected = {"withdrawn": State.WITHDRAWN, "pending_update": State.LIVE}
    for story in content.read_stories():
        wanted = expected.get(
            story.metadata["state"],
            State(story.metadata["state"])
            if story.metadata["state"] in State.values
            else State.LIVE,
        )
        assert read_story_state(by_slug[story.slug]).state == wanted, story.slug
    people = {user.username: user for user in User.objects.all()}
    assert people.keys() == load.LOGINS.keys()
    assert [user for user in people.values() if not (user.first_name and user.last_name)] == []
    for author in Author.objects.exclude(user=None):
        assert author.name == str(author.user)
    assert Outlet.objects.current().name == "The Merrow Ledger"
    lead = Edition.objects.live().get(article=by_slug["the-gate-that-should-have-closed"])
    assert len(lead.printed["changes"]) == 3
    assert "four commands" in lead.standfirst
    ledger = build_ledger(lead)
    assert len(ledger.quotations) >= 5 and "1 anonymous" not in ledger.summary
    assert "An engineer at the barrier authority" in [entry.name for entry in ledger.entries]
    printed = "".join(f"{e.printed}{e.body}" for e in lead.article.editions.all())
    assert "Pellow" not in printed
    assert not any(broken_source_links(article).warnings for article in by_slug.values())
    assert [
        fault for article in by_slug.values() for fault in hash_chain.verify_article(article.pk)
    ] == []


@pytest.mark.slow
@pytest.mark.django_db
def test_generated_stories_are_live_and_their_record_is_whole():
    a_publisher()
    make_section()
    make_source()
    make_topic()
    make_author()
    generate.generate(30, 1, lambda text: None)
    assert Edition.objects.live().count() == 30
    gone = Author.objects.filter(status=Author.Status.FORMER)
    assert gone.exists()
    assert Section.objects.get().editions.count() == 30
    for pk in Article.objects.values_list("pk", flat=True)[:5]:
        assert hash_chain.verify_article(pk) == []
    assert not Photo.objects.exists()
    assert Source.objects.count() == 1


@pytest.mark.slow
@pytest.mark.django_db
def test_what_a_desk_gathers_stands_in_every_list():
    a_publisher()
    make_section()
    make_topic()
    shown = make_photo()
    library.add_library(100)
    generate.generate(100, 1, lambda text: None)
    library.add_unpublished(100, 1)
    found = Counter(read_story_state(article).state for article in Article.objects.all())
    assert min(found[state] for state in State) >= 10
    assert found[State.LIVE] == 100
    assert Photo.objects.incomplete().count() >= 10
    assert Photo.objects.exclude(pk=shown.pk).filter(leads__isnull=False).exists()
    faults = [
        fault
        for pk in Article.objects.values_list("pk")
        for fault in hash_chain.verify_article(*pk)
    ]
    assert faults == []
