"""The slots of a front: how large a story is shown in each, and in which order they fill."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Size(TextChoices):
    """How large a story is shown, from large to small."""

    LEAD = "lead", _("Lead")
    MID = "mid", _("Beside the lead, with photo")
    SMALL = "small", _("Beside the lead")
    RAIL = "rail", _("Just published")
    BIG = "big", _("Full width, below the lead")
    LINE = "line", _("List")


@dataclass(frozen=True)
class Slot:
    """One position on a front; the first of each size is number 1."""

    size: Size
    number: int = 1

    @property
    def key(self) -> str:
        return f"{self.size}:{self.number}"

    @property
    def is_lead(self) -> bool:
        return self.size is Size.LEAD


def _make_slots(*sizes: tuple[Size, int]) -> tuple[Slot, ...]:
    return tuple(Slot(size, n) for size, count in sizes for n in range(1, count + 1))


# In the order in which they are filled automatically.
HOME = _make_slots((Size.LEAD, 1), (Size.MID, 1), (Size.SMALL, 1), (Size.RAIL, 5), (Size.BIG, 1))
SECTION = _make_slots((Size.LEAD, 1), (Size.MID, 2), (Size.LINE, 17))


def get_slots(*, is_home: bool) -> tuple[Slot, ...]:
    """Return the slots of the home page or of a section."""
    return HOME if is_home else SECTION
