"""What the editor asks for when words are tied: sources by words or number, and a new one."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from sources.models import Source
from tests.factories import make_source, make_user

pytestmark = pytest.mark.django_db
ADDRESS = reverse("admin:sources_choices")


@pytest.fixture
def asked(client, editor):
    """Ask as an editor and return the names of the answer."""
    client.force_login(editor)

    def ask(**query: object) -> list[str]:
        return [source["name"] for source in client.get(ADDRESS, query).json()["sources"]]

    return ask


def test_sources_are_found_by_words_of_their_name_and_role(asked):
    make_source("Hans Berg", kind="person", role="professor of history")
    make_source("BNR")
    make_source("Bergen Port", spiked_at=timezone.now())
    assert asked(q="berg") == ["Hans Berg"]
    assert asked(q="history hans") == ["Hans Berg"]
    assert asked(q="nobody") == []


def test_a_source_is_named_by_its_number_in_the_trash_too(asked):
    gone = make_source("Bergen Port", spiked_at=timezone.now())
    assert asked(id=gone.pk) == ["Bergen Port"]
    for number in ("x", "-1", "9" * 40):
        assert asked(id=number) == []


def test_many_sources_are_cut_short(asked):
    for number in range(25):
        make_source(f"Port {number}")
    assert len(asked(q="port")) == 20


def test_of_two_who_add_a_source_at_once_the_second_is_given_the_firsts(
    client, editor, monkeypatch
):
    def beaten(name: str, *rest: object) -> str:
        make_source(name, slug="winter-report")
        return "winter-report"

    monkeypatch.setattr("sources.desk_views.find_free_slug", beaten)
    client.force_login(editor)
    answer = client.post(ADDRESS, {"name": "Winter report", "kind": "document"})
    assert answer.status_code == 200 and answer.json()["id"] == str(Source.objects.get().pk)


def test_a_source_is_added_by_name_and_kind_once(client, editor):
    client.force_login(editor)
    sent = {"name": "  Winter   report ", "kind": "document"}
    made = client.post(ADDRESS, sent)
    source = Source.objects.get()
    assert made.status_code == 201 and made.json()["id"] == str(source.pk)
    assert (source.name, source.slug, source.created_by) == (
        "Winter report",
        "winter-report",
        editor,
    )
    again = client.post(ADDRESS, {**sent, "name": "WINTER REPORT"})
    assert again.status_code == 200 and Source.objects.count() == 1


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"name": " ", "kind": "person"},
        {"name": "x" * 201, "kind": "person"},
        {"name": "Ann", "kind": "rumour"},
        {"name": "Ann"},
    ],
)
def test_bad_input_gets_a_sentence(client, editor, sent):
    client.force_login(editor)
    answer = client.post(ADDRESS, sent)
    assert answer.status_code == 400 and answer.json()["error"].endswith(".")
    assert not Source.objects.exists()


@pytest.mark.parametrize(
    ("group", "sees", "adds"), [("Contributors", 403, 403), ("Administrators", 200, 403)]
)
def test_who_may_not_see_or_add_sources_does_not(client, roles, group, sees, adds):
    client.force_login(make_user("other", group))
    make_source("BNR")
    assert client.get(ADDRESS).status_code == sees
    assert client.post(ADDRESS, {"name": "New", "kind": "outlet"}).status_code == adds
    if sees == 200:
        assert client.get(ADDRESS).json()["kinds"] == []
