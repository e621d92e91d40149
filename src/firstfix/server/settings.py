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
==============================  ===========================================================
"""

from __future__ import annotations

import os

from firstfix.server.home import database_settings, home, secret_file

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

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "firstfix.kernel",
    "firstfix.apps.directory",
    "firstfix.apps.assets",
    "firstfix.apps.cases",
    "firstfix.apps.evidence",
    "firstfix.apps.visits",
    "firstfix.apps.dispatching",
    "firstfix.server",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "firstfix.server.urls"
WSGI_APPLICATION = "firstfix.server.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "firstfix.server.jinja.environment"},
    },
]

DATABASES = {"default": database_settings(os.environ.get("FIRSTFIX_DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Never ATOMIC_REQUESTS: an IMMEDIATE transaction per page would make every reader a writer.

AUTH_USER_MODEL = "kernel.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _IS_HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 3600 * 24 * 30
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder"]

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_HSTS_SECONDS = 31_536_000 if _IS_HTTPS else 0
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
