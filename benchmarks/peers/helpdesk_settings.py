"""Settings of django-helpdesk as its documentation has them, for ``bench_peers.py``."""

import os
from pathlib import Path
from urllib.parse import urlsplit

HOME = Path(os.environ["HELPDESK_HOME"])
SECRET_KEY = "only-for-this-benchmark"
ALLOWED_HOSTS = ["127.0.0.1"]
DEBUG = False
USE_TZ = True
SITE_ID = 1
ROOT_URLCONF = "helpdesk_urls"
STATIC_URL = "/static/"
MEDIA_ROOT = str(HOME / "media")
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
# Firstfix only queues its mail, so the peer sends none either.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.staticfiles",
    "rest_framework",
    "helpdesk",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
# Its migration 0043 asks for a package that is only an extra, unless teams are off.
HELPDESK_TEAMS_MODE_ENABLED = False
HELPDESK_TEAMS_MIGRATION_DEPENDENCIES = []
HELPDESK_ACTIVATE_API_ENDPOINT = True

_address = urlsplit(os.environ.get("HELPDESK_DATABASE_URL", ""))
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _address.path.lstrip("/"),
        "USER": _address.username,
        "HOST": _address.hostname,
        "PORT": _address.port,
    }
    if _address.scheme
    else {"ENGINE": "django.db.backends.sqlite3", "NAME": str(HOME / "helpdesk.sqlite3")}
}
