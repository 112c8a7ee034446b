"""How a picture comes in: once, under its hash, its gaps filled from what its file says."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError
from django.utils import timezone
from PIL import Image

from photos import intake, trash
from photos.files import iim, xmp
from photos.files.decode import FileRefused, NotAPicture
from photos.intake import examine, import_photos, store_picture
from photos.models import Photo
from tests.factories import import_photo, make_photo, make_source, make_user

# Slow: each test sends pictures to children of their own.
pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SAYS = {
    "creator": ["Ann Hand", "Bo Fist"],
    "credit": "Hand / Agency",
    "copyright": "© Ann Hand",
    "web_statement": "https://creativecommons.org/licenses/by-sa/4.0/",
    "digital_source_type": "http://cv.iptc.org/newscodes/digitalsourcetype/minorHumanEdits",
    "alt": "A hand on a rail",
}


def upload(name: str = "quay_at-dawn.png", colour: str = "teal", says: dict | None = None):
    """Make an uploaded file, with details of its own if wanted."""
    held = BytesIO()
    options = {"xmp": xmp.write_packet(says), "extra": iim.write_segment(says)} if says else {}
    Image.new("RGB", (60, 40), colour).save(held, "JPEG", **options)
    return ContentFile(held.getvalue(), name=name)


def test_a_picture_is_kept_under_its_hash_with_the_ending_of_what_it_is() -> None:
    someone = make_user()
    photo = import_photo(upload("C:\\pictures\\quay_at-dawn.png"), by=someone)
    assert photo.image.name == f"originals/{photo.sha256[:2]}/{photo.sha256}.jpg"
    assert default_storage.exists(photo.image.name)
    assert (photo.title, photo.width, photo.height) == ("quay at-dawn", 60, 40)
    assert photo.uploaded_by == someone


def test_what_the_file_says_fills_the_gaps() -> None:
    photo = import_photo(upload(says=SAYS), by=None)
    assert photo.alt == "A hand on a rail"
    assert photo.credit == "Hand / Agency"
    assert photo.licence == Photo.Licence.CC_BY_SA
    assert photo.digital_source_type == Photo.Making.EDITED
    assert photo.metadata["copyright"] == "© Ann Hand"


def test_the_desks_word_is_not_overwritten() -> None:
    photo = import_photo(
        upload(says=SAYS), by=None, title="Rail", credit="Ours", alt="", licence=Photo.Licence.OWN
    )
    assert (photo.title, photo.credit, photo.licence) == ("Rail", "Ours", "own")
    assert photo.alt == "A hand on a rail"


def test_a_caption_is_never_taken_for_alt_text_nor_the_other_way_round() -> None:
    assert import_photo(upload(says=SAYS), by=None).caption == ""


def test_without_a_credit_line_the_creators_are_credited() -> None:
    photo = import_photo(upload(says={"creator": ["Ann Hand", "Bo Fist"]}), by=None)
    assert photo.credit == "Ann Hand / Bo Fist"


def test_what_may_not_be_done_with_it_lands_in_the_restrictions() -> None:
    photo = import_photo(upload(says={"other_constraints": "No use after Friday"}), by=None)
    assert photo.restrictions == "No use after Friday"


def test_a_source_the_paper_knows_is_linked() -> None:
    source = make_source("Agency A")
    examined = examine(upload())
    photo = Photo()
    store_picture(photo, examined._replace(metadata={"source": "agency a"}))
    assert photo.source == source


def test_the_same_bytes_come_in_once() -> None:
    first = import_photo(upload("a.jpg"), by=None, title="First")
    again = import_photo(upload("b.jpg"), by=None, title="Second")
    assert again == first
    assert Photo.objects.get().title == "First"


def test_what_lies_in_the_trash_does_not_bar_the_same_picture() -> None:
    old = import_photo(upload(), by=None)
    trash.spike(old)
    new = import_photo(upload(), by=None)
    assert new.pk != old.pk
    with pytest.raises(FileRefused, match="Another copy of"):
        trash.unspike(old)


def test_two_that_come_in_at_the_same_moment_are_one(monkeypatch) -> None:
    there = import_photo(upload(), by=None)
    answers = iter([None, there])
    monkeypatch.setattr(intake.ExaminedFile, "find_duplicate", lambda self: next(answers))
    assert import_photo(upload(), by=None) == there


def test_the_database_keeps_the_same_picture_once() -> None:
    make_photo(sha256="a" * 64)
    with pytest.raises(IntegrityError):
        make_photo(sha256="a" * 64)


def test_a_refused_file_leaves_nothing_behind() -> None:
    with pytest.raises(NotAPicture):
        import_photo(ContentFile(b"<svg/>", name="a.svg"), by=None)
    assert not Photo.objects.exists()
    assert not default_storage.exists("originals")


def test_many_come_in_together_each_with_its_details() -> None:
    colours = ["red", "green", "blue"]
    photos = import_photos(
        ((upload(colour=colour), {"title": colour}) for colour in colours), by=None
    )
    assert [photo.title for photo in photos] == colours


def test_renditions_are_ordered_after_commit(django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks() as ordered:
        import_photo(upload(), by=None)
    assert len(ordered) == 1


def test_another_picture_in_its_place_keeps_the_words(django_capture_on_commit_callbacks) -> None:
    photo = import_photo(upload(colour="red"), by=None, caption="Kept")
    before = photo.image.name
    with django_capture_on_commit_callbacks() as after:
        store_picture(photo, examine(upload(colour="blue")), draw=False)
    for callback in after:
        callback()
    photo.refresh_from_db()
    assert photo.caption == "Kept"
    assert default_storage.exists(photo.image.name)
    assert not default_storage.exists(before)


def test_deleting_for_good_takes_the_files_along(django_capture_on_commit_callbacks) -> None:
    photo = import_photo(upload(), by=None)
    name = photo.image.name
    with django_capture_on_commit_callbacks(execute=True):
        trash.delete_for_good(photo)
    assert not default_storage.exists(name)


def test_deleting_leaves_a_file_that_another_photo_shares(
    django_capture_on_commit_callbacks,
) -> None:
    old = import_photo(upload(), by=None)
    trash.spike(old)
    new = import_photo(upload(), by=None)
    with django_capture_on_commit_callbacks(execute=True):
        trash.delete_for_good(old)
    assert default_storage.exists(new.image.name)


def test_making_is_what_readers_are_told_of() -> None:
    told = [made for made in Photo.Making if Photo(digital_source_type=made.value).is_generated]
    assert set(told) == Photo.GENERATED
    assert not Photo(digital_source_type="digitalCapture").is_generated


def test_a_photo_without_one_of_its_details_is_not_usable() -> None:
    for field in ("caption", "alt", "credit", "licence"):
        photo = make_photo(**{field: ""})
        assert photo not in Photo.objects.usable()
        assert photo.missing_details == [field]
    assert make_photo() in Photo.objects.usable()


def test_usable_and_its_mirror_agree_at_every_moment() -> None:
    now = timezone.now()
    hour = timedelta(hours=1)
    photos = [
        make_photo(),
        make_photo(rights_from=now - hour, rights_until=now + hour),
        make_photo(rights_until=now - hour),
        make_photo(rights_from=now + hour),
        make_photo(spiked_at=now),
        make_photo(credit=""),
    ]
    for at in (now - 2 * hour, now - hour, now):  # rights that have ended win
        usable = set(Photo.objects.usable(at))
        assert usable == {p for p in photos if p.is_usable(at) and p.is_usable(timezone.now())}
    to_come = now + hour  # as a preview asks
    assert set(Photo.objects.usable(to_come)) == {p for p in photos if p.is_usable(to_come)}
