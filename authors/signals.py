"""Signals sent by this package."""

from django.dispatch import Signal

# Sent inside the transaction of the renaming, so that receivers commit or roll back with it, with
# author (already renamed), was (the former name), throughout (whether published stories change as
# well) and by (the user).
author_renamed = Signal()
