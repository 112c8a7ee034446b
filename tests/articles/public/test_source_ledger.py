"""Where a story comes from: who its sources were that day, what readers are told, what never."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from articles import workflow
from articles.models import Article, Citation, Edition, EditionSource, EditionUnnamed
from articles.public.article_page import article_page
from articles.workflow import ActionRefused
from sources.models import Source
from tests.factories import a_publisher, make_article, make_live, make_source, make_topic

pytestmark = pytest.mark.django_db


def cite(article: Article, source: Source, **fields: object) -> Citation:
    return Citation.objects.create(article=article, source=source, **fields)


def marked(source: Source, words: str, kind: str = "quotation") -> str:
    return f'<span data-source="{source.pk}" data-attribution="{kind}">{words}</span>'


def publish(article: Article) -> Edition:
    return workflow.publish(article, by=a_publisher())


def page_of(edition: Edition) -> str:
    return Client().get(edition.get_absolute_url()).content.decode()


def box_of(page: str) -> str:
    """Return “Where this comes from” of a page."""
    return re.search(r'<section class="ledger sources".*?</section>', page, re.DOTALL)[0]


def described(page: str) -> dict:
    """Return what a page tells machines of its story."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    return next(each for each in map(json.loads, found) if "headline" in each)


@pytest.fixture
def professor() -> Source:
    university = make_source("Groningen University", kind="organisation")
    return make_source(
        "Hans Berg", kind="person", role="professor of history", affiliation=university
    )


# --- who it was that day -------------------------------------------------------------------------


def test_a_professor_who_moves_does_not_rewrite_what_was_printed(professor):
    article = make_article(sources=[professor])
    edition = publish(article)
    professor.role, professor.affiliation = "minister", None
    professor.save()
    again = workflow.update(article, by=a_publisher(), change="minor")
    for each in (edition, again):
        [citation] = each.printed["citations"]
        assert citation["title_of_source"] == "professor of history"
        assert citation["affiliation"] == "Groningen University"


def test_a_source_cited_by_its_bare_name_is_printed_with_what_is_said_of_it_since(professor):
    berg = make_source("Hans Berg", kind="person")
    article = make_article()
    cite(article, berg, name_as_printed="Hans Berg")
    berg.role, berg.affiliation = professor.role, professor.affiliation
    berg.save()
    edition = publish(article)
    berg.role = "minister"
    berg.save()
    for each in (edition, workflow.update(article, by=a_publisher(), change="minor")):
        [citation] = each.printed["citations"]
        assert citation["title_of_source"] == "professor of history"
        assert citation["affiliation"] == "Groningen University"


def test_what_the_desk_says_of_that_day_is_printed(professor):
    article = make_article()
    cite(article, professor, name_as_printed="H. Berg", role_as_printed="dean")
    [citation] = publish(article).printed["citations"]
    assert (citation["name"], citation["title_of_source"], citation["affiliation"]) == (
        "H. Berg",
        "dean",
        "",
    )


# --- what readers are told -----------------------------------------------------------------------


@pytest.fixture
def traced(professor) -> Edition:
    """A story with two quotations and a figure; one source has an archived copy."""
    report = make_source("Winter report", kind="document")
    article = make_article(
        body=(
            f"<p>{marked(professor, '“It is <em>late</em>,”')} he said."
            f" {marked(professor, '“Go.”')}</p>"
            f"<p>It cost {marked(report, '40 crowns', 'figure')}.</p>"
        )
    )
    cite(article, professor, role=Citation.Role.QUOTED, seen_on=date(2026, 11, 20))
    cite(
        article,
        report,
        role=Citation.Role.DOCUMENT,
        title="Page 4",
        url="https://register.example/4",
        archived_url="https://archive.example/4",
        position=1,
    )
    return publish(article)


def test_readers_get_roles_days_links_copies_and_counts(traced):
    box = box_of(page_of(traced))
    for words in (
        "2 sources. Both quotations on the record.",
        "Person · Quoted · on the record",
        "accessed 20 November 2026",
        '<a href="#t1">2 quotations</a>',
        '<a href="https://register.example/4"><bdi>Page 4</bdi></a>',
        '<a href="https://archive.example/4">Archived copy</a>',
    ):
        assert words in box


def test_tied_words_lead_to_their_source_and_say_nothing_of_the_desk(traced):
    page = page_of(traced)
    assert (
        '<span class="attributed" id="t1">“It is <em>late</em>,”<a class="attributed__to"' in page
    )
    assert '<span class="attributed" id="t3">40 crowns<a class="attributed__to" href="#s2"' in page
    assert "data-source" not in page and "data-attribution" not in page


def test_machines_are_told_the_same(traced):
    story = described(page_of(traced))
    person = {
        "@type": "Person",
        "name": "Hans Berg",
        "jobTitle": "professor of history",
        "affiliation": {"@type": "Organization", "name": "Groningen University"},
    }
    said = story["hasPart"][0]
    assert said["@type"] == "Quotation" and said["text"] == "“It is late,”"
    assert person.items() <= said["spokenByCharacter"].items()
    assert [cited["name"] for cited in story["citation"]] == ["Hans Berg", "Page 4"]
    assert [base["archivedAt"] for base in story["isBasedOn"]] == ["https://archive.example/4"]
    assert story["backstory"] == "2 sources. Both quotations on the record."


def test_the_page_of_a_source_says_who_it_is_today(traced, professor, client):
    page = client.get(professor.get_absolute_url()).content.decode()
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    who = next(each for each in map(json.loads, found) if each["@type"] == "Person")
    assert (who["name"], who["jobTitle"]) == ("Hans Berg", "professor of history")
    assert who["affiliation"]["name"] == "Groningen University"
    assert traced.headline in page


def test_a_tie_to_what_is_not_cited_is_only_words(professor):
    edition = make_live(body=f"<p>{marked(professor, '“Go.”')}</p>", sources=[make_source("BNR")])
    page = page_of(edition)
    assert "<p>“Go.”</p>" in page
    assert "hasPart" not in described(page)


def test_an_edition_printed_before_there_were_terms_is_drawn():
    edition = make_live(sources=[make_source("BNR", slug="bnr")])
    for name in ("terms", "unnamed", "seen_on", "archived_url"):
        for citation in edition.printed["citations"]:
            del citation[name]
    [entry] = article_page(edition, timezone.now()).ledger.entries
    assert (entry.terms, entry.archived_url, entry.seen_on) == ("on_record", "", None)


# --- what they are never told --------------------------------------------------------------------

UNNAMED = [terms for terms in Citation.Terms if terms != Citation.Terms.ON_RECORD]


@pytest.fixture(params=UNNAMED)
def whispered(request) -> Edition:
    """A live story that quotes Ottoline Marsh, who is not to be named."""
    marsh = make_source(
        "Ottoline Marsh",
        slug="ottoline-marsh",
        kind="person",
        role="fitter, second shift",
        affiliation=make_source("Secret Works", slug="secret-works"),
        description="Ottoline Marsh works nights.",
        url="https://marsh.example/",
    )
    article = make_article(
        "The gate was known to stick",
        body=f"<p>{marked(marsh, '“We all knew.”')}</p>",
        topics=[make_topic("Gates", slug="gates")],
    )
    cite(
        article,
        marsh,
        role=Citation.Role.QUOTED,
        terms=request.param,
        shown_as="someone who was there",
        url="https://marsh.example/letter",
        archived_url="https://archive.example/marsh",
    )
    return publish(article)


def test_an_unnamed_source_leaks_on_no_surface(whispered, client):
    section = whispered.section.get_absolute_url()
    paths = [whispered.get_absolute_url(), "/", section, "/topics/gates/"]
    paths += ["/feed.rss", "/feed.atom", "/feed.json", f"{section}feed.rss", "/sitemap.xml"]
    paths += [f"/search/?q={word}" for word in ("Ottoline", "Marsh", "fitter", "knew")]
    paths += ["/sources/ottoline-marsh/", "/sources/ottoline-marsh/feed.rss", "/record.json"]
    for path in paths:
        answer = client.get(path)
        assert answer.status_code in (200, 404), path
        told = answer.content.decode().replace(path, "").lower()
        for secret in ("ottoline", "marsh", "fitter", "second shift", "secret works"):
            assert secret not in told or f"q={secret}" in path.lower(), (path, secret)
    assert client.get("/sources/ottoline-marsh/").status_code == 404


def test_readers_are_told_how_an_unnamed_source_is_to_be_called(whispered):
    page = page_of(whispered)
    terms = Citation.Terms(whispered.printed["citations"][0]["terms"]).label
    assert "<b><bdi>someone who was there</bdi></b>" in box_of(page)
    assert f"1 source. 1 quotation, {terms}." in box_of(page)
    [said] = described(page)["hasPart"]
    assert said["spokenByCharacter"] == {"@type": "Person", "name": "someone who was there"}


def test_the_desk_still_finds_what_rests_on_an_unnamed_source(whispered):
    marsh = Source.objects.get(slug="ottoline-marsh")
    assert not EditionSource.objects.filter(source=marsh).exists()
    assert EditionUnnamed.objects.get(source=marsh).edition == whispered


def test_a_story_is_not_said_to_be_like_one_that_names_the_unnamed(whispered):
    marsh = Source.objects.get(slug="ottoline-marsh")
    make_live("Fitters win a prize", sources=[marsh], section=whispered.section)
    for n in range(5):
        make_live(f"Newer and nearer {n}", section=whispered.section)
    again = workflow.update(whispered.article, by=a_publisher(), change="minor")
    related = Article.objects.filter(pk__in=again.printed["boxes"]["related"])
    assert "Fitters win a prize" not in [story.headline for story in related]


def refused(article: Article) -> str:
    with pytest.raises(ActionRefused) as refusal:
        publish(article)
    return str(refusal.value)


def anonymous(article: Article, **fields: object) -> Citation:
    marsh = make_source("Ottoline Marsh", kind="person")
    fields = {"terms": Citation.Terms.ANONYMOUS, "shown_as": "a fitter", **fields}
    return cite(article, marsh, **fields)


@pytest.mark.parametrize(
    "words",
    [
        {"headline": "Ottoline Marsh knew"},
        {"body": "<p>So said <em>ottoline</em> Marsh.</p>"},
        {"standfirst": "What Ottoline  Marsh knew."},
    ],
)
def test_a_story_whose_words_give_a_name_away_is_not_published(words):
    article = make_article(**words)
    anonymous(article)
    assert "the text of this story gives the name" in refused(article)


def test_nobody_is_cited_both_by_name_and_without_it():
    article = make_article()
    cite(article, anonymous(article).source)
    assert "cited both by name and anonymous" in refused(article)


def test_an_unnamed_source_needs_words_for_readers():
    article = make_article()
    anonymous(article, shown_as=" ")
    assert "Say how to describe" in refused(article)
