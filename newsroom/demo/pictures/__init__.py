"""Pictures for the demo newspaper, drawn by code: no network, no files, the same every time."""

from collections.abc import Callable
from io import BytesIO

from PIL import Image

from . import charts, indoors, portraits, town, water
from .canvas import Canvas

SUBJECTS: dict[str, Callable[[Canvas], None]] = {
    **water.SCENES,
    **town.SCENES,
    **indoors.SCENES,
    **charts.SCENES,
    **portraits.SCENES,
}


def draw(slug: str, width: int | None = None, height: int | None = None) -> Image.Image:
    """The picture of a subject: 1800 wide and 3:2, or for a portrait 1000 square."""
    square = slug in portraits.SCENES
    width = width or (1000 if square else 1800)
    height = height or (width if square else round(width * 2 / 3))
    page = (100, 100) if square else (150, 100)
    canvas = Canvas(
        width,
        height,
        page,
        seed=slug,
        whole_page=slug in charts.SCENES,
        oversample=3 if square else 2,  # thin round spectacles need it
    )
    SUBJECTS[slug](canvas)
    return canvas.finish()


def jpeg(slug: str) -> bytes:
    """The picture at its usual size as a progressive JPEG."""
    out = BytesIO()
    draw(slug).save(out, "JPEG", quality=88, progressive=True, optimize=True)
    return out.getvalue()
