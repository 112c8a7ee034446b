"""Portraits of the demo newspaper's writers, from one parametrised face."""

# Drawings read best with their coordinates in rows.
# fmt: off

from collections.abc import Callable
from dataclasses import dataclass

from .canvas import (
    BRICK,
    FOAM,
    INK,
    LEDGER,
    MINT,
    NIGHT,
    PALE,
    PINE,
    SEA,
    SUN,
    Canvas,
    box,
    curve,
    oval,
)

BLACK = "#17120f"
DARK = "#3a2418"
GINGER = "#b97c33"
STEEL = "#8d908c"
FACE = [(50, 24), (61, 26.5), (69, 35), (70, 48), (67, 60), (60, 70), (50, 74.5), (40, 70),
        (33, 60), (30, 48), (31, 35), (39, 26.5)]


@dataclass(frozen=True)
class Look:
    """What one writer looks like; shade is the darker tone of the skin."""

    background: str
    skin: str
    shade: str
    hair: str
    style: str
    shirt: str
    collar: str = PALE
    brows: str = INK
    glasses: str = ""
    beard: str = ""
    aged: bool = False
    earrings: str = ""
    lips: str = INK


PALE_SKIN = ("#efcdb0", "#d6a581")
OLIVE_SKIN = ("#d9a878", "#b98452")
TAN_SKIN = ("#c98f5f", "#a06d42")
BROWN_SKIN = ("#a56c48", "#805030")
DEEP_SKIN = ("#6b412b", "#4b2b1b")

LOOKS = {
    "ilse-harkwell": Look(FOAM, *PALE_SKIN, DARK, "bun", PINE, glasses="round"),
    "kofi-dunmarrow": Look(SEA, *DEEP_SKIN, BLACK, "crop", SUN, glasses="round"),
    "bea-mirolo-pike": Look(BRICK, *BROWN_SKIN, BLACK, "curls", PALE, collar=PINE),
    "tomas-orrinfeld": Look(SUN, *PALE_SKIN, STEEL, "bald", INK, beard="full", aged=True),
    "nadira-selouane": Look(SEA, *TAN_SKIN, BRICK, "scarf", INK),
    "rolf-tansley-voss": Look(FOAM, *PALE_SKIN, GINGER, "sweep", SEA, brows=GINGER),
    "mina-castellane": Look(SUN, *OLIVE_SKIN, BLACK, "bob", BRICK, lips="#8f3d20"),
    "jonas-wray": Look(PINE, *PALE_SKIN, DARK, "quiff", MINT, collar=INK, beard="short",
                       lips="#dd9a80"),
    "samira-alhaddad": Look(BRICK, *OLIVE_SKIN, BLACK, "long", LEDGER, earrings=SUN,
                            lips="#8f3d20"),
    "edda-lorne": Look(LEDGER, *PALE_SKIN, "#dfe3dc", "waves", BRICK, brows=STEEL,
                       glasses="oval", aged=True, earrings=PALE),
}


def portrait(c: Canvas, look: Look) -> None:
    """Head and shoulders of one writer."""
    c.fill(look.background)
    c.hatch(box(-1, -1, 101, 101), INK if look.background != PINE else MINT, gap=2.4, angle=-45,
            width=0.5, alpha=0.13)
    _hair_behind(c, look)
    _body(c, look)
    if look.style != "scarf":
        for x, colour in ((30, look.skin), (70, look.shade)):
            c.ellipse(x, 49, 4, 5.4, fill=colour)
        if look.earrings:
            for x in (28.6, 71.4):
                c.ellipse(x, 56.6, 1.7, fill=look.earrings)
    face = curve(FACE, closed=True)
    c.poly(face, look.skin)
    with c.clip(face):
        c.poly(curve([(56, 20), (59, 34), (58.5, 48), (60.5, 60), (57, 67), (51.5, 73),
                      (51, 84), (80, 84), (80, 20)], True), look.shade)
    if look.aged:
        _lines(c)
    if look.beard:
        _beard(c, look)
    _hair_before(c, look)
    _features(c, look)
    if look.glasses:
        _glasses(c, look)


def _body(c: Canvas, look: Look) -> None:
    """Neck, shoulders and collar."""
    c.rect(41.5, 62, 58.5, 91, look.skin)
    c.poly(curve([(41.5, 70), (50, 78), (58.5, 70), (58.5, 80), (50, 83.6), (41.5, 78)], True),
           look.shade)
    c.poly([*curve([(14, 102), (17, 90), (26, 83.6), (41, 78.6)]), (50, 90),
            *curve([(59, 78.6), (74, 83.6), (83, 90), (86, 102)])], look.shirt)
    c.hatch([(62, 80.4), (74, 83.6), (83, 90), (86, 102), (66, 102)], INK, gap=1.4, angle=-45,
            width=0.45, alpha=0.35)
    for side in (-1, 1):
        c.poly([(50 + side * 9, 75), (50 + side * 14.4, 81.6), (50 + side * 5.4, 96), (50, 89)],
               look.collar)


def _features(c: Canvas, look: Look) -> None:
    """Brows, eyes, nose and a smile."""
    for side in (-1, 1):
        brow = [(50 + side * 13, 43), (50 + side * 8.4, 40.6), (50 + side * 4, 42)]
        c.stroke(curve(brow), look.brows, 1.5)
        c.ellipse(50 + side * 8, 48.4, 1.7, 2.0, fill=INK)
        c.ellipse(50 + side * 8 + 0.6, 47.7, 0.5, fill=PALE)
    c.stroke(curve([(51.4, 47), (50.8, 52), (48.6, 56), (52.6, 57)]), INK, 0.85, alpha=0.75)
    c.stroke(curve([(43.4, 62.6), (47, 65.4), (51.4, 65.6), (56.2, 62.2)]), look.lips, 1.5)


def _lines(c: Canvas) -> None:
    """The lines of a long life: forehead and cheeks."""
    for line in ([(42, 34), (50, 33.4), (58, 34)], [(40.6, 57), (38.8, 60.6), (40, 64)],
                 [(59.4, 57), (61.2, 60.6), (60, 64)], [(36, 50.6), (34.2, 51.6)],
                 [(64, 50.6), (65.8, 51.6)]):
        c.stroke(curve(line), "#8f3d20", 0.55, alpha=0.6)


def _beard(c: Canvas, look: Look) -> None:
    """A full beard with a moustache, or a short boxed one."""
    if look.beard == "full":
        outline = curve([(30, 50), (33, 58), (40, 59.4), (50, 57.6), (60, 59.4), (67, 58), (70, 50),
                         (69.6, 62), (64, 73), (50, 80), (36, 73), (30.4, 62)], True)
    else:
        outline = curve([(30.6, 50), (34, 60), (41, 61), (50, 58.8), (59, 61), (66, 60), (69.4, 50),
                         (67.6, 61), (61, 71), (50, 75.6), (39, 71), (32.4, 61)], True)
    c.poly(outline, look.hair)
    c.hatch(outline, INK, gap=1.3, angle=75, width=0.35, alpha=0.35)


def _glasses(c: Canvas, look: Look) -> None:
    """Round or oval spectacles."""
    rx, ry = (6, 6) if look.glasses == "round" else (6.4, 4.8)
    for side in (-1, 1):
        c.poly(oval(50 + side * 8, 48.6, rx, ry), PALE, alpha=0.16)
        c.stroke(oval(50 + side * 8, 48.6, rx, ry), INK, 1.1, closed=True)
        c.stroke([(50 + side * (8 + rx), 48), (50 + side * 20, 46.6)], INK, 1.1)
    c.stroke(oval(50, 48.4, 2.2, 1.6, 190, 350), INK, 1.1)


def _texture(c: Canvas, outline: list[tuple[float, float]], look: Look, angle: float = 80) -> None:
    """Combed strands over a shape of hair."""
    light = look.hair in (BLACK, DARK)
    c.hatch(outline, FOAM if light else INK, gap=1.7, angle=angle, width=0.3,
            alpha=0.22 if light else 0.28)


def _hair_behind(c: Canvas, look: Look) -> None:
    """The hair that lies behind the head and neck."""
    shapes = {
        "bun": [oval(50, 13, 8.6), curve([(28, 46), (28.6, 32), (37, 22), (50, 19), (63, 22),
                (71.4, 32), (72, 46), (66, 52), (34, 52)], True)],
        "bob": [curve([(50, 17), (66, 20), (75, 33), (76.6, 52), (77.6, 68), (70, 73), (58, 71),
                (42, 71), (30, 73), (22.4, 68), (23.4, 52), (25, 33), (34, 20)], True)],
        "long": [curve([(50, 16.6), (66, 20), (74.6, 34), (76, 54), (80, 74), (83, 92), (76, 99),
                 (62, 90), (38, 90), (24, 99), (17, 92), (20, 74), (24, 54), (25.4, 34), (34, 20)],
                 True)],
    }
    for outline in shapes.get(look.style, ()):
        c.poly(outline, look.hair)
        _texture(c, outline, look)
    if look.style == "bun":
        c.stroke(oval(50, 19.6, 7, 2.2, 10, 170), SUN, 1.6)
    if look.style in ("curls", "waves"):
        curly = look.style == "curls"
        for angle in range(140, 401, 15 if curly else 20):
            (x, y), *_ = oval(50, 43, 25 if curly else 21.5, 25 if curly else 22, angle, angle + 1)
            c.ellipse(x, y, 7.6 if curly else 5.6, fill=look.hair)
        c.ellipse(50, 40, 24 if curly else 20, fill=look.hair)


def _hair_before(c: Canvas, look: Look) -> None:
    """The hair that falls over the forehead, or a headscarf around the face."""
    if look.style == "scarf":
        _scarf(c, look)
        return
    cap = curve([(29.4, 46), (28, 34), (35, 23), (50, 18.4), (65, 23), (72, 34), (70.6, 46)])
    fringes = {
        "bun": [[(68, 40), (60, 31), (50, 27.6), (40, 31), (32, 40)]],
        "crop": [[(68.4, 39), (66, 33), (58, 31.4), (44, 32), (35, 33), (31.6, 39)]],
        "sweep": [[(69, 40), (64, 35), (54, 33.4), (44, 28.6), (38, 34), (31.4, 42)]],
        "bob": [[(69, 44), (67, 36), (58, 37), (50, 36), (42, 37), (33, 36), (31, 44)]],
        "quiff": [[(68.6, 38), (64, 32), (52, 33), (42, 30), (35, 33), (31.6, 38)]],
        "long": [[(69, 54), (66, 40), (58, 31), (47, 25), (41, 32), (34, 40), (31, 54)]],
    }
    if look.style in fringes:
        outline = [*cap, *curve(fringes[look.style][0])]
        if look.style == "quiff":
            outline = [*curve([(29.6, 45), (28.6, 33), (31, 22), (42, 13.6), (58, 11.6), (70, 16),
                               (72, 25), (71.4, 34), (70.4, 45)]),
                       *curve(fringes["quiff"][0])]
        c.poly(outline, look.hair)
        _texture(c, outline, look, 15 if look.style in ("quiff", "sweep") else 75)
    elif look.style == "bald":
        for side in (-1, 1):
            c.poly(curve([(50 + side * 19, 36), (50 + side * 22.4, 38), (50 + side * 22, 52),
                          (50 + side * 19.4, 56), (50 + side * 18.6, 46)], True),
                   look.hair)
    elif look.style == "curls":
        for x, y, r in ((32, 34, 6), (39, 29, 6), (47, 26, 6), (55, 26, 6), (62, 29.6, 6),
                        (68, 34.6, 6), (30, 41, 4.4), (70, 41, 4.4)):
            c.ellipse(x, y, r, fill=look.hair)
        for i in range(26):
            r, angle = 22.5 + i * 5 % 8, 158 + i * 9
            (x, y), *_ = oval(50, 41, r, r, angle, angle + 1)
            if y > 44 and 24 < x < 76:
                continue
            c.stroke(oval(x, y, 1.9, 1.9, 200, 420), "#4a392e", 0.4)
    elif look.style == "waves":
        for x, y, rx, ry in ((35, 32, 7.6, 6), (45, 27.4, 9, 6), (56, 26.6, 9, 5.6),
                             (65, 31.6, 7, 6.4), (30.6, 40, 3.4, 6), (69.6, 40, 3.4, 6)):
            c.ellipse(x, y, rx, ry, fill=look.hair)
        for x, y in ((34, 27), (42, 22), (52, 20.4), (61, 23), (67, 29), (28, 35), (72, 37),
                     (46, 28), (57, 28)):
            c.stroke(oval(x, y, 4.4, 3, 190, 330), STEEL, 0.6)


def _scarf(c: Canvas, look: Look) -> None:
    """A headscarf, drawn around the face and over the shoulders."""
    hood = curve([(50, 14), (65, 17), (74, 29), (76, 48), (75, 66), (79, 82), (66, 92), (50, 97),
                  (34, 92), (21, 82), (25, 66), (24, 48), (26, 29), (35, 17)], True)
    opening = curve([(50, 26), (61, 29), (67.4, 40), (67, 54), (61, 67), (50, 73.5), (39, 67),
                     (33, 54), (32.6, 40), (39, 29)], True)
    start = min(range(len(opening)), key=lambda i: opening[i][1])
    ring = [*opening[start:], *opening[: start + 1]][::-1]
    crown = min(range(len(hood)), key=lambda i: hood[i][1])
    c.poly([*hood[crown:], *hood[: crown + 1], *ring], look.hair)
    for fold in ([(70, 30), (72, 48), (70, 66), (58, 82)], [(36, 72), (44, 82), (56, 88)],
                 [(30, 66), (36, 80), (48, 92)], [(66, 66), (62, 76), (54, 84)],
                 [(38, 22), (50, 18.6), (62, 22)]):
        c.stroke(curve(fold), NIGHT, 0.8, alpha=0.55)
    c.hatch([(68, 24), (74, 32), (76, 48), (75, 66), (79, 82), (66, 90), (68, 66), (69, 46)],
            NIGHT, gap=1.5, angle=-35, width=0.5, alpha=0.6)


def _sitter(look: Look) -> Callable[[Canvas], None]:
    """A drawing function for one look."""
    return lambda c: portrait(c, look)


SCENES = {f"portrait-{author}": _sitter(look) for author, look in LOOKS.items()}
