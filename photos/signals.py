"""Signals of this package, for the packages that depend on it."""

from django.dispatch import Signal

# After commit, when a photo looks different on pages: new renditions, words, rights or trash.
# Sent with photo_id (int).
photo_changed = Signal()
