"""What may happen to a story, who may do it, and what it must have first."""

from .actions import (
    UPDATES,
    Stale,
    approve,
    build_preview,
    cancel,
    claim_version,
    erase_words,
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
from .permissions import (
    RULES,
    Action,
    actions_for_new,
    available_actions,
    may_edit,
    may_see,
    why_not_edit,
)
from .source_reviews import close_review, open_reviews
from .state import State, StoryState, read_story_state
from .transition import ActionRefused

__all__ = [
    "RULES",
    "UPDATES",
    "Action",
    "Missing",
    "ActionRefused",
    "Stale",
    "StoryState",
    "State",
    "available_actions",
    "actions_for_new",
    "approve",
    "build_preview",
    "cancel",
    "close_review",
    "erase_words",
    "may_edit",
    "may_see",
    "missing_before_publication",
    "claim_version",
    "open_reviews",
    "publish",
    "reprint",
    "schedule",
    "send_back",
    "spike",
    "read_story_state",
    "submit",
    "unspike",
    "update",
    "why_not_edit",
    "withdraw",
    "withhold",
]
