"""Photos in the admin. Importing this registers them."""

from . import photo_admin

__all__ = ["photo_admin"]
