"""A story taken apart once: words, names, numbers, dates, quotations and who says them.

Nothing is judged here: `copydesk.checks` do that, on a `Reading`.
"""

from .story import Reading, read

__all__ = ["Reading", "read"]
