"""The photo desk: bringing in, describing, finding, the editor's picker, the trash."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from photos.models import Photo, Rendition
from tests.factories import make_author, make_live, make_photo, picture
from vocabulary.spans import FOREVER

# Slow: each test sends pictures to children of their own.
pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LIST = "/admin/photos/photo/"
ADD = f"{LIST}add/"
PICKER = f"{LIST}picker.json"
EMPTY = {
    "title": "",
    "caption": "",
    "alt": "",
    "credit": "",
    "licence": "",
    "rights_from": "",
    "rights_until": "",
    "restrictions": "",
    "digital_source_type": "",
    "focal_x": "0.5",
    "focal_y": "0.4",
}
DETAILS = {"caption": "A quay", "alt": "Boats", "credit": "Hand / Post", "licence": "own"}


@pytest.fixture
def desk(client: Client, photographer) -> Client:
    client.force_login(photographer)
    return client


@pytest.fixture
def ordered(monkeypatch) -> list[int]:
    """Return the photos whose renditions are ordered anew, instead of having them made."""
    photos: list[int] = []
    monkeypatch.setattr(
        "photos.admin.photo_admin.enqueue_all_crops", lambda photo: photos.append(photo.pk)
    )
    return photos


def file(content: bytes | None = None, name: str = "quay.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if content is None else content)


def edit(photo: Photo) -> str:
    return reverse("admin:photos_photo_change", args=[photo.pk])


def words_of(photo: Photo, **changes: str) -> dict[str, str]:
    names = ("title", "caption", "alt", "credit", "licence", "focal_x", "focal_y")
    return {**EMPTY, **{name: str(getattr(photo, name)) for name in names}, **changes}


def test_a_picture_is_uploaded_with_its_details(desk, photographer) -> None:
    response = desk.post(ADD, {**EMPTY, **DETAILS, "file": file()})
    assert response.url == LIST
    photo = Photo.objects.get()
    assert (photo.title, photo.credit, photo.uploaded_by) == ("quay", "Hand / Post", photographer)
    assert photo.rights_until == FOREVER
    assert photo.is_usable(timezone.now())


def test_a_picture_alone_is_taken_in_and_says_what_it_lacks(desk) -> None:
    response = desk.post(ADD, {**EMPTY, "file": file()}, follow=True)
    assert response.redirect_chain[0][0] == edit(Photo.objects.get())
    assert "Before readers can see it, add: caption, alt text, credit and licence." in (
        response.content.decode()
    )


def test_what_is_no_picture_is_refused_at_its_field(desk) -> None:
    response = desk.post(ADD, {**EMPTY, "file": file(b"<svg/>", "logo.jpg")})
    [refusal] = response.context["adminform"].form.errors["file"]
    assert refusal.startswith("“logo.jpg” is an SVG drawing. The photo library accepts")
    assert not Photo.objects.exists()


def test_the_same_picture_again_leads_to_the_one_there_is(desk) -> None:
    desk.post(ADD, {**EMPTY, "title": "A <quay>", "file": file()})
    response = desk.post(ADD, {**EMPTY, "file": file(name="again.jpg")})
    [refusal] = response.context["adminform"].form.errors["file"]
    assert edit(Photo.objects.get()) in refusal
    assert "A &lt;quay&gt;" in refusal


def test_the_form_shows_no_end_where_there_is_none(desk) -> None:
    response = desk.get(edit(make_photo()))
    assert response.status_code == 200
    assert "9999" not in response.content.decode()


def test_rights_cannot_end_before_they_begin(desk) -> None:
    photo = make_photo()
    window = {"rights_from": "2026-05-02T12:00", "rights_until": "2026-05-01T12:00"}
    response = desk.post(edit(photo), words_of(photo, **window))
    [refusal] = response.context["adminform"].form.errors["rights_until"]
    assert refusal == "The rights end before they start."


@pytest.mark.parametrize(
    ("change", "again"), [({"focal_x": "0.9"}, True), ({"alt": "Cranes"}, True), ({}, False)]
)
def test_only_what_readers_get_differently_is_drawn_anew(desk, ordered, change, again) -> None:
    photo = make_photo()
    assert desk.post(edit(photo), words_of(photo, **change)).status_code == 302
    assert ordered == ([photo.pk] if again else [])


def test_another_picture_is_put_in_its_place(desk, monkeypatch) -> None:
    photo = make_photo()
    desk.post(edit(photo), words_of(photo) | {"file": file(picture(90, 30))})
    photo.refresh_from_db()
    assert (photo.width, photo.height) == (90, 30)


def test_what_the_file_says_is_shown_in_words(desk) -> None:
    photo = make_photo(
        metadata={
            "instructions": "No use <after> Friday",
            "data_mining": "DMI-PROHIBITED",
            "licensor": [{"name": "Agency", "url": "https://a.example/"}],
            "digital_source_type": "http://cv.iptc.org/newscodes/digitalsourcetype/softwareImage",
            "private": ["GPS position"],
            "differs": {"caption": "Older words"},
        }
    )
    html = desk.get(edit(photo)).content.decode()
    for row in (
        '<th scope="row">Instructions</th><td>No use &lt;after&gt; Friday</td>',
        '<th scope="row">Data mining</th><td>prohibited</td>',
        '<th scope="row">Licensor</th><td>Agency, https://a.example/</td>',
        '<th scope="row">How it was made</th><td>Digital drawing or artwork</td>',
        '<th scope="row">Never published</th><td>GPS position</td>',
        '<th scope="row">Caption, in the older IPTC block</th><td>Older words</td>',
    ):
        assert row in html


def test_where_it_is_used_is_shown_without_showing_drafts(desk) -> None:
    photo = make_photo()
    edition = make_live("Quays bought back", lead_photo=photo)
    make_author("Ann Hand", portrait=photo)
    html = desk.get(edit(photo)).content.decode()
    assert f'<a href="{edition.get_absolute_url()}">Quays bought back</a>' in html
    assert "Ann Hand" in html
    assert "1 more story" in " ".join(html.split())


def test_the_list_says_what_is_missing(desk) -> None:
    make_photo("No credit", credit="")
    make_photo("Ends soon", rights_until=timezone.now() + timedelta(days=3, hours=1))
    make_photo("Made by machine", digital_source_type="trainedAlgorithmicMedia")
    html = desk.get(LIST).content.decode()
    assert "missing: credit" in html
    assert "3 days left" in html
    assert "Generated by AI" in html


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("status=incomplete", "No credit"),
        ("status=expiring", "Ends soon"),
        ("status=expired", "Ended"),
        ("trash=yes", "Trashed"),
        ("q=fogbound", "Fogbound"),
        ("licence__exact=cc0", "Free"),
    ],
)
def test_the_list_finds(desk, query: str, title: str) -> None:
    now = timezone.now()
    make_photo("No credit", credit="")
    make_photo("Ends soon", rights_until=now + timedelta(days=3))
    make_photo("Ended", rights_until=now - timedelta(days=3))
    make_photo("Trashed", spiked_at=now)
    make_photo("Fogbound")
    make_photo("Free", licence="cc0")
    shown = desk.get(f"{LIST}?{query}").context["cl"].result_list
    assert [photo.title for photo in shown] == [title]


def test_the_list_costs_the_same_for_one_photo_or_many(desk, django_assert_max_num_queries) -> None:
    for number in range(12):
        photo = make_photo(f"Photo {number}")
        Rendition.objects.create(
            photo=photo, width=320, height=200, bytes=1, format="jpeg", file=f"r/{number}.jpg"
        )
    with django_assert_max_num_queries(14):
        html = desk.get(LIST).content.decode()
    assert html.count('<img class="thumb"') == 12


def test_the_trash_is_left_the_way_it_was_entered(desk) -> None:
    photo = make_photo("Rail")
    chosen = {"_selected_action": photo.pk}
    desk.post(LIST, {**chosen, "action": "move_to_trash"})
    photo.refresh_from_db()
    assert photo.spiked_at
    assert photo.title not in desk.get(LIST).content.decode()
    desk.post(f"{LIST}?trash=yes", {**chosen, "action": "restore_from_trash"})
    photo.refresh_from_db()
    assert photo.spiked_at is None


def test_the_photo_desk_deletes_nothing(desk) -> None:
    photo = make_photo()
    assert desk.post(f"{LIST}{photo.pk}/delete/", {"post": "yes"}).status_code == 403
    assert "delete_selected" not in desk.get(LIST).content.decode()


def test_an_administrator_deletes_what_was_never_printed(client, administrator) -> None:
    client.force_login(administrator)
    photo = make_photo()
    client.post(f"{LIST}{photo.pk}/delete/", {"post": "yes"})
    assert not Photo.objects.exists()


@pytest.mark.parametrize("where", ["lead", "body", "face"])
def test_what_was_printed_is_not_deleted(client, administrator, where: str) -> None:
    client.force_login(administrator)
    photo = make_photo("Printed")
    if where == "lead":
        make_live(lead_photo=photo)
    elif where == "body":
        make_live(body=f'<p>Words.</p><figure data-photo="{photo.pk}"></figure>')
    else:
        make_author(portrait=photo)
    response = client.post(f"{LIST}{photo.pk}/delete/", {"post": "yes"}, follow=True)
    assert (
        "“Printed” has been published. Move it to the trash instead." in response.content.decode()
    )
    assert Photo.objects.filter(pk=photo.pk).exists()


def test_a_reporter_completes_the_details_of_what_they_uploaded(client, reporter) -> None:
    client.force_login(reporter)
    client.post(ADD, {**EMPTY, "file": file()})
    photo = Photo.objects.get()
    assert client.post(edit(photo), {**EMPTY, **DETAILS}).status_code == 302
    photo.refresh_from_db()
    assert photo.credit == "Hand / Post"
    assert client.post(edit(photo), {**EMPTY, **DETAILS}).status_code == 403


def test_a_reporter_does_not_change_anybody_elses(client, reporter) -> None:
    client.force_login(reporter)
    photo = make_photo(credit="")
    assert client.post(edit(photo), {**EMPTY, **DETAILS}).status_code == 403
    assert client.get(edit(photo)).status_code == 200


def test_a_contributor_sees_no_photos(client, contributor) -> None:
    client.force_login(contributor)
    for address in (LIST, ADD, PICKER, edit(make_photo())):
        assert client.get(address).status_code == 403


def test_the_picker_finds_by_words_and_leaves_the_trash_out(client, reporter) -> None:
    client.force_login(reporter)
    wanted = make_photo("Rail", caption="A hand on the rail in fog")
    make_photo("Rail in fog", spiked_at=timezone.now())
    make_photo("Quay")
    [found] = client.get(PICKER, {"q": "fog rail"}).json()["photos"]
    assert found == {
        "id": wanted.pk,
        "title": "Rail",
        "alt": wanted.alt,
        "caption": "A hand on the rail in fog",
        "credit": wanted.credit,
        "src": "",
        "focus": [5, 4],
        "usable": True,
        "licence": "own",
        "missing": "",
    }


def test_the_picker_names_one_photo_by_its_number(client, reporter) -> None:
    client.force_login(reporter)
    photo = make_photo(credit="")
    Rendition.objects.create(
        photo=photo, width=320, height=200, bytes=1, format="jpeg", file="r/a.jpg"
    )
    [found] = client.get(PICKER, {"id": photo.pk}).json()["photos"]
    assert (found["src"], found["usable"]) == ("/admin/photos/photo/files/r/a.jpg", False)
    for nonsense in ("", "x", "-1", "٣", "9" * 40):
        assert client.get(PICKER, {"id": nonsense}).json() == {"photos": []}
    other = make_photo()
    several = client.get(PICKER, {"id": [photo.pk, other.pk]}).json()["photos"]
    assert {found["id"] for found in several} == {photo.pk, other.pk}


def test_the_choice_in_a_form_leaves_the_trash_out(client, editor) -> None:
    client.force_login(editor)
    make_photo("Rail one")
    make_photo("Rail two", spiked_at=timezone.now())
    query = {"app_label": "articles", "model_name": "article", "field_name": "lead_photo"}
    found = client.get(reverse("admin:autocomplete"), {**query, "term": "rail"}).json()["results"]
    assert [each["text"] for each in found] == ["Rail one"]


def test_two_at_the_same_moment_end_in_a_sentence(desk, monkeypatch) -> None:
    desk.post(ADD, {**EMPTY, "file": file()})
    monkeypatch.setattr("photos.intake.ExaminedFile.find_duplicate", lambda self: None)
    response = desk.post(ADD, {**EMPTY, "file": file()}, follow=True)
    assert "“quay.jpg” has already been uploaded." in response.content.decode()
    assert Photo.objects.count() == 1
