"""Search finds what readers have, in any script, and never a word of anything else."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from articles import search, workflow
from articles.search import find
from articles.search.index import rebuild
from articles.search.words import normal, read_question
from tests.factories import (
    a_publisher,
    make_article,
    make_author,
    make_live,
    make_live_many,
    make_photo,
    make_topic,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def headlines(query: str, **kwargs) -> list[str]:
    return [hit.edition.headline for hit in find(query, **kwargs).hits]


def rows_in_index() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM articles_search")
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("words", "query"),
    [
        ("Jón Þór Guðmundsson", "thor gudmundsson"),
        ("Fischer in Zürich", "ZURICH"),
        ("Die große Straße", "grosse strasse"),
        ("Łódź and Tromsø", "lodz tromso"),
        ("北京的示威者要求改革", "示威"),
        ("إضراب الميناء", "الميناء"),
        ("हिन्दी समाचार", "हिन्दी"),
        ("서울 시위", "서울"),
        ("Cafe\u0301 society", "café"),
        ("Three strikes at the harbour", "strike"),
        ("Sharon Rock’s dispatch", "Rock"),
        ("The co-operative bank", "co-operative"),
    ],
)
def test_a_word_is_found_however_it_is_spelt(words: str, query: str) -> None:
    make_live(words)
    make_live("Something else altogether")
    assert headlines(query) == [words]


def test_a_phrase_must_stand_as_it_is_quoted() -> None:
    make_live("Harbour strike ends")
    make_live("Strike at the harbour")
    assert headlines('"harbour strike"') == ["Harbour strike ends"]
    assert len(headlines("harbour strike")) == 2


def test_the_last_word_may_be_only_begun_and_others_not() -> None:
    make_live("Koningsbrugge opens its lock")
    assert headlines("lock koningsb") == ["Koningsbrugge opens its lock"]
    assert headlines("koningsb lock") == []
    assert headlines('"koningsb"') == []


@pytest.mark.parametrize(
    "word", ["koningsbrugge", "stationmaster", "ferry", "parliament", "economy", "harbour"]
)
def test_every_beginning_of_a_word_finds_it(word: str) -> None:
    """Stemmers take "konings" for a plural and "stationmaste" for a verb."""
    make_live(f"{word} of the day")
    beginnings = [word[:end] for end in range(3, len(word) + 1)]
    assert [each for each in beginnings if not headlines(each)] == []


def test_a_headline_counts_for_more_than_a_standfirst_and_that_for_more_than_the_text() -> None:
    when = timezone.now() - HOUR
    make_live("Third", body="<p>A ferry came by the quay at noon.</p>", live_from=when)
    make_live("Ferry runs again", live_from=when)
    make_live("Second", standfirst="The ferry is late.", live_from=when)
    assert headlines("ferry") == ["Ferry runs again", "Second", "Third"]


def test_of_two_that_fit_alike_the_newer_comes_first() -> None:
    make_live("Flood in the old town", live_from=timezone.now() - timedelta(days=3000))
    make_live("Flood in the new town", live_from=timezone.now() - HOUR)
    assert headlines("flood") == ["Flood in the new town", "Flood in the old town"]


def test_a_story_of_before_1970_is_found() -> None:
    make_live("Moon landing", live_from=datetime(1969, 7, 20, 20, 17, tzinfo=UTC))
    assert headlines("moon") == ["Moon landing"]


def test_names_of_writers_and_topics_are_found() -> None:
    make_live("A story", authors=[make_author("Ilse Harkwell")], topics=[make_topic("Eels")])
    assert headlines("harkwell") == headlines("eels") == ["A story"]


# --- never a word of anything not live -----------------------------------------------------------


def test_a_scheduled_story_is_found_from_its_moment_on_and_not_before() -> None:
    at = timezone.now() + HOUR
    workflow.schedule(make_article("Embargoed xylophone"), by=a_publisher(), at=at)
    assert rows_in_index() == 1  # it lies ready
    for query in ("xylophone", "xyloph", '"embargoed xylophone"', "xylophome"):
        found = find(query, at=at - timedelta(microseconds=1))
        assert (found.hits, found.suggestions, found.next_cursor) == ([], [], "")
    assert headlines("xylophone", at=at) == ["Embargoed xylophone"]


def test_a_pending_update_does_not_lend_its_words_to_the_live_story() -> None:
    edition = make_live("The mayor speaks")
    article = edition.article
    article.body = "<p>He resigned over the zeppelin.</p>"
    article.save()
    at = timezone.now() + HOUR
    workflow.update(article, by=a_publisher(), change="update", note="More.", at=at)
    assert headlines("zeppelin") == []
    assert headlines("mayor") == ["The mayor speaks"]
    assert "zeppelin" not in find("mayor").hits[0].extract_html
    assert headlines("zeppelin", at=at) == ["The mayor speaks"]


def test_an_update_takes_the_earlier_words_out_of_the_index() -> None:
    article = make_live("A tramway", body="<p>It costs a guilder.</p>").article
    article.body = "<p>It costs a florin.</p>"
    article.save()
    workflow.update(article, by=a_publisher(), change="correction", note="The coin.")
    assert headlines("guilder") == []
    assert headlines("florin") == ["A tramway"]
    assert rows_in_index() == 1


@pytest.mark.parametrize("act", ["withdraw", "withhold"])
def test_what_is_taken_from_readers_is_not_found(act: str) -> None:
    edition = make_live("Quixotic quartz")
    getattr(workflow, act)(edition.article, by=a_publisher(), reason="A court order.")
    assert find("quartz").hits == []
    assert find("quarts").suggestions == []
    if act == "withhold":
        assert rows_in_index() == 0


def test_a_retracted_story_and_a_draft_are_not_found() -> None:
    make_article("Unpublished wombat")
    edition = make_live("Retracted wombat")
    workflow.update(edition.article, by=a_publisher(), change="retraction", note="It was wrong.")
    assert find("wombat").hits == []


def test_a_cancelled_story_leaves_the_index() -> None:
    article = make_article("Called off")
    workflow.schedule(article, by=a_publisher(), at=timezone.now() + HOUR)
    workflow.cancel(article, by=a_publisher())
    assert rows_in_index() == 0


def test_hidden_stories_do_not_crowd_out_live_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest candidates are chosen among what is live, not before."""
    monkeypatch.setattr("articles.search.engines.Sqlite.newest.__defaults__", (2,))
    monkeypatch.setattr("articles.search.engines.Postgres.newest.__defaults__", (2,))
    make_live("Kestrel seen")
    for _number in range(3):
        at = timezone.now() + HOUR
        workflow.schedule(make_article("Kestrel to come"), by=a_publisher(), at=at)
    assert headlines("kestrel") == ["Kestrel seen"]


def test_a_caption_is_not_found_since_it_leaves_with_its_picture() -> None:
    photo = make_photo()
    body = f'<p>Text.</p><figure data-photo="{photo.pk}"><figcaption>A heron.</figcaption></figure>'
    make_live("By the water", body=body)
    assert find("heron").hits == []


# --- what is shown -------------------------------------------------------------------------------


def test_an_extract_is_cut_from_the_text_as_printed_and_escaped() -> None:
    words = "Nothing here. " * 60
    make_live(
        "A", body=f"<p>{words}</p><p>Jón &lt;Þór&gt; saw the Þórshöfn ferry.</p><p>{words}</p>"
    )
    extract = find("þór").hits[0].extract_html
    assert "&lt;<mark>Þór</mark>&gt;" in extract
    assert "<mark>Þórshöfn</mark>" in extract  # a last word may be a beginning
    assert extract.startswith("… ") and extract.endswith(" …")


def test_an_extract_marks_chinese_signs_without_pulling_them_apart() -> None:
    make_live("新闻", body="<p>北京的示威者要求改革。</p>")
    assert "的<mark>示</mark><mark>威</mark>者" in find("示威").hits[0].extract_html


def test_a_story_found_by_its_headline_shows_its_standfirst() -> None:
    make_live("Unicorns", standfirst="They are <b> not.")
    assert find("unicorns").hits[0].extract_html == "They are &lt;b&gt; not."


def test_pages_go_on_after_the_last_story_shown() -> None:
    make_live_many(5)
    rebuild()
    seen, cursor = [], None
    while cursor != "":
        found = find("bulk", before=cursor, limit=2)
        seen += [hit.edition.article_id for hit in found.hits]
        cursor = found.next_cursor
    assert len(seen) == len(set(seen)) == 5
    assert [h.edition.article_id for h in find("bulk", before="nonsense", limit=2).hits] == seen[:2]


def test_a_misspelt_word_brings_a_suggestion_that_finds_something() -> None:
    make_live("Allotments below the gasworks")
    found = find("alotments gasworks")
    assert found.hits == []
    assert found.suggestions == ["Allotments gasworks"]
    assert headlines(found.suggestions[0]) == ["Allotments below the gasworks"]


@pytest.mark.parametrize("query", ["", "   ", "\0", "the", "what is it", '""', "?!", '"to be"'])
def test_a_question_without_a_telling_word_gets_a_kind_sentence(query: str) -> None:
    make_live("The what is it to be")
    found = find(query)
    assert found.hits == []
    assert found.message


def test_only_the_first_200_characters_are_read() -> None:
    assert len(read_question("x" * 1000).typed) == 200


def test_both_sides_are_made_alike() -> None:
    assert normal("Crème brûlée’s 2nd ŒUVRE") == "creme brulee 2nd oeuvre"


# --- the page, the index -------------------------------------------------------------------------


@pytest.mark.slow
def test_every_naughty_string_gets_a_page(client, shared) -> None:
    make_live("A story")
    strings = json.loads((shared / "samples/naughty-strings/blns.json").read_text())
    for text in strings:
        assert client.get("/search/", {"q": text}).status_code == 200, text


@pytest.mark.parametrize(
    "query",
    ['"', '" AND', "NEAR(a b)", "a*b", "headline:x", "x OR", "{x}", "^x", "-", "a:*", "!x | y"]
    + ["'", "\\", "%s"],
)
def test_no_operator_reaches_the_database(client, query: str) -> None:
    make_live("A story of x")
    assert client.get("/search/", {"q": query}).status_code == 200


def test_the_page_shows_what_was_found_and_is_not_indexed(client) -> None:
    make_live("Koningsbrugge wins")
    response = client.get("/search/", {"q": "koningsbrugge <script>"})
    assert "koningsbrugge &lt;script&gt;" in response.content.decode()
    assert "koningsbrugge <script>" not in response.content.decode()
    response = client.get("/search/", {"q": "koningsbrugge"})
    assert "Koningsbrugge wins" in response.content.decode()
    assert response["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in client.get("/search/").headers


def test_it_asks_as_much_of_the_database_for_ten_stories_as_for_one(
    django_assert_max_num_queries,
) -> None:
    make_live("Herring")
    with django_assert_max_num_queries(2):
        find("herring")
    for _number in range(10):
        make_live("Herring")
    with django_assert_max_num_queries(2):
        assert len(find("herring").hits) == 11


def test_rebuilding_gives_the_same_index_and_leaves_out_what_is_over(capsys) -> None:
    make_live("Alpha")
    make_live("Beta", live_until=timezone.now() - timedelta(minutes=5))
    workflow.schedule(make_article("Gamma"), by=a_publisher(), at=timezone.now() + HOUR)
    call_command("rebuild_search")
    assert "2 rows" in capsys.readouterr().out
    assert rows_in_index() == 2
    assert headlines("alpha") == ["Alpha"]
    assert headlines("gamma") == []


def test_indexing_twice_is_harmless() -> None:
    edition = make_live("Once")
    search.index_editions([edition])
    assert rows_in_index() == 1
    assert headlines("once upon") == []
