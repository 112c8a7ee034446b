"""Full text over what readers may see.

The index holds editions that are live or will be, one row each. It knows nothing of visibility:
every question to it is joined with `listed(at)` before anything is ranked, cut or suggested, so
a row that is early or left behind is never seen, nor any word or number of it.
"""

from .finding import Hit, Results, find
from .index import forget_editions, index_editions, rebuild

__all__ = ["Hit", "Results", "find", "forget_editions", "index_editions", "rebuild"]
