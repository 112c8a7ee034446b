"""What this package announces to whoever stands to its right."""

from django.dispatch import Signal

# Inside the transaction of the act, so that what hears it stands or falls with the name itself.
# Sent with author (renamed already), was (the name until now), throughout (whether what is out is
# to change too) and by (who did it).
author_renamed = Signal()
