"""Many pictures at once: one request each from the script, or a plain form with all of them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from photos.models import Photo, Rendition
from tests.factories import make_photo, picture

# Slow: each test sends pictures to children of their own.
pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LIST = "/admin/photos/photo/"
UPLOAD = f"{LIST}upload/"
SCRIPT = {"accept": "application/json"}


@pytest.fixture
def desk(client: Client, photographer) -> Client:
    client.force_login(photographer)
    return client


def file(colour: str = "teal", name: str = "quay.jpg", content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or picture(colour=colour))


def sent(desk: Client, *files: SimpleUploadedFile) -> list[dict]:
    return desk.post(UPLOAD, {"file": list(files)}, headers=SCRIPT).json()["pictures"]


def test_a_picture_is_taken_in_and_says_what_it_lacks(desk, photographer) -> None:
    [answer] = sent(desk, file())
    photo = Photo.objects.get()
    assert answer == {
        "id": photo.pk,
        "title": "quay",
        "url": f"{LIST}{photo.pk}/change/",
        "message": "Uploaded. Missing: caption, alt text, credit and licence.",
        "uploaded": True,
    }
    assert photo.uploaded_by == photographer


def test_nothing_is_drawn_inside_the_request(desk, monkeypatch) -> None:
    ordered = []
    monkeypatch.setattr("photos.intake.enqueue_all_crops", lambda photo: ordered.append(photo.pk))
    sent(desk, file())
    assert ordered == [Photo.objects.get().pk]
    assert not Rendition.objects.exists()


def test_a_refusal_is_a_sentence_and_keeps_nothing(desk) -> None:
    [answer] = sent(desk, file(content=b"<svg/>", name="logo.jpg"))
    assert answer["refused"].startswith("“logo.jpg” is an SVG drawing.")
    assert not Photo.objects.exists()


def test_a_picture_that_is_there_leads_to_it(desk) -> None:
    sent(desk, file())
    [answer] = sent(desk, file(name="again.jpg"))
    assert answer["message"] == "Already in the library."
    assert answer["id"] == Photo.objects.get().pk
    assert "uploaded" not in answer


def test_without_a_script_many_come_in_by_one_form(desk) -> None:
    sent(desk, file("red"))
    files = [file("red"), file("blue"), file("green"), file(content=b"%PDF-", name="a.jpg")]
    response = desk.post(UPLOAD, {"file": files}, follow=True)
    said = [str(message) for message in response.context["messages"]]
    assert said[0] == "2 photos uploaded."
    assert said[1] == "“quay”: Already in the library."
    assert said[2].startswith("“a.jpg” is a PDF document.")
    assert len(response.context["cl"].result_list) == Photo.objects.count() == 3


def test_a_form_without_a_picture_asks_for_one(desk) -> None:
    response = desk.post(UPLOAD, {}, follow=True)
    assert "Choose at least one photo." in response.content.decode()


def test_who_may_not_bring_in_is_told_so(client, contributor, stranger) -> None:
    for person in (contributor, stranger):
        client.force_login(person)
        assert client.post(UPLOAD, {"file": file()}, headers=SCRIPT).status_code == 403
    assert not Photo.objects.exists()


def test_it_is_only_posted_to(desk) -> None:
    assert desk.get(UPLOAD).status_code == 405


def test_the_list_takes_pictures_from_whoever_may_bring_them(client, reporter) -> None:
    client.force_login(reporter)
    html = client.get(LIST).content.decode()
    assert f'action="{UPLOAD}"' in html
    assert 'type="file" name="file" multiple' in " ".join(html.split())


def test_the_list_shows_what_i_uploaded(desk, photographer) -> None:
    make_photo("Somebody's")
    make_photo("Mine", uploaded_by=photographer)
    shown = desk.get(f"{LIST}?uploaded=me").context["cl"].result_list
    assert [photo.title for photo in shown] == ["Mine"]


def test_alt_text_that_repeats_the_caption_is_warned_of(desk) -> None:
    photo = make_photo(caption="Boats at low  water.", alt="boats at low water")
    fields = {"title": photo.title, "caption": photo.caption, "alt": photo.alt, "focal_x": "0.5"}
    fields |= {"credit": photo.credit, "licence": photo.licence, "focal_y": "0.4"}
    response = desk.post(f"{LIST}{photo.pk}/change/", fields, follow=True)
    assert "The alt text repeats the caption." in response.content.decode()
    assert "alt text repeats the caption" in desk.get(LIST).content.decode()


def test_a_photo_goes_to_the_trash_and_back_from_its_page(desk) -> None:
    photo = make_photo("Rail")
    fields = {name: getattr(photo, name) for name in ("title", "caption", "alt", "credit")}
    fields |= {"licence": photo.licence, "focal_x": "0.5", "focal_y": "0.4"}
    desk.post(f"{LIST}{photo.pk}/change/", fields | {"_trash": "1"})
    photo.refresh_from_db()
    assert photo.spiked_at <= timezone.now()
    assert "This is in the trash" in desk.get(f"{LIST}{photo.pk}/change/").content.decode()
    desk.post(f"{LIST}{photo.pk}/change/", fields | {"_take_out": "1"})
    photo.refresh_from_db()
    assert photo.spiked_at is None
