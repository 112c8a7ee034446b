"""What the desk keeps about stories; `articles` does not depend on it."""

from .commission import Commission
from .note import Mention, Note
from .presence import Presence
from .saved_view import SavedView
from .share_link import ShareLink

__all__ = ["Commission", "Mention", "Note", "Presence", "SavedView", "ShareLink"]
