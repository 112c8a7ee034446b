"""What this package announces to whoever stands to its right."""

from django.dispatch import Signal

# After commit, when what readers may see of a story changes now or later: published, scheduled,
# cancelled, withdrawn, withheld. Sent with article, act (str), by and editions (those it made). A
# receiver may return the names of the people it tells.
story_moved = Signal()
