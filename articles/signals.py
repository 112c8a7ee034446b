"""What this package announces to whoever stands to its right."""

from django.dispatch import Signal

# After commit, when a story has gone through a door, whatever it changes for readers. Sent with
# article, act (str: the door's name), by and editions (those it made or called off). A receiver may
# return a list of the names of the people it tells; one that fails stops nobody.
story_moved = Signal()
