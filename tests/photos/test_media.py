"""Files over the web: photos readers may see for a day, originals never."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError
from django.http import Http404
from django.test import RequestFactory
from django.utils import timezone

from photos.models import Photo, PhotoQuerySet, Rendition
from photos.views import media
from tests.factories import import_photo, make_photo, picture

NAME = "r/" + "0a" * 16


def get(name: str, method: str = "get"):
    return media(getattr(RequestFactory(), method)(f"/media/{name}"), name)


def with_file(photo: Photo, name: str = f"{NAME}.webp") -> Photo:
    """Give a photo a rendition whose file is there."""
    default_storage.save(name, ContentFile(b"content"))
    Rendition.objects.create(
        photo=photo, width=320, height=200, bytes=7, format="webp", file=name, crop=name[-12:]
    )
    return photo


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ending", "kind"), [("avif", "image/avif"), ("webp", "image/webp"), ("jpg", "image/jpeg")]
)
def test_a_rendition_is_kept_for_a_day_under_its_own_type(ending: str, kind: str) -> None:
    with_file(make_photo(), f"{NAME}.{ending}")
    response = get(f"{NAME}.{ending}")
    assert b"".join(response.streaming_content) == b"content"
    assert response["Content-Type"] == kind
    assert response["Cache-Control"] == "public, max-age=86400"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Length"] == "7"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"spiked_at": timezone.now()},
        {"rights_until": timezone.now() - timedelta(seconds=1)},
        {"rights_from": timezone.now() + timedelta(hours=1)},
        {"alt": ""},
    ],
)
def test_a_photo_readers_may_not_see_has_no_address(client, editor, contributor, change) -> None:
    photo = with_file(make_photo())
    public, at_desk = f"/media/{NAME}.webp", f"/admin/photos/photo/files/{NAME}.webp"
    assert client.get(public).status_code == 200
    Photo.objects.filter(pk=photo.pk).update(**change)
    assert client.get(public).status_code == 404
    assert client.get(at_desk).status_code == 302  # to the log-in
    client.force_login(contributor)
    assert client.get(at_desk).status_code == 404
    client.force_login(editor)
    answer = client.get(at_desk)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, max-age=300")
    assert client.get(public).status_code == 404  # a cache may stand before it


@pytest.mark.django_db
def test_a_file_that_another_photo_shares_stays(client) -> None:
    gone, stays = with_file(make_photo(spiked_at=timezone.now())), make_photo()
    Rendition.objects.create(
        photo=stays, width=320, height=200, bytes=7, format="webp", file=f"{NAME}.webp"
    )
    assert gone.renditions.exists() and client.get(f"/media/{NAME}.webp").status_code == 200


@pytest.mark.django_db
def test_a_file_is_not_sent_twice_to_who_has_it(client) -> None:
    with_file(make_photo())
    first = client.get(f"/media/{NAME}.webp")
    again = client.get(f"/media/{NAME}.webp", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304


@pytest.mark.django_db
def test_a_file_is_found_by_one_query(client, django_assert_num_queries) -> None:
    with_file(make_photo())
    with django_assert_num_queries(1):
        get(f"{NAME}.webp")


def test_while_the_database_is_away_files_are_sent_for_a_minute(monkeypatch) -> None:
    def fail(*args: object) -> None:
        raise OperationalError("away")

    default_storage.save(f"{NAME}.webp", ContentFile(b"content"))
    monkeypatch.setattr(PhotoQuerySet, "usable", fail)
    assert get(f"{NAME}.webp")["Cache-Control"] == "public, max-age=60"


@pytest.mark.django_db
def test_the_proxy_sends_files_where_the_settings_say_so(settings) -> None:
    settings.ACCEL_REDIRECT = "/protected/"
    with_file(make_photo())
    answer = get(f"{NAME}.webp")
    assert answer["X-Accel-Redirect"] == f"/protected/{NAME}.webp"
    assert answer.content == b"" and answer["Content-Type"] == "image/webp"


def test_a_logo_that_is_a_drawing_can_run_nothing() -> None:
    default_storage.save("outlet/mark.svg", ContentFile(b"<svg/>"))
    response = get("outlet/mark.svg")
    assert b"".join(response.streaming_content) == b"<svg/>"
    assert response["Content-Type"] == "image/svg+xml"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "public, max-age=86400"


@pytest.mark.django_db
def test_an_original_has_no_address() -> None:
    photo = import_photo(ContentFile(picture(), name="a.jpg"), by=None)
    assert default_storage.exists(photo.image.name)
    with pytest.raises(Http404):
        get(photo.image.name)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        f"{NAME}.jpg",
        f"{NAME}.html",
        "r/../originals/a.jpg",
        "r/",
        "outlet/../secret-key",
        "outlet/page.html",
        "../secret-key",
        f"{NAME}.jpg/../../newsroom.sqlite3",
    ],
)
def test_for_anything_else_there_is_nothing_here(name: str) -> None:
    with pytest.raises(Http404):
        get(name)


def test_a_file_is_only_fetched() -> None:
    assert get(f"{NAME}.jpg", "post").status_code == 405
