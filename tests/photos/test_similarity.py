"""Pictures that look alike are pointed out, whatever their size; those that do not are not."""

import random
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from photos.files import pixels
from photos.intake import examine, store_picture
from photos.models import LikenessBand, Photo
from photos.similarity import NEAR, count_differing_bits, find_look_alikes, split_hash
from tests.factories import import_photo, make_photo

DETAILS = {"caption": "c", "alt": "a", "credit": "Hand / Post", "licence": "own"}

# Slow: each test sends pictures to children of their own.
pytestmark = pytest.mark.slow


def scene(seed: int, size: tuple[int, int] = (900, 600)) -> Image.Image:
    """Draw something with shapes in it, each seed another."""
    chance = random.Random(seed)
    image = Image.new("RGB", size, (200, 210, 220))
    pen = ImageDraw.Draw(image)
    for _ in range(25):
        x, y, r = chance.randrange(size[0]), chance.randrange(size[1]), chance.randrange(40, 220)
        pen.ellipse((x - r, y - r, x + r, y + r), tuple(chance.randrange(256) for _ in "rgb"))
    return image.filter(ImageFilter.GaussianBlur(3))


def written(image: Image.Image, format: str = "JPEG", **options) -> bytes:
    held = BytesIO()
    image.save(held, format, **options)
    return held.getvalue()


def upload(image: Image.Image, name: str = "a.jpg", **options) -> Photo:
    return import_photo(ContentFile(written(image, **options), name=name), by=None, **DETAILS)


@pytest.mark.parametrize(
    "copy",
    [
        lambda image: image.resize((300, 200)),
        lambda image: image.convert("L"),
        lambda image: image.convert("P"),
        lambda image: image.convert("CMYK"),
        lambda image: ImageEnhance.Contrast(image).enhance(0.7),
        lambda image: image.crop((9, 6, 891, 594)),
    ],
    ids=["smaller", "grey", "palette", "cmyk", "paler", "cropped"],
)
def test_a_copy_is_near_its_original(copy) -> None:
    one = pixels.compute_likeness(scene(1))
    assert count_differing_bits(one, pixels.compute_likeness(copy(scene(1)))) <= NEAR


def test_pictures_that_differ_are_far_apart() -> None:
    hashes = [pixels.compute_likeness(scene(seed)) for seed in range(12)]
    apart = [count_differing_bits(a, b) for a in hashes for b in hashes if a != b]
    assert min(apart) > 2 * NEAR


@pytest.mark.parametrize("mode", ["RGB", "L", "I;16", "1", "P"])
def test_a_plain_picture_looks_like_nothing(mode: str) -> None:
    assert pixels.compute_likeness(Image.new(mode, (400, 300))) == ""


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (2000, 5)])
def test_a_picture_of_any_shape_is_hashed(size: tuple[int, int]) -> None:
    assert pixels.compute_likeness(Image.new("RGB", size)) == ""


@pytest.mark.django_db
def test_a_turned_file_is_told_by_how_readers_see_it() -> None:
    upright = upload(scene(2))
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = upload(scene(2).transpose(Image.Transpose.ROTATE_90), exif=exif.tobytes())
    assert find_look_alikes(turned) == [upright]


@pytest.mark.django_db
def test_the_nearest_stand_first_and_the_trash_is_left_out(django_assert_num_queries) -> None:
    original = upload(scene(3))
    small = upload(scene(3).resize((450, 300)))
    upload(scene(4))
    binned = upload(scene(3).resize((600, 400)))
    Photo.objects.filter(pk=binned.pk).update(spiked_at=original.uploaded_at)
    with django_assert_num_queries(4):
        assert find_look_alikes(original) == [small]


@pytest.mark.django_db
def test_a_replaced_picture_is_compared_anew() -> None:
    photo, other = upload(scene(5)), upload(scene(6))
    store_picture(photo, examine(ContentFile(written(scene(6).resize((300, 200))), name="b.jpg")))
    assert find_look_alikes(photo) == [other]
    assert LikenessBand.objects.filter(photo=photo).count() == len(split_hash(photo.likeness))


@pytest.mark.django_db
def test_photos_without_a_likeness_are_like_no_other() -> None:
    photo = make_photo()
    make_photo()
    assert find_look_alikes(photo) == []


@pytest.mark.django_db
def test_the_desk_is_told_at_intake_and_on_the_photos_page(client, photographer) -> None:
    client.force_login(photographer)
    first = upload(scene(7))
    first.title = "The first"
    first.save()
    file = ContentFile(written(scene(7).resize((300, 200))), name="again.jpg")
    answer = client.post(
        "/admin/photos/photo/upload/", {"file": file}, headers={"accept": "application/json"}
    )
    [told] = answer.json()["pictures"]
    assert told["message"].endswith("Similar to 1 other.")
    html = client.get(told["url"]).content.decode()
    assert f'href="/admin/photos/photo/{first.pk}/change/"' in html
    assert "<span>The first</span>" in html


def test_hashes_up_to_nine_bits_apart_share_a_piece() -> None:
    chance = random.Random(8)
    for _ in range(200):
        one = f"{chance.getrandbits(128):032x}"
        bits = chance.sample(range(128), 9)
        other = f"{int(one, 16) ^ sum(1 << bit for bit in bits):032x}"
        assert set(split_hash(one)) & set(split_hash(other))
