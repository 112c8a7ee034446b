"""Settings, read top to bottom. Environments differ by variables only; `.env.example` lists them.

NEWSROOM_ENV is `development` (the default of manage.py: DEBUG on), `local` (set by `make run`:
DEBUG off, plain http) or `production` (the default of wsgi.py: does not start without its
secrets). Development and local keep all their state in `var/` and so share one database.
Tests override some of them in tests/settings.py.
"""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from js_asset import static_lazy

from vocabulary.embed_providers import PROVIDERS

from .environment import (
    BASE_DIR,
    ENVIRONMENT,
    VAR_DIR,
    env,
    read_length,
    read_local_state,
    read_required,
)
from .operating.logs import start_sentry

if ENVIRONMENT not in ("development", "local", "production"):
    raise ImproperlyConfigured(
        f"NEWSROOM_ENV is “{ENVIRONMENT}”; it must be development, local or production."
    )
PRODUCTION = ENVIRONMENT == "production"
DEBUG = ENVIRONMENT == "development"


def clean_elsewhere(config: object, allowed: dict) -> None:
    """Allow nothing here: articles.body.clean() alone decides what a body may contain."""


# Outside production `manage.py` makes a key once.
SECRET_KEY = (
    read_required("NEWSROOM_SECRET_KEY") if PRODUCTION else read_local_state("secret-key", "")
)
# Earlier keys, with which sessions, links and second factors made before a change still work.
SECRET_KEY_FALLBACKS = env.list("NEWSROOM_OLD_SECRET_KEYS", default=[])
# Keys of confidential sources, the one that locks first; never in the database or its backups.
# Outside production `manage.py` makes one in a file.
CONFIDENTIAL_KEYS = env.list("NEWSROOM_CONFIDENTIAL_KEYS", default=[])
CONFIDENTIAL_KEYS_FILE = env.str(
    "NEWSROOM_CONFIDENTIAL_KEYS_FILE", "" if PRODUCTION else str(VAR_DIR / "confidential-keys")
)
# Shows nothing of what is typed into confidential records, with DEBUG on as well.
DEFAULT_EXCEPTION_REPORTER_FILTER = "sources.confidential.error_reports.ReportFilter"
ALLOWED_HOSTS = (
    [host.strip() for host in read_required("NEWSROOM_HOSTS").split(",")]
    if PRODUCTION
    else env.list("NEWSROOM_HOSTS", default=["localhost", "127.0.0.1", "[::1]", ".localhost"])
)
CSRF_TRUSTED_ORIGINS = env.list("NEWSROOM_TRUSTED_ORIGINS", default=[])
# A proxy in front sets X-Forwarded-Proto and appends to X-Forwarded-For; both are then trusted.
BEHIND_PROXY = env.bool("NEWSROOM_BEHIND_PROXY", False)
# Processes of the web server, for `manage.py serve`.
WEB_WORKERS = env.int("NEWSROOM_WEB_WORKERS", 1)
# Megabytes of memory for cached pages in each process of the web server; 0 caches none.
PAGES_MEMORY = 0 if DEBUG else env.int("NEWSROOM_PAGES_MEMORY", 32)
# Seconds for which they are served while the database can be reached from other machines alone.
PAGES_ALONE = env.int("NEWSROOM_PAGES_ALONE", 300)
# Through this file the processes of a machine tell each other which pages have changed.
PAGES_FILE: Path | None = VAR_DIR / "pages.cells"
# Feeds, sitemaps and e-mail need absolute URLs where no request gives the host.
# `manage.py serve` notes where it serves, so that other commands print addresses that work.
BASE_URL = env.str(
    "NEWSROOM_BASE_URL",
    "" if PRODUCTION else read_local_state("address", "http://localhost:8000"),
).rstrip("/")
ROBOTS_DISALLOW = env.list("NEWSROOM_ROBOTS_DISALLOW", default=["/admin/", "/search/?"])
# What machines may not do with the site's text (RSL's usage tokens), and the page of its terms.
AI_PROHIBITED = env.list("NEWSROOM_AI_PROHIBITED", default=["ai-train"])
AI_POLICY_URL = env.str("NEWSROOM_AI_POLICY_URL", "")
# The terms are in every page's head, /license.xml and /.well-known/tdmrep.json. RSL and AIPREF want
# them in robots.txt too, where some checkers (Lighthouse) report them as errors.
ROBOTS_TERMS = env.bool("NEWSROOM_ROBOTS_TERMS", False)
# Crawlers that only gather training data, by their names in robots.txt.
ROBOTS_TRAINERS = env.list(
    "NEWSROOM_ROBOTS_TRAINERS",
    default=["Applebot-Extended", "Bytespider", "CCBot", "ClaudeBot", "Google-Extended", "GPTBot"]
    + ["meta-externalagent"],
)
# Megabytes below which a disk counts as nearly full: /readyz says so.
LEAST_DISK = env.int("NEWSROOM_LEAST_DISK", 500)
# Whether links of sources and citations are checked in the background.
CHECK_LINKS = env.bool("NEWSROOM_CHECK_LINKS", default=True)
# WebSub hubs that are notified when feeds change.
WEBSUB_HUBS = env.list("NEWSROOM_WEBSUB_HUBS", default=[])

INSTALLED_APPS = [
    "newsroom.apps.NewsroomConfig",
    "desk",
    "fronts",
    "filing",
    "articles",
    "authors",
    "photos",
    "sources",
    "staff",
    "outlet",
    "copydesk",
    "desk.apps.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_prose_editor",
    "django_tasks",
    "django_tasks_db",
    "reversion",
    "taggit",
]

# Sessions, log-in and messages are lazy: a public page uses none of them, sets no cookie and
# varies on nothing but encoding (tests/newsroom/test_readers_are_anonymous.py).
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsroom.compression.CompressionMiddleware",
    "newsroom.conditional_get.FreshnessMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "outlet.middleware.OutletMiddleware",
    "django.middleware.common.CommonMiddleware",
    "desk.uploads.RefuseUploadsOfStrangers",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "desk.account.guard.AccountGuard",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "newsroom.indentation.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "outlet.context_processors.outlet",
                "articles.public.context_processors.reading",
            ],
            "builtins": ["django.templatetags.static", "django.templatetags.i18n"],
        },
    }
]

SQLITE_FILE = VAR_DIR / "newsroom.sqlite3"
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{SQLITE_FILE}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: a transition takes the write lock before it reads, so that two never interleave.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            "PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000;"
        ),
    }
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", env.int("NEWSROOM_CONN_MAX_AGE", 60))
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Seconds, milliseconds: a server that has vanished is noticed, and nobody waits for it longer.
    DATABASES["default"].setdefault("OPTIONS", {})
    for option, value in (("connect_timeout", 5), ("tcp_user_timeout", 10_000)):
        DATABASES["default"]["OPTIONS"].setdefault(option, value)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "")
CACHES = {
    "default": (
        {
            "BACKEND": "newsroom.operating.redis_cache.ForgivingRedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},  # seconds
        }
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

# Mail has a queue and a worker of its own: a silent mail server holds up nothing else.
QUEUES = ["default", "mail"]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": QUEUES}}

AUTH_USER_MODEL = "staff.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "staff.passwords.GuessableValidator"},
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
# Whether those who may publish or manage users need a second factor. `make run` does not ask.
SECOND_FACTOR_REQUIRED = env.bool("NEWSROOM_SECOND_FACTOR", PRODUCTION)
# Hours after which a desk that nobody uses asks for the password again; 0 never does.
IDLE_HOURS = env.int("NEWSROOM_IDLE_HOURS", 12)
# Days for which the audit log is kept.
AUDIT_DAYS = env.int("NEWSROOM_AUDIT_DAYS", 365)

# django-allauth: desk/account/urls.py says which of its pages there are, staff/adapters.py how it
# behaves. Its own limits are off: they rest on the cache; staff/attempts.py has them.
# Single sign-on by OpenID Connect, for people who were invited; off without an issuer.
OIDC_ISSUER = env.str("NEWSROOM_OIDC_ISSUER", "").rstrip("/")
OIDC_NAME = env.str("NEWSROOM_OIDC_NAME", "single sign-on")
SOCIALACCOUNT_ADAPTER = "staff.single_sign_on.SingleSignOnAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form may not lead to another site: see form-action
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "sso",
                "name": OIDC_NAME,
                "client_id": env.str("NEWSROOM_OIDC_CLIENT_ID", ""),
                "secret": env.str("NEWSROOM_OIDC_SECRET", ""),
                "settings": {"server_url": OIDC_ISSUER},
            }
        ]
        if OIDC_ISSUER
        else [],
    }
}
ACCOUNT_ADAPTER = "staff.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation that arrived has shown it
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_RATE_LIMITS = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
MFA_ADAPTER = "staff.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # steps of half a minute by which a phone's clock may be wrong
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # http://localhost
MFA_RATE_LIMITS: dict[str, str] = {}
MFA_FORMS = {
    "authenticate": "staff.forms.SecondFactorForm",
    "reauthenticate": "staff.forms.SecondFactorAgainForm",
}
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_PATH = "/admin/"
CSRF_COOKIE_PATH = "/admin/"
CSRF_FAILURE_VIEW = "newsroom.error_views.csrf_failure"

# The outlet's language and time zone are in the database (outlet.Outlet); these are defaults.
LANGUAGE_CODE = "en-gb"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "newsroom.formats"

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("NEWSROOM_MEDIA", str(VAR_DIR / "media")))
# Where a proxy finds the media folder by X-Accel-Redirect; "" lets the application send files.
ACCEL_REDIRECT = env.str("NEWSROOM_ACCEL_REDIRECT", "")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024  # bytes; enough for a body of 200,000 characters
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_PERMISSIONS = 0o644

TAGGIT_CASE_INSENSITIVE = True

# How long headlines and standfirsts should be, in characters; the desk counts them.
HEADLINE_LENGTH = read_length("NEWSROOM_HEADLINE_LENGTH", "40-90")
STANDFIRST_LENGTH = read_length("NEWSROOM_STANDFIRST_LENGTH", "80-220")
# Whose players a story may embed: names of vocabulary/embed_providers.py.
EMBEDS = env.list("NEWSROOM_EMBEDS", default=list(PROVIDERS))
if unknown := set(EMBEDS) - set(PROVIDERS):
    raise ImproperlyConfigured(
        f"NEWSROOM_EMBEDS names “{'”, “'.join(sorted(unknown))}”;"
        f" there are {', '.join(PROVIDERS)}. Leave it empty to allow none."
    )
THEME_SCRIPT = sha256((BASE_DIR / "templates/theme.js").read_bytes()).digest()
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE, f"'sha256-{b64encode(THEME_SCRIPT).decode()}'"],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *env.list("NEWSROOM_MEDIA_HOSTS", default=[])],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF, *(PROVIDERS[name].host for name in EMBEDS)],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [SELF],
    }
}
X_FRAME_OPTIONS = "SAMEORIGIN"
# W019 wants DENY; the desk shows previews in a frame, as frame-ancestors allows above.
# W005 and W021 want HSTS for all subdomains, and preloaded: that is the operator's to decide.
SILENCED_SYSTEM_CHECKS = ["security.W019", "security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("NEWSROOM_SSL_REDIRECT", True)
    # Load balancers use plain http and follow no redirects.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = env.int("NEWSROOM_HSTS_SECONDS", 60 * 60 * 24 * 365)
    # Both concern names of the house that this site knows nothing of; preloading lasts for years.
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("NEWSROOM_HSTS_SUBDOMAINS", False)
    SECURE_HSTS_PRELOAD = env.bool("NEWSROOM_HSTS_PRELOAD", False)
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    if BEHIND_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = env.int("NEWSROOM_EMAIL_TIMEOUT", 15)  # seconds for each answer of the server
DEFAULT_FROM_EMAIL = env.str("NEWSROOM_FROM_EMAIL", "newsroom@localhost")

LOG_FORMAT = env.str("NEWSROOM_LOG_FORMAT", "line")
if LOG_FORMAT not in ("line", "json"):
    raise ImproperlyConfigured(f"NEWSROOM_LOG_FORMAT is “{LOG_FORMAT}”; it must be line or json.")
# Who gets an e-mail about errors.
ADMINS = [("", address) for address in env.list("NEWSROOM_ADMINS", default=[])]
SERVER_EMAIL = DEFAULT_FROM_EMAIL
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "newsroom.operating.logs.LineFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        },
        "json": {"()": "newsroom.operating.logs.JsonFormatter"},
    },
    "filters": {"outage": {"()": "newsroom.operating.logs.OncePerOutage"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["outage"],
        },
        "mail": {"class": "newsroom.operating.logs.ErrorMailHandler", "level": "ERROR"},
    },
    "root": {
        "handlers": ["console", "mail"],
        "level": env.str("NEWSROOM_LOG_LEVEL", "WARNING"),
    },
    "loggers": {
        # Django's own handler would mail bodies, cookies and settings.
        "django": {"handlers": [], "level": "INFO"},
        # It logs every task; only failures are of interest.
        "django_tasks": {"level": "WARNING"},
    },
}
if SENTRY_DSN := env.str("NEWSROOM_SENTRY_DSN", ""):
    start_sentry(SENTRY_DSN, ENVIRONMENT)

# The parts of the rich text editor. What a body may contain is decided by articles/body/html.py.
DJANGO_PROSE_EDITOR_EXTENSIONS = [
    {"js": [], "extensions": {"Fullscreen": clean_elsewhere}},
    {
        "js": [
            static_lazy(f"desk/editor/{name}.js")
            for name in (
                *("accessibility", "photos", "embeds", "asides", "links", "source_marks"),
                *("preserved_markup", "typing", "pasting"),
            )
        ],
        "extensions": dict.fromkeys(
            [
                "PhotoFigure",
                "Embed",
                "PullQuote",
                "FactBox",
                "StoryLink",
                "PreservedMarkup",
                "SmartQuotes",
                "AtomGuard",
                "WordPaste",
                "SourceMark",
            ],
            clean_elsewhere,
        ),
    },
]
DJANGO_PROSE_EDITOR_MENU_GROUPS = [
    {"group": "blockType -lists", "type": "dropdown", "minItems": 2},
    {"group": "marks"},
    {"group": "link"},
    {"group": "lists"},
    {"group": "nodes -blockType -lists"},
    {"group": "table"},
    {"group": "news"},
    {"group": "history"},
    {"group": "utility"},
]
