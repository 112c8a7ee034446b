"""The page of a story: what it draws, where its addresses lead, what it says when it is gone."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from articles import workflow
from articles.models import Byline, Citation
from articles.public.article_page import article_page
from photos.models import Rendition
from tests.factories import (
    make_article,
    make_author,
    make_live,
    make_live_many,
    make_photo,
    make_source,
    make_topic,
)
from tests.on_one_line import on_one_line

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return on_one_line(response.content.decode())


def make_drawable(**fields):
    """Make a photo with one rendition, so that pages can draw it."""
    photo = make_photo(**fields)
    Rendition.objects.create(
        photo=photo, crop="whole", format="jpeg", width=800, height=533, file="r/a.jpg", bytes=9
    )
    return photo


def test_the_page_shows_what_was_printed(client):
    author = make_author("Sharon Rock", short_bio="Sharon Rock writes about borders.")
    source = make_source("BNR", slug="bnr")
    edition = make_live(
        "Entry rules tighten",
        kicker="Borders",
        standfirst="Longer stays need a paper.",
        dateline="Almaty, 20 November",
        kind="analysis",
        body="<p>First words.</p><h2>Balancing act</h2><blockquote><p>“No.”</p></blockquote>",
        authors=[author],
        sources=[source],
        topics=[make_topic("Migration")],
    )
    page = text_of(client.get(edition.get_absolute_url()))
    for words in (
        "Borders",
        "<h1>Entry rules tighten</h1>",
        "Longer stays need a paper.",
        "Almaty, 20 November",
        "Analysis",
        "<h2>Balancing act</h2>",
        "“No.”",
        "Sharon Rock writes about borders.",
        "Migration",
        "1 min read",
        ">Home page<",
    ):
        assert words in page
    assert f'href="{author.get_absolute_url()}"' in page
    assert "Updated" not in page


def test_the_source_is_credited_in_a_line_and_in_the_ledger(client):
    source = make_source("BNR", slug="bnr")
    article = make_article(sources=[source])
    Citation.objects.create(
        article=article,
        source=source,
        role=Citation.Role.TRANSLATED_FROM,
        title="Grensregels",
        url="https://bnr.example/1",
        note="broadcast 20 November",
    )
    edition = workflow.build_preview(article)
    page = article_page(edition, timezone.now())
    assert [entry.name for entry in page.ledger.credited] == ["BNR"]
    assert [entry.label for entry in page.ledger.entries] == [
        "News outlet · Source",
        "News outlet · Translated from",
    ]

    live = make_live(sources=[source])
    html = text_of(client.get(live.get_absolute_url()))
    assert re.search(r'credit-line">Source: <a href="/sources/bnr/"><bdi>BNR</bdi></a></p>', html)
    assert 'id="s1"' in html


def test_a_source_is_described_without_saying_a_thing_twice():
    board = make_source("Weir Board", kind="organisation")
    chair = make_source("Ost", kind="person", role="chair of the Weir Board", affiliation=board)
    clerk = make_source("Pim", kind="person", role="clerk", affiliation=board)
    article = make_article()
    for source in (chair, clerk):
        Citation.objects.create(article=article, source=source, role=Citation.Role.QUOTED)
    log = make_source("Log", kind="document")
    Citation.objects.create(article=article, source=log, role=Citation.Role.DOCUMENT)
    entries = article_page(workflow.build_preview(article), timezone.now()).ledger.entries
    described = ["chair of the Weir Board", "clerk, Weir Board", ""]
    assert [entry.described for entry in entries] == described
    assert [entry.label for entry in entries] == [
        "Person · Quoted · on the record",
        "Person · Quoted · on the record",
        "Document",
    ]


def test_byline_roles_stand_apart_and_each_bio_once():
    article = make_article(authors=[one := make_author("Ann"), make_author("Bo")])
    Byline.objects.create(article=article, author=one, role=Byline.Role.PHOTOGRAPHS_BY, position=5)
    page = article_page(workflow.build_preview(article), timezone.now())
    roles = [(credit.label, [p.name for p in credit.people]) for credit in page.credits]
    assert roles == [("By", ["Ann", "Bo"]), ("Photos by", ["Ann"])]
    assert [person.name for person in page.bios] == ["Ann", "Bo"]


def test_a_bio_stays_as_it_was_printed(client):
    author = make_author("Ann", short_bio="As printed.")
    edition = make_live(authors=[author])
    author.short_bio = "Rewritten since."
    author.save()
    page = text_of(client.get(edition.get_absolute_url()))
    assert "As printed." in page
    assert "Rewritten since." not in page


def test_an_author_in_the_trash_keeps_the_byline_and_loses_the_link(client):
    author = make_author("Ann")
    edition = make_live(authors=[author])
    author.spiked_at = timezone.now()
    author.save()
    page = text_of(client.get(edition.get_absolute_url()))
    assert "<b><bdi>Ann</bdi></b>" in page
    assert author.get_absolute_url() not in page


def test_photos_are_drawn_with_their_printed_words(client):
    lead = make_drawable(caption="The lead’s caption", credit="Lead Hand")
    inner = make_drawable(caption="Its own caption", alt="A map of the quay")
    edition = make_live(
        lead_photo=lead,
        body=f'<p>Words.</p><figure data-photo="{inner.pk}">'
        "<figcaption>The <em>desk’s</em> caption</figcaption></figure><p>More.</p>",
    )
    page = text_of(client.get(edition.get_absolute_url()))
    assert "The lead’s caption" in page
    assert "Lead Hand" in page
    assert "The <em>desk’s</em> caption" in page
    assert 'alt="A map of the quay"' in page
    assert "Its own caption" not in page


def test_a_plain_caption_is_escaped_and_a_caption_of_the_body_is_not_escaped_twice():
    photo = make_drawable(caption="Fish & <b>chips</b>")
    article = make_article(
        lead_photo=photo,
        body=f'<p>x</p><figure data-photo="{photo.pk}"><figcaption>A &amp; <em>b</em>'
        "</figcaption></figure>",
    )
    page = article_page(workflow.build_preview(article), timezone.now())
    assert hasattr(page.lead.caption, "__html__")
    article.lead_caption = "Five < six"
    article.save()
    page = article_page(workflow.build_preview(article), timezone.now())
    assert not hasattr(page.lead.caption, "__html__")


def test_a_photo_whose_rights_have_ended_is_not_drawn(client):
    photo = make_drawable(caption="Not any more")
    edition = make_live(lead_photo=photo, body=f'<p>x</p><figure data-photo="{photo.pk}"></figure>')
    photo.rights_until = timezone.now() - timedelta(minutes=1)
    photo.save()
    page = text_of(client.get(edition.get_absolute_url()))
    assert "Not any more" not in page
    assert "<img" not in page


def test_updated_and_the_ledger_of_changes_appear_with_a_change_for_readers(client, editor):
    edition = make_live(body="<p>Five orders.</p>")
    workflow.update(edition.article, by=editor, change="minor")
    assert "Updated" not in text_of(client.get(edition.get_absolute_url()))
    workflow.update(edition.article, by=editor, change="correction", note="It was four, not five.")
    page = text_of(client.get(edition.get_absolute_url()))
    assert "Updated" in page
    assert "It was four, not five." in page
    assert "First published." in page


def test_a_retracted_story_says_so_on_top(client, editor):
    edition = make_live()
    workflow.update(edition.article, by=editor, change="retraction", note="We were misled.")
    page = text_of(client.get(edition.get_absolute_url()))
    assert page.index("This story has been retracted.") < page.index("<h1>")
    assert "We were misled." in page


def test_an_opinion_is_marked(client):
    page = text_of(client.get(make_live(kind="opinion").get_absolute_url()))
    assert "article--opinion" in page
    assert "the writer’s own views" in page


def test_a_story_carries_its_own_language_and_direction(client):
    edition = make_live("خبر من الميناء", language="ar")
    page = text_of(client.get(edition.get_absolute_url()))
    assert re.search(r'<article class="article[^>]* lang="ar" dir="rtl">', page)
    assert re.search(r'<html lang="en-GB" dir="ltr">', page)


def test_a_translation_leads_to_its_original_while_that_is_live(client, editor):
    original = make_live("Oorspronkelijk", language="nl")
    edition = make_live("Translated", translation_of=original.article)
    page = text_of(client.get(edition.get_absolute_url()))
    assert "Read the original in Dutch" in page
    workflow.withdraw(original.article, by=editor, reason="It was wrong.")
    page = text_of(client.get(edition.get_absolute_url()))
    assert original.get_absolute_url() not in page


def test_links_to_own_stories_follow_them_and_lose_those_that_are_gone(client, editor):
    other = make_live("The other one")
    edition = make_live(body=f'<p>See <a data-article="{other.article_id}">that story</a>.</p>')
    link = f'<a href="{other.get_absolute_url()}">that story</a>'
    assert link in text_of(client.get(edition.get_absolute_url()))
    workflow.withdraw(other.article, by=editor, reason="It was wrong.")
    page = text_of(client.get(edition.get_absolute_url()))
    assert "See that story." in page


def test_boxes_keep_their_order_and_leave_out_what_is_not_listed(editor):
    stories = [make_live(f"Box story {n}") for n in range(3)]
    ids = [story.article_id for story in stories]
    edition = workflow.build_preview(make_article())
    edition.printed["boxes"] = {"related": [ids[2], ids[0], ids[1]], "more_by": [ids[1]]}
    workflow.update(stories[0].article, by=editor, change="retraction", note="Wrong.")
    page = article_page(edition, timezone.now())
    assert [story.article_id for story in page.related] == [ids[2], ids[1]]
    assert [story.article_id for story in page.more_by] == [ids[1]]


def test_an_old_address_leads_to_the_new_one(client, editor):
    edition = make_live("First headline")
    article = edition.article
    article.slug = "a-better-address"
    article.save()
    workflow.update(article, by=editor, change="minor")
    response = client.get(edition.get_absolute_url())
    assert response.status_code == 301
    assert response["Location"].endswith("/a-better-address/")
    assert client.get(response["Location"]).status_code == 200


def test_a_decomposed_address_leads_to_the_composed_one(client):
    edition = make_live("Café aan zee")
    assert (
        "caf%C3%A9"
        in client.get(edition.get_absolute_url().replace("é", "e\u0301")).headers["Location"]
    )


@pytest.mark.parametrize(
    "path",
    [
        "/world/2026/02/30/no-such-day/",
        "/world/0000/01/01/year-nought/",
        "/world/2026/11/22/never-written/",
        "/world/2026/11/22/nul%00byte/",
        "/world/2026/11/22/%FF%FE/",
        "/world/26/11/22/short/",
        "/wo%2Frld/2026/11/22/x/",
    ],
)
def test_an_address_that_leads_nowhere_is_a_404(client, path):
    make_live()
    assert client.get(path).status_code == 404


def test_a_withdrawn_story_answers_410_with_the_reason(client, editor):
    edition = make_live("Gone story")
    workflow.withdraw(edition.article, by=editor, reason="Its main source lied.")
    response = client.get(edition.get_absolute_url())
    assert response.status_code == 410
    assert "Its main source lied." in text_of(response)
    assert "Gone story" not in text_of(response)


def test_a_withheld_story_answers_410_without_its_words(client, administrator):
    edition = make_live("Unlawful words", body="<p>Unlawful sentence.</p>")
    workflow.withhold(edition.article, by=administrator, reason="A court order of 3 November.")
    response = client.get(edition.get_absolute_url())
    assert response.status_code == 410
    assert "A court order of 3 November." in text_of(response)
    assert "Unlawful" not in text_of(response)


def test_a_scheduled_story_is_not_there_before_its_moment(client, editor):
    article = make_article("Tomorrow’s story")
    edition = workflow.schedule(article, by=editor, at=timezone.now() + timedelta(hours=3))
    response = client.get(edition.get_absolute_url())
    assert response.status_code == 404
    assert "Tomorrow" not in text_of(response)


def test_an_unsaved_edition_is_gathered_like_a_saved_one():
    edition = workflow.build_preview(make_article("Not yet printed"))
    page = article_page(edition, timezone.now())
    assert edition.pk is None
    assert page.printed["headline"] == "Not yet printed"
    assert "The words of story" in page.body


def test_structured_data_names_the_story_and_cannot_end_its_element(client):
    edition = make_live("</script><script>alert(1)</script> & co", authors=[make_author("Ann")])
    page = text_of(client.get(edition.get_absolute_url()))
    assert "<script>alert" not in page
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    described = json.loads(found[1])
    assert described["headline"] == "</script><script>alert(1)</script> & co"
    assert described["author"][0]["name"] == "Ann"
    assert described["datePublished"].startswith(str(edition.first_live_at.year))


@pytest.mark.parametrize("number", [10, pytest.param(1000, marks=pytest.mark.slow)])
def test_the_page_costs_the_same_for_ten_stories_and_a_thousand(
    client, editor, django_assert_num_queries, number
):
    photo, topic, source = make_drawable(), make_topic(), make_source()
    author = make_author(portrait=photo)
    make_live_many(number, authors=[author], topics=[topic], sources=[source], lead_photo=photo)
    article = make_article(
        authors=[author, make_author()], topics=[topic], sources=[source], lead_photo=photo
    )
    edition = workflow.publish(article, by=editor)
    # outlet, address, edition, authors and renditions, photos and renditions, sources, topics,
    # stories of the boxes and renditions, translations, sections
    with django_assert_num_queries(13):
        page = text_of(client.get(edition.get_absolute_url()))
    assert page.count("Bulk story") >= 7
