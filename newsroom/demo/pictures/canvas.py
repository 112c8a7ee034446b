"""A canvas in page units for flat, screen-print style pictures.

Pictures are drawn on a page 150 units wide and 100 high (portraits 100 by 100), y downwards,
larger than wanted, and averaged down at the end so that edges come out smooth.
"""

import math
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw, ImageFont

INK = "#121a17"
NIGHT = "#0f2b24"
PINE = "#1d4a3c"
LEDGER = "#00604a"
SEA = "#3f8067"
MINT = "#74b79a"
FOAM = "#a6cbb8"
PALE = "#eef3ec"
SUN = "#e5b54a"
SAND = "#efcf85"
BRICK = "#c4572f"
CLAY = "#8f3d20"
GREY = "#8a948d"

Point = tuple[float, float]
Points = Sequence[Point]


def box(x0: float, y0: float, x1: float, y1: float) -> list[Point]:
    """Corners of a rectangle."""
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


def oval(
    x: float, y: float, rx: float, ry: float | None = None, start: float = 0, end: float = 360
) -> list[Point]:
    """Points along an ellipse from start to end degrees, clockwise from three o'clock."""
    ry = rx if ry is None else ry
    steps = max(8, round(abs(end - start) / 5))
    angles = (math.radians(start + (end - start) * i / steps) for i in range(steps + 1))
    return [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in angles]


def curve(points: Points, closed: bool = False, steps: int = 8) -> list[Point]:
    """A smooth (Catmull-Rom) line through the points."""
    count = len(points)
    if closed:
        knots = [points[i % count] for i in range(-1, count + 2)]
    else:
        knots = [points[0], *points, points[-1]]
    line: list[Point] = []
    for p0, p1, p2, p3 in zip(knots, knots[1:], knots[2:], knots[3:], strict=False):
        for i in range(steps):
            t = i / steps
            line.append(
                tuple(_spline(a, b, c, d, t) for a, b, c, d in zip(p0, p1, p2, p3, strict=True))
            )
    if not closed:
        line.append(tuple(points[-1]))
    return line


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    """One coordinate of a Catmull-Rom curve between b and c."""
    return 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    )


def wave_line(
    x0: float, x1: float, y: float, height: float, length: float, phase: float = 0
) -> list[Point]:
    """A sine wave from x0 to x1 around y."""
    steps = max(6, round(abs(x1 - x0) / length * 10))
    xs = [x0 + (x1 - x0) * i / steps for i in range(steps + 1)]
    return [(x, y + height * math.sin(2 * math.pi * (x - x0) / length + phase)) for x in xs]


def blade(points: Points, width: float, tip: float = 0) -> list[Point]:
    """A leaf shape along a smooth line: full width at its foot, tapering to the tip."""
    spine = curve(points)
    left, right = [], []
    for i, (x, y) in enumerate(spine):
        ax, ay = spine[max(i - 1, 0)]
        bx, by = spine[min(i + 1, len(spine) - 1)]
        size = math.hypot(bx - ax, by - ay) or 1
        half = (width + (tip - width) * (i / (len(spine) - 1)) ** 1.4) / 2
        nx, ny = -(by - ay) / size * half, (bx - ax) / size * half
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    return left + right[::-1]


@lru_cache(maxsize=64)
def _font(size: int) -> ImageFont.FreeTypeFont:
    """Pillow's built-in typeface at a size in pixels."""
    return ImageFont.load_default(size=max(size, 4))


class Canvas:
    """A picture being drawn, in page units."""

    def __init__(
        self,
        width: int,
        height: int,
        page: tuple[float, float] = (150, 100),
        seed: str = "",
        whole_page: bool = False,
        oversample: int = 2,
    ) -> None:
        """Fit the page to the picture: cut to fill it, or with whole_page keep all in sight."""
        self.rng = random.Random(seed)  # noqa: S311 (repeatable decoration, not secrets)
        self.image = Image.new("RGB", (width * oversample, height * oversample), PALE)
        fits = (self.image.width / page[0], self.image.height / page[1])
        scale = min(fits) if whole_page else max(fits)
        left = (self.image.width - page[0] * scale) / 2
        top = (self.image.height - page[1] * scale) / 2
        self._page_scale = scale
        self._oversample = oversample
        self._matrix = (scale, 0.0, left, 0.0, scale, top)
        self._pen = ImageDraw.Draw(self.image)

    def finish(self) -> Image.Image:
        """The picture at its wanted size."""
        return self.image.reduce(self._oversample)

    # Where things go

    @contextmanager
    def at(
        self, x: float, y: float, turn: float = 0, scale: float = 1, flip: tuple[int, int] = (1, 1)
    ) -> Iterator[None]:
        """Draw with the origin at a point, turned by degrees clockwise, scaled and mirrored."""
        before = self._matrix
        a, b, c, d, e, f = before
        cos, sin = math.cos(math.radians(turn)) * scale, math.sin(math.radians(turn)) * scale
        fx, fy = flip
        self._matrix = (
            (a * cos + b * sin) * fx,
            (b * cos - a * sin) * fy,
            a * x + b * y + c,
            (d * cos + e * sin) * fx,
            (e * cos - d * sin) * fy,
            d * x + e * y + f,
        )
        yield
        self._matrix = before

    @contextmanager
    def clip(self, *outlines: Points) -> Iterator[None]:
        """Keep what is drawn inside the outlines only."""
        outside = Image.new("L", self.image.size, 255)
        pen = ImageDraw.Draw(outside)
        for outline in outlines:
            pen.polygon(self._pixels(outline), fill=0)
        before = self.image.copy()
        yield
        self.image.paste(before, mask=outside)

    def _pixels(self, points: Points) -> list[Point]:
        """Page units to pixels."""
        a, b, c, d, e, f = self._matrix
        return [(a * x + b * y + c, d * x + e * y + f) for x, y in points]

    def _thickness(self, width: float) -> int:
        """A line's width in pixels."""
        a, b, _, d, e, _ = self._matrix
        return max(1, round(width * math.sqrt(abs(a * e - b * d))))

    # Shapes

    def _stencil(
        self,
        pixels: Points,
        margin: float,
        colour: str,
        alpha: float,
        cut: Callable[[ImageDraw.ImageDraw, Callable[[Points], list[Point]]], None],
        keep_inside: bool = False,
    ) -> None:
        """Print a colour through a stencil that `cut` draws around the given pixels."""
        xs, ys = [x for x, _ in pixels], [y for _, y in pixels]
        left, top = max(0, math.floor(min(xs) - margin)), max(0, math.floor(min(ys) - margin))
        right = min(self.image.width, math.ceil(max(xs) + margin))
        bottom = min(self.image.height, math.ceil(max(ys) + margin))
        if right <= left or bottom <= top:
            return

        def move(points: Points) -> list[Point]:
            return [(x - left, y - top) for x, y in points]

        stencil = Image.new("L", (right - left, bottom - top), 0)
        cut(ImageDraw.Draw(stencil), move)
        if keep_inside:
            inside = Image.new("L", stencil.size, 0)
            ImageDraw.Draw(inside).polygon(move(pixels), fill=255)
            stencil = ImageChops.darker(stencil, inside)
        if alpha < 1:
            stencil = stencil.point([round(i * alpha) for i in range(256)])
        self.image.paste(colour, (left, top), stencil)

    def poly(self, points: Points, fill: str, alpha: float = 1) -> None:
        """A filled outline."""
        pixels = self._pixels(points)
        if alpha >= 1:
            self._pen.polygon(pixels, fill=fill)
        else:
            self._stencil(pixels, 1, fill, alpha, lambda pen, move: pen.polygon(move(pixels), 255))

    def fill(self, colour: str) -> None:
        """Cover the whole picture, beyond the page too."""
        self.image.paste(colour, (0, 0, *self.image.size))

    def rect(self, x0: float, y0: float, x1: float, y1: float, fill: str, alpha: float = 1) -> None:
        """A filled rectangle."""
        self.poly(box(x0, y0, x1, y1), fill, alpha)

    def ellipse(
        self, x: float, y: float, rx: float, ry: float | None = None, *, fill: str, alpha: float = 1
    ) -> None:
        """A filled ellipse, or a disc when given one radius."""
        self.poly(oval(x, y, rx, ry), fill, alpha)

    def stroke(
        self,
        points: Points,
        colour: str,
        width: float = 0.5,
        alpha: float = 1,
        closed: bool = False,
    ) -> None:
        """A line with round ends and joints."""
        pixels = self._pixels([*points, points[0]] if closed else points)
        thick = self._thickness(width)
        if alpha >= 1:
            _line(self._pen, pixels, thick, colour)
        else:
            self._stencil(
                pixels, thick, colour, alpha, lambda pen, move: _line(pen, move(pixels), thick, 255)
            )

    def hatch(
        self,
        points: Points,
        colour: str,
        gap: float = 1.2,
        angle: float = 45,
        width: float = 0.35,
        alpha: float = 1,
    ) -> None:
        """Fill an outline with parallel lines; gap and width are measured on the page."""
        pixels = self._pixels(points)
        self._stencil(
            pixels,
            1,
            colour,
            alpha,
            lambda pen, move: _parallel_lines(
                pen,
                move(pixels),
                max(2.0, gap * self._page_scale),
                angle,
                max(1, round(width * self._page_scale)),
            ),
            keep_inside=True,
        )

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float = 4,
        fill: str = INK,
        anchor: str = "ls",
        bold: bool = False,
        halo: str = "",
        spacing: float = 0,
    ) -> None:
        """A label; the anchor is Pillow's, halo a colour around it, spacing between letters."""
        ((px, py),) = self._pixels([(x, y)])
        font = _font(self._thickness(size))
        weight = self._thickness(size * 0.035) if bold else 0
        pieces = list(words) if spacing else [words]
        gap = self._thickness(spacing) if spacing else 0
        total = sum(font.getlength(piece) + gap for piece in pieces) - gap
        px -= {"l": 0, "m": total / 2, "r": total}[anchor[0]]
        for outline, colour in ((weight + self._thickness(0.5), halo), (weight, fill)):
            if not colour:
                continue
            pen_x = px
            for piece in pieces:
                self._pen.text(
                    (pen_x, py),
                    piece,
                    colour,
                    font,
                    f"l{anchor[1]}",
                    stroke_width=outline,
                    stroke_fill=colour,
                )
                pen_x += font.getlength(piece) + gap

    # Textures

    def bands(
        self,
        top: float,
        bottom: float,
        colour: str,
        count: int,
        height: float = 1.5,
        thick: float = 2.6,
    ) -> None:
        """Wavy ribbons right across the page, as a lino cutter leaves a sky."""
        for i in range(count):
            y = top + (bottom - top) * (i + 0.5) / count
            phase = i * 0.9 + self.rng.uniform(-0.3, 0.3)
            upper = wave_line(-5, 155, y, height, 70, phase)
            lower = wave_line(-5, 155, y + thick, height, 64, phase + 0.35)
            self.poly(upper + lower[::-1], colour)

    def ripples(
        self,
        area: tuple[float, float, float, float],
        colours: Sequence[str],
        rows: int = 9,
        size: tuple[float, float] = (0.35, 0.8),
        dash: tuple[float, float] = (4, 11),
        sparse: float = 0.5,
    ) -> None:
        """Short waves over an area (x0, y0, x1, y1), small at its top and large at its foot."""
        x0, y0, x1, y1 = area
        for row in range(rows):
            near = (row + 0.5) / rows
            y = y0 + (y1 - y0) * near**1.25
            weight = size[0] + (size[1] - size[0]) * near
            long = dash[0] + (dash[1] - dash[0]) * near
            x = x0 - self.rng.uniform(0, long)
            while x < x1:
                start, end = max(x, x0), min(x + long * self.rng.uniform(0.6, 1.3), x1)
                if end - start > long * 0.4:
                    line = wave_line(
                        start, end, y + self.rng.uniform(-0.4, 0.4), weight * 0.9, long * 0.55
                    )
                    self.stroke(line, self.rng.choice(list(colours)), weight)
                x = end + long * self.rng.uniform(sparse, sparse * 3) + 0.1

    def specks(
        self,
        area: tuple[float, float, float, float],
        colour: str,
        count: int,
        size: tuple[float, float] = (0.1, 0.35),
    ) -> None:
        """Small dots strewn over an area: stars, flour, spray."""
        x0, y0, x1, y1 = area
        for _ in range(count):
            x, y = self.rng.uniform(x0, x1), self.rng.uniform(y0, y1)
            self.poly(oval(x, y, self.rng.uniform(*size)), colour)


def _line(pen: ImageDraw.ImageDraw, pixels: Points, thick: int, colour: str | int) -> None:
    """A polyline with round caps."""
    pen.line(pixels, fill=colour, width=thick, joint="curve" if thick > 3 else None)
    if thick > 2:
        r = (thick - 1) / 2
        for x, y in (pixels[0], pixels[-1]):
            pen.ellipse((x - r, y - r, x + r, y + r), fill=colour)


def _parallel_lines(
    pen: ImageDraw.ImageDraw, pixels: Iterable[Point], gap: float, angle: float, thick: int
) -> None:
    """Lines at an angle over the bounding box of an outline."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    across = [y * cos - x * sin for x, y in pixels]
    along = [x * cos + y * sin for x, y in pixels]
    low, high = min(along) - 1, max(along) + 1
    offset = math.ceil(min(across) / gap) * gap
    while offset <= max(across):
        pen.line(
            (
                low * cos - offset * sin,
                low * sin + offset * cos,
                high * cos - offset * sin,
                high * sin + offset * cos,
            ),
            fill=255,
            width=thick,
        )
        offset += gap
