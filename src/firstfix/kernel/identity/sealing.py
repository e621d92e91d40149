"""Keep a secret readable to the server only: authenticated encryption under a key of its own purpose.

For what must be read again (the seed of a one-time code); what need only be compared is hashed.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

__all__ = ["seal", "unseal"]


def seal(secret: str, *, purpose: str) -> str:
    """Give ``secret`` encrypted; it opens only for the same ``purpose``."""
    return _keys(purpose).encrypt(secret.encode("utf-8")).decode("ascii")


def unseal(sealed: str, *, purpose: str) -> str:
    """Give the secret again; raises cryptography.fernet.InvalidToken for another key or purpose."""
    return _keys(purpose).decrypt(sealed.encode("ascii")).decode("utf-8")


def _keys(purpose: str) -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(str(secret), purpose)) for secret in secrets])


def _derived(secret: str, purpose: str) -> bytes:
    # One key a purpose, derived from the server's secret (RFC 5869).
    derivation = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=f"firstfix:{purpose}".encode())
    return base64.urlsafe_b64encode(derivation.derive(secret.encode("utf-8")))
