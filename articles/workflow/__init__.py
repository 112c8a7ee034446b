"""What may happen to a story, who may do it, and what it must have first."""

from .actions import (
    UPDATES,
    Stale,
    approve,
    build_preview,
    cancel,
    erase_words,
    note_edit,
    publish,
    reprint,
    schedule,
    send_back,
    spike,
    submit,
    unspike,
    update,
    withdraw,
    withhold,
)
from .checklist import Missing, missing_before_publication
from .permissions import RULES, Act, acts_for, acts_for_new, may_edit, may_see, why_not_edit
from .source_reviews import close_review, open_reviews
from .state import Standing, State, standing_of
from .transition import Refused

__all__ = [
    "RULES",
    "UPDATES",
    "Act",
    "Missing",
    "Refused",
    "Stale",
    "Standing",
    "State",
    "acts_for",
    "acts_for_new",
    "approve",
    "build_preview",
    "cancel",
    "close_review",
    "erase_words",
    "may_edit",
    "may_see",
    "missing_before_publication",
    "note_edit",
    "open_reviews",
    "publish",
    "reprint",
    "schedule",
    "send_back",
    "spike",
    "standing_of",
    "submit",
    "unspike",
    "update",
    "why_not_edit",
    "withdraw",
    "withhold",
]
