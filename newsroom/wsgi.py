"""The WSGI application. Production unless NEWSROOM_ENV says otherwise."""

import os

from django.core.wsgi import get_wsgi_application

from .page_cache import kept
from .truncated_bodies import Whole

os.environ.setdefault("NEWSROOM_ENV", "production")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

application = kept(Whole(get_wsgi_application()))
