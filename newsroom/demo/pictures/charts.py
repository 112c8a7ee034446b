"""Charts and maps, drawn whole: nothing is cut off when the shape of the picture changes."""

# Drawings read best with their coordinates in rows.
# fmt: off

from collections.abc import Sequence

from .canvas import (
    BRICK,
    CLAY,
    FOAM,
    INK,
    LEDGER,
    MINT,
    PALE,
    PINE,
    SEA,
    SUN,
    Canvas,
    Point,
    Points,
    box,
    curve,
    oval,
)

HERRING = (9, 11, 10, 13, 12, 16, 18, 17, 23, 26, 25, 33)
MONTHS = ("Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov")
RENTS = (("Town Quay", 940), ("Cray Hill", 890), ("Rowers’ Row", 720), ("Netherby", 610),
         ("Lower Strand", 540))
TIDE = ((18, 1.35), (19, 1.9), (20, 2.75), (21, 3.7), (22, 4.65), (23, 5.35), (23.83, 5.62),
        (24.5, 5.5), (25.5, 4.85), (26.5, 3.9), (27.5, 2.95), (28.5, 2.15), (29.5, 1.6),
        (30, 1.45))


def _frame(c: Canvas, title: str, subtitle: str) -> None:
    """Pale paper with a heading."""
    c.fill(PALE)
    c.rect(9, 7, 23, 8.4, LEDGER)
    c.text(9, 16, title, 5.6, INK, "ls", bold=True)
    c.text(9, 22.4, subtitle, 4, PINE, "ls")


def _grid(c: Canvas, ticks: Sequence[tuple[float, str]], x0: float, x1: float) -> None:
    """Horizontal rules at heights on the page, each with its label."""
    for i, (y, label) in enumerate(ticks):
        c.stroke([(x0, y), (x1, y)], INK if i == 0 else FOAM, 0.55 if i == 0 else 0.4)
        c.text(x0 - 2, y, label, 4, INK, "rm")


def chart_herring(c: Canvas) -> None:
    """A line chart: a crate of herring, 9 marks in December to 33 in November."""
    _frame(c, "What a crate of herring costs", "Quayside price, marks per crate, monthly average")

    def place(i: int, value: float) -> Point:
        return 22 + i * 10.4, 88 - value * 1.45

    _grid(c, [(place(0, v)[1], str(v)) for v in (0, 10, 20, 30, 40)], 18, 142)
    line = [place(i, v) for i, v in enumerate(HERRING)]
    area = [(line[0][0], 88), *line, (line[-1][0], 88)]
    c.hatch(area, MINT, gap=1.2, angle=45, width=0.4)
    c.stroke(line, LEDGER, 1.2)
    for i, month in enumerate(MONTHS):
        x = place(i, 0)[0]
        c.stroke([(x, 88), (x, 89.4)], INK, 0.4)
        c.text(x, 94.4, month, 3.6, INK, "ms")
    for i, label, dy in ((0, "9", -3.4), (11, "33 marks", -4)):
        x, y = line[i]
        c.ellipse(x, y, 1.9, fill=PALE)
        c.ellipse(x, y, 1.5, fill=BRICK)
        c.text(x + (5 if i else 0), y + dy, label, 4.8, INK, "rs" if i else "ms", bold=True,
               halo=PALE)


def chart_rents(c: Canvas) -> None:
    """A bar chart: average rent by quarter of town, in five labelled bars."""
    _frame(c, "Rent by quarter of town", "Average for a two-room flat, marks a month")
    for value in (0, 250, 500, 750, 1000):
        x = 42 + value * 0.096
        c.stroke([(x, 28), (x, 90)], INK if value == 0 else FOAM, 0.4)
        c.text(x, 95, f"{value:,}", 3.6, INK, "ms")
    for i, (quarter, rent) in enumerate(RENTS):
        y = 30 + i * 12
        bar = box(42, y, 42 + rent * 0.096, y + 8.6)
        c.poly(bar, BRICK if i == 0 else MINT)
        if i:
            c.hatch(bar, SEA, gap=1.1, angle=45, width=0.4)
        c.text(40, y + 4.4, quarter, 4.4, INK, "rm")
        c.text(40.6 + rent * 0.096, y + 4.4, str(rent), 4.6, INK, "rm", bold=True,
               halo=BRICK if i == 0 else MINT)
    c.stroke([(42, 28), (42, 90)], INK, 0.6)


def chart_tide(c: Canvas) -> None:
    """An area chart: a tide gauge over one night, its peak 5.62 m at 23:50."""
    _frame(c, "The night of the flood", "Tide gauge at Town Quay, metres, 14 to 15 November")

    def place(hour: float, metres: float) -> Point:
        return 18 + (hour - 18) * 10.3, 88 - metres * 9.4

    _grid(c, [(place(0, v)[1], str(v)) for v in range(7)], 18, 142)
    line = curve([place(h, m) for h, m in TIDE])
    area = [(18, 88), *line, (line[-1][0], 88)]
    c.poly(area, MINT)
    c.hatch(area, SEA, gap=1.3, angle=0, width=0.4)
    c.stroke(line, LEDGER, 1.2)
    c.stroke([(18, 88), (142, 88)], INK, 0.6)
    for hour in range(18, 31, 2):
        x = place(hour, 0)[0]
        c.stroke([(x, 88), (x, 89.4)], INK, 0.4)
        c.text(x, 94.4, f"{hour % 24:02d}:00", 3.6, INK, "ms")
    x, y = place(23.83, 5.62)
    c.stroke([(x, y), (x, 88)], INK, 0.4)
    c.ellipse(x, y, 1.9, fill=PALE)
    c.ellipse(x, y, 1.5, fill=BRICK)
    c.text(x + 5, y - 0.2, "5.62 m at 23:50", 5, INK, "ls", bold=True, halo=PALE)


def _compass(c: Canvas, x: float, y: float) -> None:
    """A north arrow."""
    c.poly([(x, y - 12), (x + 3, y), (x, y - 2.4)], INK)
    c.poly([(x, y - 12), (x - 3, y), (x, y - 2.4)], PALE)
    c.stroke([(x, y - 12), (x + 3, y), (x, y - 2.4), (x - 3, y)], INK, 0.4, closed=True)
    c.text(x, y - 13.6, "N", 4.4, INK, "ms", bold=True)


def _scale_bar(c: Canvas, x: float, y: float, length: float, label: str) -> None:
    """A scale bar in two halves, its label above."""
    c.rect(x, y, x + length, y + 1.6, INK)
    c.rect(x + length / 2, y + 0.4, x + length - 0.4, y + 1.2, PALE)
    c.text(x, y - 1.8, "0", 3.4, INK, "ms", halo=PALE)
    c.text(x + length, y - 1.8, label, 3.4, INK, "ms", halo=PALE)


def map_merrow(c: Canvas) -> None:
    """A map of Merrow: river, streets, and the flooded Lower Strand hatched."""
    c.fill(PALE)
    north_bank = [(-5, 46), (20, 43), (45, 48), (70, 46), (95, 40), (120, 44), (155, 38)]
    south_bank = [(155, 58), (120, 65), (95, 62), (70, 68), (45, 67), (20, 62), (-5, 65)]
    _blocks(c, north_bank, south_bank)
    for road in (
        [(-5, 30), (30, 27), (62, 31), (100, 22), (155, 26)], [(36, -5), (41, 20), (38, 48)],
        [(86, -5), (84, 20), (88, 44)], [(105, -5), (108, 22), (126, 44)],
        [(-5, 84), (40, 87), (88, 82), (155, 88)], [(66, 66), (70, 84), (64, 105)],
        [(38, 44), (38, 70), (34, 105)], [(108, 62), (110, 84), (116, 105)],
    ):
        c.stroke(curve(road), FOAM, 2.6)
        c.stroke(curve(road), "#ffffff", 1.9)
    stream = curve([(64, -5), (60, 12), (67, 24), (64, 36), (67, 50)])
    c.stroke(stream, FOAM, 3)
    river = [*curve(north_bank), *curve(south_bank)]
    c.poly(river, FOAM)
    c.stroke(curve(north_bank), SEA, 0.6)
    c.stroke(curve(south_bank), SEA, 0.6)
    for k in (0.25, 0.75):
        flow = [(x, y + (v - y) * k) for (x, y), (_, v) in zip(north_bank, south_bank[::-1],
                                                                strict=True)]
        c.stroke(curve(flow), MINT, 0.5)
    c.stroke([(38, 46), (38, 67)], INK, 2)
    c.stroke([(38, 45), (38, 68)], PALE, 1.2)
    _flooded(c)
    for i in range(6):
        y = 42.4 + i * 3.7
        c.rect(107.6 - i * 0.2, y, 110.4 - i * 0.2, y + 3.7, SUN if i % 2 else INK)
    for x, y in ((83, 40.5), (87, 40), (91, 39.4)):
        c.rect(x, y, x + 2.2, y + 5.4, INK)
    for rx, ry in ((18, 11), (15, 8.4), (12.2, 5.8)):
        c.stroke(oval(130, 13.4, rx, ry), MINT, 0.5, closed=True)
    c.text(10, 14, "MERROW", 7, INK, "ls", bold=True, spacing=0.9, halo=PALE)
    c.text(46, 58.6, "River Mere", 5, LEDGER, "ls", spacing=1.1)
    for x, y, label, anchor in ((113.4, 55.4, "Sill Barrier", "ls"), (89, 36.6, "Town Quay", "ms"),
                                (130, 15, "Cray Hill", "ms")):
        c.text(x, y, label, 4.8, INK, anchor, bold=True, halo=FOAM if "Sill" in label else PALE)
    c.text(17, 76.4, "Lower Strand", 5, INK, "ms", bold=True, halo=PALE)
    c.text(17, 81.6, "flooded", 4, CLAY, "ms", bold=True, halo=PALE)
    _compass(c, 140, 84)
    _scale_bar(c, 116, 94, 26, "1 km")


def _blocks(c: Canvas, north_bank: Points, south_bank: Points) -> None:
    """Houses in small street blocks on both banks, dense by the river."""
    for low, high, dense in ((2, 40, 0.62), (70, 97, 0.62)):
        y = float(low)
        while y < high:
            x = -2.0
            while x < 152:
                w, h = c.rng.uniform(2.4, 5.2), c.rng.uniform(2, 3)
                near = 1 - min(abs(y - 44), abs(y - 66)) / 60
                if c.rng.random() < dense * near and not _kept_clear(x, y):
                    c.rect(x, y, x + w, y + h, MINT if c.rng.random() < 0.6 else SEA, alpha=0.85)
                x += w + c.rng.uniform(0.7, 2.4)
            y += 4.1


def _kept_clear(x: float, y: float) -> bool:
    """Whether a block here would run into a label, the hill, the arrow or the scale."""
    title, hill = x < 56 and y < 18, x > 104 and y < 28
    return title or hill or (x > 105 and y > 66)


def _flooded(c: Canvas) -> None:
    """The flooded quarter, hatched."""
    area = curve([(-6, 65), (20, 62.4), (37, 66.4), (37.6, 76), (33, 85), (16, 87), (-6, 85)], True)
    c.poly(area, PALE, alpha=0.45)
    c.hatch(area, BRICK, gap=1.5, angle=-45, width=0.55)
    c.stroke(area, BRICK, 0.6, closed=True)


def map_strait(c: Canvas) -> None:
    """A map of the Oram Strait with its shipping lane dashed."""
    c.fill(FOAM)
    north = [(-6, 34), (14, 30), (34, 38), (56, 30), (78, 39), (98, 34), (122, 24), (156, 28)]
    south = [(-6, 72), (18, 76), (38, 66), (60, 72), (84, 62), (106, 70), (130, 64), (156, 72)]
    for depth in (7, 3.5):
        for coast, sign in ((north, 1), (south, -1)):
            c.stroke(curve([(x, y + sign * depth) for x, y in coast]), MINT, 0.45)
    for coast, edge in ((north, -6), (south, 106)):
        land = [*curve(coast), (156, edge), (-6, edge)]
        c.poly(land, PALE)
        c.hatch(land, MINT, gap=1.8, angle=45 if edge < 0 else -45, width=0.3, alpha=0.7)
        c.stroke(curve(coast), PINE, 0.9)
    for isle in (oval(27, 52.4, 3.4, 2), oval(33, 55, 1.8, 1.2)):
        c.poly(isle, PALE)
        c.stroke(isle, PINE, 0.6, closed=True)
    lane = curve([(-6, 46), (18, 45), (42, 49), (66, 51), (86, 51), (106, 48), (130, 44),
                  (156, 47)])
    for dash in range(0, len(lane) - 4, 5):
        c.stroke(lane[dash:dash + 4], BRICK, 1)
    c.text(118, 41.6, "Shipping lane", 4.2, CLAY, "ms", bold=True, halo=FOAM)
    for x, y in ((112, 56), (121, 54.6), (130, 53), (139, 53.4)):
        c.poly([(x - 3, y - 1.3), (x + 1.6, y - 1.3), (x + 3.4, y), (x + 1.6, y + 1.3),
                (x - 3, y + 1.3)], INK)
        c.rect(x - 2.2, y - 0.6, x + 0.9, y + 0.6, SUN)
    c.text(126, 60.4, "ships waiting", 3.8, INK, "ms", halo=FOAM)
    for x, y, town, anchor in ((20, 24, "Lesna", "ls"), (92, 28, "Oram", "ls"),
                               (62, 80, "Harn", "ls")):
        c.ellipse(x, y, 1.5, fill=INK)
        c.ellipse(x, y, 0.7, fill=PALE)
        c.text(x + 3, y + 1.5, town, 4.4, INK, anchor, bold=True, halo=PALE)
    c.text(76, 58, "ORAM STRAIT", 5.2, LEDGER, "ms", bold=True, spacing=1.2, halo=FOAM)
    c.text(9, 13, "The Oram Strait", 5.6, INK, "ls", bold=True, halo=PALE)
    _compass(c, 138, 20)
    _scale_bar(c, 110, 92, 30, "10 km")


SCENES = {
    "chart-herring": chart_herring,
    "chart-rents": chart_rents,
    "chart-tide": chart_tide,
    "map-merrow": map_merrow,
    "map-strait": map_strait,
}
