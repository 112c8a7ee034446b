"""Opens images within limits, makes them upright and sRGB, crops and hashes them. Without Django.

Runs in the child. An image is shrunk band by band while its colours are converted, so that a
hundred megapixels are never in memory twice.
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
MAX_PROFILE = 4_000_000  # bytes of an ICC profile; larger ones are ignored
ENOUGH = 16_000_000  # pixels, sufficient for the widest rendition and its crops
HUGE = 64_000_000  # pixels; beyond this little else fits into the child's memory
LARGE = 30_000_000  # pixels; beyond this a failure is likelier lack of memory than damage
GRID = 9  # cells each way for the difference hash: eight differences each way
PLAIN = 8  # bits; an image with fewer differences is too plain to compare
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
# Colour spaces by their names in ICC profiles, and the modes they can describe.
_SPACES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK", "Lab": "LAB"}

Conversion = Callable[[Image.Image], Image.Image]


class TooManyPixels(Exception):
    """Raised before decoding, with the width and height from the header."""


def open_image(path: str) -> Image.Image:
    """Open an image by its content and check its size before a pixel is decoded.

    Raises: TooManyPixels; MemoryError; whatever Pillow raises for what it cannot read.
    """
    Image.MAX_IMAGE_PIXELS = None  # the check below is stricter and comes first
    try:
        image = Image.open(path, formats=FORMATS)
    except OSError as error:
        # WebP's decoder allocates all its memory at once, before the size can be checked.
        if "decoder object" in str(error):
            raise MemoryError from error
        raise
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise TooManyPixels(width, height)
    return image


def read_orientation(image: Image.Image) -> int:
    """Return the EXIF orientation, 1 to 8; 1 if the metadata is damaged."""
    try:
        turn = image.getexif().get(0x0112, 1)
    except (ArithmeticError, LookupError, OSError, SyntaxError, TypeError, ValueError):
        return 1
    return turn if turn in _TURNS else 1


def measure_upright(image: Image.Image, size: tuple[int, int]) -> tuple[int, int]:
    """Return the width and height of the image when shown upright.

    Args:
        image: decoded; reading the orientation of a PNG before that would hide damage.
        size: from the header.
    """
    # Pillow has already turned the size of a TIFF.
    if image.format != "TIFF" and read_orientation(image) >= 5:
        return size[1], size[0]
    return size


def decode_smaller(image: Image.Image, width: int, height: int) -> None:
    """Decode an image; a JPEG at the smallest scale that is still `width` by `height` or larger.

    Raises: MemoryError; whatever Pillow raises for damage.
    """
    is_large = image.width * image.height > LARGE
    image.draft(None, (max(1, width), max(1, height)))
    try:
        image.load()
    except OSError as error:
        if is_large:  # a codec that gets no memory reports a broken file
            raise MemoryError from error
        raise


def make_conversion(image: Image.Image) -> Conversion:
    """Return a function that converts any part of the image to sRGB, on a white background."""
    if image.mode.startswith("I") or image.mode == "F":
        return _make_grey_conversion(image)
    transform = _make_profile_transform(image)

    def convert(part: Image.Image) -> Image.Image:
        part, alpha = _split_alpha(part)
        if transform and part.mode == transform.input_mode:
            part = transform.apply(part)
        part = part.convert("RGB")
        if alpha is None:
            return part
        white = Image.new("RGB", part.size, "white")
        white.paste(part, mask=alpha)
        return white

    return convert


def _split_alpha(part: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """Separate colours and transparency; a palette is converted to colours."""
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


def _make_grey_conversion(image: Image.Image) -> Conversion:
    """Return a function that converts 16 or 32 bits of grey to 8, by the depth actually used.

    A TIFF of 16 bits often holds a camera's 10 or 12; a PNG always uses its full depth.
    """
    low, high = 0.0, 65535.0
    if image.format != "PNG":
        # One band of colour: one pair.
        extrema = [cast("tuple[float, float]", part.getextrema()) for part in _iterate_bands(image)]
        low = min(0.0, *(lowest for lowest, _ in extrema))
        high = max(highest for _, highest in extrema)
        high = next((depth for depth in _DEPTHS if high <= depth), high)
    if not (math.isfinite(low) and math.isfinite(high)):
        low, high = 0.0, 1.0
    scale = 255.0 / (high - low)

    def convert(part: Image.Image) -> Image.Image:
        part = _to_integers(part)
        return part.point(lambda value: value * scale - low * scale).convert("L").convert("RGB")

    return convert


def _iterate_bands(image: Image.Image) -> Iterator[Image.Image]:
    """Give a greyscale image in bands of limited size."""
    rows = max(1, ENOUGH // 16 // image.width)
    for top in range(0, image.height, rows):
        yield _to_integers(image.crop((0, top, image.width, min(top + rows, image.height))))


def _to_integers(part: Image.Image) -> Image.Image:
    return part.convert("I") if part.mode.startswith("I;16") else part


def _make_profile_transform(image: Image.Image) -> ImageCms.ImageCmsTransform | None:
    """Return the transform from the embedded ICC profile to sRGB; None without a usable profile."""
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


def normalise(image: Image.Image) -> Image.Image:
    """Return a decoded image of workable size: upright, RGB, sRGB, without metadata."""
    convert = make_conversion(image)
    area = image.width * image.height
    factor = math.ceil(math.sqrt(area / (ENOUGH if area < HUGE else ENOUGH // 3)))
    clean = convert(image) if factor == 1 else _shrink(image, factor, convert)
    turn = _TURNS.get(read_orientation(image))
    if turn is not None:  # a flip is 0
        clean = clean.transpose(turn)
    clean.info = {}
    return clean


def _shrink(image: Image.Image, factor: int, convert: Conversion) -> Image.Image:
    """Shrink by an integer factor, converting one band of rows at a time."""
    width, height = -(-image.width // factor), -(-image.height // factor)
    whole = Image.new("RGB", (width, height))
    for top in range(0, height, BAND):
        rows = (0, top * factor, image.width, min((top + BAND) * factor, image.height))
        whole.paste(convert(image.crop(rows)).reduce(factor), (0, top))
    return whole


def compute_likeness(image: Image.Image) -> str:
    """Return the difference hash of a decoded image, upright, in 32 hex digits; "" if too plain.

    Images that look alike have hashes that differ in few bits; so do all plain images.
    """
    shrink = max(1, min(image.size) // (GRID * 8))
    if image.mode in ("P", "PA", "1") or image.mode.startswith("I;16"):
        small = image.resize([max(GRID, side // shrink) for side in image.size])
    else:
        small = image.reduce(shrink)
    small.info = image.info
    small = make_conversion(small)(small).convert("L")
    turn = _TURNS.get(read_orientation(image))
    if turn is not None:
        small = small.transpose(turn)
    cells = small.resize((GRID, GRID), Image.Resampling.LANCZOS)
    row, column = dhash.dhash_row_col(list(cells.tobytes()), GRID - 1)
    bits = (row << 64 | column).bit_count()
    return f"{row:016x}{column:016x}" if PLAIN <= bits <= 128 - PLAIN else ""


def find_crop_box(
    size: tuple[int, int], ratio: tuple[int, int] | None, focal: tuple[float, float]
) -> tuple[int, int, int, int]:
    """Return the largest box of a ratio, centred on the focal point as nearly as possible.

    Args:
        size: width and height of the image.
        ratio: width to height; None keeps the whole image.
        focal: horizontal and vertical position, 0 to 1.
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


def choose_widths(box: tuple[int, int], widths: list[int], max_height: int) -> list[int]:
    """Return the widths to render a box in: none enlarges it; its own if below the widest."""
    own = min(box[0], max(widths), max(1, max_height * box[0] // box[1]))
    return sorted({width for width in widths if width < own} | {own})
