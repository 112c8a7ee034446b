"""Pixels: opening within limits, upright, in sRGB, cropped. Runs in the child; knows no Django.

An opened picture is shrunk band by band while its colours are converted, so that a hundred
megapixels never stand in memory twice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import cast

import dhash
from PIL import (  # noqa: F401 - a plugin registers itself, and no other may be tried
    AvifImagePlugin,
    GifImagePlugin,
    Image,
    ImageCms,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF")
MAX_PIXELS = 100_000_000
MAX_PROFILE = 4_000_000  # bytes of an ICC profile; larger ones are not read
ENOUGH = 16_000_000  # pixels worth keeping for the widest rendition and its crops
HUGE = 64_000_000  # pixels that leave room for little else in the child's memory
LARGE = 30_000_000  # pixels from which want of memory is likelier than damage
GRID = 9  # cells each way from which likeness is told: eight differences each way
PLAIN = 8  # bits; a picture that differs from an even one in fewer is like too many
BAND = 16  # rows of the shrunk picture converted at a time

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# The highest values of fractions and of 8, 10, 12, 15 and 16 bits.
_DEPTHS = (1.0, 255.0, 1023.0, 4095.0, 32767.0, 65535.0)
# Colour spaces as ICC profiles call them, and the modes they can describe.
_SPACES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK", "Lab": "LAB"}

Conversion = Callable[[Image.Image], Image.Image]


class TooManyPixels(Exception):
    """Raised before decoding, with width and height as the header gives them."""


def opened(path: str) -> Image.Image:
    """Open a picture by what it holds and check its size before a pixel is decoded.

    Raises: TooManyPixels; MemoryError; whatever Pillow raises for what it cannot read.
    """
    Image.MAX_IMAGE_PIXELS = None  # the check below is stricter and comes first
    try:
        image = Image.open(path, formats=FORMATS)
    except OSError as error:
        # WebP's decoder asks for all its memory at once, before anybody can see the size.
        if "decoder object" in str(error):
            raise MemoryError from error
        raise
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise TooManyPixels(width, height)
    return image


def orientation(image: Image.Image) -> int:
    """Return the EXIF orientation, 1 to 8; damaged facts leave the picture as it lies."""
    try:
        turn = image.getexif().get(0x0112, 1)
    except (ArithmeticError, LookupError, OSError, SyntaxError, TypeError, ValueError):
        return 1
    return turn if turn in _TURNS else 1


def upright_size(image: Image.Image, size: tuple[int, int]) -> tuple[int, int]:
    """Return width and height as a reader sees them.

    Args:
        image: decoded; asking a PNG for its orientation before would hide damage.
        size: as the header gave it.
    """
    # Pillow gives TIFF sizes already turned.
    if image.format != "TIFF" and orientation(image) >= 5:
        return size[1], size[0]
    return size


def decode_smaller(image: Image.Image, width: int, height: int) -> None:
    """Decode; a JPEG at the smallest eighth that is still at least `width` by `height`.

    Raises: MemoryError; whatever Pillow raises for damage.
    """
    is_large = image.width * image.height > LARGE
    image.draft(None, (max(1, width), max(1, height)))
    try:
        image.load()
    except OSError as error:
        if is_large:  # a codec that gets no memory says that the file is broken
            raise MemoryError from error
        raise


def conversion(image: Image.Image) -> Conversion:
    """Return what turns any part of a decoded picture into RGB in sRGB, flat on white."""
    if image.mode.startswith("I") or image.mode == "F":
        return _grey_from_deep(image)
    transform = _profile_transform(image)

    def convert(part: Image.Image) -> Image.Image:
        part, alpha = _colours_and_alpha(part)
        if transform and part.mode == transform.input_mode:
            part = transform.apply(part)
        part = part.convert("RGB")
        if alpha is None:
            return part
        white = Image.new("RGB", part.size, "white")
        white.paste(part, mask=alpha)
        return white

    return convert


def _colours_and_alpha(part: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """Part colours from transparency; palettes become colours."""
    if part.mode == "La":
        part = part.convert("LA")
    if part.mode in ("P", "PA") or part.has_transparency_data:
        part = part.convert("RGBA" if part.has_transparency_data else "RGB")
    if part.mode in ("RGBA", "LA"):
        colours = part.convert(part.mode[:-1])
        return colours, part.getchannel("A")
    if part.mode in ("1", "RGBX", "YCbCr", "HSV"):
        part = part.convert("L" if part.mode == "1" else "RGB")
    return part, None


def _grey_from_deep(image: Image.Image) -> Conversion:
    """Return what turns 16 and 32 bits of grey into 8, by the depth the values use.

    A camera's 10 or 12 bits often lie in a TIFF's 16; a PNG always uses all of its own.
    """
    low, high = 0.0, 65535.0
    if image.format != "PNG":
        # One band of colour: one pair.
        extrema = [cast("tuple[float, float]", part.getextrema()) for part in _bands(image)]
        low = min(0.0, *(lowest for lowest, _ in extrema))
        high = max(highest for _, highest in extrema)
        high = next((depth for depth in _DEPTHS if high <= depth), high)
    if not (math.isfinite(low) and math.isfinite(high)):
        low, high = 0.0, 1.0
    scale = 255.0 / (high - low)

    def convert(part: Image.Image) -> Image.Image:
        part = _as_numbers(part)
        return part.point(lambda value: value * scale - low * scale).convert("L").convert("RGB")

    return convert


def _bands(image: Image.Image) -> Iterator[Image.Image]:
    """Cut a picture of numbers into bands that are small however large it is."""
    rows = max(1, ENOUGH // 16 // image.width)
    for top in range(0, image.height, rows):
        yield _as_numbers(image.crop((0, top, image.width, min(top + rows, image.height))))


def _as_numbers(part: Image.Image) -> Image.Image:
    return part.convert("I") if part.mode.startswith("I;16") else part


def _profile_transform(image: Image.Image) -> ImageCms.ImageCmsTransform | None:
    """Return the way from the embedded ICC profile to sRGB; None without a usable one."""
    profile = image.info.get("icc_profile")
    try:
        if image.mode == "LAB":
            source = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
        elif isinstance(profile, bytes) and 0 < len(profile) <= MAX_PROFILE:
            source = ImageCms.getOpenProfile(BytesIO(profile))
        else:
            return None
        return ImageCms.buildTransform(
            source,
            ImageCms.createProfile("sRGB"),
            _SPACES[source.profile.xcolor_space.strip()],
            "RGB",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, KeyError, OSError, ValueError):
        return None


def ready(image: Image.Image) -> Image.Image:
    """Return a decoded picture small enough to work on: upright, RGB, sRGB, without any facts."""
    convert = conversion(image)
    area = image.width * image.height
    factor = math.ceil(math.sqrt(area / (ENOUGH if area < HUGE else ENOUGH // 3)))
    clean = convert(image) if factor == 1 else _shrunk(image, factor, convert)
    turn = _TURNS.get(orientation(image))
    if turn is not None:  # a flip is 0
        clean = clean.transpose(turn)
    clean.info = {}
    return clean


def _shrunk(image: Image.Image, factor: int, convert: Conversion) -> Image.Image:
    """Shrink by a whole factor, converting a band of rows at a time."""
    width, height = -(-image.width // factor), -(-image.height // factor)
    whole = Image.new("RGB", (width, height))
    for top in range(0, height, BAND):
        rows = (0, top * factor, image.width, min((top + BAND) * factor, image.height))
        whole.paste(convert(image.crop(rows)).reduce(factor), (0, top))
    return whole


def likeness(image: Image.Image) -> str:
    """Return the difference hash of a decoded picture, upright, in 32 figures; "" of a plain one.

    Pictures that look alike have hashes that differ in few bits. Of plain ones all do.
    """
    shrink = max(1, min(image.size) // (GRID * 8))
    if image.mode in ("P", "PA", "1") or image.mode.startswith("I;16"):
        small = image.resize([max(GRID, side // shrink) for side in image.size])
    else:
        small = image.reduce(shrink)
    small.info = image.info
    small = conversion(small)(small).convert("L")
    turn = _TURNS.get(orientation(image))
    if turn is not None:
        small = small.transpose(turn)
    cells = small.resize((GRID, GRID), Image.Resampling.LANCZOS)
    row, column = dhash.dhash_row_col(list(cells.tobytes()), GRID - 1)
    bits = (row << 64 | column).bit_count()
    return f"{row:016x}{column:016x}" if PLAIN <= bits <= 128 - PLAIN else ""


def crop_box(
    size: tuple[int, int], ratio: tuple[int, int] | None, focal: tuple[float, float]
) -> tuple[int, int, int, int]:
    """Return the largest box of a ratio, as near to centred on the focal point as it can lie.

    Args:
        size: width and height of the picture.
        ratio: width to height; None keeps the whole.
        focal: across and down, 0 to 1.
    """
    width, height = size
    if ratio is None:
        return 0, 0, width, height
    wide, high = ratio
    box_width = max(1, min(width, round(height * wide / high)))
    box_height = max(1, min(height, round(width * high / wide)))
    left = min(max(0, round(focal[0] * width - box_width / 2)), width - box_width)
    top = min(max(0, round(focal[1] * height - box_height / 2)), height - box_height)
    return left, top, left + box_width, top + box_height


def fitting_widths(box: tuple[int, int], widths: list[int], max_height: int) -> list[int]:
    """Return the widths a box is drawn at: never enlarged, its own if that is below the widest."""
    own = min(box[0], max(widths), max(1, max_height * box[0] // box[1]))
    return sorted({width for width in widths if width < own} | {own})
