"""What this package announces to whoever stands to its right."""

from django.dispatch import Signal

# After commit, when what readers may see of a story changed or will change: published, scheduled,
# cancelled, withdrawn, withheld. Sent with article (Article), act (str) and editions (list[Edition]).
story_moved = Signal()
