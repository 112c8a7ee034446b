"""Scenes in the streets, squares and fields of the town."""

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
    box,
    curve,
    oval,
    wave_line,
)
from .figures import fir, flag, gable, moon, person, round_tree, window_rows


def terraces(c: Canvas) -> None:
    """Rows of steep-roofed terraced houses climbing a hill."""
    c.fill(FOAM)
    c.ellipse(118, 16, 9, fill=PALE)
    for y, x0, x1 in ((12, 8, 44), (18, 30, 82), (9, 66, 98)):
        c.stroke([(x0, y), (x1, y)], PALE, 1.4)
    paints = (PALE, BRICK, SUN, SEA, PALE, PINE, SUN, PALE, SEA)
    for row in range(4):
        foot = 52 + row * 18
        start = -12 + (row % 2) * 8
        for i in range(11):
            x = start + i * 16
            _terrace(c, x, foot - 5 * (1 - ((x - 60) / 90) ** 2), paints[(i * 2 + row * 5) % 9])


def _terrace(c: Canvas, x: float, y: float, paint: str) -> None:
    """One house of a terrace: chimney, steep slate roof, windows and a door."""
    c.rect(x + 11.2, y - 29, x + 14, y - 16, INK)
    c.rect(x + 10.8, y - 30, x + 14.4, y - 28.6, CLAY)
    c.poly([(x, y + 10), (x, y - 16), (x + 8, y - 28), (x + 16, y - 16), (x + 16, y + 10)], paint)
    c.hatch([(x + 8, y - 26), (x + 16, y - 15), (x + 16, y + 10), (x + 10.5, y + 10)],
            INK, gap=1.3, angle=45, width=0.3, alpha=0.75)
    c.stroke([(x, y + 10), (x, y - 16)], INK, 0.5)
    c.stroke([(x - 1.2, y - 13.6), (x + 8, y - 27.6), (x + 17.2, y - 13.6)], INK, 1.9)
    frame = INK if paint in (PALE, SUN) else PALE
    for wx in (x + 3, x + 9.6):
        c.rect(wx, y - 14, wx + 3.4, y - 8.6, INK)
        c.stroke([(wx + 1.7, y - 14), (wx + 1.7, y - 8.6)], frame if frame == PALE else FOAM, 0.3)
        c.stroke([(wx, y - 11.3), (wx + 3.4, y - 11.3)], frame if frame == PALE else FOAM, 0.3)
    c.ellipse(x + 8, y - 19.6, 1.3, fill=INK)
    c.rect(x + 3, y - 5, x + 6.4, y + 4, SUN if paint in (PINE, SEA, BRICK) else BRICK)
    c.rect(x + 9.6, y - 4.6, x + 13, y + 0.6, INK)


def night_train(c: Canvas) -> None:
    """A sleeper train with lit berths standing at a platform by night."""
    c.fill(NIGHT)
    c.bands(4, 34, PINE, 4)
    c.specks((0, 0, 150, 34), PALE, 45, (0.12, 0.3))
    moon(c, 26, 16, 8, NIGHT, SAND)
    hills = curve([(-5, 44), (-5, 38), (24, 32), (52, 38), (84, 31), (120, 37), (155, 32),
                   (155, 44)])
    c.poly(hills, LEDGER)
    for x, h in ((8, 10), (13, 7), (62, 9), (67, 12), (73, 8)):
        fir(c, x, 39, h, INK)
    _sleeper(c)
    c.rect(-5, 81, 155, 105, FOAM)
    c.rect(-5, 81, 155, 83.4, SUN)
    c.hatch(box(-5, 83.4, 155, 105), SEA, gap=2.2, angle=0, width=0.35)
    for x in range(-20, 160, 14):
        c.stroke([(x, 83.4), (x - 8, 105)], SEA, 0.3)
    person(c, 68, 96, 31, BRICK, INK, INK, dress=True)
    c.rect(74, 88, 81, 96, CLAY)
    c.stroke(oval(77.5, 88, 1.8, 1.6, 180, 360), INK, 0.6)
    person(c, 91, 93, 28, SUN, INK, INK, hands=((-1.9, -4.2), (2.7, -8.6)))
    _platform_clock(c, 9)
    c.rect(116, 75, 117.5, 96, INK)
    c.rect(140.5, 75, 142, 96, INK)
    c.rect(110, 70, 148, 79, LEDGER)
    c.rect(111, 71, 147, 78, PALE)
    c.text(129, 76.6, "MERROW", 5.6, LEDGER, "ms", bold=True, spacing=0.6)


def _sleeper(c: Canvas) -> None:
    """The train side on: two sleeping cars behind an engine with its lamps lit."""
    c.rect(-5, 76, 155, 81, INK)
    c.poly([(132, 66), (160, 60), (160, 78), (132, 72)], SUN, alpha=0.55)
    engine = [*curve([(-5, 38), (100, 38), (116, 39), (126, 46), (133, 60), (134, 74)]), (-5, 74)]
    c.poly(engine, PINE)
    c.rect(-5, 38, 112, 40.5, SEA)
    c.stroke([(-5, 61.5), (132.5, 61.5)], SUN, 1.1)
    c.rect(-5, 72, 134, 76, INK)
    c.poly([(113, 44.5), (120, 44.5), (126.5, 54.5), (113, 54.5)], SUN)
    c.stroke([(118, 44), (118, 54.5)], PINE, 0.7)
    c.ellipse(130, 67, 1.6, fill=PALE)
    c.hatch([(92, 62.5), (132.6, 62.5), (133.6, 72), (92, 72)], NIGHT, gap=1.1, angle=90, width=0.4)
    for x in (44, 90):
        c.rect(x, 38, x + 2.4, 76, INK)
    for x, kind in ((1, "blind"), (15, "berth"), (29, "reader"), (50, "berth"), (64, "blind"),
                    (78, "berth")):
        _berth(c, x, kind)
    c.rect(96, 44, 103, 71, LEDGER)
    c.rect(97.5, 46, 101.5, 55, SUN)
    c.text(18, 69.4, "SLEEPER", 5.4, SAND, "ls", bold=True, spacing=0.7)
    for x in (6, 16, 32, 58, 70, 82, 102, 112, 124):
        c.ellipse(x, 78, 3, fill=INK)
        c.ellipse(x, 78, 1.3, fill=GREY)


def _berth(c: Canvas, x: float, kind: str) -> None:
    """A window of a sleeping car: a sleeper in bed, someone reading, or the blind down."""
    c.rect(x - 0.7, 43.3, x + 11.7, 57.7, INK)
    c.rect(x, 44, x + 11, 57, SUN)
    if kind == "blind":
        c.rect(x, 44, x + 11, 53.5, FOAM)
        c.hatch(box(x, 44, x + 11, 53.5), SEA, gap=1.2, angle=0, width=0.3)
        return
    c.rect(x, 49.6, x + 11, 50.6, CLAY)
    if kind == "reader":
        with c.clip(box(x, 44, x + 11, 57)):
            c.ellipse(x + 4, 52.6, 1.6, fill=INK)
            c.poly(curve([(x + 1, 58), (x + 2, 55), (x + 6, 55), (x + 7, 58)]), BRICK)
            c.poly([(x + 6.2, 53.6), (x + 8, 54.4), (x + 9.8, 53.4), (x + 9.8, 56), (x + 8, 57),
                    (x + 6.2, 56.2)], PALE)
        return
    for y, blanket in ((49.6, BRICK), (57, SEA)):
        c.rect(x + 0.3, y - 2.2, x + 3.6, y - 0.2, PALE)
        c.ellipse(x + 2.7, y - 2.7, 1.2, fill=INK)
        c.poly(curve([(x + 3.6, y), (x + 4, y - 2.6), (x + 7, y - 3), (x + 10.6, y - 2), (x + 11, y)
                      ]), blanket)


def _platform_clock(c: Canvas, x: float) -> None:
    """A station clock on a post."""
    c.rect(x - 0.8, 62, x + 0.8, 97, INK)
    c.rect(x - 3, 95, x + 3, 97.4, INK)
    c.ellipse(x, 57, 7, fill=INK)
    c.ellipse(x, 57, 5.8, fill=PALE)
    for i in range(12):
        with c.at(x, 57, turn=i * 30):
            c.rect(-0.2, -5.3, 0.2, -4.3, INK)
    c.stroke([(x - 1.6, 53.4), (x, 57), (x - 0.6, 52.4)], INK, 0.7)


def market(c: Canvas) -> None:
    """Market stalls with striped awnings and crates of fruit."""
    c.fill(SAND)
    c.hatch(box(-5, -5, 155, 40), SUN, gap=1.6, angle=0, width=0.4, alpha=0.6)
    for i, x in enumerate(range(-6, 150, 20)):
        gable(c, x, 46, 20, 18 + (i * 5) % 9, 9, (FOAM, MINT, SEA)[i % 3], PINE)
        window_rows(c, (x + 2, 20, x + 18, 44), 3, 3, PINE, 0.4)
    c.rect(-5, 44, 155, 105, FOAM)
    for row in range(7):
        y = 84 + row * 3
        for x in range(-8 + (row % 2) * 4, 156, 8):
            c.stroke(oval(x, y, 3.6, 2.6, 200, 340), SEA, 0.3)
    for x, name, stripe, goods in (
        (4, "FRUIT", BRICK, (BRICK, SUN, LEDGER)),
        (54, "GREENS", LEDGER, (LEDGER, MINT, SUN)),
        (104, "ORCHARD", SUN, (SUN, BRICK, CLAY)),
    ):
        _stall(c, x, name, stripe, goods)
    line = curve([(-5, 6), (25, 13), (50, 6), (75, 13), (100, 6), (125, 13), (155, 6)])
    c.stroke(line, INK, 0.35)
    for i in range(2, len(line) - 2, 3):
        x, y = line[i]
        c.poly([(x - 1.7, y), (x + 1.7, y), (x, y + 4)], (BRICK, LEDGER, PALE)[i % 3])
    person(c, 47, 97, 40, PINE, INK, INK, hands=((-2.4, -5), (1.9, -4)))
    c.poly([(52.5, 82), (59.5, 82), (58.5, 89), (53.5, 89)], CLAY)
    c.hatch([(52.5, 82), (59.5, 82), (58.5, 89), (53.5, 89)], SUN, gap=1.2, angle=45, width=0.4)
    c.stroke(oval(56, 82, 2.6, 4.4, 180, 360), CLAY, 0.7)
    for x, r, colour in ((54.3, 1.3, BRICK), (56.6, 1.4, SUN), (58.4, 1.1, MINT)):
        c.ellipse(x, 81.6, r, fill=colour)
    person(c, 98, 98, 38, BRICK, CLAY, INK, dress=True)
    c.poly(oval(98, 63.6, 4.2, 4.4, 170, 370), INK)
    person(c, 108, 98, 24, SUN, CLAY, INK, hands=((-2.6, -6.8), (1.9, -4.2)))


def _stall(c: Canvas, x: float, name: str, stripe: str, goods: tuple[str, ...]) -> None:
    """A stall 42 wide: scalloped awning, its keeper, and two tiers of fruit."""
    c.rect(x + 1, 26, x + 41, 80, NIGHT)
    c.hatch(box(x + 1, 26, x + 41, 80), PINE, gap=1.4, angle=90, width=0.4)
    skin = {"FRUIT": "#8a5a3a", "GREENS": "#e3b48c", "ORCHARD": "#b98258"}[name]
    with c.at(x + 21, 60, scale=1.5):
        c.poly(curve([(-5, 4), (-4.4, -3), (-2, -4.4), (2, -4.4), (4.4, -3), (5, 4)]), PALE)
        c.poly([(-2.4, -4), (2.4, -4), (2.8, 4), (-2.8, 4)], stripe)
        c.rect(-0.9, -5.6, 0.9, -4, skin)
        c.ellipse(0, -7.2, 2, 2.4, fill=skin)
        c.poly(oval(0, -7.7, 2.15, 2.1, 180, 360), INK)
        c.stroke(oval(0, -6.5, 0.8, 0.6, 20, 160), INK, 0.25)
        for eye in (-0.75, 0.75):
            c.ellipse(eye, -7.1, 0.2, fill=INK)
    for tier, (top, low) in enumerate(((60, 70), (71, 82))):
        for i in range(3):
            left = x + 1 + i * 13.6
            colour = goods[(i + tier) % 3]
            for layer, count in enumerate((5, 4, 3)):
                for k in range(count):
                    fx, fy = left + 1.5 + layer * 1.2 + k * 2.45, top + 1 - layer * 2.3
                    c.ellipse(fx, fy, 1.6, fill=INK)
                    c.ellipse(fx, fy, 1.35, fill=colour)
                    c.ellipse(fx - 0.4, fy - 0.5, 0.35, fill=PALE)
            c.rect(left, top + 1.4, left + 12.8, low, CLAY)
            c.stroke([(left, top + 1.7), (left + 12.8, top + 1.7)], SUN, 0.5)
            for slat in (3.8, 6.6):
                c.stroke([(left, top + slat), (left + 12.8, top + slat)], INK, 0.35)
            c.rect(left + 4, top + 3, left + 8.8, top + 6.2, PALE)
            c.stroke([(left + 4.9, top + 4.6), (left + 7.9, top + 4.6)], INK, 0.4)
    c.rect(x + 0.4, 30, x + 1.8, 92, INK)
    c.rect(x + 40.2, 30, x + 41.6, 92, INK)
    for i in range(7):
        a, b = x + 3 + i * 36 / 7, x + 3 + (i + 1) * 36 / 7
        e, f = x - 3 + i * 48 / 7, x - 3 + (i + 1) * 48 / 7
        cloth = [(a, 20), (b, 20), (f, 34), *oval((e + f) / 2, 34, 24 / 7, 3.4, 0, 180), (e, 34)]
        c.poly(cloth, PALE if i % 2 else stripe)
    c.stroke([(x - 3, 34), (x + 45, 34)], INK, 0.4, alpha=0.5)
    c.rect(x + 9, 15, x + 33, 21.5, INK)
    c.text(x + 21, 19.8, name, 4.2, PALE, "ms", bold=True, spacing=0.25)


def crossing(c: Canvas) -> None:
    """Children hand in hand on a zebra crossing, under a school sign."""
    c.fill(SAND)
    c.hatch(box(-5, -5, 155, 50), SUN, gap=1.7, angle=0, width=0.45, alpha=0.6)
    _school(c)
    for x in (98, 114, 142):
        round_tree(c, x, 52, 22, SEA, PINE)
    c.rect(-5, 50, 155, 56, FOAM)
    c.rect(-5, 55, 155, 56.4, SEA)
    c.rect(-5, 56.4, 155, 105, SEA)
    c.hatch(box(-5, 56.4, 155, 105), LEDGER, gap=1.3, angle=0, width=0.3)
    for i in range(9):
        top, low = 6 + i * 13.4, -24 + i * 20
        c.poly([(top, 68), (top + 7, 68), (low + 11, 96), (low, 96)], PALE)
    walkers = ((24, 23, BRICK, False), (42, 29, LEDGER, True), (60, 22, SUN, False),
               (76, 24, SEA, True), (92, 21, BRICK, False))
    for i, (x, h, bag, dress) in enumerate(walkers):
        _schoolchild(c, x, 85 + (i % 2), h, bag, dress)
    _school_sign(c, 128)


def _school(c: Canvas) -> None:
    """The school behind the road, with its bell turret."""
    c.rect(8, 22, 84, 50, BRICK)
    c.hatch(box(8, 22, 84, 50), CLAY, gap=1.3, angle=0, width=0.35)
    c.poly([(4, 23), (14, 10), (78, 10), (88, 23)], PINE)
    c.poly([(32, 23), (46, 3), (60, 23)], PINE)
    c.poly([(35.5, 23), (46, 8), (56.5, 23)], PALE)
    c.ellipse(46, 17.5, 3, fill=PINE)
    c.stroke([(46, 15.6), (46, 17.5), (47.4, 18)], PALE, 0.5)
    c.stroke([(46, 3), (46, -3)], INK, 0.5)
    for x in (13, 23, 62, 72):
        c.rect(x, 28, x + 7, 41, PALE)
        c.rect(x + 0.7, 28.7, x + 3.2, 40.3, PINE)
        c.rect(x + 3.8, 28.7, x + 6.3, 40.3, PINE)
    c.rect(33.5, 24.5, 58.5, 30.5, PALE)
    c.text(46, 29.2, "SCHOOL", 4.6, INK, "ms", bold=True, spacing=0.5)
    c.poly([*oval(46, 38, 5, 4.6, 180, 360), (51, 50), (41, 50)], INK)


def _schoolchild(c: Canvas, x: float, y: float, h: float, bag: str, dress: bool) -> None:
    """A child walking to the right in silhouette, satchel on the back."""
    with c.at(x, y, scale=h / 10):
        for foot, knee in ((-2.3, -1.0), (2.2, 1.3)):
            c.stroke([(0, -4.2), (knee, -2.3), (foot, -0.4), (foot + 0.7, -0.3)], INK, 1.15)
        c.stroke([(-0.2, -6.9), (-2.6, -5.2), (-4.1, -4.7)], INK, 0.85)
        c.stroke([(0.4, -6.9), (2.6, -5.4), (4.1, -4.7)], INK, 0.85)
        flare = 2.3 if dress else 1.3
        c.poly(curve([(-1.2, -7.3), (0.2, -7.6), (1.4, -7.1), (flare, -3.4), (-flare, -3.4)], True),
               INK)
        c.poly(curve([(-1.1, -7.4), (-2.6, -7), (-2.8, -4.6), (-1.2, -4.4)], True), bag)
        c.ellipse(0.5, -9.1, 1.55, 1.65, fill=INK)
        c.poly([(1.7, -9.5), (2.35, -8.8), (1.8, -8.5)], INK)
        if dress:
            c.poly(curve([(-0.8, -9.6), (-2.4, -9.3), (-2.9, -7.9), (-1.8, -8.4), (-0.7, -8.4)],
                         True), INK)
            c.ellipse(-1.1, -9.2, 0.5, fill=bag)
        else:
            c.poly([*oval(0.4, -9.5, 1.7, 1.6, 180, 360), (3.1, -9.3), (-1.3, -9.3)], bag)


def _school_sign(c: Canvas, x: float) -> None:
    """A triangular warning sign with two children, and a plate below it."""
    c.rect(x - 1, 30, x + 1, 97, GREY)
    c.rect(x - 3.4, 95.5, x + 3.4, 98, INK)
    triangle = [(x, 4), (x + 21, 40), (x - 21, 40)]
    c.poly(triangle, BRICK)
    c.stroke(triangle, BRICK, 3, closed=True)
    c.poly([(x, 10), (x + 15.6, 37), (x - 15.6, 37)], PALE)
    person(c, x - 4, 36, 15.5, INK, stride=1.6, hands=((-3.1, -4.8), (3, -4.6)))
    person(c, x + 5, 36, 11.5, INK, stride=1.6, dress=True, hands=((-2.9, -5.8), (3, -5)))
    c.rect(x - 14, 45, x + 14, 54, INK)
    c.rect(x - 13.2, 45.8, x + 13.2, 53.2, PALE)
    c.text(x, 51.4, "SCHOOL", 5.2, INK, "ms", bold=True, spacing=0.4)


def stars(c: Canvas) -> None:
    """An observatory dome open to a night full of stars."""
    c.fill(NIGHT)
    for i, colour in enumerate((PINE, LEDGER, SEA)):
        half = 16 - i * 5
        band = curve(
            [
                (-10, 66 - half),
                (40, 36 - half),
                (90, 20 - half),
                (160, -24 - half),
                (160, -24 + half),
                (90, 20 + half),
                (40, 36 + half),
                (-10, 66 + half),
            ],
            True,
        )
        c.poly(band, colour, alpha=0.5)
    c.specks((0, 0, 150, 70), PALE, 230, (0.1, 0.28))
    for _ in range(260):
        x = c.rng.uniform(-5, 155)
        y = 62 - (x + 5) * 0.5 + c.rng.gauss(0, 6)
        c.ellipse(x, y, c.rng.uniform(0.1, 0.32), fill=SAND)
    for x, y, r in ((20, 14, 2.2), (52, 10, 1.6), (128, 34, 2), (108, 52, 1.6), (12, 44, 1.4),
                    (140, 14, 2.4), (38, 58, 1.3)):
        c.poly([(x, y - r * 1.6), (x + r * 0.3, y - r * 0.3), (x + r * 1.6, y),
                (x + r * 0.3, y + r * 0.3), (x, y + r * 1.6), (x - r * 0.3, y + r * 0.3),
                (x - r * 1.6, y), (x - r * 0.3, y - r * 0.3)], PALE)
    plough = [(100, 12), (109, 15), (116, 19), (123, 23), (121, 31), (132, 35), (135, 26)]
    c.stroke([*plough, plough[3]], MINT, 0.3)
    for x, y in plough:
        c.ellipse(x, y, 0.9, fill=SUN)
    for y, colour in ((70, PINE), (77, LEDGER), (83, SEA)):
        c.poly([*wave_line(-5, 155, y, 1.6, 90, y), (155, 106), (-5, 106)], colour)
    c.poly(curve([(-5, 106), (-5, 92), (30, 86), (70, 82), (110, 87), (155, 94), (155, 106)]), INK)
    c.hatch(curve([(-5, 106), (-5, 92), (30, 86), (70, 82), (110, 87), (155, 94), (155, 106)]),
            PINE, gap=1.6, angle=-10, width=0.35)
    _observatory(c, 68, 80)
    for x, y, h in ((6, 93, 22), (15, 91, 16), (24, 90, 19), (120, 92, 18), (129, 94, 24),
                    (138, 95, 17), (147, 97, 22)):
        fir(c, x, y, h, INK)
    person(c, 104, 85, 10, INK, hands=((-1.9, -4.2), (2.8, -9.4)))


def _observatory(c: Canvas, x: float, y: float) -> None:
    """A domed observatory, its telescope looking out of the slit."""
    c.rect(x - 23, y - 18, x + 23, y + 4, PALE)
    c.hatch(box(x + 5, y - 18, x + 23, y + 4), PINE, gap=1.1, angle=45, width=0.4)
    dome = [*oval(x, y - 19, 25, 25, 180, 360)]
    c.poly(dome, FOAM)
    with c.clip(dome):
        for rx in (24, 17, 8):
            c.stroke(oval(x, y - 19, rx, 25, 180, 360), SEA, 0.35)
        c.hatch([*oval(x, y - 19, 25, 25, 285, 360), (x + 9, y - 19)], SEA, gap=1.1, angle=45,
                width=0.4)
        with c.at(x, y - 19, turn=24):
            c.rect(-5, -27, 5, -3, INK)
            c.stroke([(-5.6, -27), (-5.6, -3)], PALE, 0.9)
            c.stroke([(5.6, -27), (5.6, -3)], PALE, 0.9)
    with c.at(x, y - 19, turn=24):
        c.rect(-2.4, -32, 2.4, -6, SUN)
        c.rect(-3.1, -34, 3.1, -30, SUN)
        c.rect(-3.1, -30.4, 3.1, -29.6, INK)
        c.rect(-2.4, -18, 2.4, -16.6, CLAY)
    c.rect(x - 26, y - 20, x + 26, y - 16.6, SEA)
    c.poly([*oval(x - 1, y - 6, 3.4, 3.4, 180, 360), (x + 2.4, y + 4), (x - 4.4, y + 4)], BRICK)
    for wx in (x - 16, x + 13):
        c.rect(wx - 2.2, y - 10, wx + 2.2, y - 4, SUN)
        c.stroke([(wx, y - 10), (wx, y - 4)], INK, 0.4)


def pitch(c: Canvas) -> None:
    """A football match seen from straight above."""
    c.fill(LEDGER)
    for i in range(0, 12, 2):
        c.rect(9 + i * 11, 6, 20 + i * 11, 94, SEA)
    c.hatch(box(-5, -5, 155, 105), PINE, gap=1.5, angle=45, width=0.28, alpha=0.5)
    _pitch_lines(c)
    home = [(18, 50), (36, 22), (34, 42), (35, 60), (38, 80), (56, 30), (58, 52), (57, 72),
            (84, 24), (92, 55), (84, 78)]
    away = [(132, 49), (114, 24), (116, 44), (113, 58), (111, 78), (97, 32), (101, 50), (95, 70),
            (66, 26), (71, 47), (68, 82)]
    for i, (x, y) in enumerate(home):
        _player(c, x, y, -30 + i * 37, SUN if i == 0 else BRICK, PALE)
    for i, (x, y) in enumerate(away):
        _player(c, x, y, 150 + i * 41, INK if i == 0 else PALE, NIGHT)
    _player(c, 77, 62, 20, SUN, INK)
    c.ellipse(96.8, 57.6, 1.5, fill=NIGHT, alpha=0.6)
    c.ellipse(96.2, 56.8, 1.5, fill=PALE)
    for a in range(0, 360, 72):
        (x, y), *_ = oval(96.2, 56.8, 1.0, 1.0, a, a + 1)
        c.ellipse(x, y, 0.32, fill=INK)
    c.ellipse(96.2, 56.8, 0.4, fill=INK)


def _pitch_lines(c: Canvas) -> None:
    """White lines, goals and corner flags."""
    line = 0.65
    c.stroke(box(9, 6, 141, 94), PALE, line, closed=True)
    c.stroke([(75, 6), (75, 94)], PALE, line)
    c.stroke(oval(75, 50, 12), PALE, line)
    c.ellipse(75, 50, 0.9, fill=PALE)
    for goal, sign in ((9, 1), (141, -1)):
        c.stroke([(goal, 26), (goal + sign * 20, 26), (goal + sign * 20, 74), (goal, 74)], PALE,
                 line)
        c.stroke([(goal, 38), (goal + sign * 7.5, 38), (goal + sign * 7.5, 62), (goal, 62)], PALE,
                 line)
        c.ellipse(goal + sign * 14, 50, 0.7, fill=PALE)
        middle = 0 if sign == 1 else 180
        c.stroke(oval(goal + sign * 14, 50, 11, 11, middle - 56, middle + 56), PALE, line)
        net = box(goal - sign * 5, 43, goal, 57)
        c.hatch(net, PALE, gap=1.2, angle=45, width=0.25)
        c.hatch(net, PALE, gap=1.2, angle=-45, width=0.25)
        c.stroke(net, PALE, 0.9, closed=True)
        for y, start in ((6, 0 if sign == 1 else 90), (94, 270 if sign == 1 else 180)):
            c.stroke(oval(goal, y, 3, 3, start, start + 90), PALE, line)
            flag(c, goal, y, 4, SUN)


def _player(c: Canvas, x: float, y: float, turn: float, shirt: str, shorts: str) -> None:
    """A running player from above, with a long shadow."""
    c.poly(curve([(x + 1, y + 1), (x + 5.5, y + 2.6), (x + 8.4, y + 4.8), (x + 5, y + 4.4),
                  (x, y + 2.2)], True), NIGHT, alpha=0.5)
    with c.at(x, y, turn=turn, scale=1.15):
        c.stroke([(0.6, -0.8), (2.6, -1)], shorts, 1.0)
        c.stroke([(-0.6, 0.8), (-2.6, 1)], shorts, 1.0)
        skin = c.rng.choice(["#e3b48c", "#8a5a3a", "#5d3b26", "#c99468"])
        c.stroke([(0, -2), (-1.6, -2.9)], skin, 0.8)
        c.stroke([(0, 2), (1.8, 2.7)], skin, 0.8)
        c.ellipse(0, 0, 1.4, 2.5, fill=shirt)
        c.ellipse(0.1, 0, 1.1, fill=c.rng.choice([INK, CLAY, "#3a2418"]))


def court(c: Canvas) -> None:
    """A courthouse: steps, columns, and a pediment with the scales of justice."""
    c.fill(FOAM)
    c.hatch(box(-5, -5, 155, 80), MINT, gap=1.6, angle=0, width=0.5, alpha=0.7)
    c.ellipse(24, 18, 8, fill=SAND)
    for x, h in ((6, 40), (144, 42), (-2, 30), (153, 34)):
        round_tree(c, x, 80, h, LEDGER, NIGHT)
    c.rect(22, 40, 128, 80, SEA)
    c.hatch(box(22, 40, 128, 80), PINE, gap=1.2, angle=90, width=0.35)
    c.rect(28, 38, 122, 80, NIGHT)
    c.poly([(22, 32), (75, 6), (128, 32)], PALE)
    c.poly([(31, 30), (75, 9.5), (119, 30)], LEDGER)
    c.rect(20, 31, 130, 35, PALE)
    c.rect(22, 35, 128, 41, FOAM)
    c.hatch(box(22, 31, 130, 33), PINE, gap=0.9, angle=90, width=0.35)
    c.text(75, 39.8, "COURT OF MERROW", 4.4, NIGHT, "ms", bold=True, spacing=0.9)
    _scales(c, 75, 29)
    c.poly([*oval(75, 57, 6.5, 6.5, 180, 360), (81.5, 80), (68.5, 80)], BRICK)
    c.stroke([(75, 51), (75, 80)], INK, 0.5)
    for x in (73.6, 76.4):
        c.ellipse(x, 68, 0.5, fill=SUN)
    for i in range(6):
        _column(c, 31 + i * 17.6)
    for i in range(6):
        y = 78 + i * 3.4
        c.rect(22 - i * 5, y, 128 + i * 5, y + 3.4, PALE if i % 2 == 0 else FOAM)
        c.stroke([(22 - i * 5, y + 3.3), (128 + i * 5, y + 3.3)], PINE, 0.35)
    c.rect(-5, 98, 155, 105, PINE)
    person(c, 54, 90, 17, INK, "#8a5a3a", INK, hands=((-1.9, -4.2), (2.4, -4.6)))
    c.rect(57, 82, 62, 86, CLAY)
    person(c, 64.5, 90, 16.5, BRICK, CLAY, INK, dress=True)
    person(c, 104, 96.5, 18, PINE, INK, INK)


def _column(c: Canvas, x: float) -> None:
    """A fluted column."""
    c.rect(x - 4.4, 41, x + 4.4, 43.4, PALE)
    c.poly([(x - 3.2, 43.4), (x + 3.2, 43.4), (x + 3.7, 75.6), (x - 3.7, 75.6)], PALE)
    for dx in (-1.8, -0.3):
        c.stroke([(x + dx, 44.6), (x + dx * 1.1, 75)], FOAM, 0.45)
    c.hatch([(x + 0.9, 43.4), (x + 3.2, 43.4), (x + 3.7, 75.6), (x + 1, 75.6)], PINE, gap=0.9,
            angle=35, width=0.3)
    c.rect(x - 4.6, 75.6, x + 4.6, 78, PALE)
    c.stroke([(x - 4.4, 43.4), (x + 4.4, 43.4)], PINE, 0.35)


def _scales(c: Canvas, x: float, y: float) -> None:
    """A pair of scales standing at (x, y)."""
    c.stroke([(x, y), (x, y - 13)], SUN, 0.9)
    c.stroke([(x - 3.4, y), (x + 3.4, y)], SUN, 1)
    c.stroke([(x - 10, y - 11), (x + 10, y - 11)], SUN, 0.8)
    c.ellipse(x, y - 13.4, 1.1, fill=SUN)
    for side in (-10, 10):
        c.stroke([(x + side - 3.4, y - 4.4), (x + side, y - 11), (x + side + 3.4, y - 4.4)], SUN,
                 0.35)
        c.poly(oval(x + side, y - 4.6, 4, 2.6, 0, 180), SUN)


def bus(c: Canvas) -> None:
    """A green bus at a village stop."""
    c.fill(SAND)
    c.ellipse(20, 18, 8, fill=PALE)
    for y, x0, x1 in ((12, 40, 74), (18, 52, 98), (10, 108, 140)):
        c.stroke([(x0, y), (x1, y)], PALE, 1.4)
    c.poly(curve([(-5, 70), (-5, 46), (26, 38), (60, 46), (96, 36), (155, 46), (155, 70)]), MINT)
    field = curve([(-5, 72), (-5, 56), (40, 50), (90, 54), (155, 48), (155, 72)])
    c.poly(field, SEA)
    c.hatch(field, LEDGER, gap=1.8, angle=-12, width=0.4)
    for x, w, fill in ((3, 20, PALE), (118, 17, BRICK)):
        gable(c, x, 64, w, 14, 12, fill, PINE)
        window_rows(c, (x + 2, 52, x + w - 2, 62), 2, 1, SUN if fill == BRICK else PINE, 0.45)
    c.rect(97, 34, 107, 62, PALE)
    c.hatch(box(102, 34, 107, 62), PINE, gap=1, angle=45, width=0.35)
    c.poly([(96, 35), (102, 12), (108, 35)], PINE)
    c.poly([*oval(102, 44, 1.6, 2, 180, 360), (103.6, 50), (100.4, 50)], INK)
    round_tree(c, 90, 64, 22, LEDGER, NIGHT)
    round_tree(c, 144, 66, 28, LEDGER, NIGHT)
    c.rect(-5, 82, 155, 105, NIGHT)
    c.hatch(box(-5, 82, 155, 105), PINE, gap=1.4, angle=0, width=0.3)
    for x in range(-4, 155, 22):
        c.rect(x, 97, x + 12, 98.6, PALE)
    c.rect(-5, 76, 155, 83, FOAM)
    c.rect(-5, 82, 155, 83.6, PALE)
    _green_bus(c)
    c.rect(122.4, 46, 124, 84, INK)
    c.ellipse(123.2, 41, 7.4, fill=INK)
    c.ellipse(123.2, 41, 6.6, fill=SUN)
    c.text(123.2, 42.7, "BUS", 5, INK, "ms", bold=True)
    c.rect(119, 54, 127.4, 64, PALE)
    for y in (56, 58, 60, 62):
        c.stroke([(120.2, y), (126.2, y)], PINE, 0.4)
    person(c, 117, 85, 23, BRICK, CLAY, INK, dress=True)
    person(c, 132, 85, 25, PINE, INK, INK, hands=((-1.9, -4.2), (2.2, -4.4)))
    c.rect(136, 79, 141, 85, CLAY)
    person(c, 146, 85, 16, SUN, "#8a5a3a", INK)


def _green_bus(c: Canvas) -> None:
    """The bus side on, facing right, its door open towards us."""
    body = curve([(14, 86), (12, 70), (13, 47), (17, 41.5), (60, 41), (100, 41.5), (107, 44),
                  (111, 60), (111.5, 86)], False)
    c.poly([*body, (111.5, 88), (14, 88)], LEDGER)
    c.rect(13, 66.5, 111.4, 70, SAND)
    c.hatch(box(14, 80, 111, 88), NIGHT, gap=1, angle=0, width=0.4)
    for i in range(5):
        x = 17 + i * 14.6
        c.rect(x, 49, x + 12.8, 63, PALE)
        c.hatch([(x + 7, 49), (x + 12.8, 49), (x + 12.8, 56), (x + 5, 63), (x, 63)], MINT, gap=1.2,
                angle=-45, width=0.35)
        if i != 3:
            c.poly(curve([(x + 2.4, 63), (x + 3, 59.6), (x + 7, 59.6), (x + 7.6, 63)]),
                   (BRICK, PINE, SUN, INK, CLAY)[i])
            c.ellipse(x + 5, 57, 2, fill=INK)
    c.poly([(103, 49), (107.5, 49), (110.4, 63), (103, 63)], PALE)
    c.rect(90, 48, 100.6, 86, INK)
    c.rect(90.8, 49, 95, 84, FOAM)
    c.rect(95.8, 49, 100, 84, FOAM)
    c.stroke([(92, 80), (94, 52)], PALE, 0.6)
    c.rect(40, 42.4, 78, 47.6, INK)
    c.text(59, 46.6, "12  MERROW", 4.4, SUN, "ms", bold=True, spacing=0.5)
    c.rect(108.6, 74, 111.5, 77.6, SUN)
    c.rect(12.6, 74, 14.6, 78, BRICK)
    c.stroke([(108, 48), (113.4, 48.6), (113.4, 54)], INK, 0.9)
    for x in (31, 80):
        c.ellipse(x, 87, 8, fill=NIGHT)
        c.ellipse(x, 88, 6.4, fill=INK)
        c.ellipse(x, 88, 3.2, fill=GREY)
        c.ellipse(x, 88, 1.1, fill=INK)
    c.stroke(wave_line(-2, 9, 86, 0.5, 5), FOAM, 0.5)
    c.stroke(wave_line(-4, 8, 82, 0.5, 5), FOAM, 0.5)


SCENES = {
    "terraces": terraces,
    "night-train": night_train,
    "market": market,
    "crossing": crossing,
    "stars": stars,
    "pitch": pitch,
    "court": court,
    "bus": bus,
}
