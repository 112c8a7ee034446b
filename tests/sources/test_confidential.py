"""Confidential sources: who reads them, what is logged, keys, and the end."""

from __future__ import annotations

import os
from base64 import urlsafe_b64encode
from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Citation
from newsroom import periodic
from sources.confidential import actions
from sources.confidential.actions import Actor, ConfidentialRefused, Details
from sources.confidential.encryption import Identity
from sources.confidential.keys import Locked
from sources.models import Confidant, ConfidentialRecord, RecordEvent, Source
from staff.models import AuditEntry
from tests.factories import make_article, make_photo, make_user

pytestmark = pytest.mark.django_db
NAME, PHONE, NOTES = "Wilhelmina Quist", "+31 6 5550 1234", "meets at the ferry"
KEY_OF_TESTS = "b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMtMTI="


def address(what: str = "", *args: object) -> str:
    return reverse(f"admin:sources_source_confidential{what}", args=args)


def a_key() -> str:
    return urlsafe_b64encode(os.urandom(32)).decode()


def logged_in(person) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def typed(*named, **changed: object) -> dict[str, object]:
    """What somebody types into the form of a new confidential source."""
    return {
        "alias": "Heron",
        "description": "an official at the ministry",
        "reason": "Would lose the job.",
        "editor_who_knows": "",
        "ends_on": f"{date.today() + timedelta(days=100)}",
        "identity-name": NAME,
        "identity-telephone": PHONE,
        "identity-email": "w.quist@example.org",
        "identity-notes": NOTES,
        "people": [person.pk for person in named],
        **changed,
    }


@pytest.fixture
def colleague(roles):
    return make_user("colleague", "Editors", email="colleague@paper.example")


@pytest.fixture
def named(editor):
    editor.email = "editor@paper.example"
    editor.save()
    return logged_in(editor)


@pytest.fixture
def record(editor, colleague) -> ConfidentialRecord:
    details = Details(
        "Heron",
        "an official at the ministry",
        "Would lose the job.",
        date.today() + timedelta(days=100),
        editor,
    )
    identity = Identity(NAME, PHONE, "w.quist@example.org", NOTES)
    return actions.record_source(details, identity, [colleague], by=Actor(editor))


# --- recording ------------------------------------------------------------------------------------


def test_a_source_is_recorded_encrypted_and_shown_to_those_named(named, colleague):
    answer = named.post(address("_add"), typed(colleague))
    record = ConfidentialRecord.objects.get()
    assert answer.headers["Location"] == address("", record.pk)
    assert (record.source.name, record.source.kind) == ("Heron", "person")
    assert NAME.encode() not in bytes(record.ciphertext)
    page = logged_in(colleague).get(address("", record.pk)).content.decode()
    assert "Heron" in page and NAME not in page
    shown = logged_in(colleague).post(address("_identity", record.pk))
    assert NAME in shown.content.decode() and PHONE in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]


def test_fewer_than_two_are_refused_and_what_was_typed_stays_in_that_answer(named, editor):
    for people in ([], [editor.pk]):
        page = named.post(address("_add"), typed(people=people)).content.decode()
        assert "Name at least one person besides yourself." in page or "valid choice" in page
        assert NAME in page
    assert not Source.objects.exists()


def test_the_alias_may_hold_no_part_of_the_name(named, colleague):
    for changed in ({"alias": "Uncle quist"}, {"reason": "Quist would lose the job."}):
        page = named.post(address("_add"), typed(colleague, **changed)).content.decode()
        assert "has a part of this name" in page
    assert not Source.objects.exists()
    fine = {"identity-name": "Will van den Berg", "reason": "She will be fired, van course."}
    assert named.post(address("_add"), typed(colleague, **fine)).status_code == 302


@pytest.mark.parametrize(
    "changed", [{"reason": " "}, {"ends_on": ""}, {"ends_on": "2020-01-01"}, {"description": ""}]
)
def test_reason_end_and_description_are_needed(named, colleague, changed):
    assert named.post(address("_add"), typed(colleague, **changed)).status_code == 200
    assert not Source.objects.exists()


def test_the_editor_who_knows_is_named_and_may_publish(named, colleague, reporter):
    for knows, people in ((reporter, [reporter, colleague]), (colleague, [reporter])):
        answer = named.post(address("_add"), typed(*people, editor_who_knows=knows.pk))
        assert answer.status_code == 200 and not Source.objects.exists()
    named.post(address("_add"), typed(colleague, editor_who_knows=colleague.pk))
    assert ConfidentialRecord.objects.get().editor_who_knows == colleague


def test_the_source_itself_says_nothing_else(record):
    with pytest.raises(IntegrityError), transaction.atomic():
        Source.objects.filter(pk=record.pk).update(role="harbour master")


def test_fields_are_not_kept_by_the_browser(named, record):
    page = named.get(address("_add")).content.decode()
    assert page.count('autocomplete="off"') >= 9 and "unsent.js" not in page
    assert "autosave.js" not in page
    shown = named.post(address("_identity", record.pk)).content.decode()
    assert "unsent.js" not in shown and "autosave.js" not in shown


# --- who reads it ---------------------------------------------------------------------------------

ROUTES = ["", "_identity", "_save", "_name", "_take_away"]


@pytest.mark.parametrize("who", ["contributor", "reporter", "editor", "administrator", "superuser"])
def test_nobody_but_those_named_opens_any_route(record, who):
    person = (
        make_user("root", is_superuser=True)
        if who == "superuser"
        else make_user("other", f"{who.title()}s")
    )
    browser = logged_in(person)
    sent = {**typed(person, alias="Crow"), "person": person.pk}
    for route in ROUTES:
        for answer in (
            browser.get(address(route, record.pk)),
            browser.post(address(route, record.pk), sent),
        ):
            assert answer.status_code in (403, 404), route
            assert "Heron" not in answer.content.decode()
    for act in ("change", "delete", "history"):
        there = reverse(f"admin:sources_source_{act}", args=[record.pk])
        for answer in (browser.get(there), browser.post(there, {"post": "yes", "name": "Crow"})):
            text = answer.content.decode()
            assert NAME not in text and PHONE not in text and "Would lose the job" not in text
    record.source.refresh_from_db()
    assert record.source.name == "Heron" and record.source.spiked_at is None
    assert not record.events.exclude(kind__in=["recorded", "named"]).exists()
    for act in (
        lambda: actions.read_identity(record.pk, by=Actor(person)),
        lambda: actions.rewrite_identity(record.pk, Identity("X"), by=Actor(person)),
        lambda: actions.name_person(record.pk, person, by=Actor(person)),
        lambda: actions.take_away(record.pk, record.editor_who_knows, by=Actor(person)),
    ):
        with pytest.raises(ConfidentialRefused):
            act()


def test_others_see_alias_description_and_that_it_is_confidential(client, record, reporter):
    client.force_login(reporter)
    listed = client.get(reverse("admin:sources_source_changelist")).content.decode()
    assert "Heron" in listed and "confidential" in listed
    page = client.get(reverse("admin:sources_source_change", args=[record.pk])).content.decode()
    assert "Heron" in page and "an official at the ministry" in page
    assert "This source is confidential" in page and 'name="_save"' not in page
    found = client.get(reverse("admin:sources_choices"), {"q": "heron"}).json()["sources"]
    assert found[0]["described"] == "confidential: an official at the ministry"


def test_those_named_are_led_to_the_record(named, record):
    there = reverse("admin:sources_source_change", args=[record.pk])
    assert named.get(there).headers["Location"] == address("", record.pk)


def test_somebody_switched_off_reads_nothing_more(record, colleague):
    colleague.is_active = False
    colleague.save()
    with pytest.raises(ConfidentialRefused):
        actions.read_identity(record.pk, by=Actor(colleague))


def test_identity_is_shown_by_a_post_alone(named, record):
    answer = named.get(address("_identity", record.pk))
    assert answer.status_code == 302 and not record.events.filter(kind="read").exists()


# --- the log --------------------------------------------------------------------------------------


def test_every_reading_is_logged_and_shown_to_those_named(named, editor, record, colleague):
    named.post(address("_identity", record.pk))
    [event] = record.events.filter(kind="read")
    assert (event.by, event.address) == (editor, "127.0.0.1")
    page = logged_in(colleague).get(address("", record.pk)).content.decode()
    assert "Identity shown" in page and "127.0.0.1" in page


def test_no_reading_without_its_entry(named, record, monkeypatch):
    monkeypatch.setattr(RecordEvent.objects, "create", lambda **kwargs: 1 / 0)
    with pytest.raises(Exception, match="ZeroDivisionError") as failed:
        named.post(address("_identity", record.pk))
    assert NAME not in str(failed.value) and failed.value.__context__ is None


def test_the_log_is_append_only(record):
    event = record.events.first()
    for act in (event.save, event.delete, record.events.all().delete):
        with pytest.raises(TypeError):
            act()


def test_readings_and_rights_are_in_the_audit_log_too(named, record, editor, reporter):
    named.post(address("_identity", record.pk))
    named.post(address("_name", record.pk), {"person": reporter.pk})
    entries = AuditEntry.objects.filter(about=f"confidential source {record.pk}")
    found = list(entries.values_list("kind", "by", "address", "details").order_by("pk"))
    assert found[-2:] == [
        ("confidential_read", editor.pk, "127.0.0.1", "Identity shown"),
        ("rights_changed", editor.pk, "127.0.0.1", "Person named: reporter"),
    ]


# --- those named ----------------------------------------------------------------------------------


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_naming_another_is_logged_and_told_to_all_without_a_word_of_it(
    named, record, reporter, colleague, committed
):
    reporter.email = "reporter@paper.example"
    reporter.save()
    with committed():
        named.post(address("_name", record.pk), {"person": reporter.pk})
    assert Confidant.objects.filter(record=record, person=reporter).exists()
    assert record.events.filter(kind="named", person=reporter).exists()
    told = sorted(message.to[0].partition("@")[0] for message in mail.outbox)
    assert told == ["colleague", "editor", "reporter"]
    for message in mail.outbox:
        text = message.subject + message.body
        assert "Heron" not in text and "ministry" not in text and NAME not in text
        assert "named reporter on confidential source" in text


def test_taking_away_never_leaves_fewer_than_two(named, record, reporter, colleague, committed):
    page = named.post(address("_take_away", record.pk), {"person": colleague.pk}, follow=True)
    assert "At least two people must stay named" in page.content.decode()
    named.post(address("_name", record.pk), {"person": reporter.pk})
    with committed():
        named.post(address("_take_away", record.pk), {"person": colleague.pk})
    assert logged_in(colleague).get(address("", record.pk)).status_code == 404
    assert record.events.filter(kind="taken_away", person=colleague).exists()
    assert "colleague@paper.example" in [message.to[0] for message in mail.outbox]


def test_those_who_cannot_log_in_do_not_count(named, record, reporter, colleague):
    named.post(address("_name", record.pk), {"person": reporter.pk})
    reporter.is_active = False
    reporter.save()
    assert "cannot log in" in named.get(address("", record.pk)).content.decode()
    named.post(address("_take_away", record.pk), {"person": colleague.pk})
    assert record.confidants.filter(person=colleague).exists()


def test_the_editor_who_knows_stays(record, editor, reporter, colleague):
    actions.name_person(record.pk, reporter, by=Actor(editor))
    with pytest.raises(ConfidentialRefused, match="editor who knows"):
        actions.take_away(record.pk, editor, by=Actor(colleague))


def test_only_those_who_see_sources_can_be_named(record, editor, contributor):
    with pytest.raises(ConfidentialRefused):
        actions.name_person(record.pk, contributor, by=Actor(editor))


# --- changing -------------------------------------------------------------------------------------


def test_details_and_identity_are_changed_each_on_its_own(named, record, colleague, editor):
    before = bytes(record.ciphertext)
    sent = typed(alias="Crow", description="a person who knows", editor_who_knows=colleague.pk)
    named.post(address("", record.pk), sent)
    record = ConfidentialRecord.objects.get()
    assert (record.source.name, record.editor_who_knows) == ("Crow", colleague)
    assert bytes(record.ciphertext) == before
    named.post(address("_save", record.pk), {"identity-name": "Other Person"})
    assert actions.read_identity(record.pk, by=Actor(editor)).name == "Other Person"
    kinds = list(record.events.values_list("kind", flat=True))
    assert kinds[:3] == ["read", "rewritten", "details"]


def test_a_refused_change_keeps_what_was_typed_in_that_answer_alone(named, record):
    sent = {"identity-name": "", "identity-notes": "Otherword"}
    assert "Otherword" in named.post(address("_save", record.pk), sent).content.decode()
    assert "Otherword" not in named.get(address("", record.pk)).content.decode()


# --- keys -----------------------------------------------------------------------------------------


def test_rotation_locks_with_the_first_key_and_the_old_one_can_go(settings, record, editor, capsys):
    old, ciphertext = settings.CONFIDENTIAL_KEYS[0], bytes(record.ciphertext)
    new = a_key()
    settings.CONFIDENTIAL_KEYS = [new, old]
    call_command("rotate_confidential_keys")
    assert "1 confidential records are locked with the first key" in capsys.readouterr().out
    settings.CONFIDENTIAL_KEYS = [new]
    assert actions.read_identity(record.pk, by=Actor(editor)).name == NAME
    record.refresh_from_db()
    assert bytes(record.ciphertext) == ciphertext, "nothing was decrypted for it"


def test_rotation_without_the_old_key_loses_nothing(settings, record, editor):
    old = settings.CONFIDENTIAL_KEYS
    settings.CONFIDENTIAL_KEYS = [a_key()]
    with pytest.raises(CommandError, match="Keep the old keys"):
        call_command("rotate_confidential_keys")
    settings.CONFIDENTIAL_KEYS = old
    assert actions.read_identity(record.pk, by=Actor(editor)).name == NAME


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ([], "no key for them"),
        (["nonsense"], "key number 1 of NEWSROOM_CONFIDENTIAL_KEYS is not a key"),
        ([a_key()], "locked with another key"),
    ],
)
def test_a_missing_or_wrong_key_is_said_in_a_sentence(settings, named, record, keys, sentence):
    old = settings.CONFIDENTIAL_KEYS
    settings.CONFIDENTIAL_KEYS, settings.CONFIDENTIAL_KEYS_FILE = keys, ""
    answer = named.post(address("_identity", record.pk), follow=True)
    assert answer.status_code == 200 and sentence in answer.content.decode()
    named.post(address("_save", record.pk), {"identity-name": "Other"})
    assert not record.events.filter(kind="read").exists()
    settings.CONFIDENTIAL_KEYS = old
    shown = named.post(address("_identity", record.pk)).content.decode()
    assert NAME in shown, "nothing is lost"


def test_without_a_key_nothing_can_be_recorded(settings, named, colleague):
    settings.CONFIDENTIAL_KEYS, settings.CONFIDENTIAL_KEYS_FILE = [], ""
    page = named.post(address("_add"), typed(colleague)).content.decode()
    assert "no key for them" in page and NAME not in page
    assert not Source.objects.exists()


def test_a_damaged_record_is_said_to_be(named, record, editor):
    other = bytes(record.ciphertext)[:-1] + b"x"
    ConfidentialRecord.objects.update(ciphertext=other)
    with pytest.raises(Locked, match="damaged"):
        actions.read_identity(record.pk, by=Actor(editor))


def test_a_record_put_in_anothers_place_does_not_open(record, editor, colleague):
    details = Details("Crow", "a person", "Because.", date.today() + timedelta(days=9))
    other = actions.record_source(details, Identity("X Y"), [colleague], by=Actor(editor))
    ConfidentialRecord.objects.filter(pk=other.pk).update(
        ciphertext=record.ciphertext, wrapped_key=record.wrapped_key
    )
    with pytest.raises(Locked, match="damaged"):
        actions.read_identity(other.pk, by=Actor(editor))


def test_keys_come_from_a_file_too(settings, tmp_path, record, editor):
    path = tmp_path / "keys"
    path.write_text(f"# new\n{a_key()},\n{settings.CONFIDENTIAL_KEYS[0]}\n")
    settings.CONFIDENTIAL_KEYS, settings.CONFIDENTIAL_KEYS_FILE = [], str(path)
    assert actions.read_identity(record.pk, by=Actor(editor)).name == NAME
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(Locked, match="cannot be read"):
        actions.read_identity(record.pk, by=Actor(editor))


def test_checks_name_what_is_wrong_with_the_keys(settings, tmp_path, record):
    settings.CONFIDENTIAL_KEYS = [a_key()]
    found = run_checks(databases=["default"], tags=["database"])
    assert [each.id for each in found if each.id.startswith("sources")] == ["sources.E003"]
    path = tmp_path / "keys"
    path.write_text(a_key())
    path.chmod(0o644)
    settings.CONFIDENTIAL_KEYS_FILE = str(path)
    settings.PRODUCTION, settings.VAR_DIR = True, tmp_path
    found = run_checks(tags=["sources"], include_deployment_checks=True)
    assert [each.id for each in found] == ["sources.W001", "sources.W002"]


# --- the end --------------------------------------------------------------------------------------


def test_those_named_are_told_two_weeks_before_and_then_it_is_erased(
    record, editor, named, committed
):
    ends = timezone.now() + timedelta(days=100)
    with committed():
        periodic.run_every_day(ends - timedelta(days=16))
    assert mail.outbox == []
    with committed():
        periodic.run_every_day(ends - timedelta(days=13))
        periodic.run_every_day(ends - timedelta(days=12))
    assert sorted(message.to[0] for message in mail.outbox) == [
        "colleague@paper.example",
        "editor@paper.example",
    ]
    periodic.run_every_day(ends)
    record.refresh_from_db()
    assert record.purged_at is None, "its last day is not over"
    with time_machine.travel(ends + timedelta(days=1), tick=False):
        with pytest.raises(ConfidentialRefused, match="end date"):
            actions.read_identity(record.pk, by=Actor(editor))
        with committed():
            periodic.run_every_day(timezone.now())
        record.refresh_from_db()
        assert (record.ciphertext, record.wrapped_key, record.locked_with) == (None, None, "")
        assert record.purged_at and Source.objects.get(pk=record.pk).spiked_at
        named.force_login(editor)
        page = named.get(address("", record.pk)).content.decode()
        assert "Heron" in page and "Erased on" in page and "Show identity" not in page


def test_a_later_end_is_told_of_again(record, editor):
    actions.warn_of_ends(timezone.now() + timedelta(days=90))
    details = Details("Heron", "x", "Because.", date.today() + timedelta(days=200), editor)
    actions.change_details(record.pk, details, by=Actor(editor))
    record.refresh_from_db()
    assert record.warned_at is None


# --- in a story -----------------------------------------------------------------------------------


@pytest.fixture
def story(record, editor):
    story = make_article("Ministry hid the report", created_by=editor)
    citation = Citation(article=story, source=record.source, role=Citation.Role.QUOTED)
    citation.take_from_source()
    citation.save()
    return story


def lacking(story) -> str:
    return " ".join(
        missing.sentence for missing in workflow.checklist.missing_before_publication(story)
    )


def test_a_citation_is_anonymous_and_described_by_the_record(story):
    citation = story.citations.get()
    assert (citation.terms, citation.shown_as) == ("anonymous", "an official at the ministry")
    assert not citation.is_named


def test_a_story_needs_the_editor_who_knows(story, record, editor, colleague, reporter):
    assert "editor who knows" not in lacking(story)
    ConfidentialRecord.objects.update(editor_who_knows=None)
    assert "names no editor who knows" in lacking(story)
    ConfidentialRecord.objects.update(editor_who_knows=reporter)
    assert "names no editor who knows" in lacking(story), "not named on it"
    ConfidentialRecord.objects.update(editor_who_knows=colleague, reason=" ")
    assert "gives no reason" in lacking(story)
    with pytest.raises(workflow.ActionRefused):
        workflow.publish(story, by=editor)


def test_terms_changed_past_the_form_still_name_nobody(story, editor):
    story.citations.update(terms="on_record", shown_as="Wrong", url="https://heron.example/")
    assert "cite this source as anonymous" in lacking(story)
    citation = story.citations.get()
    assert not citation.is_named and citation.described_as == "an official at the ministry"


def test_a_text_with_the_alias_is_refused(story):
    story.body = "<p>Heron said so.</p>"
    assert "the text of this story gives the name" in lacking(story)


def test_the_alias_is_the_name_of_nobody(record, editor):
    assert Source.objects.find_by_name("heron") is None
    photo = make_photo()
    photo.source = record.source
    with pytest.raises(Exception, match="source"):
        photo.full_clean()


def test_a_purged_source_stays_in_stories_that_cite_it(story, record):
    ends = timezone.now() + timedelta(days=102)
    actions.purge_ended(ends)
    story.refresh_from_db()
    assert "confidential" not in lacking(story)
