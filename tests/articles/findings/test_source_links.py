"""The desk's memory of source marks: what is reworded, moved, lost, taken off or let go."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles import workflow
from articles.findings.source_links import broken_source_links, sync_source_links
from articles.models import Article, Citation
from sources.models import Source
from tests.articles.admin.test_article_admin import sent
from tests.factories import a_publisher, make_article, make_source

pytestmark = pytest.mark.django_db
LONG = "“We built for a sea that no longer exists, and we knew it.”"


def span(source: Source, words: str, kind: str = "quotation") -> str:
    return f'<span data-source="{source.pk}" data-attribution="{kind}">{words}</span>'


def rewrite(article: Article, body: str, **meant) -> None:
    article.body = body
    article.save()
    sync_source_links(article, **meant)


@pytest.fixture
def hale() -> Source:
    return make_source("Marit Hale", kind="person", role="chief engineer")


@pytest.fixture
def story(hale) -> Article:
    article = make_article(sources=[hale])
    rewrite(article, f"<p>{span(hale, LONG)} she said. {span(hale, '“No.”')}</p>")
    return article


def remembered(article: Article) -> list[str]:
    return [row.words for row in article.attributed_texts.all()]


def test_ties_are_remembered_and_nothing_is_amiss(story):
    assert remembered(story) == [LONG, "“No.”"]
    assert broken_source_links(story).warnings == []


def test_a_tie_survives_edits_of_its_words_and_around_them(story, hale):
    shorter = LONG.replace(", and we knew it", "")
    rewrite(story, f"<p>New. {span(hale, '“No.”')}</p><p>So {span(hale, shorter)}</p>")
    assert broken_source_links(story).lost == []
    assert remembered(story) == [shorter, "“No.”"]


def test_a_tie_whose_words_are_gone_is_a_warning_until_it_is_let_go(story, hale):
    rewrite(story, f"<p>{span(hale, '“No.”')}</p>")
    [lost] = broken_source_links(story).lost
    assert not lost.is_in_text
    assert "is no longer attributed to Marit Hale" in broken_source_links(story).warnings[0]
    rewrite(story, story.body)
    assert len(broken_source_links(story).lost) == 1
    sync_source_links(story, let_go=[str(lost.known.pk)])
    assert broken_source_links(story).lost == []


def test_a_new_tie_does_not_hide_one_that_was_lost(story, hale):
    rewrite(story, f"<p>{span(hale, '“No.”')} {span(hale, '“Buy higher ground.”')}</p>")
    assert [lost.known.words for lost in broken_source_links(story).lost] == [LONG]


def test_words_that_lost_their_mark_and_still_stand_can_be_tied_again(story, hale):
    rewrite(story, f"<p>{LONG.replace('sea', '<em>sea</em>')} {span(hale, '“No.”')}</p>")
    [lost] = broken_source_links(story).lost
    assert lost.is_in_text


def test_a_tie_taken_off_on_purpose_is_not_missed(story, hale):
    unattributed = f"{hale.pk} quotation {LONG.replace('built', 'had built')}"
    rewrite(
        story, f"<p>{LONG} {span(hale, '“No.”')}</p>", unattributed=[unattributed, "x", "9 y z"]
    )
    assert broken_source_links(story).lost == [] and remembered(story) == ["“No.”"]


@pytest.mark.parametrize(
    ("kind", "role"), [("quotation", "quoted"), ("figure", "data"), ("paraphrase", "reported_by")]
)
def test_a_source_is_cited_when_words_are_tied_to_it(kind, role, hale):
    article = make_article()
    rewrite(article, f"<p>{span(hale, '40 crowns', kind)} {span(hale, 'more', kind)}</p>")
    citation = Citation.objects.get(article=article)
    assert (citation.role, citation.role_as_printed) == (role, "chief engineer")


def test_a_source_that_the_next_save_will_cite_is_no_warning(hale):
    article = make_article(body=f"<p>{span(hale, '“No.”')}</p>")
    assert broken_source_links(article).warnings == []


def test_a_tie_whose_citation_is_taken_out_is_a_warning(story):
    story.citations.all().delete()
    sync_source_links(story)
    assert not story.citations.exists()
    assert "attributed to Marit Hale, which is not cited" in broken_source_links(story).warnings[0]


def test_a_tie_to_a_source_that_was_never_there_is_a_warning(story):
    body = story.body + '<p><span data-source="987654" data-attribution="figure">7</span></p>'
    rewrite(story, body)
    assert "“7” is attributed to a deleted source" in broken_source_links(story).warnings[0]


def test_the_form_settles_ties_and_warns(client, editor, story, hale):
    client.force_login(editor)
    address = reverse("admin:articles_article_change", args=[story.pk])
    client.post(address, {**sent(story), "body": "<p>Nothing is left.</p>", "_save": "1"})
    page = client.get(address).content.decode()
    assert page.count('name="let_go"') == 2
    story.refresh_from_db()
    [first, second] = workflow.missing_before_publication(story)
    assert "is no longer attributed to Marit Hale" in first.sentence and first.wants_reason
    let_go = [row.pk for row in story.attributed_texts.all()]
    client.post(address, {**sent(story), "let_go": let_go, "_save": "1"})
    assert remembered(story) == []


def test_withholding_erases_remembered_words(story, administrator):
    workflow.publish(story, by=a_publisher())
    workflow.withhold(story, by=administrator, reason="Court order 12.")
    assert not story.attributed_texts.exists()


def test_many_ties_of_one_source_are_settled(hale):
    article = make_article(sources=[hale])
    spans = [span(hale, f"“Number {n} of {n * 7919}.”") for n in range(200)]
    rewrite(article, f"<p>{' '.join(spans)}</p>")
    rewrite(article, "<p>" + " ".join(spans).replace("Number", "No") + "</p>")
    assert article.attributed_texts.count() == 200
