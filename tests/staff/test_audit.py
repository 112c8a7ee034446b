"""The audit log: what is written, who may read it, and that nobody changes it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from newsroom.periodic import run_every_day
from staff import audit
from staff.audit import Kind
from staff.models import AuditEntry
from tests.factories import make_source, make_user

pytestmark = pytest.mark.django_db
LIST = "admin:staff_auditentry_changelist"


def test_an_entry_says_who_what_about_and_from_where(editor) -> None:
    source = make_source("Mina Ost")
    entry = audit.record(
        Kind.CONFIDENTIAL_READ, by=editor, about=source, address="[2001:db8::1]", browser="Firefox"
    )
    assert (entry.by, entry.address, entry.browser) == (editor, "2001:db8::1", "Firefox")
    assert entry.about == f"source {source.pk}", "never its name"


def test_an_address_that_is_none_is_left_out(editor) -> None:
    assert audit.record(Kind.EXPORTED, by=editor, address="unix:").address is None


def test_entries_are_written_once(editor) -> None:
    entry = audit.record(Kind.EXPORTED, by=editor)
    for attempt in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(details="x"),
    ):
        with pytest.raises(TypeError, match="append-only"):
            attempt()


def test_administrators_read_and_search_the_log(client, administrator, editor) -> None:
    audit.record(Kind.EXPORTED, by=editor, address="192.0.2.7")
    audit.record(Kind.PASSWORD_CHANGED, by=make_user("ann"), address="192.0.2.8")
    client.force_login(administrator)
    page = client.get(reverse(LIST)).content.decode()
    assert "192.0.2.7" in page and "Password changed" in page
    for question in ({"q": "editor"}, {"q": "192.0.2.7"}, {"kind__exact": "exported"}):
        page = client.get(reverse(LIST), question).content.decode()
        assert "192.0.2.7" in page and "192.0.2.8" not in page


@pytest.mark.parametrize(
    "who", ["contributor", "reporter", "editor", "photographer", "staff_manager", "stranger"]
)
def test_nobody_else_reads_it(client, request, who: str) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse(LIST)).status_code == 403


def test_not_even_a_superuser_adds_changes_or_deletes(client, editor) -> None:
    entry = audit.record(Kind.EXPORTED, by=editor)
    client.force_login(make_user("root", is_superuser=True))
    assert client.get(reverse("admin:staff_auditentry_add")).status_code == 403
    change = reverse("admin:staff_auditentry_change", args=[entry.pk])
    assert client.post(change, {"details": "x"}).status_code == 403
    delete = reverse("admin:staff_auditentry_delete", args=[entry.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403
    assert AuditEntry.objects.get().details == ""


def test_the_list_costs_the_same_for_many_entries(
    client, administrator, django_assert_max_num_queries
) -> None:
    for n in range(30):
        audit.record(Kind.EXPORTED, by=make_user(f"person{n}"))
    client.force_login(administrator)
    client.get(reverse(LIST))
    with django_assert_max_num_queries(14):
        client.get(reverse(LIST))


def test_entries_go_after_a_year(editor, settings) -> None:
    now = timezone.now()
    audit.record(Kind.EXPORTED, by=editor, at=now - timedelta(days=366))
    kept = audit.record(Kind.EXPORTED, by=editor, at=now - timedelta(days=364))
    run_every_day(now)
    assert AuditEntry.objects.get() == kept
    settings.AUDIT_DAYS = 30
    run_every_day(now)
    assert not AuditEntry.objects.exists()
