"""Draws the preview picture of a shared link where a page has no photo of its own."""

from __future__ import annotations

import io
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

SIZE = WIDTH, HEIGHT = 1200, 630
EDGE = 72
BACKGROUND, INK = "#fcfdfa", "#121a17"
NAME_SIZE, KICKER_SIZE = 44, 34
# Sizes of the headline; the largest that fits is used.
HEADLINE_SIZES = (96, 84, 72, 62, 54)
MOST_LINES = 5
FONT = Path(settings.BASE_DIR) / "static" / "fonts" / "newsreader-570.woff2"


def draw_picture(name: str, words: str = "", kicker: str = "", accent: str = "#00604a") -> bytes:
    """Draw the outlet's name below a double rule, and a headline; return a PNG.

    Text in a script that the font lacks is left out: no text is better than a row of boxes.
    """
    picture = Image.new("RGB", SIZE, BACKGROUND)
    pen = ImageDraw.Draw(picture)
    name = name if has_glyphs(name) else ""
    pen.text((EDGE, HEIGHT - EDGE), name, INK, load_font(NAME_SIZE), anchor="ls")
    for top in (HEIGHT - EDGE - 72, HEIGHT - EDGE - 62):
        pen.rectangle((EDGE, top, WIDTH - EDGE, top + 3), fill=accent)
    top = EDGE
    if kicker and has_glyphs(kicker):
        pen.text((EDGE, top), kicker, accent, load_font(KICKER_SIZE), anchor="lt")
        top += KICKER_SIZE + 26
    if words and has_glyphs(words):
        _draw_headline(pen, words, top)
    file = io.BytesIO()
    picture.quantize(16, method=Image.Quantize.FASTOCTREE).save(file, "PNG")
    return file.getvalue()


def _draw_headline(pen: ImageDraw.ImageDraw, words: str, top: int) -> None:
    room = HEIGHT - EDGE - 100 - top
    for size in HEADLINE_SIZES:
        lines, step = wrap_words(words, load_font(size)), round(size * 1.08)
        if len(lines) <= MOST_LINES and len(lines) * step <= room:
            break
    for line in lines[: room // step]:
        pen.text((EDGE, top), line, INK, load_font(size), anchor="la")
        top += step


def wrap_words(words: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """Break text into lines that fit between the margins."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= WIDTH - 2 * EDGE:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def has_glyphs(text: str) -> bool:
    """Tell whether the font has a glyph for every character."""
    missing = draw_letter("\ufffe")
    return all(letter.isspace() or draw_letter(letter) != missing for letter in set(text))


@lru_cache(1000)
def draw_letter(letter: str) -> bytes:
    """Return the pixels of a character; they are the same for all the font lacks."""
    return bytes(load_font(NAME_SIZE).getmask(letter))


@cache
def load_font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, size)
