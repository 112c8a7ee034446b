"""If a source is discredited: what rests on it, one act that has it all reviewed, and the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks.base import Task

from articles import workflow
from articles.models import Article, Citation, Review
from articles.workflow import ActionRefused, close_review, open_reviews
from articles.workflow.checklist import missing_before_publication
from articles.workflow.source_reviews import editions_citing
from desk import source_reviews
from desk.alerts import find_alerts
from sources.models import Link, Source
from tests.factories import (
    a_publisher,
    make_article,
    make_live,
    make_live_many,
    make_source,
    make_user,
)
from vocabulary.visibility import visible_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def berg() -> Source:
    return make_source("Hans Berg", kind="person", role="professor")


def quoting(source: Source, headline: str, words: str, **fields):
    body = f'<p><span data-source="{source.pk}" data-attribution="quotation">{words}</span></p>'
    return make_live(headline, body=body, sources=[source], **fields)


def whispered(source: Source, headline: str):
    article = make_article(headline)
    Citation.objects.create(
        article=article, source=source, terms="anonymous", shown_as="someone there"
    )
    return workflow.publish(article, by=a_publisher())


def headlines(source: Source) -> set[str]:
    return {edition.headline for edition in editions_citing(source, timezone.now())}


def ledger(source: Source) -> str:
    return reverse("admin:source_ledger", args=[source.pk])


def test_every_live_story_is_found_named_or_not_and_no_other(berg, editor):
    quoting(berg, "Named", "“One.”")
    whispered(berg, "Whispered")
    gone = quoting(berg, "Withdrawn", "“Gone.”")
    workflow.withdraw(gone.article, by=editor, reason="It was wrong.")
    make_article("Never out", sources=[berg])
    corrected = quoting(berg, "Corrected", "“Not his.”")
    corrected.article.citations.all().delete()
    Article.objects.filter(pk=corrected.article_id).update(body="<p>Taken back.</p>")
    corrected.article.attributed_texts.all().delete()
    workflow.update(corrected.article, by=editor, change="minor")
    make_live("Another's", sources=[make_source("BNR")])
    assert headlines(berg) == {"Named", "Whispered"}


def test_one_act_opens_a_review_on_each(berg, editor):
    quoting(berg, "Named", "“One.”")
    whispered(berg, "Whispered")
    opened = open_reviews(berg, by=editor, reason="His degree  is\nmade up.")
    assert {review.article.headline for review in opened} == {"Named", "Whispered"}
    assert {review.reason for review in opened} == {"His degree is made up."}
    with pytest.raises(ActionRefused):
        open_reviews(berg, by=editor, reason="Once more.")
    quoting(berg, "Newer", "“Two.”")
    [newer] = open_reviews(berg, by=editor, reason="Once more.")
    assert newer.article.headline == "Newer"


@pytest.mark.parametrize("group", ["Reporters", "Photo desk", "Contributors", "Administrators"])
def test_reviews_are_for_editors(berg, group, editor, roles):
    quoting(berg, "Named", "“One.”")
    other = make_user("other", group)
    with pytest.raises(ActionRefused, match="Only editors"):
        open_reviews(berg, by=other, reason="No.")
    [review] = open_reviews(berg, by=editor, reason="Yes.")
    with pytest.raises(ActionRefused, match="Only editors"):
        close_review(review, by=other, finding="It stands.")


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 501])
def test_a_review_has_a_reason_that_fits(berg, editor, reason):
    quoting(berg, "Named", "“One.”")
    with pytest.raises(ActionRefused):
        open_reviews(berg, by=editor, reason=reason)
    assert not Review.objects.exists()


def test_a_review_is_closed_once_with_what_was_found(berg, editor):
    quoting(berg, "Named", "“One.”")
    [review] = open_reviews(berg, by=editor, reason="Doubt.")
    with pytest.raises(ActionRefused):
        close_review(review, by=editor, finding=" ")
    close_review(review, by=editor, finding="It stands.")
    assert (review.finding, review.closed_by) == ("It stands.", editor)
    with pytest.raises(ActionRefused, match="already"):
        close_review(review, by=editor, finding="It does not.")


def test_a_review_does_not_disturb_whoever_is_writing(berg, editor):
    edition = quoting(berg, "Named", "“One.”")
    before = edition.article.version
    open_reviews(berg, by=editor, reason="Doubt.")
    edition.article.refresh_from_db()
    assert edition.article.version == before


def test_the_page_of_a_source_shows_every_quotation_with_its_date(client, berg, editor):
    at = timezone.now() - timedelta(days=9)
    quoting(berg, "Named", "“It is late.”", live_from=at)
    client.force_login(editor)
    page = client.get(ledger(berg)).content.decode()
    assert "“It is late.”" in page and f"{timezone.localtime(at):%-d %b %Y}" in page
    assert "Review 1 story" in page
    change = client.get(reverse("admin:sources_source_change", args=[berg.pk])).content.decode()
    assert ledger(berg) in change


def test_the_act_is_pressed_on_the_page_and_seen_by_the_desk(client, berg, editor, reporter):
    edition = quoting(berg, "Named", "“One.”")
    edition.article.created_by = reporter
    edition.article.save()
    client.force_login(editor)
    client.post(reverse("admin:review_source", args=[berg.pk]), {"reason": "Made up."})
    assert "Review 0 stories" in client.get(ledger(berg)).content.decode()
    [review] = Review.objects.open()
    [note] = edition.article.notes.all()
    assert [mention.person for mention in note.mentions.all()] == [reporter]
    assert (
        "Hans Berg is under review. Made up." in client.get(reverse("admin:index")).content.decode()
    )

    story = reverse("admin:articles_article_change", args=[edition.article_id])
    close = reverse("admin:close_review", args=[edition.article_id, review.pk])
    assert close in client.get(story).content.decode()
    client.post(close, {f"finding-{review.pk}": "It stands."})
    assert close not in client.get(story).content.decode()
    assert "It stands." in client.get(ledger(berg)).content.decode()


def test_writers_are_told_by_a_task_in_batches_and_once(
    client, berg, editor, reporter, monkeypatch, django_assert_max_num_queries
):
    stories = [edition.article for edition in make_live_many(5, sources=[berg])]
    Article.objects.filter(pk__in=[story.pk for story in stories]).update(created_by=reporter)
    client.force_login(editor)
    ordered = []
    monkeypatch.setattr(Task, "enqueue", lambda _task, source: ordered.append(source))
    with django_assert_max_num_queries(20):  # as many for one story
        client.post(reverse("admin:review_source", args=[berg.pk]), {"reason": "Made up."})
    assert "Notifying the writers of 5 more stories" in client.get(ledger(berg)).text
    assert ordered == [berg.pk] and not reporter.mentions.exists()
    monkeypatch.setattr(source_reviews, "BATCH", 3)
    assert [source_reviews.notify_writers.call(berg.pk) for _ in range(3)] == [3, 2, 0]
    assert ordered == [berg.pk, berg.pk] and reporter.mentions.count() == 5
    assert "Notifying the writers" not in client.get(ledger(berg)).text


@pytest.mark.parametrize("group", ["Reporters", "Photo desk", "Staff managers"])
def test_the_page_is_for_those_who_see_all_copy(client, berg, group, roles):
    client.force_login(make_user("other", group))
    assert client.get(ledger(berg)).status_code == 403
    assert client.post(reverse("admin:review_source", args=[berg.pk])).status_code == 403


def test_the_page_asks_the_same_for_one_story_or_many(
    client, berg, editor, django_assert_max_num_queries
):
    make_live_many(12, sources=[berg])
    client.force_login(editor)
    client.get(ledger(berg))
    with django_assert_max_num_queries(16):
        client.get(ledger(berg))


# --- dead links -----------------------------------------------------------------------------------


def cite_dead(story) -> Citation:
    link = Link.objects.for_url("https://register.example/4")
    link.checked_at = link.dead_since = timezone.now()
    link.status = 404
    link.save()
    return Citation.objects.create(
        article=story, source=make_source("Register"), url=link.url, link=link
    )


def warned(user) -> list[str]:
    return [
        w.sentence
        for w in find_alerts(visible_to(Article.objects.all(), user), user, timezone.now())
    ]


def test_a_dead_link_of_a_live_story_is_told_until_a_copy_is_noted(editor):
    edition = make_live("With a link")
    cite_dead(make_article("Never out"))
    citation = cite_dead(edition.article)
    [told] = [sentence for sentence in warned(editor) if "dead since" in sentence]
    assert "The link to Register is dead since" in told and "(404)" in told
    [asked] = missing_before_publication(edition.article)
    assert asked.wants_reason and "Add an archived copy" in asked.sentence
    Citation.objects.filter(pk=citation.pk).update(archived_url="https://archive.example/4")
    assert not [sentence for sentence in warned(editor) if "dead since" in sentence]
    assert missing_before_publication(edition.article) == []
