"""The copy desk while writing: what the panel is told, and what it keeps."""

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Citation, DismissedWarning
from sources.models import Link
from tests.factories import make_article, make_author, make_source

pytestmark = pytest.mark.django_db
TYPED = "<p>‘Yes,” it rained &amp; today 🌧 was the the end.</p>"


def read(client, story=None, **typed):
    name, args = ("admin:copydesk", [story.pk]) if story else ("admin:copydesk_new", [])
    return client.post(reverse(name, args=args), typed)


def by_check(answer) -> dict[str, dict]:
    return {each["check"]: each for each in answer.json()["findings"]}


def test_the_words_as_typed_are_read_and_nothing_is_saved(desk):
    story = make_article()
    before = Article.objects.values().get()
    found = by_check(read(desk, story, body=f"<p>One.</p><p></p>{TYPED}"))
    mixed, word = found["quotation_mixed"], found["repeated_word"]
    assert (mixed["paragraph"], mixed["start"], mixed["end"]) == (1, 0, 6)
    assert mixed["edits"] == [[0, 1, "“"], [5, 6, "”"]]
    assert (mixed["severity"], mixed["safe"], mixed["dismissed"]) == ("error", True, None)
    assert (word["start"], word["words"], word["fix"]) == (31, "the the", "the")
    assert Article.objects.values().get() == before


def test_a_story_that_is_not_saved_yet_is_read_too(desk):
    found = by_check(read(desk, headline="Rain", body=TYPED, language="en"))
    assert "quotation_mixed" in found
    assert not Article.objects.exists()


def test_places_in_a_standfirst_count_as_the_field_does(desk):
    found = by_check(read(desk, headline="Rain", standfirst="One.\r\n\r\nIt is the the end."))
    assert found["repeated_word"]["start"] == len("One.\n\nIt is ")


def test_bylines_and_sources_are_read_as_chosen(desk):
    story, source = make_article(), make_source("Ann Hill", kind="person")
    said = "<p>It rained, Ann Hill said.</p>"
    assert set(by_check(read(desk, story, body=said))) == {"speaker_ledger"}
    rows = {
        "citations-TOTAL_FORMS": "3",
        "citations-0-source": str(source.pk),
        "citations-1-source": "none",
        "bylines-TOTAL_FORMS": "1",
        "bylines-0-author": str(make_author("Bo Hill", short_bio="").pk),
        "bylines-0-name_as_printed": "",
    }
    assert set(by_check(read(desk, story, body=said, **rows))) == {"bio"}
    rows["citations-0-DELETE"] = "on"
    assert set(by_check(read(desk, story, body=said, **rows))) == {"speaker_ledger", "bio"}


def test_a_dead_link_is_told_until_another_is_typed(desk):
    story, source = make_article(), make_source("Register", kind="document")
    link = Link.objects.for_url("https://register.example/4")
    link.checked_at = link.dead_since = timezone.now()
    link.save()
    citation = Citation.objects.create(article=story, source=source, url=link.url, link=link)
    rows = {
        "citations-TOTAL_FORMS": "1",
        "citations-0-id": str(citation.pk),
        "citations-0-source": str(source.pk),
        "citations-0-url": link.url,
    }
    assert set(by_check(read(desk, story, **rows))) == {"dead_link"}
    assert by_check(read(desk, story, **{**rows, "citations-0-url": "https://b.example/"})) == {}
    archived = {**rows, "citations-0-archived_url": "https://archive.example/4"}
    assert by_check(read(desk, story, **archived)) == {}


@pytest.mark.parametrize(
    "typed",
    [
        {"citations-TOTAL_FORMS": "x", "bylines-TOTAL_FORMS": "-1", "lead_photo": "x"},
        {"citations-TOTAL_FORMS": "9" * 15, "citations-7-source": "9" * 30},
        {"language": "no such language", "kind": "none", "translation_of": "0x1"},
        {"body": "<p>" + "“'" * 20_000, "headline": "\x00"},
    ],
)
def test_whatever_is_sent_is_answered(desk, typed):
    assert read(desk, make_article(), **typed).status_code == 200


def test_a_warning_passed_shows_its_reason_to_the_next_editor(desk, administrator):
    story = make_article()
    typed = {"body": "<p>It is dearer from today.</p>"}
    [warning] = read(desk, story, **typed).json()["findings"]
    address = reverse("admin:copydesk_dismiss", args=[story.pk])
    given = {**typed, "fingerprint": warning["fingerprint"], "reason": "Prices of today."}
    [passed] = desk.post(address, given).json()["findings"]
    assert passed["dismissed"]["reason"] == "Prices of today."
    assert passed["dismissed"]["by"].startswith("editor, ")
    [again] = read(desk, story, **typed).json()["findings"]
    assert again["dismissed"] == passed["dismissed"]
    address = reverse("admin:copydesk_restore", args=[story.pk])
    [open_again] = desk.post(address, given).json()["findings"]
    assert open_again["dismissed"] is None


def test_without_a_reason_the_refusal_is_a_sentence(desk):
    story = make_article()
    typed = {"body": "<p>It is dearer from today.</p>", "fingerprint": "x", "reason": " "}
    answer = desk.post(reverse("admin:copydesk_dismiss", args=[story.pk]), typed)
    assert answer.status_code == 409
    assert answer.json()["refused"].startswith("Give a reason")
    assert not DismissedWarning.objects.exists()


def test_only_who_may_write_the_story_is_answered(client, reporter, stranger):
    story = make_article()
    for person, statuses in ((reporter, (404, 200)), (stranger, (403, 403))):
        client.force_login(person)
        assert (read(client, story).status_code, read(client).status_code) == statuses
    client.force_login(reporter)
    Article.objects.filter(pk=story.pk).update(created_by=reporter, status="in_review")
    for name in ("copydesk", "copydesk_dismiss", "copydesk_restore"):
        assert client.post(reverse(f"admin:{name}", args=[story.pk])).status_code == 403
        assert client.get(reverse(f"admin:{name}", args=[story.pk])).status_code == 405


def test_who_reads_and_does_not_write_sees_what_is_asked(client, administrator):
    story = make_article(body="<p>It is dearer from today.</p>")
    client.force_login(administrator)
    page = client.get(reverse("admin:articles_article_change", args=[story.pk])).content.decode()
    assert "“today”: the story gives no date." in page
    assert 'id="copydesk"' not in page


def test_a_refusal_lists_each_warning_with_a_link_to_its_line(desk):
    story = make_article(body="<p>It is dearer from today.</p>")
    [warning] = read(desk, story).json()["findings"]
    address = reverse("admin:articles_article_change", args=[story.pk])
    data = {
        "version": story.version,
        "headline": story.headline,
        "body": story.body,
        "section": story.section_id,
        "kind": story.kind,
        "language": "en",
        "_action": "publish",
    }
    for prefix, count in (("bylines", 1), ("citations", 0), ("picked", 0)):
        data[f"{prefix}-TOTAL_FORMS"] = data[f"{prefix}-INITIAL_FORMS"] = count
    byline = story.bylines.get()
    data |= {
        "bylines-0-id": byline.pk,
        "bylines-0-article": story.pk,
        "bylines-0-author": byline.author_id,
        "bylines-0-role": "by",
        "bylines-0-position": 0,
    }
    page = desk.post(address, data, follow=True).content.decode()
    assert "Fix these before publishing:" in page
    assert f'href="#finding-{warning["fingerprint"]}"' in page
