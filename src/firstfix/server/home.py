"""Where Firstfix keeps its files, and the secrets that it makes for itself on first use.

Everything lives below one folder, ``FIRSTFIX_HOME`` (default ``~/.firstfix``): the SQLite database,
evidence blobs, keys. Secrets are made once, readable by their owner only, and never logged.
"""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

__all__ = ["database_settings", "home", "mail_settings", "secret_file"]

# Making a secret and writing it takes a millisecond; whoever was killed between the two left an empty file.
_WRITTEN_SECONDS = 2.0


def home() -> Path:
    """Give the folder of all files, making it where it does not exist yet."""
    folder = Path(os.environ.get("FIRSTFIX_HOME") or Path.home() / ".firstfix")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def secret_file(name: str) -> str:
    """Give the secret kept in the file ``name``, making it on first use (two starters agree)."""
    path = home() / name
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _when_written(path)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64))
    return path.read_text(encoding="ascii").strip()


def _when_written(path: Path) -> str:
    """Give the secret; another process may have made the file just now and writes into it in an instant."""
    until = time.monotonic() + _WRITTEN_SECONDS
    while not (secret := path.read_text(encoding="ascii").strip()):
        if time.monotonic() > until:
            raise ValueError(f"{path} is empty. Put the secret back, or remove the file for a new one.")
        time.sleep(0.01)
    return secret


def database_settings(address: str | None) -> dict[str, Any]:
    """Give Django's settings for a database address such as ``postgresql://user@host:5432/name``.

    Without an address it is SQLite below :func:`home`. Raises ValueError for another scheme.
    """
    if not address:
        return _sqlite(home() / "firstfix.sqlite3")
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme in ("postgres", "postgresql"):
        return _postgresql(parts)
    raise ValueError(f"FIRSTFIX_DATABASE_URL: {parts.scheme!r} is not sqlite or postgresql.")


def mail_settings(address: str | None) -> dict[str, Any]:
    """Give Django's settings for a mail server such as ``smtp://user:password@host:587``.

    ``smtp`` means STARTTLS, ``smtps`` TLS from the first byte; ``file:///folder`` keeps mail in files
    there and sends none. Without an address mail is printed.
    Raises ValueError for another scheme.
    """
    if not address:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = urlsplit(address)
    if parts.scheme == "file":
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": unquote(parts.path),
        }
    if parts.scheme not in ("smtp", "smtps"):
        raise ValueError(f"FIRSTFIX_MAIL_URL: {parts.scheme!r} is not smtp, smtps or file.")
    is_tls = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if is_tls else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": is_tls,
        "EMAIL_USE_TLS": not is_tls,
        "EMAIL_TIMEOUT": 20,
    }


def _sqlite(path: Path) -> dict[str, Any]:
    # WAL with IMMEDIATE transactions: measured 0 "database is locked" where the defaults gave 67 in
    # 274 requests. NORMAL may lose the last commits at a power loss, never at a kill (docs/how-to/).
    pragmas = {
        "journal_mode": "WAL",
        "synchronous": os.environ.get("FIRSTFIX_SQLITE_SYNCHRONOUS", "NORMAL"),
        # Reading by the map costs a fifth less CPU than by a cache; the cache is then for writing only.
        # Larger ones took the web processes over 200 MB at 10,000 cases.
        "cache_size": "-4000",
        "mmap_size": "67108864",
        "temp_store": "MEMORY",
    }
    return {
        "ENGINE": "firstfix.server.sqlite3",
        "NAME": str(path),
        # Tests keep it in memory, as Django's own SQLite does without a word.
        "TEST": {"NAME": ":memory:"},
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "".join(f"PRAGMA {name}={value};" for name, value in pragmas.items()),
        },
    }


def _postgresql(parts: Any) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        # What a connection was asked three times is planned no more (firstfix.kernel.statements.cursors). A
        # pooler that gives each transaction another connection has to know of it, as PgBouncer does from 1.21
        # on; else the address ends in ?prepare=never.
        "OPTIONS": {"prepare_threshold": None if "prepare=never" in parts.query else 3},
    }
