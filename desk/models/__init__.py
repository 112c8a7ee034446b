"""What the desk keeps beside the stories. No story knows of it."""

from .share_link import ShareLink

__all__ = ["ShareLink"]
