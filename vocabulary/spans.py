"""Time spans, half-open `[start, end)`, and lists in the order of publication.

"No end" is the datetime FOREVER and not NULL: one condition instead of two, and a plain unique
constraint for "one open span". It is not `datetime.max`, which overflows when it is converted to a
time zone east of Greenwich. No template shows it.
"""

from datetime import UTC, datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q

from .parse_ids import parse_id

FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def has_end(at: datetime) -> bool:
    """Tell whether `at` is a real end and not FOREVER."""
    return at < FOREVER


class KeysetQuerySet(models.QuerySet):
    """Keyset pagination over `first_live_at` and `article_id`, newest first.

    The next page begins after the last row shown; there is no OFFSET.
    """

    def newest_first(self) -> Self:
        return self.order_by("-first_live_at", "-article_id")

    def after(self, cursor: "Cursor | None") -> Self:
        """Keep the rows after `cursor` in a list that is newest first.

        `lte` with an exclusion, and not `Q(lt) | Q(eq, lt)`: the index then gives the start
        (0.4 ms at any depth against 13.5 ms at page 500 of a million).
        """
        if cursor is None:
            return self
        at, article_id = cursor
        return self.filter(first_live_at__lte=at).exclude(
            first_live_at=at, article_id__gte=article_id
        )


Cursor = tuple[datetime, int]
_DAY_ONE = datetime(1, 1, 1, tzinfo=UTC)


def parse_cursor(text: str) -> Cursor | None:
    """Read `?before=` as written by `write_cursor`; None for anything else."""
    stamp, _, number = text.partition("-")
    since, article_id = parse_id(stamp), parse_id(number)
    if since is None or article_id is None:
        return None
    try:
        return _DAY_ONE + timedelta(microseconds=since), article_id
    except OverflowError:
        return None


def format_cursor(at: datetime, article_id: int) -> str:
    """Write the position of a row in a list: microseconds since the year 1, and the story."""
    return f"{(at - _DAY_ONE) // timedelta(microseconds=1)}-{article_id}"


def build_span_filter(at: datetime, prefix: str = "") -> Q:
    """Build the condition that `at` lies between live_from and live_until.

    `first_live_at <= at` follows from the rest; it gives the index its start (678 -> 0.4 ms for
    the latest 30 as of seven years ago among 1.5 million).
    """
    return Q(
        **{
            f"{prefix}first_live_at__lte": at,
            f"{prefix}live_from__lte": at,
            f"{prefix}live_until__gt": at,
        }
    )
