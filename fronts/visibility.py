"""Who may see fronts, and what is placed on them at any time: those with the permission."""

from vocabulary.visibility import require_permission

from .models import Banner, Front, Placement

require_permission(Front, Placement, Banner)
