"""Small things that several pictures share: people, trees, fish, moon and rain."""

# Drawings read best with their coordinates in rows.
# fmt: off

from .canvas import BRICK, INK, NIGHT, PALE, PINE, Canvas, Point, blade, curve, oval


def person(
    c: Canvas,
    x: float,
    y: float,
    height: float,
    coat: str = INK,
    head: str = "",
    legs: str = "",
    stride: float = 0.7,
    hands: tuple[Point, Point] = ((-1.9, -4.2), (1.9, -4.2)),
    dress: bool = False,
) -> None:
    """A standing figure with its feet at (x, y); hands are in tenths of its height."""
    head, legs = head or coat, legs or coat
    with c.at(x, y, scale=height / 10):
        for side, foot in ((-0.5, -stride), (0.5, stride)):
            c.poly([(side * 2.3, -4.6), (0, -4.6), (foot - side * 0.72, -0.3),
                    (foot + side * 0.72, -0.3)], legs)
            c.poly(oval(foot + side * 0.4, -0.02, 0.75, 0.55, 180, 360), legs)
        waist, hem, low = (0.85, 1.75, -2.5) if dress else (1.05, 1.2, -4.1)
        shoulders = curve([(-1.35, -6.9), (-1, -7.5), (0, -7.75), (1, -7.5), (1.35, -6.9)])
        c.poly([*shoulders, (waist, -5.3), (hem, low), (-hem, low), (-waist, -5.3)], coat)
        for side, (hx, hy) in zip((-1.25, 1.25), hands, strict=True):
            elbow = ((side + hx) / 2 + side * 0.25, (-7 + hy) / 2 + 0.15)
            arm = curve([(side, -7), elbow, (hx, hy)])
            if coat != INK:
                c.stroke(arm, INK, 0.95, alpha=0.45)
            c.stroke(arm, coat, 0.75)
            c.ellipse(hx, hy, 0.42, fill=head)
        c.stroke([(0, -7.4), (0, -8.2)], head, 0.8)
        c.ellipse(0, -8.95, 0.88, 1.05, fill=head)


def bystander(c: Canvas, x: float, y: float, width: float, coat: str, head: str, hair: str) -> None:
    """Head and shoulders from behind, shoulders cut off at y."""
    with c.at(x, y, scale=width / 10):
        c.poly(curve([(-5, 1), (-4.6, -2.6), (-2, -4.2), (2, -4.2), (4.6, -2.6), (5, 1)]), coat)
        c.rect(-1, -5.4, 1, -3.6, head)
        c.ellipse(0, -6.9, 2.1, 2.5, fill=head)
        c.poly(oval(0, -7.2, 2.25, 2.5, 140, 400), hair)


def round_tree(c: Canvas, x: float, y: float, height: float, leaf: str, bark: str = INK) -> None:
    """A leafy tree with its foot at (x, y)."""
    with c.at(x, y, scale=height / 10):
        c.poly(blade([(0, 0), (0, -5)], 0.9, 0.4), bark)
        crown = curve(
            [(-3, -4.6), (-3.4, -6.6), (-2.2, -8.6), (0, -9.9), (2.3, -8.6), (3.4, -6.4),
             (2.8, -4.5), (0, -3.8)], True,
        )
        c.poly(crown, leaf)
        c.hatch(crown, bark, gap=0.9, angle=-45, width=0.22, alpha=0.5)


def fir(c: Canvas, x: float, y: float, height: float, leaf: str) -> None:
    """A fir tree with its foot at (x, y)."""
    with c.at(x, y, scale=height / 10):
        c.rect(-0.3, -1.2, 0.3, 0, leaf)
        for low, high, half in ((-0.9, -5, 2.2), (-3.2, -7.4, 1.7), (-5.6, -10, 1.2)):
            c.poly([(-half, low), (0, high), (half, low)], leaf)


def moon(c: Canvas, x: float, y: float, r: float, sky: str, light: str = PALE) -> None:
    """A full moon with a strip of cloud across it."""
    c.ellipse(x, y, r, fill=light)
    c.poly(
        curve([(x - r * 1.2, y + r * 0.35), (x, y + r * 0.2), (x + r * 1.2, y + r * 0.45),
               (x + r * 0.2, y + r * 0.62)], True), sky,
    )


def rain(c: Canvas, count: int, colour: str, bottom: float = 90) -> None:
    """Slanting rain over the page."""
    for _ in range(count):
        x, y = c.rng.uniform(-5, 155), c.rng.uniform(-5, bottom)
        size = c.rng.uniform(1.5, 4.5)
        c.stroke([(x, y), (x - size * 0.3, y + size)], colour, 0.22)


def fish(c: Canvas, x: float, y: float, length: float, colour: str, turn: float = 0,
         left: bool = False) -> None:
    """A fish swimming right, or left."""
    with c.at(x, y, turn, length / 10, (-1, 1) if left else (1, 1)):
        c.poly([(-3, 0), (-5.4, -1.9), (-4.7, 0), (-5.4, 1.9)], colour)
        c.poly([(-1, -1.2), (0.2, -2.6), (1.6, -1.2)], colour)
        c.poly([(-0.4, 1.1), (-0.6, 2.3), (1, 1.2)], colour)
        c.poly(curve([(-3.6, 0), (-1, -1.6), (2, -1.6), (4.4, 0), (2, 1.5), (-1, 1.6)], True),
               colour)
        c.stroke(oval(1.6, 0, 0.7, 1.2, -80, 80), NIGHT, 0.22)
        for i in range(3):
            c.stroke(oval(-0.4 - i * 1.0, 0, 0.5, 0.8, -70, 70), NIGHT, 0.16, alpha=0.6)
        c.ellipse(3.1, -0.35, 0.38, fill=NIGHT)


def window_rows(c: Canvas, area: tuple[float, float, float, float], columns: int, rows: int,
                colour: str, fill: float = 0.55) -> None:
    """Small panes over a wall (x0, y0, x1, y1)."""
    x0, y0, x1, y1 = area
    w, h = (x1 - x0) / columns, (y1 - y0) / rows
    for i in range(columns):
        for j in range(rows):
            x, y = x0 + (i + 0.5) * w, y0 + (j + 0.5) * h
            c.rect(x - w * fill / 2, y - h * fill / 2, x + w * fill / 2, y + h * fill / 2, colour)


def gable(c: Canvas, x: float, y: float, w: float, wall: float, roof: float, fill: str,
          top: str = PINE) -> None:
    """A house front with its foot at the left (x, y): a wall, a pitched roof and a chimney."""
    c.rect(x + w * 0.68, y - wall - roof * 1.05, x + w * 0.8, y - wall, top)
    c.rect(x, y - wall, x + w, y, fill)
    c.poly([(x - w * 0.08, y - wall), (x + w / 2, y - wall - roof), (x + w * 1.08, y - wall)], top)


def flag(c: Canvas, x: float, y: float, height: float, colour: str = BRICK) -> None:
    """A pole with a small pennant."""
    c.stroke([(x, y), (x, y - height)], INK, 0.4)
    c.poly([(x, y - height), (x + height * 0.5, y - height * 0.82), (x, y - height * 0.64)], colour)
