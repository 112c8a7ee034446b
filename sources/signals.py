"""What sources tell packages to their right; newsroom/apps.py connects them."""

from django.dispatch import Signal

# Something was done with a confidential record; sent in the same transaction, with `event`
# (models.RecordEvent). It never holds what the record says.
record_used = Signal()
