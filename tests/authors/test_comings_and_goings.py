"""Leaving, coming back, another name, the trash: what follows for pages, bylines and addresses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.editions.hash_chain import verify_all
from articles.models import Edition
from articles.workflow import name_changes
from authors import actions
from authors.models import Author, AuthorAddress
from filing import read_copy
from filing.drafting import file_draft
from tests.factories import make_article, make_author, make_live, make_section
from vocabulary.refusal import Refused

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def author() -> Author:
    return make_author(
        "Ilse Harkwell", slug="ilse-harkwell", email="ilse@example.org", checked_at=timezone.now()
    )


@pytest.fixture
def rename(staff_manager, django_capture_on_commit_callbacks) -> Callable[..., None]:
    """The action with the task that follows it."""

    def rename(author: Author, name: str, **given: bool) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            actions.rename(author, by=staff_manager, name=name, **given)

    return rename


def names(edition: Edition) -> list[str]:
    return [line["name"] for line in edition.printed["bylines"]]


# --- leaving -------------------------------------------------------------------------------------


def test_who_leaves_keeps_page_and_bylines(client, author, staff_manager) -> None:
    story = make_live(authors=[author])
    actions.leave(author, by=staff_manager)
    page = client.get(author.get_absolute_url()).content.decode()
    assert "No longer works for" in page and story.headline in page
    assert "Ilse Harkwell" in client.get(story.get_absolute_url()).content.decode()


def test_log_in_and_contact_go_only_if_asked(author, staff_manager, reporter) -> None:
    author.user = reporter
    author.save()
    actions.leave(author, by=staff_manager)
    assert (author.user, author.email) == (reporter, "ilse@example.org")
    actions.come_back(author, by=staff_manager)
    actions.leave(author, by=staff_manager, unlink=True, drop_contact=True)
    assert (author.user, author.email) == (None, "")
    reporter.refresh_from_db()
    assert reporter.is_active


def test_who_left_comes_back_as_what_they_are_now(author, staff_manager) -> None:
    actions.leave(author, by=staff_manager)
    with pytest.raises(Refused, match="already a former author"):
        actions.leave(author, by=staff_manager)
    actions.come_back(author, by=staff_manager, status=Author.Status.GUEST)
    assert author.status == Author.Status.GUEST
    with pytest.raises(Refused, match="is not a former author"):
        actions.come_back(author, by=staff_manager)


def test_a_form_does_not_bring_a_leaver_back(client, author, staff_manager) -> None:
    actions.leave(author, by=staff_manager)
    client.force_login(staff_manager)
    there = reverse("admin:authors_author_change", args=[author.pk])
    client.post(there, {"status": "staff", "short_bio": "Still here."})
    author.refresh_from_db()
    assert (author.status, author.short_bio) == ("former", "Still here.")


# --- another name --------------------------------------------------------------------------------


def test_a_new_name_moves_the_page_and_the_feed(client, author, staff_manager) -> None:
    make_live(authors=[author])
    actions.rename(author, by=staff_manager, name="  Ilse   Dorn ")
    assert (author.name, author.slug) == ("Ilse Dorn", "ilse-dorn")
    old = client.get("/authors/ilse-harkwell/")
    assert (old.status_code, old.headers["Location"]) == (301, "/authors/ilse-dorn/")
    for format in ("rss", "atom", "json"):
        old_feed = reverse("author_feed", args=["ilse-harkwell", format])
        moved = client.get(old_feed)
        assert moved.status_code == 301
        assert moved.headers["Location"] == reverse("author_feed", args=["ilse-dorn", format])
    assert client.get("/authors/ilse-dorn/").status_code == 200


def test_every_earlier_address_leads_straight_to_todays(client, author, staff_manager) -> None:
    actions.rename(author, by=staff_manager, name="Ilse Dorn")
    actions.rename(author, by=staff_manager, name="Ilse Vey")
    for slug in ("ilse-harkwell", "ilse-dorn"):
        assert client.get(f"/authors/{slug}/").headers["Location"] == "/authors/ilse-vey/"


def test_a_name_taken_back_is_no_loop(client, author, staff_manager) -> None:
    actions.rename(author, by=staff_manager, name="Ilse Dorn")
    actions.rename(author, by=staff_manager, name="Ilse Harkwell")
    assert author.slug == "ilse-harkwell"
    assert client.get("/authors/ilse-harkwell/").status_code == 200
    assert client.get("/authors/ilse-dorn/").headers["Location"] == "/authors/ilse-harkwell/"


def test_an_earlier_address_is_never_somebody_elses(client, author, staff_manager) -> None:
    actions.rename(author, by=staff_manager, name="Ilse Dorn")
    other = make_author("Ilse Other", slug="ilse-other")
    with pytest.raises(Refused, match="once belonged"):
        actions.rename(other, by=staff_manager, name="Ilse Harkwell", slug="ilse-harkwell")
    actions.rename(other, by=staff_manager, name="Ilse Harkwell")
    assert other.slug == "ilse-harkwell-2"
    client.force_login(staff_manager)
    sent = {"name": "Third", "slug": "ilse-harkwell", "status": "staff", "short_bio": ""}
    page = client.post(reverse("admin:authors_author_add"), sent).content.decode()
    assert "once belonged, to another author" in page
    assert not Author.objects.filter(name="Third").exists()


def test_filed_copy_gives_a_guest_no_earlier_address(author, staff_manager, editor) -> None:
    actions.rename(author, by=staff_manager, name="Ilse Dorn")
    text = (
        b"A tide nobody saw\n\nIt came at night and left before it was light.\n\n"
        b"Ilse Harkwell is a pilot who writes for The Test Post."
    )
    filed = file_draft(read_copy(text, "tide.txt"), section=make_section(), by=editor)
    assert filed.article.bylines.get().author.slug == "ilse-harkwell-2"


def test_an_earlier_address_stands_once(author, staff_manager) -> None:
    actions.rename(author, by=staff_manager, name="Ilse Dorn")
    with pytest.raises(IntegrityError), transaction.atomic():
        AuthorAddress.objects.create(slug="ilse-harkwell", author=make_author())


def test_the_earlier_address_of_a_guest_nobody_met_gives_nothing_away(
    client,
    staff_manager,
) -> None:
    guest = make_author("Secret Guest", slug="secret-guest")
    draft = make_article(authors=[guest])
    actions.rename(guest, by=staff_manager, name="Open Guest")
    assert client.get("/authors/secret-guest/").status_code == 404
    assert client.get(reverse("author_feed", args=["secret-guest", "rss"])).status_code == 404
    assert draft.bylines.get().name_as_printed == ""


@pytest.mark.parametrize("name", ["", "   ", "x" * 151, "Ilse Harkwell"])
def test_what_is_no_new_name_is_refused(author, staff_manager, name) -> None:
    with pytest.raises(Refused):
        actions.rename(author, by=staff_manager, name=name)


def test_an_address_that_is_none_is_refused(author, staff_manager) -> None:
    with pytest.raises(Refused, match="letters, digits"):
        actions.rename(author, by=staff_manager, name="Ilse Dorn", slug="Ilse/Dorn")
    author.refresh_from_db()
    assert author.name == "Ilse Harkwell"


# --- another name, and the stories ---------------------------------------------------------------


def test_old_stories_keep_the_name_as_printed_even_when_corrected(
    author,
    rename,
    editor,
) -> None:
    story = make_live(authors=[author])
    rename(author, "Ilse Dorn")
    assert story.article.editions.count() == 1
    corrected = workflow.update(story.article, by=editor, change="correction", note="A number.")
    assert names(corrected) == ["Ilse Harkwell"]


def test_drafts_and_new_stories_carry_the_new_name(author, rename, editor) -> None:
    draft = make_article(authors=[author])
    rename(author, "Ilse Dorn")
    assert names(workflow.publish(draft, by=editor)) == ["Ilse Dorn"]


def test_what_is_only_scheduled_takes_the_new_name(author, rename, editor) -> None:
    article, at = make_article(authors=[author]), timezone.now() + HOUR
    workflow.schedule(article, by=editor, at=at)
    rename(author, "Ilse Dorn")
    pending = workflow.read_story_state(article).pending
    assert (names(pending), pending.live_from, pending.change) == (["Ilse Dorn"], at, "first")


def test_throughout_reissues_every_live_story_as_a_minor_edition(
    client,
    author,
    rename,
) -> None:
    stories = [make_live(authors=[author, make_author("Bo Tarn")]) for _ in range(3)]
    rename(author, "Ilse Dorn", throughout=True)
    for story in stories:
        live = Edition.objects.live().get(article=story.article)
        assert (names(live), live.change) == (["Ilse Dorn", "Bo Tarn"], "minor")
        assert (live.path, live.first_live_at) == (story.path, story.first_live_at)
        assert live.readers_changed_at == story.readers_changed_at
        page = client.get(live.get_absolute_url()).content.decode()
        assert "Ilse Dorn" in page and "Ilse Harkwell" not in page
    assert list(verify_all()) == []


def test_throughout_publishes_nothing_the_desk_is_still_writing(
    author,
    rename,
    editor,
) -> None:
    story = make_live("As readers have it", authors=[author])
    article = story.article
    article.headline, article.body, article.slug = "Half written", "<p>Half.</p>", "half"
    article.save()
    rename(author, "Ilse Dorn", throughout=True)
    live = Edition.objects.live().get(article=article)
    assert (live.headline, live.body, live.path) == (story.headline, story.body, story.path)
    assert names(live) == ["Ilse Dorn"]
    assert names(workflow.update(article, by=editor, change="minor")) == ["Ilse Dorn"]


def test_throughout_issues_what_is_scheduled_again_at_its_time(
    author,
    rename,
    editor,
) -> None:
    article, at = make_live("Now", authors=[author]).article, timezone.now() + HOUR
    article.headline = "Later"
    article.save()
    workflow.update(article, by=editor, change="update", note="More of it.", at=at)
    rename(author, "Ilse Dorn", throughout=True)
    state = workflow.read_story_state(article)
    assert (state.live.headline, names(state.live)) == ("Now", ["Ilse Dorn"])
    pending = state.pending
    assert (pending.headline, names(pending), pending.live_from) == ("Later", ["Ilse Dorn"], at)
    assert (pending.change, pending.note) == ("update", "More of it.")
    assert list(verify_all()) == []


def test_throughout_keeps_a_withdrawal_that_is_scheduled(author, rename, editor) -> None:
    article, at = make_live(authors=[author]).article, timezone.now() + HOUR
    workflow.withdraw(article, by=editor, reason="Asked to.", at=at)
    rename(author, "Ilse Dorn", throughout=True)
    state = workflow.read_story_state(article)
    assert names(state.live) == ["Ilse Dorn"]
    assert state.pending.is_notice
    assert (state.pending.note, state.pending.live_from) == ("Asked to.", at)
    assert list(verify_all()) == []


def test_throughout_leaves_a_retracted_story_out_of_lists(author, rename, editor) -> None:
    article = make_live(authors=[author]).article
    workflow.update(article, by=editor, change="retraction", note="It was invented.")
    rename(author, "Ilse Dorn", throughout=True)
    assert names(Edition.objects.live().get(article=article)) == ["Ilse Dorn"]
    assert not Edition.objects.listed().filter(article=article).exists()
    assert list(verify_all()) == []


def test_throughout_takes_every_earlier_name_and_no_other(author, rename, editor) -> None:
    first, signed = make_live(authors=[author]).article, make_article(authors=[author])
    signed.bylines.update(name_as_printed="I. H.")
    workflow.publish(signed, by=editor)
    rename(author, "Ilse Dorn")
    rename(author, "Ilse Vey", throughout=True)
    assert names(Edition.objects.live().get(article=first)) == ["Ilse Vey"]
    assert names(Edition.objects.live().get(article=signed)) == ["I. H."]


def test_the_bio_says_the_new_name_on_the_page_and_throughout(author, rename) -> None:
    author.short_bio = "Ilse Harkwell knows (Ilse Harkwell) the Ilse Harkwells."
    author.save()
    article = make_live(authors=[author]).article
    rename(author, r"Ilse \1 Dorn", throughout=True)
    said = r"Ilse \1 Dorn knows (Ilse \1 Dorn) the Ilse Harkwells."
    assert author.short_bio == said
    live = Edition.objects.live().get(article=article)
    assert live.printed["bylines"][0]["bio"] == said


def test_throughout_may_be_asked_for_later_and_twice(author, rename) -> None:
    article = make_live(authors=[author]).article
    rename(author, "Ilse Dorn")
    assert names(Edition.objects.live().get(article=article)) == ["Ilse Harkwell"]
    for _ in range(2):
        rename(author, "Ilse Dorn", throughout=True)
    assert names(Edition.objects.live().get(article=article)) == ["Ilse Dorn"]
    assert article.editions.count() == 2, "the second time finds nothing left to do"


def test_many_stories_are_handed_on_in_batches(
    author,
    rename,
    monkeypatch,
) -> None:
    monkeypatch.setattr(name_changes, "BATCH", 2)
    stories = [make_live(authors=[author]) for _ in range(5)]
    rename(author, "Ilse Dorn", throughout=True)
    live = Edition.objects.live().filter(article__in=[story.article_id for story in stories])
    assert [names(edition) for edition in live] == [["Ilse Dorn"]] * 5


def test_a_refusal_is_told_in_the_authors_history_and_the_rest_goes_on(
    client,
    author,
    staff_manager,
    rename,
    monkeypatch,
) -> None:
    stuck, other = make_live(authors=[author]), make_live(authors=[author])
    reprint = workflow.reprint

    def refuses(article, **given):
        if article.pk == stuck.article_id:
            raise workflow.ActionRefused("Something else happened.")
        return reprint(article, **given)

    monkeypatch.setattr(workflow, "reprint", refuses)
    rename(author, "Ilse Dorn", throughout=True)
    assert names(Edition.objects.live().get(article=other.article)) == ["Ilse Dorn"]
    client.force_login(staff_manager)
    history = client.get(reverse("admin:authors_author_history", args=[author.pk]))
    said = history.content.decode()
    assert (
        "Updated the name in 1 published story" in said
        and f"Story {stuck.article_id} keeps the old name" in said
    )


def test_whoever_may_not_keep_authors_reprints_nothing(author, editor, reporter) -> None:
    story = make_live(authors=[author])
    for by in (editor, reporter):
        with pytest.raises(workflow.ActionRefused, match="permission"):
            workflow.reprint(story.article, by=by, alter=lambda printed: True)
    assert story.article.editions.count() == 1


def test_a_story_open_in_a_form_is_told_that_its_byline_has_changed(author, rename) -> None:
    article = make_live(authors=[author]).article
    before = article.version
    rename(author, "Ilse Dorn")
    article.refresh_from_db()
    assert article.version > before


# --- trash and deletion --------------------------------------------------------------------------


def test_the_trash_takes_the_page_and_no_byline_and_gives_all_back(
    client,
    author,
    staff_manager,
) -> None:
    story = make_live(authors=[author])
    actions.spike(author, by=staff_manager)
    assert client.get(author.get_absolute_url()).status_code == 404
    assert "Ilse Harkwell" in client.get(story.get_absolute_url()).content.decode()
    actions.unspike(author, by=staff_manager)
    assert client.get(author.get_absolute_url()).status_code == 200


def test_who_lies_in_the_trash_is_in_no_list_but_its_own(client, author, staff_manager) -> None:
    actions.spike(author, by=staff_manager)
    client.force_login(staff_manager)
    listed = reverse("admin:authors_author_changelist")
    assert not client.get(listed).context["cl"].result_list
    assert list(client.get(listed, {"trash": "yes"}).context["cl"].result_list) == [author]
    there = reverse("admin:authors_author_change", args=[author.pk])
    assert client.post(there, {"status": "staff", "short_bio": "x"}).status_code == 403
    assert reverse("admin:author_unspike", args=[author.pk]) in client.get(there).content.decode()


def test_an_author_on_a_story_cannot_be_deleted(client, author, administrator) -> None:
    make_live(authors=[author])
    with pytest.raises(ProtectedError):
        author.delete()
    client.force_login(administrator)
    there = reverse("admin:authors_author_delete", args=[author.pk])
    answer = client.post(there, {"post": "yes"}, follow=True)
    assert "has bylines and cannot be deleted" in answer.content.decode()
    assert Author.objects.filter(pk=author.pk).exists()


def test_an_author_on_a_draft_alone_cannot_be_deleted(client, author, administrator) -> None:
    make_article(authors=[author])
    client.force_login(administrator)
    client.post(reverse("admin:authors_author_delete", args=[author.pk]), {"post": "yes"})
    assert Author.objects.filter(pk=author.pk).exists()


# --- permissions, by URL --------------------------------------------------------------------------

ACTIONS = ("name", "leave", "come_back", "spike", "unspike")


@pytest.mark.parametrize("person", ["reporter", "editor", "photographer", "administrator"])
def test_actions_are_for_staff_managers_by_url_too(client, request, author, person) -> None:
    by = request.getfixturevalue(person)
    client.force_login(by)
    for name in ACTIONS:
        there = reverse(f"admin:author_{name}", args=[author.pk])
        assert client.get(there).status_code == 403
        sent = {"sure": "1", "name": "Taken", "status": "staff"}
        assert client.post(there, sent).status_code == 403
    for action in (actions.leave, actions.come_back, actions.spike, actions.unspike):
        with pytest.raises(Refused, match="staff managers"):
            action(author, by=by)
    with pytest.raises(Refused, match="staff managers"):
        actions.rename(author, by=by, name="Taken")


def test_actions_at_the_desk_ask_first_and_say_what_follows(client, author, staff_manager) -> None:
    client.force_login(staff_manager)
    there = reverse("admin:author_leave", args=[author.pk])
    asked = client.get(there).content.decode()
    author.refresh_from_db()
    assert "All bylines stay as they are." in asked and author.status == "staff"
    client.post(there, {"sure": "1", "drop_contact": "on"})
    author.refresh_from_db()
    assert (author.status, author.email) == ("former", "")


def test_a_refused_action_says_why_and_keeps_what_was_typed(client, author, staff_manager) -> None:
    make_author("Other", slug="taken")
    client.force_login(staff_manager)
    there = reverse("admin:author_name", args=[author.pk])
    page = client.post(there, {"sure": "1", "name": "Ilse Dorn", "slug": "taken"}).content.decode()
    assert "to another author" in page and 'value="Ilse Dorn"' in page
