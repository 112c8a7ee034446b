"""Names of time zones as the desk says them: “Amsterdam time”."""

from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _


def name_time_zone() -> str:
    """Name the active time zone by its place: “Amsterdam time”; one without a place by itself."""
    zone = timezone.get_current_timezone_name()
    area, _slash, place = zone.rpartition("/")
    if not area:
        return place
    return _("%(place)s time") % {"place": place.replace("_", " ")}


name_time_zone_lazy = lazy(name_time_zone, str)
