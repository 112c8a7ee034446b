"""Files over the web: renditions for ever, logos for a day, originals never."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404
from django.test import RequestFactory

from photos.views import media
from tests.factories import import_photo, picture

NAME = "r/" + "0a" * 16


def get(name: str, method: str = "get"):
    return media(getattr(RequestFactory(), method)(f"/media/{name}"), name)


@pytest.mark.parametrize(
    ("ending", "kind"), [("avif", "image/avif"), ("webp", "image/webp"), ("jpg", "image/jpeg")]
)
def test_a_rendition_is_kept_for_ever_under_its_own_type(ending: str, kind: str) -> None:
    default_storage.save(f"{NAME}.{ending}", ContentFile(b"content"))
    response = get(f"{NAME}.{ending}")
    assert b"".join(response.streaming_content) == b"content"
    assert response["Content-Type"] == kind
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Length"] == "7"


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
