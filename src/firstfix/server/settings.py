"""Django's settings; everything that an installation may change comes from the environment.

==============================  ===========================================================
variable                        meaning
==============================  ===========================================================
FIRSTFIX_HOME                   folder of all files (default ``~/.firstfix``)
FIRSTFIX_DATABASE_URL           ``postgresql://...``; SQLite in the home where it is unset
FIRSTFIX_HOSTS                  host names to answer for, by comma (default: loopback only)
FIRSTFIX_URL                    public address, for links in mail and reports
FIRSTFIX_DEBUG                  ``1`` shows errors in detail; refused outside loopback
FIRSTFIX_DEMO                   ``1`` in the demo: sample logins, loopback only
FIRSTFIX_PROXIES                addresses of reverse proxies, by comma, whose word on the client counts
FIRSTFIX_MAIL_URL               ``smtp://user:password@host:587``; mail goes to the log where it is unset
FIRSTFIX_MAIL_FROM              sender of mail (default ``firstfix@localhost``)
FIRSTFIX_FILE_MEGABYTES         largest file of evidence, in MB (default 100)
FIRSTFIX_SESSION_HOURS          idle limit of a session in hours (default 12), at most 24
FIRSTFIX_TRAVEL_SOURCE          ``osrm``, ``valhalla`` or ``openrouteservice``; without it travel is estimated
FIRSTFIX_TRAVEL_URL             ``http://host:5000`` of that service, or ``file:///maps/region.osrm``
FIRSTFIX_TRAVEL_KEY             key of openrouteservice
FIRSTFIX_TRAVEL_SECONDS         longest wait for the roads of one plan, in seconds (default 5)
FIRSTFIX_TRAVEL_DAYS            how long travel times are remembered, in days (default 30)
FIRSTFIX_TRAVEL_PAIRS           most ways of one question (default 10000 for OSRM, else 2500)
==============================  ===========================================================
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from firstfix.connectors.travel.wanted import wanted_from
from firstfix.server.home import database_settings, home, mail_settings, secret_file
from firstfix.server.static_version import static_version

_PACKAGE = Path(__file__).resolve().parent.parent
DEMO = os.environ.get("FIRSTFIX_DEMO") == "1"
DEBUG = os.environ.get("FIRSTFIX_DEBUG") == "1"
SECRET_KEY = os.environ.get("FIRSTFIX_SECRET_KEY") or secret_file("secret_key")
BLOBS = home() / "blobs"
KEYS = home() / "keys"

_LOOPBACK = ["localhost", "127.0.0.1", "[::1]", "testserver"]
_named_hosts = [name for name in os.environ.get("FIRSTFIX_HOSTS", "").split(",") if name]
ALLOWED_HOSTS = _LOOPBACK if DEMO else [*_named_hosts, *_LOOPBACK]
PUBLIC_URL = os.environ.get("FIRSTFIX_URL", "http://127.0.0.1:8000").rstrip("/")
_IS_HTTPS = PUBLIC_URL.startswith("https://")
if DEMO and urlsplit(PUBLIC_URL).hostname not in ("localhost", "127.0.0.1", "::1"):
    raise ValueError("FIRSTFIX_URL: the demo has logins without passwords, so its address must be loopback.")
if DEBUG and not DEMO and set(_named_hosts) - set(_LOOPBACK):
    raise ValueError("FIRSTFIX_DEBUG shows errors in detail, so it is refused with hosts outside loopback.")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "firstfix.kernel",
    "firstfix.apps.directory",
    "firstfix.apps.assets",
    "firstfix.apps.cases",
    "firstfix.apps.evidence",
    "firstfix.apps.visits",
    "firstfix.apps.diagnosis",
    "firstfix.apps.dispatching",
    "firstfix.apps.escalations",
    "firstfix.apps.knowledge",
    "firstfix.apps.scorecards",
    "firstfix.server",
]

MIDDLEWARE = [
    "firstfix.server.middleware.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "firstfix.server.middleware.body_limit.BodyLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "firstfix.server.middleware.csrf.CookieCsrfMiddleware",
    "firstfix.server.middleware.actor.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "firstfix.server.urls"
WSGI_APPLICATION = "firstfix.server.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [_PACKAGE / "server" / "templates", *sorted(_PACKAGE.glob("apps/*/templates"))],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "firstfix.server.jinja.environment",
            "context_processors": [
                "firstfix.server.security.page_security",
                "firstfix.server.accounts.menu.who_is_signed_in",
                "firstfix.server.pages.frame.page_frame",
            ],
        },
    },
]

DATABASES = {"default": database_settings(os.environ.get("FIRSTFIX_DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Never ATOMIC_REQUESTS: an IMMEDIATE transaction per page would make every reader a writer.

AUTH_USER_MODEL = "kernel.User"
AUTHENTICATION_BACKENDS = ["firstfix.kernel.identity.account_backend.AccountBackend"]
PASSWORD_HASHERS = ["firstfix.kernel.identity.hashing.PasswordHasher"]
LOGIN_URL = "sign_in"

# A session ends when it was idle for a shift, and after a day in any case. NIST SP 800-63B-4, section
# 2.2.3, recommends one hour idle for two factors; an engineer in a machine room does not sign in every
# hour, so that hour limits what needs the second factor instead (docs/explanation/threat-model.md).
SESSION_LIMIT = timedelta(hours=24)
SESSION_IDLE_LIMIT = min(
    timedelta(hours=float(os.environ.get("FIRSTFIX_SESSION_HOURS", "12"))), SESSION_LIMIT
)
SECOND_FACTOR_LIMIT = timedelta(hours=12)
SECOND_FACTOR_IDLE_LIMIT = timedelta(hours=1)
SESSION_ENGINE = "firstfix.kernel.identity.sessions"
SESSION_COOKIE_AGE = int(SESSION_LIMIT.total_seconds())
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _IS_HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
# The prefix binds a cookie to this host and to https (ASVS 5.0 3.3.1, 3.3.3).
_COOKIE_PREFIX = "__Host-firstfix" if _IS_HTTPS else "firstfix"
SESSION_COOKIE_NAME = f"{_COOKIE_PREFIX}_session"
CSRF_COOKIE_NAME = f"{_COOKIE_PREFIX}_csrf"
BROWSER_COOKIE_NAME = f"{_COOKIE_PREFIX}_browser"
LANGUAGE_COOKIE_NAME = f"{_COOKIE_PREFIX}_language"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if _IS_HTTPS else []
CSRF_FAILURE_VIEW = "firstfix.server.accounts.refusals.csrf_refused"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

TRUSTED_PROXIES = frozenset(name for name in os.environ.get("FIRSTFIX_PROXIES", "").split(",") if name)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES and _IS_HTTPS else None

locals().update(mail_settings(os.environ.get("FIRSTFIX_MAIL_URL")))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("FIRSTFIX_MAIL_FROM", "firstfix@localhost")

# Only what has a catalogue (docs/how-to/translate.md): a language half known would mix Django's words with
# our English ones.
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Every content has an address of its own, so a browser may keep it for a year.
STATIC_URL = f"/static/{static_version(_PACKAGE / 'server' / 'static')}/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 3600 * 24 * 365
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder"]

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if _IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
X_FRAME_OPTIONS = "DENY"
# Forms and commands; what carries files says so itself (server/middleware/body_limit.py).
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# One file of evidence: a minute's packet capture of a busy link fits, a disk image does not.
EVIDENCE_FILE_BYTES = int(os.environ.get("FIRSTFIX_FILE_MEGABYTES", "100")) * 1024 * 1024

TRAVEL = wanted_from(os.environ, cache=home() / "travel-times.sqlite3")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "redacted": {
            "()": "firstfix.server.redacted_logs.RedactingFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "redacted"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # A refused form is no event; what matters for security is logged by name.
        "django.request": {"level": "ERROR"},
        "firstfix": {"level": "INFO"},
    },
}
