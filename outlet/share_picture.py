"""Draws the picture that stands beside a link to us where a story has no photo of its own."""

from __future__ import annotations

import io
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

SIZE = WIDTH, HEIGHT = 1200, 630
EDGE = 72
PAPER, INK = "#fcfdfa", "#121a17"
NAME_SIZE, KICKER_SIZE = 44, 34
# From the largest that fits: points of the headline, and the lines it may take.
HEADLINE_SIZES = (96, 84, 72, 62, 54)
MOST_LINES = 5
FACE = Path(settings.BASE_DIR) / "static" / "fonts" / "newsreader-570.woff2"


def drawn(name: str, words: str = "", kicker: str = "", accent: str = "#00604a") -> bytes:
    """Draw the paper's name over its double rule, and a headline; return a PNG.

    Words in a script that the headline face does not hold are left out: the name alone is better
    than a row of boxes.
    """
    picture = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(picture)
    name = name if is_drawable(name) else ""
    pen.text((EDGE, HEIGHT - EDGE), name, INK, face(NAME_SIZE), anchor="ls")
    for top in (HEIGHT - EDGE - 72, HEIGHT - EDGE - 62):
        pen.rectangle((EDGE, top, WIDTH - EDGE, top + 3), fill=accent)
    top = EDGE
    if kicker and is_drawable(kicker):
        pen.text((EDGE, top), kicker, accent, face(KICKER_SIZE), anchor="lt")
        top += KICKER_SIZE + 26
    if words and is_drawable(words):
        _set_headline(pen, words, top)
    file = io.BytesIO()
    picture.quantize(16, method=Image.Quantize.FASTOCTREE).save(file, "PNG")
    return file.getvalue()


def _set_headline(pen: ImageDraw.ImageDraw, words: str, top: int) -> None:
    room = HEIGHT - EDGE - 100 - top
    for size in HEADLINE_SIZES:
        lines, step = broken(words, face(size)), round(size * 1.08)
        if len(lines) <= MOST_LINES and len(lines) * step <= room:
            break
    for line in lines[: room // step]:
        pen.text((EDGE, top), line, INK, face(size), anchor="la")
        top += step


def broken(words: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """Break words into lines that fit between the edges."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= WIDTH - 2 * EDGE:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def is_drawable(text: str) -> bool:
    """Say whether the face has a shape for every letter."""
    missing = shape_of("\ufffe")
    return all(letter.isspace() or shape_of(letter) != missing for letter in set(text))


@lru_cache(1000)
def shape_of(letter: str) -> bytes:
    """Return a letter's dots; that of one the face lacks is the same for all such."""
    return bytes(face(NAME_SIZE).getmask(letter))


@cache
def face(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FACE, size)
