"""The application as a web server of several processes runs it, on a test's database."""

import os
from pathlib import Path

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django = get_wsgi_application()

from newsroom.page_cache import invalidation  # noqa: E402 - models can be imported from here on
from newsroom.page_cache.epochs import SharedEpochs  # noqa: E402
from newsroom.page_cache.wsgi import PageCache  # noqa: E402

epochs = SharedEpochs(Path(os.environ["PAGES_CELLS"]))
invalidation.install(epochs)
application = PageCache(django, epochs, max_bytes=10**7)
