"""Who may see photos at the desk: those with the permission to view them."""

from vocabulary.visibility import require_permission

from .models import Photo

require_permission(Photo)
