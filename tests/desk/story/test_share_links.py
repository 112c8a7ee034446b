"""Links for people without an account: what they open, when they end, who may make them."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Article
from desk.models import ShareLink
from tests.factories import make_article, make_live, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]
FROM_PAGE = {"X-Beside": "1"}


def make_link(story: Article, **fields) -> ShareLink:
    fields.setdefault("expires_at", timezone.now() + timedelta(hours=1))
    if "made_by" not in fields:
        fields["made_by"] = make_user("", "Editors")
    return ShareLink.objects.create(article=story, **fields)


def test_a_link_opens_a_draft_to_somebody_without_an_account(client) -> None:
    link = make_link(make_article("Not published", body="<p>Words to be checked.</p>"))
    answer = client.get(link.get_absolute_url())
    page = answer.content.decode()
    assert answer.status_code == 200 and "Words to be checked." in page
    assert answer["Cache-Control"] == "no-store" and answer["X-Robots-Tag"] == "noindex"
    assert answer["Referrer-Policy"] == "no-referrer" and not answer.cookies
    assert "/admin/" not in page and "noindex" in page
    client.get(link.get_absolute_url())
    link.refresh_from_db()
    assert link.opens == 2 and link.last_opened_at is not None


def test_a_story_without_a_headline_has_a_heading_behind_its_link(client) -> None:
    story = make_article()
    Article.objects.update(headline="")
    page = client.get(make_link(story).get_absolute_url()).content.decode()
    assert f"<h1>Story {story.pk}, without a headline</h1>" in page


def test_a_link_opens_its_own_story_and_shows_no_other_that_is_not_out(client) -> None:
    hidden = make_article("Secret neighbour")
    body = f'<p>See <a data-article="{hidden.pk}">the other</a>.</p>'
    story = make_article("Shared", body=body)
    story.picked.create(other=hidden)
    page = client.get(make_link(story).get_absolute_url()).content.decode()
    assert "Shared" in page and "the other" in page and "Secret neighbour" not in page


def test_a_link_shows_the_text_as_last_saved_also_of_a_live_story(client) -> None:
    story = make_live("What readers have").article
    Article.objects.filter(pk=story.pk).update(headline="What the desk writes")
    page = client.get(make_link(story).get_absolute_url()).content.decode()
    assert "What the desk writes" in page


@pytest.mark.parametrize(
    ("make", "is_dated"),
    [
        (lambda soon: make_article(), False),
        (lambda soon: make_live(live_from=soon).article, False),
        (lambda soon: make_live().article, True),
    ],
    ids=["draft", "scheduled", "live"],
)
def test_a_shared_story_is_called_published_once_it_is(client, make, is_dated: bool) -> None:
    story = make(timezone.now() + timedelta(days=2))
    page = client.get(make_link(story).get_absolute_url()).content.decode()
    byline = page.partition('<div class="byline">')[2].partition("</div>")[0]
    assert byline and ("Published" in byline) is is_dated


@pytest.mark.parametrize(
    "end",
    [
        lambda link: ShareLink.objects.filter(pk=link.pk).update(ended_at=timezone.now()),
        lambda link: ShareLink.objects.filter(pk=link.pk).update(expires_at=timezone.now()),
        lambda link: Article.objects.update(spiked_at=timezone.now()),
    ],
    ids=["ended", "expired", "spiked"],
)
def test_a_link_that_has_ended_says_so_and_shows_nothing(client, end) -> None:
    link = make_link(make_article("Once shared"))
    end(link)
    answer = client.get(link.get_absolute_url())
    page = answer.content.decode()
    assert answer.status_code == 410 and "This link no longer works" in page
    assert "Once shared" not in page and answer["Cache-Control"] == "no-store"
    link.refresh_from_db()
    assert link.opens == 0


@pytest.mark.parametrize("token", ["1", "1:abc", "x:y", "-1:abc", "9" * 40, "%00:a"])
def test_an_invented_link_is_no_page(client, token: str) -> None:
    make_link(make_article())
    assert client.get(f"/preview/{token}/").status_code == 404


def test_a_link_of_one_story_signed_for_another_is_no_page(client) -> None:
    first, second = make_link(make_article()), make_link(make_article())
    forged = first.get_absolute_url().replace(f"/{first.pk}:", f"/{second.pk}:")
    assert client.get(forged).status_code == 404


def test_a_link_ends_by_the_clock(client) -> None:
    link = make_link(make_article())
    with time_machine.travel(link.expires_at - timedelta(seconds=1)):
        assert client.get(link.get_absolute_url()).status_code == 200
    with time_machine.travel(link.expires_at):
        assert client.get(link.get_absolute_url()).status_code == 410


def test_an_editor_makes_a_link_sees_its_openings_and_ends_it(client, editor) -> None:
    story = make_article("To be shown around")
    client.force_login(editor)
    there = reverse("admin:create_share_link", args=[story.pk])
    panel = client.post(there, {"share-hours": "48"}, headers=FROM_PAGE).content.decode()
    link = story.share_links.get()
    assert link.get_absolute_url() in panel and "Not opened yet." in panel
    assert timedelta(hours=47) < link.expires_at - timezone.now() <= timedelta(hours=48)
    Client().get(link.get_absolute_url())
    change = reverse("admin:articles_article_change", args=[story.pk])
    assert "Opened once, on" in client.get(change).content.decode()
    end = reverse("admin:end_share_link", args=[story.pk, link.pk])
    assert "Link revoked." in client.post(end, headers=FROM_PAGE).content.decode()
    assert Client().get(link.get_absolute_url()).status_code == 410
    assert "has already been revoked" in client.post(end, headers=FROM_PAGE).content.decode()


@pytest.mark.parametrize("hours", ["", "0", "99999", "9" * 5000, "-4", "soon"])
def test_a_link_without_a_known_end_is_refused(client, editor, hours: str) -> None:
    story = make_article()
    client.force_login(editor)
    there = reverse("admin:create_share_link", args=[story.pk])
    panel = client.post(there, {"share-hours": hours}, headers=FROM_PAGE).content.decode()
    assert "Choose how long" in panel and not story.share_links.exists()


def test_who_may_not_share_makes_and_ends_no_link(client, contributor, reporter, editor) -> None:
    own = make_article(created_by=contributor)
    link = make_link(own)
    client.force_login(contributor)
    change = client.get(reverse("admin:articles_article_change", args=[own.pk])).content.decode()
    assert 'id="panel-share"' not in change
    there = reverse("admin:create_share_link", args=[own.pk])
    assert (
        "You do not have permission to share"
        in client.post(there, headers=FROM_PAGE).content.decode()
    )
    end = reverse("admin:end_share_link", args=[own.pk, link.pk])
    client.post(end, headers=FROM_PAGE)
    client.force_login(reporter)
    assert client.post(there, headers=FROM_PAGE).status_code == 404, "somebody else's draft"
    assert own.share_links.open(timezone.now()).count() == 1


def test_an_end_names_the_story_of_its_link(client, editor) -> None:
    link, other = make_link(make_article()), make_article()
    client.force_login(editor)
    client.post(reverse("admin:end_share_link", args=[other.pk, link.pk]), headers=FROM_PAGE)
    assert ShareLink.objects.open(timezone.now()).count() == 1


def test_withholding_a_story_ends_its_links(client, administrator) -> None:
    story = make_live("To be withheld").article
    there = make_link(story).get_absolute_url()
    workflow.withhold(story, by=administrator, reason="A court said so.")
    assert client.get(there).status_code == 410


def test_without_script_the_page_is_shown_again_with_a_sentence(client, editor) -> None:
    story = make_article()
    client.force_login(editor)
    there = reverse("admin:create_share_link", args=[story.pk])
    page = client.post(there, {"share-hours": "4"}, follow=True).content.decode()
    assert "Link created." in page and story.share_links.get().get_absolute_url() in page
