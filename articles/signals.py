"""What this package announces to whoever stands to its right."""

from django.dispatch import Signal

# After commit, when what readers may see of a story changes now or later: published, scheduled,
# cancelled, withdrawn, withheld. Sent with article, act (str) and editions (those it made).
story_moved = Signal()
