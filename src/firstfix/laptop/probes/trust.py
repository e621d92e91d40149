"""What is trusted here, and with which settings hands are shaken: once to verify, once to see."""

from __future__ import annotations

import ssl
from functools import lru_cache
from pathlib import Path
from typing import Final

__all__ = ["TrustUnreadable", "seeing_context", "verifying_context"]

# openssl/x509_vfy.h, X509_V_FLAG_NO_CHECK_TIME: dates are judged when it is known whose clock is right.
_NO_CHECK_TIME: Final = 0x200000
_VERSIONS: Final = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}


class TrustUnreadable(Exception):
    """A file of roots that cannot be read."""


@lru_cache(maxsize=32)
def verifying_context(trust: tuple[str, ...], least_version: str, folder: str) -> ssl.SSLContext:
    """Give the settings that judge trust alone: names and dates are judged from the facts.

    ``trust`` is ``os`` for this computer's store, ``file:NAME`` for a file in ``folder``. Raises
    TrustUnreadable.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_REQUIRED
    context.minimum_version = _VERSIONS[least_version]
    context.verify_flags |= ssl.VerifyFlags(_NO_CHECK_TIME)
    for each in trust:
        _load(context, each, Path(folder))
    return context


@lru_cache(maxsize=1)
def seeing_context() -> ssl.SSLContext:
    """Give the settings that take whatever is served, however old: to see it, never to send over it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context


def _load(context: ssl.SSLContext, named: str, folder: Path) -> None:
    if named == "os":
        context.load_default_certs(ssl.Purpose.SERVER_AUTH)
        return
    path = folder / named.removeprefix("file:")
    try:
        context.load_verify_locations(path)
    except (OSError, ssl.SSLError) as error:
        raise TrustUnreadable(f"{path}: no certificates can be read from it ({error}).") from None
