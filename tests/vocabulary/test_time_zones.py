"""How the desk names a time zone."""

from __future__ import annotations

import pytest
from django.utils import timezone

from vocabulary.time_zones import name_time_zone, name_time_zone_lazy


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("Europe/Amsterdam", "Amsterdam time"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time"),
        ("UTC", "UTC"),
    ],
)
def test_a_time_zone_is_named_by_its_place(zone: str, name: str) -> None:
    lazily = name_time_zone_lazy()
    with timezone.override(zone):
        assert name_time_zone() == lazily == name
