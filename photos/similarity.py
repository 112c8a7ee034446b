"""Which photos look alike: told at intake by a hash of what is to be seen.

The child computes the hash (photos.files.pixels.likeness). Here its pieces are kept under an index,
so that look-alikes are found among those that share a piece, however large the library is.
"""

from __future__ import annotations

from .models import LikenessBand, Photo

NEAR = 12  # bits of 128; measured: smaller, paler and slightly cropped copies stay below
WIDTH = 3  # figures of the hash in a piece
PIECES = 10
EVEN = ("0" * WIDTH, "f" * WIDTH)  # skies and walls: half of the library shares them
CANDIDATES = 1000  # that share a piece, the newest first
SHOWN = 6


def pieces_of(likeness: str) -> list[str]:
    """Cut a hash into pieces, each with its place before it. Two at most 9 bits apart share one."""
    cut = [likeness[start * WIDTH : (start + 1) * WIDTH] for start in range(PIECES)]
    return [f"{place}{piece}" for place, piece in enumerate(cut) if piece and piece not in EVEN]


def keep_bands(photo: Photo) -> None:
    """Keep the pieces of a photo's likeness anew."""
    photo.bands.all().delete()
    LikenessBand.objects.bulk_create(
        LikenessBand(photo=photo, piece=piece) for piece in pieces_of(photo.likeness)
    )


def distance(one: str, other: str) -> int:
    """Count the bits in which two hashes differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def look_alikes(photo: Photo) -> list[Photo]:
    """Return kept photos that look like this one, the nearest first, in three queries."""
    pieces = pieces_of(photo.likeness)
    if not pieces:
        return []
    sharing = LikenessBand.objects.filter(piece__in=pieces).exclude(photo=photo)
    numbers = sharing.order_by("-photo").values_list("photo", flat=True).distinct()
    rows = Photo.objects.not_trashed().filter(pk__in=list(numbers[:CANDIDATES]))
    near = sorted(
        (apart, pk)
        for pk, likeness in rows.order_by().values_list("pk", "likeness")
        if (apart := distance(photo.likeness, likeness)) <= NEAR
    )[:SHOWN]
    found = Photo.objects.for_drawing().in_bulk([pk for _apart, pk in near])
    return [found[pk] for _apart, pk in near if pk in found]
