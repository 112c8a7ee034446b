"""The picture tag: what readers' pages draw of a photo, and when they draw nothing."""

import re
from datetime import timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone

from photos.display import thumbnail
from photos.models import Photo, Rendition
from tests.factories import make_photo

pytestmark = pytest.mark.django_db


def with_renditions(photo: Photo, crop: str = "whole", formats=("avif", "webp", "jpeg")) -> Photo:
    """Give a photo rows as the task would; the files do not matter here."""
    Rendition.objects.bulk_create(
        Rendition(
            photo=photo,
            crop=crop,
            format=kind,
            width=width,
            height=width * 2 // 3,
            bytes=1,
            file=f"r/{crop}{width}.{kind}",
        )
        for kind in formats
        for width in (1200, 320, 800)
    )
    return Photo.objects.for_drawing().get(pk=photo.pk)


def drawn(photo: Photo | None, arguments: str = "", **context) -> str:
    template = Template("{% load photos %}{% picture photo " + arguments + " %}")
    return template.render(Context({"photo": photo, **context}))


def test_it_draws_each_format_from_narrow_to_wide() -> None:
    html = drawn(with_renditions(make_photo(alt='A "crane" & fog')), 'sizes="50vw"')
    assert html == (
        '<picture class="picture">'
        '<source type="image/avif" srcset="/media/r/whole320.avif 320w,'
        ' /media/r/whole800.avif 800w, /media/r/whole1200.avif 1200w" sizes="50vw">'
        '<source type="image/webp" srcset="/media/r/whole320.webp 320w,'
        ' /media/r/whole800.webp 800w, /media/r/whole1200.webp 1200w" sizes="50vw">'
        '<img src="/media/r/whole800.jpeg" width="800" height="533"'
        ' alt="A &quot;crane&quot; &amp; fog" loading="lazy" decoding="async"></picture>'
    )


def test_the_one_at_the_top_is_fetched_first() -> None:
    html = drawn(with_renditions(make_photo()), "eager=True")
    assert 'fetchpriority="high"' in html
    assert "lazy" not in html


@pytest.mark.parametrize(("given", "alt"), [('alt="As printed"', "As printed"), ('alt=""', "")])
def test_the_words_as_printed_take_the_place_of_the_photos_own(given: str, alt: str) -> None:
    assert f'alt="{alt}"' in drawn(with_renditions(make_photo()), given)


def test_it_draws_with_no_query(django_assert_num_queries) -> None:
    photo = with_renditions(make_photo())
    with django_assert_num_queries(0):
        assert drawn(photo)


def test_a_crop_has_its_own_files() -> None:
    photo = with_renditions(make_photo())
    photo = with_renditions(photo, "square")
    assert "/media/r/square320.webp" in drawn(photo, 'crop="square"')
    assert "whole" not in drawn(photo, 'crop="square"')


def test_the_whole_stands_in_for_a_crop_not_made_yet(django_capture_on_commit_callbacks) -> None:
    photo = with_renditions(make_photo())
    with django_capture_on_commit_callbacks() as ordered:
        assert "/media/r/whole320.webp" in drawn(photo, 'crop="16x9"')
        assert drawn(photo, 'crop="16x9"')
    assert len(ordered) == 1


def test_without_renditions_nothing_is_drawn_and_the_original_never() -> None:
    assert drawn(make_photo()) == ""
    assert drawn(None) == ""


@pytest.mark.parametrize("details", [{"credit": ""}, {"alt": ""}, {"spiked_at": timezone.now()}])
def test_a_photo_readers_may_not_see_is_not_drawn(details: dict) -> None:
    assert drawn(with_renditions(make_photo(**details))) == ""


def test_rights_must_hold_now_and_at_the_moment_asked_for() -> None:
    now, hour = timezone.now(), timedelta(hours=1)
    ended = with_renditions(make_photo(rights_until=now - hour))
    begun = with_renditions(make_photo(rights_from=now - hour))
    assert drawn(ended, "at=at", at=now - 2 * hour) == ""
    assert drawn(begun, "at=at", at=now - 2 * hour) == ""
    assert drawn(begun, "at=at", at=now) != ""


def test_formats_that_were_not_made_are_left_out() -> None:
    html = drawn(with_renditions(make_photo(), formats=("webp", "jpeg")))
    assert re.findall('type="(.*?)"', html) == ["image/webp"]


@pytest.mark.parametrize(("width", "name"), [(100, "320"), (800, "800"), (801, "1200"), (9, "320")])
def test_the_one_address_of_a_photo_is_wide_enough(width: int, name: str) -> None:
    photo = with_renditions(make_photo())
    assert photo.find_rendition(width).file.name == f"r/whole{name}.jpeg"


def test_the_widest_does_where_none_is_wide_enough() -> None:
    assert with_renditions(make_photo()).find_rendition(4000).width == 1200
    assert make_photo().find_rendition(100) is None


def test_a_small_picture_is_cut_around_its_focal_point():
    photo = make_photo(focal_x=0.83, focal_y=0.1)
    assert "processing" in thumbnail(photo)
    with_renditions(with_renditions(photo), crop="square")
    shown = thumbnail(Photo.objects.get(pk=photo.pk))
    assert 'src="/admin/photos/photo/files/r/whole320.jpeg"' in shown
    assert 'data-x="8" data-y="1"' in shown
