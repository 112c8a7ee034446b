"""Colours and directions: what readers get looks as the picture was meant."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from photos.files import pixels
from tests.cases import load_cases

RED, BLUE = (254, 0, 0), (0, 0, 254)
INVERSE = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def quarters() -> Image.Image:
    """Return 64 × 32: red, green over blue, white."""
    image = Image.new("RGB", (64, 32), "white")
    image.paste((255, 0, 0), (0, 0, 32, 16))
    image.paste((0, 255, 0), (32, 0, 64, 16))
    image.paste((0, 0, 255), (0, 16, 32, 32))
    return image


def read(path: Path) -> Image.Image:
    image = pixels.open_image(str(path))
    pixels.decode_smaller(image, *image.size)
    return pixels.normalise(image)


def close(one: tuple[int, ...], other: tuple[int, ...], within: int = 12) -> bool:
    return all(abs(a - b) <= within for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "tiff", "avif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_upright(tmp_path, kind: str, orientation: int) -> None:
    lying = quarters()
    if INVERSE[orientation] is not None:
        lying = lying.transpose(INVERSE[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    lying.save(tmp_path / f"a.{kind}", kind.upper(), exif=exif, quality=95)
    upright = read(tmp_path / f"a.{kind}")
    assert upright.size == (64, 32)
    corners = [(8, 4), (56, 4), (8, 28), (56, 28)]
    wanted = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)]
    found = [upright.getpixel(corner) for corner in corners]
    assert all(close(one, other) for one, other in zip(found, wanted, strict=True)), found


@pytest.mark.parametrize(
    ("inks", "colour"),
    [
        ((0, 255, 255, 0), (255, 0, 0)),
        ((255, 0, 255, 0), (0, 255, 0)),
        ((0, 0, 0, 255), (0, 0, 0)),
        ((0, 0, 0, 0), (255, 255, 255)),
        ((0, 0, 0, 128), (127, 127, 127)),
    ],
)
@pytest.mark.parametrize("kind", ["jpeg", "tiff"])
def test_inks_become_the_colours_they_stand_for(tmp_path, kind, inks, colour) -> None:
    Image.new("CMYK", (32, 32), inks).save(tmp_path / "a", kind.upper(), quality=95)
    assert close(read(tmp_path / "a").getpixel((16, 16)), colour)


def with_red_and_blue_exchanged() -> bytes:
    """Return an sRGB profile whose tags for red and blue point to each other's colorant."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = profile.index(b"rXYZ"), profile.index(b"bXYZ")
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(profile)


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "avif", "tiff"])
def test_an_embedded_profile_is_obeyed(tmp_path, kind: str) -> None:
    profile = with_red_and_blue_exchanged()
    image = Image.new("RGB", (32, 32), (255, 0, 0))
    image.save(tmp_path / "a", kind.upper(), icc_profile=profile, quality=95)
    assert close(read(tmp_path / "a").getpixel((16, 16)), (0, 0, 255))


def test_a_broken_profile_is_left_aside(tmp_path) -> None:
    image = Image.new("RGB", (32, 32), (255, 0, 0))
    image.save(tmp_path / "a", "PNG", icc_profile=b"no profile at all")
    assert read(tmp_path / "a").getpixel((16, 16)) == (255, 0, 0)


def test_a_profile_of_another_colour_space_is_left_aside(tmp_path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.new("L", (32, 32), 90).save(tmp_path / "a", "PNG", icc_profile=profile)
    assert read(tmp_path / "a").getpixel((16, 16)) == (90, 90, 90)


def test_lab_becomes_rgb(tmp_path) -> None:
    srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    image = ImageCms.profileToProfile(
        Image.new("RGB", (32, 32), (200, 60, 30)), srgb, lab, outputMode="LAB"
    )
    image.save(tmp_path / "a", "TIFF")
    assert close(read(tmp_path / "a").getpixel((16, 16)), (200, 60, 30))


def test_transparency_lies_on_white(tmp_path) -> None:
    image = Image.new("RGBA", (32, 32), (255, 0, 0, 0))
    image.paste((255, 0, 0, 128), (0, 0, 16, 32))
    image.save(tmp_path / "a", "PNG")
    flat = read(tmp_path / "a")
    assert flat.getpixel((24, 16)) == (255, 255, 255)
    assert close(flat.getpixel((8, 16)), (255, 127, 127), 2)


def test_a_palette_with_a_clear_colour_lies_on_white(tmp_path) -> None:
    image = Image.new("P", (32, 32), 0)
    image.putpalette([10, 20, 30, 200, 100, 50])
    image.paste(1, (0, 0, 16, 32))
    image.save(tmp_path / "a", "GIF", transparency=0)
    flat = read(tmp_path / "a")
    assert flat.getpixel((8, 16)) == (200, 100, 50)
    assert flat.getpixel((24, 16)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("mode", "value", "kind", "grey"),
    [
        ("I;16", 32768, "PNG", 127),
        ("I;16", 65535, "TIFF", 255),
        ("I;16", 2048, "TIFF", 127),
        ("I", 40000, "TIFF", 155),
        ("F", 0.5, "TIFF", 127),
        ("1", 1, "PNG", 255),
        ("LA", (90, 255), "PNG", 90),
    ],
)
def test_deep_and_shallow_grey_keeps_its_tone(tmp_path, mode, value, kind, grey) -> None:
    image = Image.new(mode, (32, 32), value)
    if mode == "I;16" and value == 2048:
        image.putpixel((0, 0), 4095)
    image.save(tmp_path / "a", kind)
    assert close(read(tmp_path / "a").getpixel((16, 16)), (grey,) * 3, 2)


def test_a_large_picture_is_shrunk_by_bands_without_seams(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(pixels, "ENOUGH", 10_000)
    slope = Image.linear_gradient("L").resize((300, 501)).convert("RGB")
    slope.save(tmp_path / "a", "PNG")
    shrunk = read(tmp_path / "a")
    assert shrunk.size == (75, 126)
    column = [shrunk.getpixel((37, y))[0] for y in range(126)]
    assert column == sorted(column)
    assert max(b - a for a, b in zip(column, column[1:], strict=False)) <= 4


def test_nothing_of_the_original_stays_in_the_picture_worked_on(tmp_path) -> None:
    Image.new("RGB", (32, 32)).save(tmp_path / "a", "JPEG", comment=b"at my home address")
    assert read(tmp_path / "a").info == {}


@pytest.mark.parametrize(
    ("size", "ratio", "focal", "box"),
    [
        ((1600, 900), None, (0.1, 0.1), (0, 0, 1600, 900)),
        *(tuple(tuple(part) for part in case.values()) for case in load_cases("crops")),
    ],
)
def test_a_crop_follows_the_focal_point_and_stays_inside(size, ratio, focal, box) -> None:
    assert pixels.find_crop_box(size, ratio, focal) == box


@pytest.mark.parametrize(
    ("box", "widths"),
    [
        ((4000, 3000), [320, 800, 1600]),
        ((1000, 500), [320, 800, 1000]),
        ((200, 100), [200]),
        ((800, 600), [320, 800]),
        ((1000, 50_000), [160]),
    ],
)
def test_widths_never_enlarge_and_end_with_the_best_there_is(box, widths) -> None:
    assert pixels.choose_widths(box, [320, 800, 1600], 8000) == widths


def test_a_picture_of_many_pages_gives_its_first(tmp_path) -> None:
    held = BytesIO()
    pages = [Image.new("RGB", (32, 32), colour) for colour in ("red", "blue")]
    pages[0].save(held, "TIFF", save_all=True, append_images=pages[1:])
    (tmp_path / "a").write_bytes(held.getvalue())
    assert read(tmp_path / "a").getpixel((16, 16)) == (255, 0, 0)
