"""Scenes on and by the water."""

# Drawings read best with their coordinates in rows.
# fmt: off

from .canvas import (
    BRICK,
    CLAY,
    FOAM,
    GREY,
    INK,
    LEDGER,
    MINT,
    NIGHT,
    PALE,
    PINE,
    SAND,
    SEA,
    SUN,
    Canvas,
    Points,
    blade,
    box,
    curve,
    oval,
    wave_line,
)
from .figures import fir, fish, moon, person, rain, window_rows


def barrier(c: Canvas) -> None:
    """A storm barrier on a night of rain, its third gate raised and water pouring through."""
    c.fill(NIGHT)
    c.bands(0, 34, PINE, 6)
    moon(c, 128, 15, 7.5, NIGHT)
    _far_town(c, 54)
    c.rect(-5, 54, 155, 105, SEA)
    c.hatch(box(-5, 54, 155, 105), PINE, gap=1.3, angle=0, width=0.22, alpha=0.55)
    c.ripples((-5, 74, 155, 101), [PALE, FOAM, NIGHT, PINE], rows=8, size=(0.5, 0.95))
    piers = [4, 37, 70, 103, 136]
    for i, left in enumerate(piers[:-1]):
        if i == 2:
            _flood(c, left + 10, left + 33)
        else:
            _gate(c, left + 10, left + 33, 78, MINT, PALE)
    _gate(c, piers[2] + 10, piers[3], 37, SUN, INK)
    c.rect(-5, 41.5, 155, 43.5, INK)
    for x in range(0, 151, 3):
        c.stroke([(x, 41.5), (x, 39)], INK, 0.25)
    c.stroke([(-5, 39), (155, 39)], INK, 0.35)
    for i, left in enumerate(piers):
        _pier(c, left, lit=i in (2, 3))
    rain(c, 170, FOAM)


def _far_town(c: Canvas, y: float) -> None:
    """A dark town with a spire and lit windows, along the horizon."""
    x = -4.0
    while x < 154:
        w, h = c.rng.uniform(5, 9), c.rng.uniform(4, 11)
        c.rect(x, y - h, x + w, y, PINE)
        c.poly([(x, y - h), (x + w / 2, y - h - 3), (x + w, y - h)], PINE)
        for _ in range(3):
            if c.rng.random() < 0.6:
                wx, wy = x + c.rng.uniform(0.8, w - 1.6), y - c.rng.uniform(1.6, h)
                c.rect(wx, wy, wx + 0.7, wy + 1, SUN)
        x += w
    c.poly([(27, y - 8), (29.5, y - 30), (32, y - 8)], PINE)
    c.stroke([(29.5, y - 30), (29.5, y - 33)], SUN, 0.4)


def _gate(c: Canvas, x0: float, x1: float, foot: float, steel: str, bars: str) -> None:
    """A steel gate with a curved top."""
    middle, half = (x0 + x1) / 2, (x1 - x0) / 2
    tall = 26 if foot > 50 else 18
    outline = [*oval(middle, foot - tall + 8, half, 8, 180, 360), (x1, foot), (x0, foot)]
    c.poly(outline, PINE if steel == MINT else steel)
    if steel == MINT:
        c.hatch(outline, steel, gap=0.9, angle=45, width=0.3)
    with c.clip(outline):
        for i in range(1, 6):
            x = x0 + (x1 - x0) * i / 6
            c.stroke([(x, foot), (x, foot - tall)], NIGHT, 0.6)
        for i in range(1, 4):
            c.stroke([(x0, foot - i * 6), (x1, foot - i * 6)], NIGHT, 0.8)
    c.stroke(outline, bars, 0.6, closed=True)


def _flood(c: Canvas, x0: float, x1: float) -> None:
    """White water through an open gate, spreading towards the viewer."""
    c.rect(x0, 46, x1, 60, NIGHT)
    c.hatch(box(x0, 46, x1, 60), PINE, gap=1.1, angle=90, width=0.3)
    spread = curve([(x0, 56), (x0 - 0.5, 66), (x0 - 3, 78), (x0 - 12, 90), (x0 - 26, 104)])
    back = curve([(x1 + 26, 104), (x1 + 12, 90), (x1 + 3, 78), (x1 + 0.5, 66), (x1, 56)])
    outline = spread + back
    c.poly(outline, PALE)
    middle = (x0 + x1) / 2
    with c.clip(outline):
        for i in range(19):
            k = (i - 9) / 9
            top = c.rng.uniform(56.5, 60)
            line = curve(
                [
                    (middle + k * 11, top),
                    (middle + k * 11.3, 67),
                    (middle + k * 14, 78),
                    (middle + k * 20, c.rng.uniform(83, 89)),
                ]
            )
            c.stroke(line, c.rng.choice([MINT, SEA, FOAM]), c.rng.choice([0.45, 0.8]))
        c.ripples((x0 - 26, 83, x1 + 26, 102), [MINT, SEA, PINE], rows=6, size=(0.6, 1.1))
    for edge, sign in ((x0, -1), (x1, 1)):
        for i in range(9):
            c.ellipse(edge + sign * (1 + i * 2.2), 78 + i * 2.2, c.rng.uniform(1, 2.2), fill=PALE)


def _pier(c: Canvas, x: float, lit: bool) -> None:
    """A concrete pier with its lifting house."""
    face = [(x, 26), (x + 10, 26), (x + 10, 82), (x + 5, 88), (x, 82)]
    c.poly(face, PALE)
    shade = [(x + 5, 26), (x + 10, 26), (x + 10, 82), (x + 5, 88)]
    c.hatch(shade, INK, gap=1, angle=-30, width=0.4)
    c.rect(x - 1, 23.5, x + 11, 26.5, INK)
    c.rect(x + 0.5, 16.5, x + 9.5, 23.5, SUN if lit else MINT)
    c.rect(x + 2, 18.3, x + 8, 21, INK)
    c.rect(x - 0.5, 15, x + 10.5, 17, INK)


def ferry(c: Canvas) -> None:
    """A white ferry coming in at sunset to people waiting on a quay."""
    c.fill(SAND)
    for y, x0, x1 in ((14, -5, 76), (20, 104, 146), (26, 60, 128), (32, -5, 40), (38, 8, 62),
                      (9, 96, 155)):
        c.stroke([(x0, y), (x1, y)], PALE, 1.4)
    c.ellipse(101, 58, 25, fill=PALE)
    c.hatch(oval(101, 58, 25), SUN, gap=1.5, angle=0, width=0.4)
    hills = [(-5, 62), (-5, 57), (20, 53), (44, 58), (70, 56), (96, 60), (122, 55), (155, 59),
             (155, 62)]
    c.poly(curve(hills), SEA)
    c.rect(-5, 61, 155, 105, PINE)
    c.hatch(box(-5, 61, 155, 105), NIGHT, gap=1.2, angle=0, width=0.3)
    c.ripples((-5, 76, 155, 101), [FOAM, SUN, MINT, SUN], rows=8, size=(0.5, 1.0))
    for i in range(7):
        y = 63.5 + i * 2
        c.stroke(wave_line(93 + i * 1.5, 124 - i, y, 0.3, 6), SUN, 0.7)
    with c.at(0, -1.5):
        _ferry_boat(c)
    c.rect(112, 67, 155, 70, FOAM)
    c.rect(115, 70, 155, 105, INK)
    for x in range(119, 154, 7):
        c.stroke([(x, 71), (x, 104)], PINE, 0.5)
    for y in (76, 84, 92):
        c.stroke([(115, y), (155, y)], PINE, 0.4)
    for x, h, coat in ((121, 13.5, INK), (127.5, 12.5, BRICK), (132, 8.5, INK), (139, 13.5, PINE)):
        waving = ((-2.6, -9.8), (1.9, -4.2)) if x < 125 else ((-1.9, -4.2), (1.9, -4.2))
        person(c, x, 67, h, coat, INK, INK, hands=waving, dress=coat == BRICK)
    c.rect(142.5, 62, 146, 67, CLAY)
    c.stroke(oval(144.2, 62, 1.1, 1.2, 180, 360), INK, 0.4)


def _ferry_boat(c: Canvas) -> None:
    """The ferry, side on, bow to the right."""
    c.stroke(curve([(64, 26), (67, 19), (74, 20), (80, 13), (90, 14), (98, 8)]), PINE, 2.2,
             alpha=0.7)
    c.poly([(60, 27), (70, 27), (69, 45), (61, 45)], LEDGER)
    c.rect(60.4, 30, 69.6, 33.5, SUN)
    c.rect(59.5, 26, 70.5, 28.3, INK)
    for x0, y0, x1, y1 in ((22, 55, 98, 68), (30, 45, 90, 55), (72, 37, 86, 45)):
        c.rect(x0, y0, x1, y1, PALE)
        c.hatch(box(x0, y0, x0 + (x1 - x0) * 0.16, y1), SEA, gap=1, angle=45, width=0.3)
        c.rect(x0 - 1, y0 - 0.8, x1 + 1, y0 + 0.4, INK)
    c.rect(74, 39, 85, 42, PINE)
    for x in range(37, 88, 6):
        c.rect(x, 48, x + 3.4, 51.5, PINE)
    for x in range(29, 96, 6):
        c.rect(x, 58.5, x + 3.4, 62.5, PINE)
    c.stroke([(34, 45), (34, 38)], INK, 0.5)
    c.poly([(34, 38), (27, 39.5), (34, 41.5)], BRICK)
    for x in (42, 52):
        c.poly(curve([(x, 44), (x + 1, 45.4), (x + 6, 45.4), (x + 7, 44)]), BRICK)
    c.poly([(14, 67), (110, 65), (102, 82), (22, 82)], INK)
    c.poly([(14, 67), (110, 65), (109, 68), (15, 70)], BRICK)
    c.stroke([(98, 66), (98, 61), (106, 62), (106, 65)], PALE, 0.5)
    for i in range(5):
        c.stroke(wave_line(18 + i * 18, 32 + i * 18, 81.5, 0.8, 7), PALE, 0.9)
    c.stroke(curve([(100, 82), (108, 79), (112, 83)]), PALE, 1)


def rowing(c: Canvas) -> None:
    """Two rowing eights side by side, from above."""
    c.fill(SEA)
    c.hatch(box(-5, -5, 155, 105), PINE, gap=1.1, angle=0, width=0.24, alpha=0.5)
    c.ripples((-5, -2, 155, 102), [MINT, MINT, LEDGER], rows=15, size=(0.35, 0.4), dash=(5, 6),
              sparse=0.9)
    for x in range(-6, 160, 12):
        c.ellipse(x, 50 - (x - 75) * 0.25, 0.9, fill=SUN)
    for x, y, shirt, hull in ((70, 27, BRICK, PALE), (85, 70, PALE, SUN)):
        with c.at(x, y, turn=-14, scale=0.88):
            _eight(c, shirt, hull)


def _eight(c: Canvas, shirt: str, hull: str) -> None:
    """An eight and its cox, bow to the right."""
    for sign in (-1, 1):
        c.stroke(curve([(-44, sign * 0.8), (-62, sign * 4), (-84, sign * 9)]), FOAM, 0.7)
        c.stroke(curve([(-46, sign * 0.4), (-66, sign * 1.6), (-90, sign * 4)]), PALE, 0.5)
    seats = [-24 + 7.4 * i for i in range(8)]
    for i, x in enumerate(seats):
        side = -1 if i % 2 else 1
        tip = (x - 4, side * 18.5)
        c.stroke([(x + 1.5, side * 1.2), tip], INK, 0.75)
        c.stroke([(x + 1.5, side * 1.2), tip], PALE, 0.5)
        with c.at(*tip, turn=90 * side + 12 * side):
            c.poly([(-0.5, -0.9), (4.4, -1.4), (4.6, 1.2), (-0.5, 0.9)], hull)
        for ring in (2.4, 3.6):
            c.stroke(oval(x - 9.5, side * 20.5, ring, ring * 0.6, 20, 300), FOAM, 0.4)
    outline = curve([(-45, 0), (-30, -1.9), (0, -2.4), (28, -1.9), (52, 0), (28, 1.9), (0, 2.4),
                     (-30, 1.9)], True)
    c.poly(outline, hull)
    c.poly(curve([(-36, 0), (-28, -1.2), (0, -1.5), (32, -1.2), (40, 0), (32, 1.2), (0, 1.5),
                  (-28, 1.2)], True), INK)
    for i, x in enumerate(seats):
        side = -1 if i % 2 else 1
        for reach in (-1, 1):
            c.stroke([(x + 0.3, reach * 1.9), (x + 1.6, side * 1.6)], SAND, 0.8)
        c.ellipse(x, 0, 1.5, 2.5, fill=shirt)
        c.ellipse(x - 0.3, 0, 1.1, fill=(INK, CLAY, "#6b4226")[i % 3])
    c.ellipse(-32, 0, 1.4, 1.9, fill=SUN if hull == PALE else BRICK)
    c.ellipse(-32, 0, 1, fill=INK)


def seagrass(c: Canvas) -> None:
    """Fish above tall seagrass in slanting green light."""
    c.fill(PINE)
    for x, w in ((6, 9), (30, 13), (62, 8), (88, 15), (120, 10), (146, 12)):
        c.poly([(x + 14, -2), (x + 14 + w * 0.6, -2), (x + w - 8, 104), (x - 10, 104)], LEDGER)
    c.rect(-5, -5, 155, 3, MINT)
    c.poly([*wave_line(-5, 155, 4, 1.2, 26), (155, -5), (-5, -5)], FOAM)
    c.stroke(wave_line(-5, 155, 7, 1.1, 30, 1), MINT, 0.6)
    c.poly(curve([(-5, 104), (-5, 94), (30, 92), (76, 95), (120, 91), (155, 94), (155, 104)]), SEA)
    for colours, count, tall, width in (
        ((INK, NIGHT), 46, (24, 52), 2.6),
        ((LEDGER, SEA), 40, (22, 50), 2.6),
        ((MINT, FOAM, SEA), 30, (18, 46), 2.4),
        ((PALE, FOAM, MINT, INK), 26, (10, 34), 2.2),
    ):
        for _ in range(count):
            _grass_blade(c, c.rng.choice(colours), c.rng.uniform(*tall), width)
    for x, y, size, colour, turn, left in (
        (34, 30, 19, SUN, -4, True), (104, 40, 24, BRICK, 3, True), (84, 20, 15, SUN, 0, True),
        (64, 45, 13, PALE, 6, False), (128, 22, 12, PALE, -4, True), (14, 50, 11, BRICK, 4, False),
    ):
        fish(c, x, y, size, colour, turn, left)
    for x, y, r in ((21, 25, 0.9), (19.5, 20, 1.3), (22, 15, 0.8), (90, 33, 1), (88, 27, 1.4)):
        c.stroke(oval(x, y, r), PALE, 0.35)


def _grass_blade(c: Canvas, colour: str, tall: float, width: float) -> None:
    """One leaf of seagrass, bent by the current."""
    x, lean = c.rng.uniform(-4, 154), c.rng.uniform(-5, 9)
    foot = c.rng.uniform(101, 106)
    c.poly(
        blade([(x, foot), (x - 1.5, foot - tall * 0.4), (x + lean * 0.4, foot - tall * 0.75),
               (x + lean, foot - tall)], width, 0.15), colour,
    )


def strait(c: Canvas) -> None:
    """Four container ships waiting in a narrow strait, from above."""
    c.fill(MINT)
    c.ripples((25, 0, 130, 101), [FOAM, FOAM, SEA], rows=17, size=(0.35, 0.4), dash=(5, 6),
              sparse=1.2)
    west = [(52, -6), (47, 12), (52, 30), (44, 48), (34, 64), (38, 82), (30, 106)]
    east = [(112, -6), (104, 14), (110, 34), (120, 52), (112, 72), (102, 88), (106, 106)]
    for coast, edge, towns in ((west, -10, ((22, 20), (16, 52), (12, 84))),
                               (east, 160, ((132, 18), (140, 50), (128, 84)))):
        _shore(c, coast, edge)
        for x, y in towns:
            _village(c, x, y)
    for x, y, turn, size in ((76, 17, 10, 0.86), (95, 42, 4, 1), (62, 54, 14, 0.95),
                             (77, 83, 8, 1)):
        with c.at(x, y, turn=turn, scale=size):
            _container_ship(c)


def _shore(c: Canvas, coast: Points, edge: float) -> None:
    """A coast between the sea and one side of the page: surf, beach, hatched land."""
    inland = 1 if edge > 75 else -1
    for shift, colour in ((-2.2, FOAM), (0, SUN), (6, PALE)):
        line = curve([(x + inland * shift, y) for x, y in coast])
        c.poly([*line, (edge, 106), (edge, -6)], colour)
    land = [*curve([(x + inland * 11, y) for x, y in coast]), (edge, 106), (edge, -6)]
    c.hatch(land, SEA, gap=1.5, angle=38 * inland, width=0.32, alpha=0.8)


def _village(c: Canvas, x: float, y: float) -> None:
    """A few roofs seen from above."""
    for _ in range(7):
        dx, dy = c.rng.uniform(-8, 8), c.rng.uniform(-6, 6)
        with c.at(x + dx, y + dy, turn=c.rng.uniform(-20, 20)):
            c.rect(-1.6, -1.1, 1.6, 0, c.rng.choice([BRICK, PINE]))
            c.rect(-1.6, 0, 1.6, 1.1, c.rng.choice([CLAY, INK]))


def _container_ship(c: Canvas) -> None:
    """A loaded container ship, bow up."""
    for ring in (1.6, 3.0):
        c.stroke(
            curve([(-5 - ring, 13), (-5 - ring, -9), (0, -18 - ring), (5 + ring, -9),
                   (5 + ring, 13), (0, 15.5 + ring)], True), PALE, 0.35,
        )
    c.poly([*curve([(-5, 14), (-5, -9), (-3, -14.5), (0, -17), (3, -14.5), (5, -9), (5, 14)]),
            (3.6, 15), (-3.6, 15)], INK)
    c.stroke([(0, -16.5), (2.6, -24)], INK, 0.3)
    c.poly([(0, -15.5), (2.6, -11.5), (-2.6, -11.5)], GREY)
    for row in range(8):
        for column in range(4):
            x, y = -4.1 + column * 2.1, -10.3 + row * 2.4
            c.rect(x, y, x + 1.8, y + 2.1, c.rng.choice([BRICK, SUN, PALE, SEA, FOAM, BRICK, SUN]))
    c.rect(-4.6, 9.6, 4.6, 12.4, PALE)
    c.rect(-4.6, 11.2, 4.6, 12.4, FOAM)
    c.rect(-1.1, 12.7, 1.1, 14.3, BRICK)


def wind_farm(c: Canvas) -> None:
    """Wind turbines standing in the sea, and their service boat."""
    c.fill(FOAM)
    for i in range(6):
        c.stroke([(8 + i * 23 % 90, 10 + i * 8), (52 + i * 31 % 96, 10 + i * 8)], PALE, 1.6)
    c.ellipse(118, 26, 10, fill=SAND)
    c.rect(-5, 68, 155, 105, LEDGER)
    c.hatch(box(-5, 68, 155, 105), NIGHT, gap=1.2, angle=0, width=0.25, alpha=0.6)
    for x, size in ((14, 0.36), (34, 0.4), (56, 0.36), (76, 0.4), (100, 0.36), (124, 0.4),
                    (142, 0.36)):
        _turbine(c, x, 68, size, c.rng.uniform(0, 120), SEA, SEA)
    _turbine(c, 112, 74, 0.72, 8, PALE, PINE)
    _turbine(c, 30, 78, 0.9, 75, PALE, PINE)
    _turbine(c, 72, 92, 1.12, 20, PALE, PINE)
    c.ripples((-5, 72, 155, 101), [FOAM, MINT, SEA, PALE], rows=9, size=(0.4, 0.95))
    with c.at(122, 84, scale=1.1):
        c.poly([(-9, 0), (10, 0), (7, 5), (-8, 5)], BRICK)
        c.rect(-6, -5, 2, 0, PALE)
        c.rect(-5, -4, -2.6, -1.8, INK)
        c.rect(-1.4, -4, 1, -1.8, INK)
        c.stroke([(-2, -5), (-2, -9)], INK, 0.4)
        c.stroke(wave_line(-12, 13, 5.2, 0.6, 6), PALE, 0.9)


def _turbine(
    c: Canvas, x: float, y: float, size: float, turn: float, light: str, shade: str
) -> None:
    """A turbine with its foot in the water at (x, y)."""
    with c.at(x, y, scale=size):
        c.poly([(-1.5, 0), (-0.7, -50), (0.7, -50), (1.5, 0)], light)
        if light != shade:
            c.hatch([(0, 0), (0, -50), (0.7, -50), (1.5, 0)], shade, gap=0.8, angle=20, width=0.3)
            c.rect(-2.4, -5.5, 2.4, 1, SUN)
            c.rect(-3, -6.4, 3, -5.4, INK)
            c.stroke(wave_line(-7, 7, 1.2, 0.5, 4), PALE, 0.6)
        for angle in (0, 120, 240):
            with c.at(0, -51, turn=turn + angle):
                c.poly(curve([(-0.5, 0), (-1.5, -6), (-0.7, -27), (0, -28), (0.6, -10), (0.5, 0)]),
                       light)
        c.ellipse(0, -51, 1.6, fill=shade)


def lighthouse(c: Canvas) -> None:
    """A striped lighthouse, its beam over the waves at night."""
    c.fill(NIGHT)
    c.specks((0, 0, 150, 55), PALE, 60, (0.12, 0.32))
    lamp = (104, 25)
    for ends in (((-8, -4), (-8, 30)), ((160, 12), (160, 36))):
        c.poly([lamp, *ends], SUN, alpha=0.8)
        c.hatch([lamp, *ends], SAND, gap=1.6, angle=2, width=0.5, alpha=0.7)
    c.rect(-5, 66, 155, 105, PINE)
    c.hatch(box(-5, 66, 155, 105), NIGHT, gap=1.2, angle=0, width=0.3)
    c.ripples((-5, 67, 155, 80), [SEA, MINT, SUN], rows=5, size=(0.35, 0.6))
    rock = [(70, 86), (78, 76), (88, 73), (95, 69), (113, 69), (121, 74), (134, 77), (146, 88)]
    c.poly(rock, INK)
    c.hatch([(112, 69), (121, 74), (134, 77), (146, 88), (112, 88)], SEA, gap=1.3, angle=60,
            width=0.35, alpha=0.7)
    _lighthouse_tower(c, lamp)
    for i, (y, colour) in enumerate(((82, SEA), (88, MINT), (94, LEDGER), (100, PALE))):
        crest = _breakers(y, i * 7.0)
        c.poly([*crest, (170, 106), (-20, 106)], colour if colour != PALE else FOAM)
        c.stroke(crest, PALE, 0.9)
        c.hatch([*crest, (170, y + 7), (-20, y + 7)], NIGHT, gap=1.4, angle=-15, width=0.3,
                alpha=0.5)
    for x, y in ((76, 75), (72, 79), (80, 72), (139, 78), (144, 82)):
        c.specks((x - 4, y - 7, x + 4, y + 2), PALE, 14, (0.2, 0.7))


def _lighthouse_tower(c: Canvas, lamp: tuple[float, float]) -> None:
    """The tower with its gallery and lamp, and the keeper's house."""
    x, y = lamp
    tower = [(x - 4.6, y + 6), (x + 4.6, y + 6), (x + 8, 71), (x - 8, 71)]
    c.poly(tower, PALE)
    with c.clip(tower):
        for i in range(3):
            c.rect(x - 10, 36 + i * 13, x + 10, 42.5 + i * 13, BRICK)
    c.hatch([(x + 1, y + 6), (x + 4.6, y + 6), (x + 8, 71), (x + 2, 71)], INK, gap=1, angle=30,
            width=0.35)
    c.rect(x - 6.5, y + 4.4, x + 6.5, y + 6.4, INK)
    for i in range(7):
        c.stroke([(x - 6 + i * 2, y + 4.5), (x - 6 + i * 2, y + 1.8)], INK, 0.3)
    c.stroke([(x - 6.2, y + 1.8), (x + 6.2, y + 1.8)], INK, 0.4)
    c.rect(x - 3.2, y - 3.5, x + 3.2, y + 4.4, PALE)
    c.ellipse(x, y + 0.3, 2.3, 3, fill=SUN)
    for dx in (-3.2, 0, 3.2):
        c.stroke([(x + dx, y - 3.5), (x + dx, y + 4.4)], INK, 0.4)
    c.poly([(x - 4.4, y - 3.2), (x, y - 9), (x + 4.4, y - 3.2)], BRICK)
    c.stroke([(x, y - 9), (x, y - 12)], INK, 0.5)
    c.rect(x - 1.6, 64, x + 1.6, 71, INK)
    for wy in (39, 52):
        c.rect(x - 1.2, wy - 1, x + 1.2, wy + 2.2, INK)
    c.rect(x + 9, 63, x + 23, 74, PALE)
    c.poly([(x + 7.5, 63.5), (x + 11, 57), (x + 21, 57), (x + 24.5, 63.5)], BRICK)
    c.rect(x + 11.5, 66, x + 14, 69.5, SUN)
    c.rect(x + 18, 66, x + 20.5, 69.5, SUN)


def _breakers(y: float, shift: float) -> list[tuple[float, float]]:
    """A line of pointed wave crests."""
    crest: list[tuple[float, float]] = []
    for i in range(11):
        x = -30 + shift + i * 18
        crest += curve([(x, y), (x + 6, y - 0.6), (x + 11, y - 4.2)])
        crest += curve([(x + 11, y - 4.2), (x + 13, y - 1), (x + 18, y)])
    return crest


def glacier(c: Canvas) -> None:
    """A glacier running down from snowy mountains to a still lake."""
    shore = 64
    c.rect(-5, shore, 155, 105, SEA)
    with c.at(0, 2 * shore, flip=(1, -1)):
        _mountains(c, shore, LEDGER)
    c.rect(-5, -5, 155, shore, FOAM)
    c.ellipse(118, 19, 8, fill=SAND)
    for y, x0, x1 in ((12, 4, 34), (17, -5, 16), (22, 122, 155), (28, 104, 155), (10, 56, 92)):
        c.stroke([(x0, y), (x1, y)], PALE, 1.5)
    _mountains(c, shore, PINE)
    c.stroke([(-5, shore), (155, shore)], PALE, 0.7)
    c.hatch(box(-5, shore, 155, 105), SEA, gap=1.7, angle=0, width=0.75)
    c.ripples((-5, 70, 155, 100), [PALE, FOAM, LEDGER], rows=8, size=(0.3, 0.6), sparse=1.4)
    for x, y, s in ((70, 72, 1), (92, 79, 1.5), (48, 83, 1.2)):
        with c.at(x, y, scale=s):
            c.poly([(-4, 0), (-2, -2.6), (0, -1.6), (1.5, -3), (4, 0)], PALE)
            c.stroke([(-4.5, 0), (4.5, 0)], LEDGER, 0.5)
    c.poly(curve([(-5, 106), (-5, 82), (14, 86), (30, 95), (40, 106)]), NIGHT)
    c.poly(curve([(112, 106), (124, 96), (140, 88), (155, 84), (155, 106)]), NIGHT)
    for x, y, h in ((3, 88, 26), (12, 92, 22), (21, 97, 19), (146, 92, 27), (136, 95, 21),
                    (127, 99, 16)):
        fir(c, x, y, h, NIGHT)


def _mountains(c: Canvas, shore: float, rock: str) -> None:
    """Three snowy peaks on a shore, a glacier winding down between them."""
    _peak(c, 76, 14, 44, shore, LEDGER)
    _peak(c, 26, 26, 44, shore, rock)
    _peak(c, 124, 32, 40, shore, rock)
    left = curve([(72, 22), (66, 32), (70, 42), (64, 52), (54, shore)])
    right = curve([(98, shore), (90, 54), (92, 44), (86, 34), (82, 22)])
    c.poly([*left, *right], PALE)
    for k in (0.2, 0.4, 0.6, 0.8):
        line = [(72 + 10 * k, 22), (66 + 20 * k, 33), (70 + 22 * k, 43), (64 + 26 * k, 53),
                (54 + 44 * k, shore)]
        c.stroke(curve(line), MINT, 0.5)
    for y, x0, x1 in ((37, 70, 87), (45, 72, 90), (52, 67, 88), (58, 62, 92)):
        c.stroke(wave_line(x0, x1, y, 0.7, 5), SEA, 0.5)
    c.hatch([*curve([(86, 34), (92, 44), (90, 54), (98, shore)]), (92, shore), (84, 54), (86, 44)],
            SEA, gap=1.1, angle=30, width=0.35)


def _peak(c: Canvas, x: float, top: float, half: float, shore: float, rock: str) -> None:
    """A mountain with a ragged snow cap, its right flank in shade."""
    c.poly([(x - half, shore), (x, top), (x + half, shore)], rock)
    flank = [(x, top), (x + half, shore), (x + half * 0.1, shore)]
    drop, slope = (shore - top) * 0.42, half / (shore - top)
    ragged = ((1, 1), (0.6, 0.8), (0.35, 1.25), (0, 0.75), (-0.35, 1.15), (-0.6, 0.8), (-1, 1))
    cap = [(x, top), *((x + drop * slope * dx, top + drop * dy) for dx, dy in ragged)]
    c.poly(cap, PALE)
    c.hatch(flank, NIGHT, gap=1.3, angle=55, width=0.45, alpha=0.8)


def skyline_merrow(c: Canvas) -> None:
    """A harbour town at dusk: spire, cranes, lit windows and their reflections."""
    c.fill(SUN)
    c.rect(-5, -5, 155, 16, PINE)
    for y, colour in ((14, SEA), (24, MINT), (33, SAND), (44, SUN)):
        c.poly([*wave_line(-5, 155, y, 1.2, 80, y), (155, 62), (-5, 62)], colour)
    c.ellipse(58, 62, 15, fill=BRICK)
    c.hatch(oval(58, 62, 15), SUN, gap=1.6, angle=0, width=0.4)
    c.specks((0, 0, 150, 12), PALE, 26, (0.15, 0.3))
    c.rect(-5, 62, 155, 105, SEA)
    with c.at(0, 124, flip=(1, -1)):
        _town(c, NIGHT, windows=False)
        c.ellipse(58, 62, 13, 30, fill=BRICK, alpha=0.55)
    _town(c, NIGHT, windows=True)
    c.hatch(box(-5, 64, 155, 105), SEA, gap=2.1, angle=0, width=0.9)
    c.ripples((-5, 66, 155, 101), [SAND, SUN, MINT, PINE], rows=9, size=(0.4, 0.9), sparse=0.9)
    c.rect(-5, 61.2, 155, 63.4, INK)
    with c.at(30, 84):
        c.poly([(-9, 0), (11, 0), (7, 4), (-7, 4)], INK)
        c.poly([(-5, 0), (-5, -4), (0, -4), (0, 0)], BRICK)
        c.stroke([(3, 0), (3, -14)], INK, 0.5)
        c.poly([(3.5, -13.5), (3.5, -1.5), (10, -1.5)], PALE)
        c.stroke(wave_line(-12, 13, 4.3, 0.5, 6), PALE, 0.8)


def _town(c: Canvas, dark: str, windows: bool) -> None:
    """The town's silhouette on a waterline at 62."""
    heights = [(-4, 8, 12, 0), (4, 9, 17, 5), (13, 7, 12, 4), (20, 10, 19, 0), (41, 8, 14, 5),
               (49, 9, 18, 5), (58, 7, 12, 4), (65, 10, 22, 6), (75, 8, 15, 0), (83, 8, 18, 5),
               (91, 10, 12, 0)]
    for x, w, h, roof in heights:
        c.rect(x, 62 - h, x + w, 62, dark)
        c.poly([(x - 0.5, 62 - h), (x + w / 2, 62 - h - roof), (x + w + 0.5, 62 - h)], dark)
        c.rect(x + w * 0.7, 62 - h - roof - 1, x + w * 0.86, 62 - h, dark)
        if windows:
            window_rows(c, (x + 0.8, 63 - h, x + w - 0.8, 61), max(2, round(w / 3)),
                        max(2, round(h / 4.5)), SUN, 0.4)
    c.rect(30, 36, 41, 62, dark)
    c.poly([(29, 36.5), (35.5, 6), (42, 36.5)], dark)
    c.stroke([(35.5, 7), (35.5, 2)], dark, 0.6)
    c.stroke([(34, 4), (37, 4)], dark, 0.6)
    if windows:
        c.stroke(oval(35.5, 42, 2.3), SUN, 0.5)
        c.stroke([(35.5, 40.6), (35.5, 42), (36.6, 42.6)], SUN, 0.4)
        c.poly([*oval(35.5, 52, 1.4, 2, 180, 360), (36.9, 57), (34.1, 57)], SUN)
    for x, size in ((110, 1), (132, 1.16)):
        _harbour_crane(c, x, size, dark)
    for i in range(9):
        c.rect(100 + i * 5.6, 58.5, 105 + i * 5.6, 62,
               (BRICK, PINE, LEDGER)[i % 3] if windows else dark)


def _harbour_crane(c: Canvas, x: float, size: float, dark: str) -> None:
    """A portal crane with its jib over the water."""
    with c.at(x, 62, scale=size):
        for foot in (-5, 5):
            c.stroke([(foot, 0), (foot * 0.6, -18)], dark, 1)
        c.stroke([(-5, -6), (3.6, -12), (-3.6, -12), (5, -6)], dark, 0.5)
        c.rect(-4.6, -24, 5, -17, dark)
        c.stroke([(-1, -24), (1, -36), (3, -24)], dark, 0.7)
        for edge in ((3, -24), (4.5, -21)):
            c.stroke([edge, (22, -42)], dark, 0.7)
        for i in range(7):
            k, n = i / 7, (i + 1) / 7
            c.stroke([(3 + 19 * k, -24 - 18 * k), (4.5 + 17.5 * n, -21 - 21 * n)], dark, 0.35)
        c.stroke([(-4, -24), (1, -36), (22, -42)], dark, 0.35)
        c.stroke([(22, -42), (22, -24)], dark, 0.35)
        c.rect(20.6, -24, 23.4, -21, dark)


SCENES = {
    "barrier": barrier,
    "ferry": ferry,
    "rowing": rowing,
    "seagrass": seagrass,
    "strait": strait,
    "skyline-merrow": skyline_merrow,
    "wind-farm": wind_farm,
    "lighthouse": lighthouse,
    "glacier": glacier,
}
