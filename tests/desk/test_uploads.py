"""Files of people who are not logged in are refused before they are read."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.multipartparser import MultiPartParser
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(monkeypatch) -> list[bool]:
    """Note each form with files that is read."""
    found: list[bool] = []
    parse = MultiPartParser.parse

    def note(self, *args):
        found.append(True)
        return parse(self, *args)

    monkeypatch.setattr(MultiPartParser, "parse", note)
    return found


def upload(client: Client, size: int):
    file = SimpleUploadedFile("a.jpg", bytes(size))
    return client.post(reverse("admin:photos_upload"), {"file": file})


def test_a_stranger_sends_nothing_that_is_read(read) -> None:
    for client in (Client(), Client(enforce_csrf_checks=True)):
        answer = upload(client, 2 * 1024 * 1024)
        assert answer.status_code == 403 and "Log in first" in answer.content.decode()
    assert read == []


def test_a_person_without_the_desk_sends_nothing_either(client, stranger, read) -> None:
    type(stranger).objects.update(is_staff=False)
    client.force_login(stranger)
    assert upload(client, 2 * 1024 * 1024).status_code == 403
    assert read == []


def test_who_is_logged_in_is_read(client, photographer, read) -> None:
    client.force_login(photographer)
    assert upload(client, 2 * 1024 * 1024).status_code == 302
    assert read


def test_a_form_of_text_is_still_kept_through_the_log_in(client) -> None:
    answer = client.post(reverse("admin:articles_article_add"), {"headline": "Typed for an hour"})
    assert answer.status_code == 401 and "Typed for an hour" in answer.content.decode()
