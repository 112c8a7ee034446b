"""Filters, counts, corrections and suggestions of search: of what is live, and of nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import product
from urllib.parse import parse_qsl, urlencode

import pytest
from django.db import connection
from django.utils import timezone

from articles import search, workflow
from articles.models import Article
from articles.search import find, spelling, suggestions
from articles.search.suggestions import SUGGESTED
from authors.models import Author
from tests.factories import (
    a_publisher,
    make_article,
    make_author,
    make_live,
    make_live_many,
    make_outlet,
    make_section,
    make_source,
    make_topic,
)
from tests.on_one_line import on_one_line

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def found_on(client, **asked: str) -> list[str]:
    """Return the headlines a search page lists as results."""
    page = on_one_line(client.get(f"/search/?{urlencode(asked)}").content.decode())
    results = page.partition('<ol class="results">')[2].partition("</ol>")[0]
    return re.findall(r"<h3[^>]*><a[^>]*>([^<]+)</a></h3>", results)


def suggested(client, typed: str) -> list[tuple[str, str]]:
    answer = json.loads(client.get("/search/suggest", {"q": typed}).content)
    return [(each["kind"], each["shown"]) for each in answer["suggestions"]]


# --- filters -------------------------------------------------------------------------------------


@pytest.fixture
def ferries() -> dict[str, str]:
    """Make four stories with one word, each apart in one thing; return filters that keep one."""
    make_outlet(time_zone="Pacific/Auckland")
    ann, eels = make_author("Ann Hay", slug="ann-hay"), make_topic("Eels")
    old = datetime(2020, 3, 4, 11, 30, tzinfo=UTC)  # the fifth in Auckland
    make_live("Ferry of the section", section=make_section("local"))
    make_live("Ferry of the writer", authors=[ann])
    make_live("Ferry of the topic", topics=[eels], kind=Article.Kind.OPINION)
    make_live("Ferry of old", live_from=old)
    return {
        "section=local": "Ferry of the section",
        "author=ann-hay": "Ferry of the writer",
        f"topic={eels.slug}": "Ferry of the topic",
        "kind=opinion": "Ferry of the topic",
        "until=2020-03-05": "Ferry of old",
        "from=2020-03-05&until=2020-03-05": "Ferry of old",
    }


@pytest.mark.parametrize("words", ["ferry", ""])
def test_each_filter_keeps_its_own_with_words_and_without(client, ferries, words):
    for query, headline in ferries.items():
        fields = dict(part.split("=") for part in query.split("&"))
        assert found_on(client, q=words, **fields) == [headline], query
    assert found_on(client, q="ferry", until="2020-03-04") == []


def test_filters_are_combined_and_each_can_be_taken_off(client, ferries):
    asked = {"q": "ferry", "kind": "opinion", "section": "world", "order": "newest"}
    assert found_on(client, **asked) == ["Ferry of the topic"]
    assert found_on(client, **{**asked, "section": "local"}) == []
    page = client.get("/search/", asked).content.decode()
    chips = re.findall(r'<ul class="chips".*?</ul>', page, re.DOTALL)[0]
    without = [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', chips)]
    assert without == [
        "/search/?q=ferry&kind=opinion&order=newest",
        "/search/?q=ferry&section=world&order=newest",
    ]


def test_a_filter_that_names_nobody_readers_know_finds_nothing_and_tells_no_name(client):
    make_live("Ferry")
    Author.objects.create(name="Sir Secret", slug="guest")
    page = client.get("/search/", {"q": "ferry", "author": "guest"}).content.decode()
    assert found_on(client, q="ferry", author="guest") == []
    assert "Sir Secret" not in page
    assert "Search without filters" in page


@pytest.mark.parametrize(
    "asked",
    [{"from": "2026-02-30"}, {"until": "yesterday"}, {"from": "0001-01-01"}, {"section": "\0"}],
)
def test_a_day_that_is_none_narrows_nothing(client, asked):
    make_live("Ferry")
    assert found_on(client, q="ferry", **asked) == ["Ferry"]


def test_numbers_beside_the_choices_count_what_is_live_alone(client):
    writer, topic = make_author("Ann Hay", slug="ann-hay"), make_topic("Eels")
    fields = {"authors": [writer], "topics": [topic]}
    for number in range(3):
        make_live(f"Ferry {number}", **fields)
    by, soon = a_publisher(), timezone.now() + HOUR
    workflow.withdraw(make_live("Ferry gone", **fields).article, by=by, reason="Wrong.")
    workflow.update(
        make_live("Ferry wrong", **fields).article, by=by, change="retraction", note="Wrong."
    )
    workflow.schedule(make_article("Ferry to come", **fields), by=by, at=soon)
    page = on_one_line(client.get("/search/", {"q": "ferry"}).content.decode())
    options = re.findall(r"<option[^>]*>([^<]+) \((\d+)\)</option>", page)
    assert options == [("World", "3"), ("Ann Hay", "3"), ("Eels", "3"), ("News", "3")]
    assert ">3 stories<" in page


def test_of_very_many_stories_writers_are_named_without_a_number(client, monkeypatch):
    monkeypatch.setattr(suggestions, "COUNTED", 1)
    for _number in range(2):
        make_live("Ferry", authors=[make_author("Ann Hay")])
    page = on_one_line(client.get("/search/", {"q": "ferry"}).content.decode())
    assert ">World (2)<" in page
    assert ">Ann Hay</option>" in page


def test_the_newest_come_first_when_that_is_asked_for(client):
    make_live("Ferry, the old one", live_from=timezone.now() - 30 * HOUR)
    make_live("The newest", standfirst="A ferry.", live_from=timezone.now() - HOUR)
    assert found_on(client, q="ferry")[0] == "Ferry, the old one"
    assert found_on(client, q="ferry", order="newest")[0] == "The newest"


def test_the_way_on_keeps_filters_and_order(client):
    make_live_many(25)
    search.rebuild()
    page = client.get("/search/?section=world&order=newest").content.decode()
    more = re.search(r'href="([^"]+)" rel="next"', page)[1].replace("&amp;", "&")
    assert more.startswith("/search/?section=world&order=newest&before=")
    first = found_on(client, section="world", order="newest")
    second = found_on(client, **dict(parse_qsl(more.partition("?")[2])))
    assert (len(first), len(second), len({*first, *second})) == (20, 5, 25)


def test_the_page_asks_as_much_for_ten_stories_as_for_one(client, django_assert_max_num_queries):
    fields = {"authors": [make_author(slug="ann")], "topics": [make_topic("Eels")]}
    make_live("Herring", **fields)
    address = "/search/?q=herring&section=world&author=ann&topic=eels&kind=news&from=2020-01-01"
    with django_assert_max_num_queries(11):
        client.get(address)
    for _number in range(10):
        make_live("Herring", **fields)
    with django_assert_max_num_queries(11):
        assert ">11 stories<" in client.get(address).content.decode()


def test_where_nothing_is_found_there_are_ways_on(client):
    make_live("The latest of all", section=make_section("local", name="Around here"))
    page = client.get("/search/", {"q": "zebra"}).content.decode()
    assert "The latest of all" in page
    assert page.count("Around here") == 3  # above, in the middle, at the foot


# --- did you mean --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("harbuor", "harbour"),  # swapped
        ("harour", "harbour"),  # left out
        ("harbbour", "harbour"),  # one too many
        ("hzrbour", "harbour"),  # another
        ("hxxbour", "harbour"),  # two others
        ("alotmets", "allotments"),  # two left out
        ("fery", "ferry"),
        ("tsrike", "strike"),
        ("thorr", "Þórr"),
        ("zurych", "Zürich"),
        ("الميناا", "الميناء"),
    ],
)
def test_a_word_within_an_edit_or_two_is_meant(typed: str, meant: str) -> None:
    make_live("The harbour ferry, allotments and a strike at Þórr in Zürich or الميناء")
    assert spelling.spellings([spelling.words_of(typed)[0]], _listed()) in (
        {spelling.words_of(typed)[0]: [meant]},
        {meant: [meant]},
    )


def _listed():
    from articles.models import Edition

    return Edition.objects.listed(timezone.now())


def test_the_way_to_a_word_misses_none_within_an_edit_of_two() -> None:
    """Every word of a little alphabet against every other, by the distance itself."""
    words = ["".join(signs) for signs in product("ab", repeat=7)][::3] + ["abcabcab", "bcabcaba"]
    for one, other in product(words, words):
        if spelling.distance(one, other) <= 2:
            assert spelling.deletion_hashes(one) & spelling.deletion_hashes(other), (one, other)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("ferry", "ferry", 0), ("fery", "ferry", 1), ("frery", "ferry", 1), ("", "ab", 2)]
    + [("kitten", "sitting", 3)],
)
def test_the_distance_counts_letters_and_swaps(one: str, other: str, apart: int) -> None:
    assert spelling.distance(one, other) == spelling.distance(other, one) == apart


def embargoed(headline: str) -> None:
    workflow.schedule(make_article(headline), by=a_publisher(), at=timezone.now() + HOUR)


def pending(headline: str) -> None:
    article = make_live("Plain", slug="plain").article
    article.headline = headline
    article.save()
    at = timezone.now() + HOUR
    workflow.update(article, by=a_publisher(), change="update", note="More.", at=at)


def superseded(headline: str) -> None:
    article = make_live(headline, slug="plain").article
    article.headline = "Plain"
    article.save()
    workflow.update(article, by=a_publisher(), change="minor")


def withdrawn(headline: str) -> None:
    workflow.withdraw(make_live(headline).article, by=a_publisher(), reason="Wrong.")


def withheld(headline: str) -> None:
    workflow.withhold(make_live(headline).article, by=a_publisher(), reason="A court.")


def retracted(headline: str) -> None:
    article = make_live(headline).article
    workflow.update(article, by=a_publisher(), change="retraction", note="Wrong.")


def cancelled(headline: str) -> None:
    article = make_article(headline)
    workflow.schedule(article, by=a_publisher(), at=timezone.now() + HOUR)
    workflow.cancel(article, by=a_publisher())


def draft(headline: str) -> None:
    make_article(headline)


@pytest.mark.parametrize(
    "hide",
    [embargoed, pending, superseded, withdrawn, withheld, retracted, cancelled, draft],
)
def test_no_word_of_anything_hidden_is_offered(client, hide: Callable[[str], None]) -> None:
    """Not corrected to, not in a suggestion, not counted; and a live story's word still is."""
    make_live("A leaking barge")
    # The stem is that of a live word, so that a check by the index's stems would let it through.
    hide("Xylophone leakings")
    for typed in ("xylophome", "xylophones", "leakingz", "leakin gs"):
        page = client.get("/search/", {"q": typed}).content.decode().lower()
        assert "xylophone" not in page.replace(typed, "")
        assert "leakings" not in page.replace(typed, "")
    for typed in ("xy", "xylo", "xylophone", "leak"):
        assert "ylophone" not in client.get("/search/suggest", {"q": typed}).content.decode()
    assert find("lesking").suggestions == ["leaking"]


def test_a_word_is_offered_from_its_storys_moment_on() -> None:
    at = timezone.now() + HOUR
    workflow.schedule(make_article("Xylophone"), by=a_publisher(), at=at)
    assert find("xylophome", at=at - timedelta(microseconds=1)).suggestions == []
    assert find("xylophome", at=at).suggestions == ["Xylophone"]


def test_a_word_too_far_off_is_not_offered_and_an_unknown_one_is_left_out() -> None:
    make_live("Allotments below the gasworks")
    assert find("elephants").suggestions == []
    assert find("alotments qqqqqq").suggestions == ["Allotments"]


def test_a_correction_costs_the_same_among_many_words(django_assert_max_num_queries) -> None:
    make_live("Allotments")
    for number in range(30):
        make_live(f"Allotment{number} allotmants{number} allotmends")
    with django_assert_max_num_queries(8):
        assert find("alotmends").suggestions == ["allotmends"]


def test_of_a_common_word_few_editions_are_kept() -> None:
    make_live_many(spelling.HOLDERS + 10)
    search.rebuild()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM articles_search_word WHERE word = 'bulk'")
        assert cursor.fetchone() == (spelling.HOLDERS,)
    assert find("bulc").suggestions == ["Bulk"]


# --- withheld for good ---------------------------------------------------------------------------


def tables_that_hold(part: str) -> set[str]:
    """Name the tables of the index, those behind it included, with these letters in any row."""
    with connection.cursor() as cursor:
        names = [n for n in connection.introspection.table_names(cursor) if "articles_search" in n]
        found = set()
        for name in names:
            cursor.execute(f"SELECT * FROM {name}")  # noqa: S608
            for row in cursor.fetchall():
                for value in row:
                    text = value if isinstance(value, bytes | memoryview) else str(value).encode()
                    if part.encode() in bytes(text):
                        found.add(name)
    return found


def test_withheld_words_are_in_no_table_of_the_index() -> None:
    for number in range(30):
        make_live(f"Ordinary story {number}")
    edition = make_live("A zugzwang", standfirst="Of zugzwangs.", body="<p>Zugzwang quixotry.</p>")
    assert {"articles_search_word", "articles_search_near"} < tables_that_hold("gzwang")
    assert tables_that_hold("ixotr")
    workflow.withhold(edition.article, by=a_publisher(), reason="A court said so.")
    assert tables_that_hold("gzwang") == tables_that_hold("ixotr") == set()
    assert len(find("ordinary").hits) == 20


# --- while typing --------------------------------------------------------------------------------


def test_sections_writers_topics_sources_and_headlines_are_suggested(client) -> None:
    make_live(
        "Harm done at the quay",
        section=make_section("harm", name="Harm and help"),
        authors=[make_author("Ilse Harmwell")],
        topics=[make_topic("Harmony")],
        sources=[make_source("The Harmless Board")],
    )
    assert suggested(client, "harm") == [
        ("Section", "Harm and help"),
        ("Author", "Ilse Harmwell"),
        ("Topic", "Harmony"),
        ("Source", "The Harmless Board"),
        ("Story", "Harm done at the quay"),
    ]


def test_names_that_no_live_story_bears_are_not_suggested(client) -> None:
    fields = {
        "section": make_section("secrets"),
        "authors": [make_author("Secret Hand", checked_at=timezone.now())],
        "topics": [make_topic("Secret topic")],
        "sources": [make_source("Secret source")],
    }
    workflow.schedule(
        make_article("Secret story", **fields), by=a_publisher(), at=timezone.now() + HOUR
    )
    assert suggested(client, "secret") == []


def test_few_are_suggested_for_little_and_kept_by_nobody(client, django_assert_num_queries) -> None:
    for number in range(12):
        make_live(f"Barge {number}", authors=[make_author(f"Barge Hand {number}")])
    with django_assert_num_queries(7):  # the paper, four kinds of names, two for headlines
        assert len(suggested(client, "barge")) == SUGGESTED
    response = client.get("/search/suggest", {"q": "barge"})
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


@pytest.mark.parametrize("typed", ["", "b", "\0", "  b  ", "%", "_", "%%", "x" * 5000])
def test_what_says_little_suggests_nothing(client, typed: str) -> None:
    make_live("Barge", authors=[make_author("Bo")])
    assert suggested(client, typed) == []
