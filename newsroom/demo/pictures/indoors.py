"""Scenes under a roof: stage, council chamber, library, bakery, print shop."""

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
    blade,
    box,
    curve,
    oval,
    wave_line,
)
from .figures import bystander, fish, person

SKINS = ("#e3b48c", "#8a5a3a", "#efcdb0", "#5d3b26", "#c99468")
HAIR = (INK, "#3a2418", GREY, CLAY, "#c9a35a")


def theatre(c: Canvas) -> None:
    """An actor holding an oar in a cone of yellow light on a dark stage."""
    c.fill(NIGHT)
    for i in range(16):
        x = -6 + i * 10.4
        fold = curve([(x, -5), (x + 1.2, 30), (x - 0.6, 60), (x + 0.8, 84)])
        back = curve([(x + 6.4, 84), (x + 5, 60), (x + 6.2, 30), (x + 5, -5)])
        c.poly([*fold, *back], PINE)
        c.hatch([*fold, (x + 2.6, 84), (x + 2.2, -5)], LEDGER, gap=0.9, angle=90, width=0.35)
    c.rect(-5, 78, 155, 105, INK)
    for i in range(11):
        c.stroke([(-60 + i * 27, 100), (15 + i * 12, 78)], NIGHT, 0.5)
    c.poly([(72, -5), (78, -5), (112, 86), (38, 86)], SUN, alpha=0.42)
    c.hatch([(72, -5), (78, -5), (112, 86), (38, 86)], SAND, gap=2.2, angle=90, width=0.3,
            alpha=0.35)
    c.ellipse(75, 86, 37, 6.6, fill=SUN)
    c.hatch(oval(75, 86, 37, 6.6), SAND, gap=1.2, angle=0, width=0.4)
    c.poly([(68, 87), (82, 87), (116, 90.4), (104, 92)], INK, alpha=0.55)
    person(c, 72, 87, 44, INK, stride=1.1, hands=((-2.6, -4.4), (3.0, -6.2)))
    with c.at(85.2, 87, turn=3):
        c.stroke([(0, 0), (0, -46)], INK, 1.5)
        c.poly(curve([(-0.8, -44), (-2.6, -50), (-2.6, -63), (0, -65), (2.6, -63), (2.6, -50),
                      (0.8, -44)], True), INK)
        c.rect(-2.9, -59, 2.9, -56.4, BRICK)
        c.stroke([(0, -46), (0, -55.5)], PINE, 0.4)
    for side in (-1, 1):
        edge = 75 + side * 82
        for i, colour in enumerate((BRICK, CLAY, BRICK)):
            inner = 75 + side * (52 + i * 6)
            c.poly([(edge, -5), (inner, -5), *curve([(inner, -5), (inner + side * 3, 40),
                                                     (inner + side * 9, 66),
                                                     (inner + side * 4, 80)]), (edge, 80)],
                   colour)
        c.rect(75 + side * 60 - 4, 64, 75 + side * 60 + 16 * side, 66.4, SUN)
    for i in range(14):
        c.poly(oval(-5 + i * 12.4, -4, 7, 10, 0, 180), CLAY if i % 2 else BRICK)
        c.stroke(oval(-5 + i * 12.4, -4, 7, 10, 10, 170), SUN, 0.6)
    for i in range(12):
        bystander(c, 2 + i * 13.4, 104, 12 + i % 3, NIGHT, NIGHT, NIGHT)


def vote(c: Canvas) -> None:
    """Councillors, seen from behind, raising their hands in the chamber."""
    c.fill(PINE)
    for x in range(-4, 156, 8):
        c.stroke([(x, -5), (x, 60)], LEDGER, 0.7)
    for x in (14, 40, 100, 126):
        c.poly([*oval(x + 5, 10, 6, 6, 180, 360), (x + 11, 38), (x - 1, 38)], SAND)
        c.stroke([(x + 5, 4), (x + 5, 38)], PINE, 0.6)
        for y in (12, 20, 28):
            c.stroke([(x - 1, y), (x + 11, y)], PINE, 0.5)
    with c.at(75, 10.5, scale=0.82):
        _crest(c, 0, 0)
    c.rect(40, 44, 110, 60, CLAY)
    c.rect(38, 42.6, 112, 45, SUN)
    for x in range(42, 110, 8):
        c.stroke([(x, 46), (x, 60)], INK, 0.4)
    for x, coat, skin, hair in ((57, PALE, SKINS[1], INK), (75, BRICK, SKINS[0], GREY),
                                (93, SEA, SKINS[4], INK)):
        _facing(c, x, 43, coat, skin, hair)
    rows = ((64, 13.5, 11, 8.2), (80, 17.5, 9, 10.6), (101, 23, 7, 13.6))
    coats = (NIGHT, SEA, BRICK, INK, LEDGER, SUN, FOAM, CLAY)
    for row, (y, pitch, count, size) in enumerate(rows):
        start = 75 - pitch * (count - 1) / 2
        for i in range(count):
            x = start + i * pitch
            coat = coats[(i * 3 + row * 5) % len(coats)]
            skin = SKINS[(i * 2 + row) % 5]
            if (i + row) % 4 != 2:
                _raised_hand(c, x + size * 0.42, y - size * 0.2, size, coat, skin)
            bystander(c, x, y, size, coat, skin, HAIR[(i + row * 2) % 5])
        c.rect(-5, y, 155, y + size * 0.45, CLAY)
        c.rect(-5, y - 0.6, 155, y + 0.7, SUN)
        c.hatch(box(-5, y + 0.8, 155, y + size * 0.45), INK, gap=1.2, angle=90, width=0.3)


def _crest(c: Canvas, x: float, y: float) -> None:
    """The town's shield: a fish over waves."""
    c.poly([(x - 10, y - 10), (x + 10, y - 10), *curve([(x + 10, y + 2), (x + 6, y + 10),
            (x, y + 15), (x - 6, y + 10), (x - 10, y + 2)])], SUN)
    c.poly([(x - 8.4, y - 8.4), (x + 8.4, y - 8.4), *curve([(x + 8.4, y + 1.6), (x + 5, y + 8.6),
            (x, y + 13), (x - 5, y + 8.6), (x - 8.4, y + 1.6)])], LEDGER)
    fish(c, x + 0.4, y - 3, 13, PALE)
    for dy, half in ((3, 6), (6, 4.6), (9, 2.6)):
        c.stroke(curve([(x - half, y + dy), (x - half / 2, y + dy - 1), (x, y + dy),
                        (x + half / 2, y + dy - 1), (x + half, y + dy)]), MINT, 0.7)


def _facing(c: Canvas, x: float, y: float, coat: str, skin: str, hair: str) -> None:
    """A small head and shoulders facing us, cut off at y."""
    c.rect(x - 6.6, y - 19, x + 6.6, y, SUN)
    c.rect(x - 5.8, y - 18, x + 5.8, y, LEDGER)
    c.poly(curve([(x - 5.4, y + 1), (x - 4.8, y - 4), (x - 2, y - 5.6), (x + 2, y - 5.6),
                  (x + 4.8, y - 4), (x + 5.4, y + 1)]), coat)
    c.rect(x - 0.9, y - 7, x + 0.9, y - 5, skin)
    c.ellipse(x, y - 9.4, 2.6, 3.1, fill=skin)
    c.poly(oval(x, y - 10.2, 2.8, 2.6, 175, 365), hair)
    for eye in (-0.9, 0.9):
        c.ellipse(x + eye, y - 9.2, 0.28, fill=INK)
    c.stroke([(x - 0.7, y - 7.7), (x + 0.7, y - 7.7)], INK, 0.25)


def _raised_hand(c: Canvas, x: float, y: float, size: float, sleeve: str, skin: str) -> None:
    """An arm held up with an open hand; size is the width of its owner's shoulders."""
    with c.at(x, y, turn=c.rng.uniform(-3, 9), scale=size / 10):
        c.poly([(-1.5, 2), (-1.1, -8), (1.3, -8), (1.5, 2)], sleeve)
        c.hatch([(0.3, 2), (0.4, -8), (1.3, -8), (1.5, 2)], INK, gap=0.9, angle=30, width=0.25,
                alpha=0.6)
        c.rect(-1.3, -8.6, 1.5, -7.6, PALE)
        c.rect(-0.75, -10.4, 0.85, -8.6, skin)
        c.poly(curve([(-1.3, -10), (-1.5, -12.4), (1.5, -12.4), (1.4, -10), (0, -9.4)], True), skin)
        for fx, tip in ((-1.25, -14.6), (-0.42, -15.5), (0.42, -15.4), (1.22, -14.4)):
            c.stroke([(fx * 0.9, -12), (fx * 1.15, tip)], skin, 0.72)
        c.stroke([(-1.1, -10.6), (-2.5, -12.6)], skin, 0.75)


def library(c: Canvas) -> None:
    """Shelves of books, and an open book under a green reading lamp."""
    c.fill(NIGHT)
    for shelf in range(4):
        top = -6 + shelf * 21.5
        c.rect(-5, top + 19, 155, top + 21.5, CLAY)
        c.stroke([(-5, top + 19.2), (155, top + 19.2)], SUN, 0.4)
        _books(c, top + 19)
    for x in (-3, 50, 102, 152):
        c.rect(x, -5, x + 3, 82, CLAY)
        c.hatch(box(x + 1.6, -5, x + 3, 82), INK, gap=1, angle=45, width=0.3)
    _ladder(c)
    c.poly([(51, 40), (93, 40), (124, 84), (20, 84)], SUN, alpha=0.5)
    c.hatch([(51, 40), (93, 40), (124, 84), (20, 84)], SAND, gap=1.8, angle=90, width=0.3,
            alpha=0.5)
    c.rect(-5, 82, 155, 105, CLAY)
    c.rect(-5, 82, 155, 84.4, BRICK)
    c.hatch(box(-5, 84.4, 155, 105), INK, gap=1.6, angle=3, width=0.3, alpha=0.6)
    c.ellipse(72, 91, 52, 5.6, fill=SUN, alpha=0.55)
    c.ellipse(72, 87, 11, 2.6, fill=INK)
    c.rect(70.8, 38, 73.2, 87, SUN)
    c.ellipse(72, 85.6, 8, 1.8, fill=SUN)
    shade = [*curve([(48, 41), (50, 32), (57, 27), (72, 26), (87, 27), (94, 32), (96, 41)])]
    c.poly(shade, LEDGER)
    c.hatch([(74, 41), (76, 26), (87, 27), (94, 32), (96, 41)], NIGHT, gap=1.2, angle=70, width=0.4)
    c.stroke(curve([(53, 36), (56, 31), (63, 29)]), MINT, 0.9)
    c.rect(47.4, 40, 96.6, 41.8, SUN)
    c.rect(70.4, 23, 73.6, 26.6, SUN)
    c.stroke([(82, 41.8), (82, 49)], SUN, 0.4)
    c.ellipse(82, 49.6, 0.9, fill=SUN)
    _open_book(c, 103, 90)
    for i, (w, colour) in enumerate(((30, BRICK), (26, LEDGER), (28, SUN))):
        y = 92 - i * 4.2
        c.rect(36 - w / 2, y - 4, 36 + w / 2, y, colour)
        c.rect(36 - w / 2 + 1, y - 3.2, 36 + w / 2 + 0.2, y - 0.8, PALE)
        c.rect(36 - w / 2, y - 4, 36 - w / 2 + 3, y, colour)


def _books(c: Canvas, foot: float) -> None:
    """A shelf's worth of books standing on foot."""
    x = -4.0
    while x < 154:
        w, h = c.rng.uniform(2.2, 4.4), c.rng.uniform(11.5, 17)
        colour = c.rng.choice([BRICK, SUN, LEDGER, SEA, MINT, FOAM, PALE, PINE, SAND, CLAY])
        if c.rng.random() < 0.09:
            with c.at(x + 3.6, foot, turn=14):
                c.rect(-w, -h, 0, 0, colour)
                c.rect(-w, -h + 2, 0, -h + 3, INK)
            x += w + 4.4
            continue
        c.rect(x, foot - h, x + w - 0.3, foot, colour)
        band = INK if colour not in (PINE, LEDGER, CLAY) else SUN
        for y in (2.2, 3.6, h - 2.4):
            c.stroke([(x + 0.3, foot - h + y), (x + w - 0.6, foot - h + y)], band, 0.35)
        if w > 3.2:
            c.rect(x + 0.7, foot - h + 5.2, x + w - 1, foot - h + 8, band)
        x += w


def _ladder(c: Canvas) -> None:
    """A library ladder leaning on the shelves."""
    for dx in (0, 11):
        c.stroke([(126 + dx * 0.9, -4), (118 + dx * 1.25, 84)], SAND, 1.5)
    for i in range(9):
        y = 4 + i * 9.4
        k = (y + 4) / 88
        c.stroke([(126 - 8 * k, y), (136 - 4.4 * k, y)], SAND, 1.1)


def _open_book(c: Canvas, x: float, y: float) -> None:
    """An open book lying on the table."""
    c.poly([(x - 19, y + 4), (x - 15, y - 5), (x + 15, y - 5), (x + 19, y + 4)], INK)
    for side in (-1, 1):
        page = [(x, y - 4), *curve([(x, y - 4), (x + side * 5, y - 7.6), (x + side * 14, y - 6)]),
                *curve([(x + side * 17.6, y + 2), (x + side * 7, y + 0.4), (x, y + 3.4)])]
        c.poly(page, PALE)
        for i in range(5):
            k = i / 5
            c.stroke([(x + side * (2.4 + k), y - 4.4 + i * 1.3),
                      (x + side * (13 + k * 2.4), y - 4.8 + i * 1.25)], SEA, 0.35)
    c.stroke([(x, y - 4), (x, y + 3.4)], GREY, 0.5)


def bread(c: Canvas) -> None:
    """Loaves on a baker's shelves."""
    c.fill(LEDGER)
    for row in range(12):
        for x in range(-10 + (row % 2) * 8, 156, 16):
            c.stroke(box(x, row * 9 - 4, x + 16, row * 9 + 5), PINE, 0.4, closed=True)
    for y in (33, 63, 92):
        c.rect(-5, y, 155, y + 3.2, SAND)
        c.hatch(box(-5, y + 1.4, 155, y + 3.2), CLAY, gap=1.1, angle=30, width=0.3)
        c.rect(-5, y + 3.2, 155, y + 4.4, NIGHT)
    for x in (14, 136):
        for y in (37.4, 67.4):
            c.poly([(x - 1.2, y), (x + 1.2, y), (x + 1.2, y + 9), (x - 1.2, y + 5)], INK)
    for x, size in ((20, 1), (53, 1.1)):
        _boule(c, x, 33, size)
    for x in (86, 111, 136):
        _tin_loaf(c, x, 33)
    _baguettes(c, 30, 63)
    _plait(c, 78, 63)
    _boule(c, 123, 63, 1.1)
    for x in (14, 39, 64):
        _tin_loaf(c, x, 92)
    for i, x in enumerate((87, 98, 109, 120, 131, 142)):
        _bun(c, x, 92, SUN if i % 2 else "#c98a3c")
    for x in (92.5, 103.5, 114.5, 125.5, 136.5):
        _bun(c, x, 85.6, "#d79a45")
    for x, y, words in ((36, 33, "RYE"), (111, 33, "WHITE"), (78, 63, "PLAIT"), (39, 92, "TIN"),
                        (114, 92, "BUNS")):
        c.rect(x - 7.4, y - 0.6, x + 7.4, y + 5.4, INK)
        c.text(x, y + 4, words, 4, PALE, "ms", bold=True, spacing=0.3)
    for x in (20, 53):
        for dx in (-4, 0, 4):
            c.stroke(curve([(x + dx, 11), (x + dx + 1.6, 8), (x + dx - 1.4, 5), (x + dx + 1, 1)]),
                     FOAM, 0.6)


def _boule(c: Canvas, x: float, y: float, size: float) -> None:
    """A round floury loaf with a cross cut in it."""
    with c.at(x, y, scale=size):
        crust = curve([(-14, -1), (-14.6, -8), (-9, -16.4), (0, -19), (9, -16.4), (14.6, -8),
                       (14, -1), (9, 0), (-9, 0)], True)
        c.poly(crust, "#b8732f")
        c.hatch(curve([(4, 0), (10, -8), (8, -17), (14.6, -8), (14, -1)], True), CLAY, gap=1,
                angle=60, width=0.35)
        c.poly(blade([(-10, -9), (-2, -13), (9, -12)], 3.4, 0.4), SAND)
        c.poly(blade([(-4, -17), (-1, -11), (5, -5)], 3.2, 0.4), SAND)
        c.specks((-10, -16, 8, -5), PALE, 34, (0.12, 0.3))


def _tin_loaf(c: Canvas, x: float, y: float) -> None:
    """A tin loaf with a domed top."""
    body = [(x - 9, y), (x - 10, y - 11), *curve([(x - 10, y - 11), (x - 12, y - 14.6),
            (x - 8, y - 18.4), (x, y - 19.4), (x + 8, y - 18.4), (x + 12, y - 14.6),
            (x + 10, y - 11)]), (x + 9, y)]
    c.poly(body, SUN)
    c.poly(curve([(x - 10, y - 11.6), (x - 12, y - 14.6), (x - 8, y - 18.4), (x, y - 19.4),
                  (x + 8, y - 18.4), (x + 12, y - 14.6), (x + 10, y - 11.6), (x, y - 12.4)], True),
           "#a8602a")
    c.poly(blade([(x - 8, y - 15.6), (x, y - 16.6), (x + 8, y - 15.4)], 1.8, 0.3), SAND)
    c.hatch([(x + 4, y), (x + 4, y - 11.6), (x + 10, y - 11), (x + 9, y)], CLAY, gap=1, angle=60,
            width=0.35)


def _baguettes(c: Canvas, x: float, y: float) -> None:
    """A basket of baguettes."""
    for dx, turn in ((-8, -16), (9, 17), (-3, -6), (4, 7)):
        with c.at(x + dx * 0.7, y - 4, turn=turn, scale=0.86):
            c.poly(curve([(-2.4, 0), (-2.8, -14), (-1.6, -25), (0, -27), (1.6, -25), (2.8, -14),
                          (2.4, 0)], True), INK)
            c.poly(curve([(-2, 0), (-2.4, -14), (-1.3, -24.4), (0, -26.2), (1.3, -24.4),
                          (2.4, -14), (2, 0)], True), "#c98a3c")
            for i in range(4):
                c.poly(blade([(-1.5, -9 - i * 4), (1.6, -12 - i * 4)], 1.3, 0.3), SAND)
    basket = [(x - 15, y - 12), (x + 15, y - 12), (x + 12, y), (x - 12, y)]
    c.poly(basket, CLAY)
    c.hatch(basket, SUN, gap=1.5, angle=45, width=0.4)
    c.hatch(basket, SUN, gap=1.5, angle=-45, width=0.4)
    c.stroke([(x - 15.4, y - 12), (x + 15.4, y - 12)], SUN, 1.5)


def _plait(c: Canvas, x: float, y: float) -> None:
    """A plaited loaf."""
    c.poly(curve([(x - 20, y - 1), (x - 19, y - 6), (x, y - 14), (x + 19, y - 6), (x + 20, y - 1),
                  (x, y)], True), "#8a4a20")
    for i in range(6):
        k = (i - 2.5) / 2.5
        high = 12.6 - 5.6 * abs(k) ** 1.6
        middle = x + k * 15
        for lean, colour in ((-1, "#c98a3c"), (1, SUN)):
            lobe = curve([(middle - 3.4 * lean, y - 0.8), (middle - 4 * lean, y - high * 0.5),
                          (middle + 1 * lean, y - high), (middle + 4.4 * lean, y - high * 0.75),
                          (middle + 1.4 * lean, y - high * 0.3)], True)
            c.poly(lobe, colour)
            c.stroke(lobe, "#8a4a20", 0.4, closed=True)


def _bun(c: Canvas, x: float, y: float, crust: str) -> None:
    """A small round roll."""
    outline = [*oval(x, y - 2.6, 5.4, 5, 180, 360), *curve([(x + 5.4, y - 2.6), (x + 4, y),
               (x - 4, y), (x - 5.4, y - 2.6)])]
    c.poly(outline, crust)
    c.stroke(outline, CLAY, 0.4, closed=True)
    c.stroke(oval(x - 0.5, y - 3, 3.2, 3, 200, 280), PALE, 0.6)


def printshop(c: Canvas) -> None:
    """Posters drying on a line over an iron hand press."""
    c.fill(FOAM)
    for row in range(14):
        for x in range(-10 + (row % 2) * 7, 156, 14):
            c.stroke(box(x, row * 6 - 2, x + 14, row * 6 + 4), MINT, 0.35, closed=True)
    c.rect(-5, 82, 155, 105, CLAY)
    for y in (86, 91, 97):
        c.stroke([(-5, y), (155, y)], INK, 0.35)
    line = curve([(-5, 4), (30, 7), (75, 8), (120, 7), (155, 4)])
    c.stroke(line, INK, 0.5)
    posters = (
        (1, BRICK, "REGATTA"),
        (27.5, PALE, "HERRING"),
        (96, SUN, "STORM"),
        (123, PALE, "VOTE"),
    )
    for i, (x, paper, title) in enumerate(posters):
        with c.at(x, 6.6, turn=(-1.5, 1.2, -1, 1.6)[i]):
            _poster(c, paper, title)
    _hand_press(c, 74, 94)
    _type_case(c, 8, 94)
    c.rect(112, 78, 144, 80, INK)
    for x in (115, 140):
        c.rect(x, 80, x + 2, 96, INK)
    for i in range(6):
        c.rect(116 + (i % 2) * 0.8, 76.6 - i * 1.3, 140 + (i % 2) * 0.8, 77.6 - i * 1.3, PALE)
        c.stroke([(116, 77.7 - i * 1.3), (140.8, 77.7 - i * 1.3)], SEA, 0.25)
    c.rect(121, 63, 128, 69.4, LEDGER)
    c.rect(120.4, 62, 128.6, 64, INK)
    c.text(124.5, 68.2, "INK", 3, PALE, "ms", bold=True)


def _poster(c: Canvas, paper: str, title: str) -> None:
    """A poster pegged at its top corners, 25 wide."""
    c.poly(box(1, 1, 26, 37), INK, alpha=0.3)
    c.rect(0, 0, 25, 36, paper)
    dark = paper == BRICK
    ink = PALE if dark else INK
    c.stroke(box(1.4, 1.4, 23.6, 34.6), ink, 0.4, closed=True)
    c.text(12.5, 31.4, title, 4.2, ink, "ms", bold=True, spacing=0.2)
    with c.clip(box(2, 2, 23, 26)):
        if title == "REGATTA":
            c.ellipse(17, 9, 3.6, fill=SUN)
            c.poly([(12, 4), (12, 19), (4, 19)], PALE)
            c.poly([(13, 7), (13, 19), (20, 19)], SAND)
            c.poly([(4, 20), (21, 20), (18, 24), (7, 24)], INK)
        elif title == "HERRING":
            for y, colour in ((8, BRICK), (15, LEDGER), (22, SUN)):
                fish(c, 13, y, 16, colour, left=y == 15)
        elif title == "STORM":
            for i in range(4):
                c.stroke(wave_line(1, 25, 18 + i * 3, 2, 9), LEDGER, 1.4)
            c.poly([(14, 3), (8, 12), (12, 12), (10, 18), (17, 9.6), (13, 9.6), (16, 3)], BRICK)
        else:
            with c.at(12.5, 30, turn=-4, scale=1.55):
                c.rect(-1.4, -9, 1.6, 0, LEDGER)
                c.rect(-0.8, -10.6, 0.9, -8, BRICK)
                c.poly(curve([(-1.4, -10), (-1.6, -12.6), (1.6, -12.6), (1.5, -10), (0, -9.2)],
                             True), BRICK)
                for fx, tip in ((-1.3, -14.8), (-0.42, -15.8), (0.45, -15.7), (1.3, -14.6)):
                    c.stroke([(fx * 0.9, -12), (fx * 1.15, tip)], BRICK, 0.75)
                c.stroke([(-1.1, -10.6), (-2.7, -12.8)], BRICK, 0.8)
    for x in (3, 20.6):
        c.rect(x, -1.8, x + 1.6, 2, SUN)


def _hand_press(c: Canvas, x: float, y: float) -> None:
    """An iron hand press with its feet at y."""
    for side in (-1, 1):
        c.poly(curve([(x + side * 12, y - 26), (x + side * 16, y - 8), (x + side * 24, y - 3),
                      (x + side * 24, y), (x + side * 12, y), (x + side * 9, y - 10),
                      (x + side * 8, y - 26)], True), INK)
    c.rect(x - 40, y - 29, x + 30, y - 26, INK)
    for foot in (x - 37, x + 24):
        c.rect(foot, y - 27, foot + 3, y, INK)
    c.rect(x - 34, y - 32, x + 12, y - 29, GREY)
    c.rect(x - 32, y - 34, x - 10, y - 32, PALE)
    c.hatch(box(x - 32, y - 34, x - 10, y - 32), INK, gap=0.9, angle=90, width=0.4)
    c.poly([(x - 34, y - 32), (x - 50, y - 52), (x - 48.6, y - 53), (x - 31, y - 33)], CLAY)
    c.poly([(x - 36, y - 36), (x - 47, y - 50), (x - 46, y - 50.6), (x - 34, y - 36.4)], PALE)
    for side in (-1, 1):
        c.poly([(x + side * 14, y - 76), (x + side * 20, y - 76), (x + side * 18.4, y - 26),
                (x + side * 13, y - 26)], INK)
        c.stroke([(x + side * 16.8, y - 72), (x + side * 15.8, y - 30)], SEA, 0.5)
        c.ellipse(x + side * 17, y - 78, 3.4, fill=SUN)
    c.poly([*curve([(x - 20, y - 72), (x - 12, y - 80), (x, y - 83), (x + 12, y - 80),
                    (x + 20, y - 72)]), (x + 20, y - 66), (x - 20, y - 66)], INK)
    c.text(x, y - 69.4, "ALBION", 5.4, SUN, "ms", bold=True, spacing=0.5)
    c.poly(curve([(x - 3.6, y - 82), (x - 5, y - 88), (x, y - 92), (x + 5, y - 88),
                  (x + 3.6, y - 82)]), SUN)
    c.rect(x - 3, y - 66, x + 3, y - 44, GREY)
    for i in range(6):
        c.stroke([(x - 3, y - 64 + i * 3), (x + 3, y - 62.4 + i * 3)], INK, 0.6)
    c.rect(x - 12, y - 46, x + 12, y - 40, LEDGER)
    c.poly([(x - 12, y - 40), (x + 12, y - 40), (x + 14, y - 36), (x - 14, y - 36)], PINE)
    c.stroke(curve([(x, y - 49), (x + 16, y - 47), (x + 28, y - 49), (x + 38, y - 48)]), BRICK, 1.7)
    c.stroke([(x + 33, y - 49), (x + 39, y - 48)], CLAY, 2.8)
    with c.at(x + 24, y - 22):
        c.stroke(oval(-4, 0, 5.4), INK, 1.1)
        c.stroke([(-4, 0), (4.6, 6)], INK, 1.1)
        c.ellipse(4.8, 6.2, 1.6, fill=BRICK)


def _type_case(c: Canvas, x: float, y: float) -> None:
    """A cabinet of type drawers."""
    c.rect(x - 20, y - 34, x + 17, y, PINE)
    c.rect(x - 20, y - 36, x + 18, y - 33, INK)
    for i in range(6):
        top = y - 31 + i * 5
        c.rect(x - 20, top, x + 15, top + 3.8, LEDGER)
        for knob in (-4, 9):
            c.rect(x + knob - 1.6, top + 1.2, x + knob + 1.6, top + 2.4, SUN)
    for i, letter in enumerate("aBg"):
        c.rect(x - 6 + i * 7, y - 42, x - 0.4 + i * 7, y - 36, SAND)
        c.text(x - 3.2 + i * 7, y - 37.4, letter, 4.6, INK, "ms", bold=True)


SCENES = {
    "theatre": theatre,
    "vote": vote,
    "library": library,
    "bread": bread,
    "printshop": printshop,
}
