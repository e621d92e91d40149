"""Secrets that open something for whoever bears them: API tokens, one-time links, external links.

The secret itself exists twice only: in the answer that shows it once, and with its owner. The
database keeps its SHA-256, which is enough because 256 random bits cannot be guessed (ASVS 5.0
6.5.2 asks for a slow hash only below 112 bits).
"""

from __future__ import annotations

import hashlib
import secrets

__all__ = ["API_TOKEN_PREFIX", "hash_of", "new_secret", "shown_start"]

# Recognisable, so that scanners for leaked secrets, and our own log redaction, find it.
API_TOKEN_PREFIX = "firstfix_"  # noqa: S105 - the public start of every token
_RANDOM_BYTES = 32
_SHOWN_LETTERS = 6


def new_secret(prefix: str = "") -> str:
    """Give a new secret of 256 random bits in URL-safe letters after ``prefix``."""
    return prefix + secrets.token_urlsafe(_RANDOM_BYTES)


def hash_of(secret: str) -> str:
    """Give what the database keeps of ``secret``: its SHA-256 in hexadecimal."""
    return hashlib.sha256(secret.encode("utf-8", errors="replace")).hexdigest()


def shown_start(secret: str) -> str:
    """Give the start of an API token, by which its owner tells tokens apart."""
    return secret[: len(API_TOKEN_PREFIX) + _SHOWN_LETTERS]
