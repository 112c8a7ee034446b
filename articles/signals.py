"""What this package announces to whoever stands to its right."""

from django.dispatch import Signal

# After commit, when an action was done on a story, whatever it changes for readers. Sent with
# article, action (str: its name), by and editions (those it made or cancelled). A receiver may
# return a list of the names of the people it notifies; one that fails stops nobody.
story_moved = Signal()
