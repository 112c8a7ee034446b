"""Bios: who may ask for a change, who decides, what readers and stories get."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from authors import actions
from authors.models import Author, BioProposal
from tests.factories import make_author, make_live, make_user
from tests.on_one_line import on_one_line
from vocabulary.refusal import Refused

pytestmark = pytest.mark.django_db
NEW = {"short_bio": "Writes about tides & <tugs>.", "long_bio": "First.\n\nSecond."}


@pytest.fixture
def author(reporter) -> Author:
    """The reporter's own."""
    return make_author("Noor Vell", short_bio="Writes about the sea.", user=reporter)


@pytest.fixture
def waiting(author, reporter) -> BioProposal:
    return actions.propose_bio(author, by=reporter, **NEW)


def test_a_proposal_waits_and_readers_have_the_old_words(client, author, waiting) -> None:
    make_live(authors=[author])
    page = client.get(author.get_absolute_url()).content.decode()
    assert "Writes about the sea." in page and "tugs" not in page


def test_approving_changes_the_authors_page_and_no_story_that_is_out(
    client,
    author,
    waiting,
    staff_manager,
) -> None:
    story = make_live(authors=[author])
    actions.approve_bio(waiting, by=staff_manager)
    page = client.get(author.get_absolute_url()).content.decode()
    assert "Writes about tides &amp; &lt;tugs&gt;." in page
    assert "Writes about the sea." in client.get(story.get_absolute_url()).content.decode()
    assert (waiting.decision, waiting.decided_by) == ("approved", staff_manager)


def test_the_next_edition_prints_the_approved_bio(author, waiting, staff_manager, editor) -> None:
    story = make_live(authors=[author])
    actions.approve_bio(waiting, by=staff_manager)
    edition = workflow.update(story.article, by=editor, change="minor")
    assert edition.printed["bylines"][0]["bio"] == NEW["short_bio"]


def test_a_bio_sent_back_changes_nothing_and_says_why(
    author,
    waiting,
    staff_manager,
) -> None:
    actions.send_back_bio(waiting, by=staff_manager, note="Say what you studied.")
    author.refresh_from_db()
    assert author.short_bio == "Writes about the sea."
    assert (waiting.decision, waiting.note) == ("sent_back", "Say what you studied.")


def test_a_bio_comes_back_with_a_note_only(waiting, staff_manager) -> None:
    with pytest.raises(Refused, match="note"):
        actions.send_back_bio(waiting, by=staff_manager, note="  ")
    waiting.refresh_from_db()
    assert waiting.decision == ""


@pytest.mark.parametrize(
    "person", ["contributor", "reporter", "editor", "photographer", "administrator", "stranger"]
)
def test_only_staff_managers_decide(request, waiting, person) -> None:
    by = request.getfixturevalue(person)
    for decide in (
        lambda: actions.approve_bio(waiting, by=by),
        lambda: actions.send_back_bio(waiting, by=by, note="No."),
    ):
        with pytest.raises(Refused, match="staff managers"):
            decide()
    waiting.author.refresh_from_db()
    assert waiting.author.short_bio == "Writes about the sea."


def test_nobody_writes_about_somebody_else(author, staff_manager, editor) -> None:
    for by in (staff_manager, editor):
        with pytest.raises(Refused, match="your own bio"):
            actions.propose_bio(author, by=by, **NEW)
    assert not BioProposal.objects.exists()


def test_the_same_words_are_no_proposal(author, reporter) -> None:
    with pytest.raises(Refused, match="already"):
        actions.propose_bio(author, by=reporter, short_bio=" Writes about the sea. ", long_bio="")


def test_asking_again_rewrites_what_waits(author, waiting, reporter) -> None:
    again = actions.propose_bio(author, by=reporter, short_bio="Writes.", long_bio="")
    assert again.pk == waiting.pk and author.proposals.get().short_bio == "Writes."


def test_the_database_holds_one_open_proposal(author, waiting) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        BioProposal.objects.create(author=author, made_at=timezone.now())


def test_the_database_holds_no_decision_without_its_time(waiting) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        BioProposal.objects.filter(pk=waiting.pk).update(decision="approved")


def test_what_was_rewritten_meanwhile_is_not_approved(
    author,
    waiting,
    reporter,
    staff_manager,
) -> None:
    actions.propose_bio(author, by=reporter, short_bio="Is the best of all.", long_bio="")
    with pytest.raises(Refused, match="changed this"):
        actions.approve_bio(waiting, by=staff_manager, seen=waiting.made_at)
    author.refresh_from_db()
    assert author.short_bio == "Writes about the sea."


def test_a_decision_is_taken_once(waiting, staff_manager) -> None:
    actions.approve_bio(waiting, by=staff_manager)
    with pytest.raises(Refused, match="already been"):
        actions.send_back_bio(waiting, by=staff_manager, note="Too late.")


def test_an_author_withdraws_their_own_proposal(waiting, reporter, editor) -> None:
    with pytest.raises(Refused):
        actions.withdraw_bio(waiting, by=editor)
    actions.withdraw_bio(waiting, by=reporter)
    waiting.refresh_from_db()
    assert waiting.decision == "withdrawn"


# --- at the desk ---------------------------------------------------------------------------------


def review_of(author: Author) -> str:
    return reverse("admin:author_review", args=[author.pk])


def test_an_author_asks_at_the_desk_and_sees_what_became_of_it(
    client,
    author,
    reporter,
    staff_manager,
) -> None:
    client.force_login(reporter)
    page = client.post(reverse("admin:my_bio"), NEW, follow=True).content.decode()
    assert "is waiting for approval" in page
    waiting = author.proposals.get()
    actions.send_back_bio(waiting, by=staff_manager, note="Shorter <please>.")
    page = client.get(reverse("admin:my_bio")).content.decode()
    assert "Shorter &lt;please&gt;." in page
    assert "Writes about tides &amp; &lt;tugs&gt;." in page, "what was written is not lost"


def test_an_author_changes_nothing_but_the_bio(client, author, reporter) -> None:
    client.force_login(reporter)
    sent = {**NEW, "name": "Somebody else", "role": "Chief", "email": "me@example.org"}
    client.post(reverse("admin:my_bio"), {**sent, "status": "guest", "slug": "else"})
    change = reverse("admin:authors_author_change", args=[author.pk])
    assert client.post(change, sent).status_code == 403
    author.refresh_from_db()
    assert (author.name, author.role, author.email, author.status) == (
        "Noor Vell",
        "",
        "",
        "staff",
    )


def test_whoever_has_no_author_has_no_bio(client, editor) -> None:
    client.force_login(editor)
    assert client.get(reverse("admin:my_bio")).status_code == 403
    assert client.post(reverse("admin:my_bio"), NEW).status_code == 403


def test_a_bio_too_long_for_the_column_is_refused_and_kept_in_the_form(
    client,
    author,
    reporter,
) -> None:
    client.force_login(reporter)
    page = client.post(reverse("admin:my_bio"), {"short_bio": "Tide " * 200, "long_bio": ""})
    assert "Tide Tide" in page.content.decode() and not BioProposal.objects.exists()


def test_a_staff_manager_sees_the_difference_escaped(client, waiting, staff_manager) -> None:
    client.force_login(staff_manager)
    page = client.get(review_of(waiting.author)).content.decode()
    assert "Writes about <del>the sea</del>." in page
    assert "Writes about <ins>tides &amp; &lt;tugs&gt;</ins>." in page
    assert "<tugs>" not in page


def test_the_box_under_the_next_story_shows_what_is_asked_for(
    client,
    author,
    reporter,
    staff_manager,
) -> None:
    actions.propose_bio(author, by=reporter, short_bio="", long_bio="Only this.")
    client.force_login(staff_manager)
    page = on_one_line(client.get(review_of(author)).content.decode())
    box = page.partition('class="author-box"')[2]
    assert ">No bio: nothing is shown under the story.</p>" in box and "about the sea" not in box


def test_a_staff_manager_approves_at_the_desk(client, waiting, staff_manager) -> None:
    client.force_login(staff_manager)
    seen = waiting.made_at.isoformat()
    client.post(review_of(waiting.author), {"decision": "approve", "seen": seen})
    waiting.author.refresh_from_db()
    assert waiting.author.short_bio == NEW["short_bio"]
    history = reverse("admin:authors_author_history", args=[waiting.author_id])
    assert "Approved the proposed bio" in client.get(history).content.decode()


def test_a_refused_decision_keeps_the_note(client, waiting, staff_manager) -> None:
    client.force_login(staff_manager)
    seen = (waiting.made_at - timedelta(minutes=1)).isoformat()
    sent = {"decision": "send_back", "note": "Shorter.", "seen": seen}
    page = client.post(review_of(waiting.author), sent).content.decode()
    assert "has changed this" in page and ">Shorter.</textarea>" in page


def test_an_invalid_time_breaks_no_decision(client, waiting, staff_manager) -> None:
    client.force_login(staff_manager)
    sent = {"decision": "send_back", "note": "Shorter.", "seen": "2026-02-30T10:00:00+00:00"}
    assert client.post(review_of(waiting.author), sent).status_code == 302


@pytest.mark.parametrize("person", ["reporter", "editor", "administrator", "photographer"])
def test_no_address_lets_others_approve(client, request, waiting, person) -> None:
    client.force_login(request.getfixturevalue(person))
    assert client.get(review_of(waiting.author)).status_code == 403
    assert client.post(review_of(waiting.author), {"decision": "approve"}).status_code == 403
    waiting.refresh_from_db()
    assert waiting.decision == ""


def test_what_waits_stands_on_the_first_page_and_in_the_list(
    client,
    waiting,
    staff_manager,
) -> None:
    client.force_login(staff_manager)
    assert review_of(waiting.author) in client.get(reverse("admin:index")).content.decode()
    listed = client.get(reverse("admin:authors_author_changelist"), {"checked": "bio"})
    assert [row.name for row in listed.context["cl"].result_list] == ["Noor Vell"]


def test_the_preview_with_what_waits_is_for_whom_it_concerns(
    client,
    waiting,
    reporter,
    staff_manager,
    editor,
) -> None:
    there = reverse("admin:author_preview", args=[waiting.author_id])
    shown = {}
    for person in (reporter, staff_manager, editor):
        client.force_login(person)
        shown[person.username] = "tugs" in client.get(there, {"bio": "proposed"}).content.decode()
    assert shown == {"reporter": True, "staff": True, "editor": False}


def test_the_preview_shows_what_is_typed_and_saves_nothing(client, author, staff_manager) -> None:
    client.force_login(staff_manager)
    typed = {"status": "staff", "short_bio": "Typed, not saved.", "disclosures": "A boat."}
    page = client.post(reverse("admin:author_preview", args=[author.pk]), typed)
    assert "Typed, not saved." in page.content.decode() and "A boat." in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    author.refresh_from_db()
    assert (author.short_bio, author.disclosures) == ("Writes about the sea.", "")


def test_the_address_of_the_account_is_not_shown_to_readers(client, author, staff_manager) -> None:
    author.user.email = "noor@example.org"
    author.user.save()
    client.force_login(staff_manager)
    there = reverse("admin:authors_author_change", args=[author.pk])
    sent = {"status": "staff", "short_bio": "x", "user": author.user_id}
    page = client.post(there, {**sent, "email": "Noor@example.org"}).content.decode()
    assert "address of the user account" in page
    client.post(there, {**sent, "email": "letters@example.org"})
    author.refresh_from_db()
    assert author.email == "letters@example.org"


def test_deleting_a_user_leaves_author_and_bylines(author, waiting, reporter) -> None:
    story = make_live(authors=[author])
    reporter.delete()
    author.refresh_from_db()
    waiting.refresh_from_db()
    assert (author.user, waiting.by) == (None, None)
    assert story.article.bylines.get().author == author


def test_a_deactivated_user_proposes_nothing(author, reporter) -> None:
    reporter.is_active = False
    with pytest.raises(Refused):
        actions.propose_bio(author, by=reporter, **NEW)


def test_another_user_proposes_nothing_for_the_author(author) -> None:
    other = make_user("second", "Reporters")
    with pytest.raises(Refused):
        actions.propose_bio(author, by=other, **NEW)
