"""The details of a picture, filled in beside the text it stands in."""

import pytest
from django.test import Client

from photos.models import Photo
from tests.factories import make_photo, make_user

pytestmark = pytest.mark.django_db
FILLED = {"caption": "The quay", "alt": "Boats on mud", "credit": "R. Winter", "licence": "own"}


@pytest.fixture
def photo(reporter) -> Photo:
    return make_photo(**dict.fromkeys(FILLED, ""), uploaded_by=reporter)


def fill(client: Client, photo: Photo, **changes: str):
    return client.post(f"/admin/photos/photo/{photo.pk}/details/", {**FILLED, **changes})


def test_whoever_uploaded_a_picture_fills_in_its_details(client, reporter, photo):
    client.force_login(reporter)
    answer = fill(client, photo).json()["photo"]
    assert (answer["caption"], answer["missing"]) == ("The quay", "")
    photo.refresh_from_db()
    assert not photo.missing_details and photo.licence == "own"
    assert fill(client, photo, credit="Somebody else").status_code == 403, "it has its details"


def test_what_is_missing_is_named_field_by_field_and_nothing_is_kept(client, reporter, photo):
    client.force_login(reporter)
    wrong = fill(client, photo, alt=" ", licence="").json()["errors"]
    assert set(wrong) == {"alt", "licence"} and all(said.endswith(".") for said in wrong.values())
    photo.refresh_from_db()
    assert photo.missing_details == ["caption", "alt", "credit", "licence"]


def test_the_details_of_somebody_elses_picture_are_not_ones_to_fill_in(client, photo):
    client.force_login(make_user("other", "Reporters"))
    assert fill(client, photo).status_code == 403
