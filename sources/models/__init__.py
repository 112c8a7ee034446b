"""Sources, how to reach them, and what is known of those who must not be named."""

from .confidential import Confidant, ConfidentialRecord, RecordEvent
from .contact import Contact
from .source import NAME_LENGTH, Link, Source

__all__ = [
    "NAME_LENGTH",
    "Confidant",
    "ConfidentialRecord",
    "Contact",
    "Link",
    "RecordEvent",
    "Source",
]
