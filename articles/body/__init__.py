"""The text of a story: what it may hold, how it is cleaned, stored and drawn."""

from .html import BodyField, article_ids, clean, draw, drop_marks, own_captions, photo_ids

__all__ = ["BodyField", "article_ids", "clean", "draw", "drop_marks", "own_captions", "photo_ids"]
