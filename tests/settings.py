"""The site's settings, with what keeps tests fast and away from `var/`."""

import os
import tempfile

from newsroom.settings import *  # noqa: F403 - every setting, and then the differences
from newsroom.settings import DATABASES, QUEUES, STORAGES

SECRET_KEY = "only-for-tests"
CONFIDENTIAL_KEYS = ["b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMtMTI="]
BASE_URL = "http://localhost:8000"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
IMMEDIATE = "django_tasks.backends.immediate.ImmediateBackend"
TASKS = {"default": {"BACKEND": IMMEDIATE, "QUEUES": QUEUES}}

# No test's page comes from memory, unless it builds a page cache of its own.
PAGES_MEMORY = 0
PAGES_FILE = None

STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
WHITENOISE_USE_FINDERS = True

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, since threads on SQLite's shared memory lock whole tables; never synced to disk.
    DATABASES["default"]["TEST"] = {
        "NAME": f"{tempfile.gettempdir()}/newsroom-test-{os.getpid()}.sqlite3"
    }
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
