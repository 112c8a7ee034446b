"""The WSGI application. Production unless NEWSROOM_ENV says otherwise."""

import os

from django.core.wsgi import get_wsgi_application

from .operating.server import PARENT_VARIABLE, end_with_parent
from .page_cache import add_page_cache
from .truncated_bodies import RefuseTruncatedBodies

os.environ.setdefault("NEWSROOM_ENV", "production")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

if PARENT_VARIABLE in os.environ:
    end_with_parent()  # granian's workers too leave the port when granian itself is killed

application = add_page_cache(RefuseTruncatedBodies(get_wsgi_application()))
