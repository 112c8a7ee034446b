"""The outlet's logo is a picture, whatever its name says."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from outlet.models import Outlet
from tests.factories import make_outlet, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(client, administrator):
    """Send the settings with a logo."""
    outlet = make_outlet()
    client.force_login(administrator)
    there = reverse("admin:outlet_outlet_change", args=[outlet.pk])
    fields = client.get(there).context["adminform"].form.initial
    typed = {name: value or "" for name, value in fields.items() if name != "logo"}
    typed = {name: value for name, value in typed.items() if value is not False}

    def respond(name: str, content: bytes):
        return client.post(there, {**typed, "logo": SimpleUploadedFile(name, content)})

    return respond


@pytest.mark.parametrize("name", ["page.html", "mark.svg", "mark.png", "mark"])
def test_what_is_no_picture_is_no_logo(send, name) -> None:
    answer = send(name, b"<html><script>alert(1)</script></html>")
    assert answer.status_code == 200 and answer.context["adminform"].form.errors["logo"]
    assert not Outlet.objects.get().logo


def test_a_picture_is_kept_under_the_ending_of_what_it_is(send) -> None:
    assert send("mark.png", picture()).status_code == 302
    assert Outlet.objects.get().logo.name.startswith("outlet/logo")
    assert Outlet.objects.get().logo.name.endswith(".jpg")
