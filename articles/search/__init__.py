"""Full text over what readers may see.

The index holds editions that are live or will be, one row each. It knows nothing of visibility:
every question to it is joined with `listed(at)` before anything is ranked, cut or suggested, so
a row that is early or left behind is never seen, nor any word or number of it.
"""

from .filters import Filters, read_filters
from .finding import Hit, Results, find, find_near_address
from .index import forget_editions, forget_for_good, index_editions, rebuild
from .suggestions import Choice, choices, suggest

__all__ = [
    "Choice",
    "Filters",
    "Hit",
    "Results",
    "choices",
    "find",
    "forget_editions",
    "forget_for_good",
    "index_editions",
    "find_near_address",
    "read_filters",
    "rebuild",
    "suggest",
]
