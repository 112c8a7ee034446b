"""What is hidden from a person stays hidden on every side way of the desk. One test per way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Article, Citation, RelatedStory
from desk.models import ShareLink
from desk.story.notes import post_note
from tests.factories import (
    make_article,
    make_author,
    make_live,
    make_photo,
    make_source,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db
SECRET = "Zebra in the harbour"
HOUR = timedelta(hours=1)


def at(name: str, *args: object) -> str:
    return reverse(f"admin:{name}", args=args)


def change(row) -> str:
    return at(f"{row._meta.app_label}_{row._meta.model_name}_change", row.pk)


def site_link(row) -> str:
    return at("view_on_site", ContentType.objects.get_for_model(row).pk, row.pk)


@pytest.fixture
def hidden(editor) -> Article:
    """A story of somebody else."""
    return make_article(SECRET, created_by=editor)


@pytest.fixture
def own(contributor) -> Article:
    return make_article("My own story", created_by=contributor)


@pytest.fixture
def at_desk(client: Client, contributor) -> Client:
    client.force_login(contributor)
    return client


def typed(story: Article, **fields: object) -> dict[str, object]:
    return {
        "version": story.version,
        "headline": story.headline,
        "section": story.section_id,
        "kind": story.kind,
        "language": story.language,
        "body": story.body,
        **{
            f"{part}-{count}_FORMS": 0
            for part in ("bylines", "citations", "picked")
            for count in ("TOTAL", "INITIAL")
        },
        **fields,
    }


def related(story: Article) -> dict[str, object]:
    return {"picked-TOTAL_FORMS": 1, "picked-0-other": story.pk, "picked-0-position": 0}


def make_link(story: Article, by) -> ShareLink:
    ends = timezone.now() + HOUR
    return ShareLink.objects.create(article=story, made_by=by, expires_at=ends)


# --- the way to a page of the site ---------------------------------------------------------------


def test_view_on_site_leads_to_what_one_may_see_alone(client, editor, hidden) -> None:
    link = ShareLink.objects.create(
        article=hidden, made_by=editor, expires_at=timezone.now() + HOUR
    )
    edition = workflow.schedule(hidden, by=editor, at=timezone.now() + HOUR)
    note = post_note(hidden, by=editor, text="Look", to=[])
    source = make_source("Deep Throat")
    kind = ContentType.objects.get_for_model(ShareLink).pk
    for person in (make_user("contributor", "Contributors"), make_user("nobody"), editor):
        client.force_login(person)
        for row in (link, edition, hidden, note):
            assert client.get(site_link(row)).status_code == 404, (person, row)
        for odd in (
            f"/admin/r/+{kind}/{link.pk}/",
            f"/admin/r/{kind}/ {link.pk}/",
            "/admin/r/x/y/",
        ):
            assert client.get(odd).status_code == 404, odd
        expected = 302 if person == editor else 404
        assert client.get(site_link(make_author())).status_code == expected
        assert client.get(site_link(source)).status_code == 404  # it has no page yet


# --- previews ------------------------------------------------------------------------------------


def test_a_preview_draws_no_boxes_of_the_future(at_desk, own, editor, hidden) -> None:
    RelatedStory.objects.create(article=own, other=hidden)
    workflow.schedule(hidden, by=editor, at=timezone.now() + HOUR)
    later = (timezone.now() + 2 * HOUR).isoformat()
    page = at_desk.get(at("story_preview", own.pk), {"at": later}).content.decode()
    assert "My own story" in page and SECRET not in page


def test_an_editor_still_sees_the_boxes_of_the_future(client, own, editor, hidden) -> None:
    RelatedStory.objects.create(article=own, other=hidden)
    workflow.schedule(hidden, by=editor, at=timezone.now() + HOUR)
    later = (timezone.now() + 2 * HOUR).isoformat()
    client.force_login(editor)
    assert SECRET in client.get(at("story_preview", own.pk), {"at": later}).content.decode()


# --- fields that take a number --------------------------------------------------------------------


@pytest.mark.parametrize("way", ["save", "refused", "autosave", "preview", "check"])
def test_a_field_names_no_story_it_does_not_offer(at_desk, own, hidden, way) -> None:
    sent = typed(own, translation_of=hidden.pk, **related(hidden))
    if way == "refused":
        sent["language"] = "not a language"
    address = {
        "autosave": at("story_autosave", own.pk),
        "preview": at("story_preview", own.pk),
        "check": at("copydesk", own.pk),
    }.get(way, change(own))
    answer = at_desk.post(address, sent, follow=True)
    assert SECRET not in answer.content.decode()
    own.refresh_from_db()
    assert own.translation_of_id is None and not own.picked.exists()


def test_a_conflict_names_no_story_it_does_not_offer(at_desk, own, hidden) -> None:
    sent = typed(own, translation_of=hidden.pk, version=own.version, headline="Typed")
    Article.objects.filter(pk=own.pk).update(version=own.version + 1, headline="Changed")
    assert SECRET not in at_desk.post(change(own), sent).content.decode()


def test_marks_in_a_text_name_no_photo_and_no_source(at_desk, own) -> None:
    photo = make_photo(SECRET, caption=SECRET, alt=SECRET)
    source = make_source(SECRET)
    body = (
        f'<p><span data-source="{source.pk}" data-attribution="quotation">“It is so.”</span></p>'
        f'<figure data-photo="{photo.pk}"><figcaption>My words.</figcaption></figure>'
    )
    for address in (at("story_autosave", own.pk), at("copydesk", own.pk), change(own)):
        own.refresh_from_db()
        answer = at_desk.post(address, typed(own, body=body), follow=True)
        assert SECRET not in answer.content.decode(), address
    own.refresh_from_db()
    assert "data-photo" not in own.body and "data-source" not in own.body
    assert "It is so." in own.body and "My words." in own.body
    assert "not available to you" in answer.content.decode()
    answer = at_desk.post(at("story_preview", own.pk), typed(own, body=body))
    assert SECRET not in answer.content.decode()


def test_marks_somebody_else_made_stay_when_the_writer_saves(at_desk, own) -> None:
    photo = make_photo("Quay")
    own.body = f'<p>Old.</p><figure data-photo="{photo.pk}"></figure>'
    own.save()
    at_desk.post(change(own), typed(own, body=f"{own.body}<p>New.</p>"))
    own.refresh_from_db()
    assert "data-photo" in own.body and "New." in own.body


def test_a_hidden_row_that_an_editor_chose_is_not_shown_and_stays(at_desk, own, hidden) -> None:
    RelatedStory.objects.create(article=own, other=hidden)
    own.translation_of = hidden
    own.save()
    assert SECRET not in at_desk.get(change(own)).content.decode()
    own.refresh_from_db()
    at_desk.post(change(own), typed(own, headline="Mine, changed"))
    own.refresh_from_db()
    assert (own.headline, own.translation_of) == ("Mine, changed", hidden)
    assert own.picked.get().other == hidden


def test_a_live_story_is_offered_by_the_headline_readers_have(at_desk, own) -> None:
    live = make_live("Harbour opens")
    Article.objects.filter(pk=live.article_id).update(headline=SECRET)
    query = {"app_label": "articles", "model_name": "relatedstory", "field_name": "other"}
    for term, expected in (("Harbour", ["Harbour opens"]), ("Zebra", [])):
        for address, values in (
            (at("autocomplete"), {**query, "term": term}),
            (at("story_links"), {"q": term}),
        ):
            found = at_desk.get(address, values).json()
            names = [
                row.get("text") or row["headline"]
                for row in found.get("results", found.get("stories"))
            ]
            assert names == expected, (term, address)
    sent = typed(own, **related(live.article))
    at_desk.post(change(own), sent)
    assert own.picked.get().other_id == live.article_id
    page = at_desk.get(change(own)).content.decode()
    assert "Harbour opens" in page and SECRET not in page


# --- deletion, filters, messages ------------------------------------------------------------------


def test_deletion_asks_for_the_permission_before_it_speaks(client, editor) -> None:
    source, photo, author = make_source(SECRET), make_photo(SECRET), make_author(SECRET)
    story = make_live(SECRET, lead_photo=photo).article
    Citation.objects.create(article=story, source=source)
    for person in (make_user("nobody"), make_user("contributor", "Contributors"), editor):
        client.force_login(person)
        for row in (source, photo, author, story, make_topic(SECRET), story.section):
            there = at(f"{row._meta.app_label}_{row._meta.model_name}_delete", row.pk)
            for answer in (client.get(there), client.post(there, {"post": "yes"})):
                assert answer.status_code == 403, (person, there)
                assert SECRET not in answer.content.decode()


def test_only_the_filters_a_list_declares_are_taken(client, administrator, hidden) -> None:
    client.force_login(administrator)
    lists = {
        "articles_topic": ("articles", "tagged", "edition_rows__edition__headline__contains"),
        "authors_author": ("bylines", "edition_rows", "user__password__startswith", "articles"),
        "photos_photo": ("leads", "leads__headline__startswith", "edition_rows"),
        "sources_source": ("unnamed_rows", "citations", "citations__article__headline", "editions"),
        "staff_user": ("password__startswith", "mentions", "groups__permissions"),
        "articles_article": ("editions", "body__contains", "created_by__password__startswith"),
    }
    for name, lookups in lists.items():
        for lookup in lookups:
            answer = client.get(at(f"{name}_changelist"), {lookup: "1"})
            assert answer.status_code in (302, 400), (name, lookup, answer.status_code)
            if answer.status_code == 302:
                assert "e=1" in answer.url
    for name, query in (
        ("articles_article", {"state": "live"}),
        ("articles_article", {"kind__exact": "news", "section__id__exact": hidden.section_id}),
        ("staff_user", {"is_active__exact": "1"}),
        ("photos_photo", {"licence__exact": "own", "trash": "yes"}),
    ):
        assert client.get(at(f"{name}_changelist"), query).status_code == 200, query


def test_topics_of_unpublished_stories_are_not_named(at_desk, contributor, own, hidden) -> None:
    secret, public, mine, unused = map(make_topic, (SECRET, "Tides", "Nets", "Boats"))
    hidden.topics.add(secret)
    own.topics.add(mine)
    make_live(topics=[public])
    query = {"app_label": "articles", "model_name": "articletopic", "field_name": "tag"}
    found = at_desk.get(at("autocomplete"), {**query, "term": ""}).json()["results"]
    assert {row["text"] for row in found} == {public.name, mine.name, unused.name}
    assert SECRET not in at_desk.get(at("articles_topic_changelist")).content.decode()
    assert at_desk.get(change(secret)).status_code == 302
    answer = at_desk.post(change(own), typed(own, topics=[secret.pk]), follow=True)
    assert SECRET not in answer.content.decode()


def test_a_message_on_a_story_that_is_hidden_is_not_shown(
    at_desk, contributor, editor, hidden
) -> None:
    post_note(hidden, by=editor, text=f"@contributor {SECRET}", to=[contributor])
    assert SECRET not in at_desk.get(at("index")).content.decode()


def test_a_story_assigned_to_a_contributor_opens_for_them(at_desk, contributor, hidden) -> None:
    assert at_desk.get(change(hidden)).status_code == 302
    Article.objects.filter(pk=hidden.pk).update(assignee=contributor)
    page = at_desk.get(change(hidden))
    assert page.status_code == 200 and SECRET in page.content.decode()
    at_desk.post(change(hidden), typed(hidden, headline="Written by the contributor"))
    hidden.refresh_from_db()
    assert hidden.headline == "Written by the contributor"


def test_a_share_link_ends_with_the_account_that_made_it(client, editor, hidden) -> None:
    link = ShareLink.objects.create(
        article=hidden, made_by=editor, expires_at=timezone.now() + HOUR
    )
    assert client.get(link.get_absolute_url()).status_code == 200
    for fields in ({"is_active": False}, {"is_active": True}):
        type(editor).objects.filter(pk=editor.pk).update(**fields)
        expected = 200 if fields["is_active"] else 410
        assert client.get(link.get_absolute_url()).status_code == expected
    editor.groups.clear()
    answer = client.get(link.get_absolute_url())
    assert answer.status_code == 410 and SECRET not in answer.content.decode()


def test_what_others_did_is_not_in_the_log_one_sees(client, editor, administrator) -> None:
    source = make_source("Harbour office")
    LogEntry.objects.log_actions(editor.pk, [source], 2, change_message=SECRET, single_object=True)
    client.force_login(make_user("nobody"))
    assert SECRET not in client.get(at("index")).content.decode()
