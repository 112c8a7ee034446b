"""The WSGI application. Production unless NEWSROOM_ENV says otherwise."""

import os

from django.core.wsgi import get_wsgi_application

from newsroom.pages import kept
from newsroom.whole import Whole

os.environ.setdefault("NEWSROOM_ENV", "production")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

application = kept(Whole(get_wsgi_application()))
