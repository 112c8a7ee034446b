"""Who may see sources at the desk: those with the permission to view them."""

from vocabulary.visibility import require_permission

from .models import Source

require_permission(Source)
