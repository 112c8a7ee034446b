"""Contacts of ordinary sources: whose they are, and who sees them."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from sources.models import Contact
from tests.factories import make_live, make_source, make_user
from vocabulary.visibility import visible_to

pytestmark = pytest.mark.django_db
NUMBER = "+31 10 555 0199"
SeenBy = Contact.SeenBy


@pytest.fixture
def source():
    return make_source("Port of Merrow", kind="organisation")


def make_contact(source, owner, seen_by=SeenBy.OWNER, value=NUMBER) -> Contact:
    return Contact.objects.create(source=source, owner=owner, seen_by=seen_by, value=value)


def change(source) -> str:
    return reverse("admin:sources_source_change", args=[source.pk])


def sent(source, *rows: dict) -> dict:
    data = {"kind": source.kind, "name": source.name, "slug": source.slug, "_continue": "1"}
    initial = sum("id" in row for row in rows)
    data |= {"contacts-TOTAL_FORMS": len(rows), "contacts-INITIAL_FORMS": initial}
    for number, row in enumerate(rows):
        data |= {f"contacts-{number}-source": source.pk}
        data |= {f"contacts-{number}-{name}": value for name, value in row.items()}
    return data


@pytest.mark.parametrize(
    ("seen_by", "seers"),
    [
        (SeenBy.OWNER, {"owner"}),
        (SeenBy.EDITORS, {"owner", "editor", "root"}),
        (SeenBy.EVERYBODY, {"owner", "editor", "root", "reporter", "administrator"}),
    ],
)
def test_who_sees_a_contact_is_on_it(client, roles, source, seen_by, seers):
    people = {
        "owner": make_user("owner", "Reporters"),
        "editor": make_user("editor", "Editors"),
        "reporter": make_user("reporter", "Reporters"),
        "administrator": make_user("administrator", "Administrators"),
        "contributor": make_user("contributor", "Contributors"),
        "root": make_user("root", is_superuser=True),
    }
    make_contact(source, people["owner"], seen_by)
    for name, person in people.items():
        client.force_login(person)
        assert visible_to(Contact.objects.all(), person).exists() == (name in seers), name
        assert (NUMBER in client.get(change(source)).content.decode()) == (name in seers), name


def test_a_contact_is_kept_by_whoever_adds_it_and_the_log_does_not_hold_it(
    client, reporter, source
):
    client.force_login(reporter)
    row = {"kind": "email", "value": "desk@port.example", "seen_by": "everybody"}
    client.post(change(source), sent(source, row))
    contact = Contact.objects.get()
    assert (contact.owner, contact.value) == (reporter, "desk@port.example")
    assert "port.example" not in LogEntry.objects.get().change_message
    history = client.get(reverse("admin:sources_source_history", args=[source.pk]))
    assert "port.example" not in history.content.decode()


def test_another_persons_contact_is_not_changed_nor_removed(client, editor, reporter, source):
    contact = make_contact(source, reporter, SeenBy.EVERYBODY)
    client.force_login(editor)
    row = {"id": contact.pk, "kind": "email", "value": "a@b.example", "DELETE": "on"}
    client.post(change(source), sent(source, {**row, "seen_by": "owner"}))
    assert Contact.objects.get().value == NUMBER
    client.force_login(reporter)
    client.post(change(source), sent(source, {**row, "value": "x", "seen_by": "owner"}))
    assert not Contact.objects.exists()


def test_what_is_hidden_is_reached_by_no_number(client, editor, reporter, source):
    contact = make_contact(source, reporter)
    client.force_login(editor)
    row = {"id": contact.pk, "kind": "telephone", "value": "+31 999", "seen_by": "everybody"}
    page = client.post(change(source), sent(source, row), follow=True).content.decode()
    assert NUMBER not in page
    contact.refresh_from_db()
    assert (contact.value, contact.seen_by) == (NUMBER, "owner")


@pytest.mark.parametrize(
    ("kind", "value"), [("email", "no address"), ("telephone", "ask the porter")]
)
def test_a_contact_is_an_address_or_a_number(client, reporter, source, kind, value):
    client.force_login(reporter)
    row = {"kind": kind, "value": value, "seen_by": "owner"}
    assert client.post(change(source), sent(source, row)).status_code == 200
    assert not Contact.objects.exists()


def test_a_form_without_contacts_leaves_them_alone(client, editor, source):
    make_contact(source, editor)
    client.force_login(editor)
    data = {name: value for name, value in sent(source).items() if "contacts" not in name}
    assert client.post(change(source), data).status_code == 302
    assert Contact.objects.exists()


def test_readers_get_no_contact(client, reporter, source):
    make_contact(source, reporter, SeenBy.EVERYBODY)
    story = make_live("The gate", sources=[source])
    for there in (source.get_absolute_url(), story.get_absolute_url(), "/search/?q=0199"):
        page = client.get(there).content.decode()
        assert NUMBER not in page and "0199</" not in page
