"""Finds photos that look alike, by a perceptual hash computed when a photo is uploaded.

The child computes the hash (photos.files.pixels.compute_likeness). Its pieces are stored with an
index, so that only photos sharing a piece are compared, however large the library is.
"""

from __future__ import annotations

from .models import LikenessBand, Photo

NEAR = 12  # of 128 bits; measured: smaller, paler and slightly cropped copies stay below
WIDTH = 3  # hex digits of the hash in a piece
PIECES = 10
EVEN = ("0" * WIDTH, "f" * WIDTH)  # skies and walls: half of the library has them
CANDIDATES = 1000  # photos sharing a piece that are compared, the newest first
SHOWN = 6


def split_hash(likeness: str) -> list[str]:
    """Split a hash into numbered pieces. Two hashes at most 9 bits apart share one."""
    cut = [likeness[start * WIDTH : (start + 1) * WIDTH] for start in range(PIECES)]
    return [f"{place}{piece}" for place, piece in enumerate(cut) if piece and piece not in EVEN]


def save_bands(photo: Photo) -> None:
    """Replace the stored pieces of a photo's hash."""
    photo.bands.all().delete()
    LikenessBand.objects.bulk_create(
        LikenessBand(photo=photo, piece=piece) for piece in split_hash(photo.likeness)
    )


def count_differing_bits(one: str, other: str) -> int:
    """Count the bits in which two hashes differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def find_look_alikes(photo: Photo) -> list[Photo]:
    """Return photos not in the trash that look like this one, nearest first, in three queries."""
    pieces = split_hash(photo.likeness)
    if not pieces:
        return []
    sharing = LikenessBand.objects.filter(piece__in=pieces).exclude(photo=photo)
    numbers = sharing.order_by("-photo").values_list("photo", flat=True).distinct()
    rows = Photo.objects.not_trashed().filter(pk__in=list(numbers[:CANDIDATES]))
    near = sorted(
        (apart, pk)
        for pk, likeness in rows.order_by().values_list("pk", "likeness")
        if (apart := count_differing_bits(photo.likeness, likeness)) <= NEAR
    )[:SHOWN]
    found = Photo.objects.for_drawing().in_bulk([pk for _apart, pk in near])
    return [found[pk] for _apart, pk in near if pk in found]
