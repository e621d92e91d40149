"""What is trusted here, and with which settings hands are shaken: once to verify, once to see."""

from __future__ import annotations

import ssl
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from weakref import WeakSet

from firstfix.engines.diagnosis.hindrances import NO_ROOTS

__all__ = ["TrustUnreadable", "asks_certificate", "seeing_context", "verifying_context"]

# openssl/x509_vfy.h, X509_V_FLAG_NO_CHECK_TIME: dates are judged when it is known whose clock is right.
_NO_CHECK_TIME: Final = 0x200000
_VERSIONS: Final = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}


# RFC 8446, section 4: handshake messages have the content type 22; a CertificateRequest is number 13.
_HANDSHAKE, _CERTIFICATE_REQUEST = 22, 13
_asked: WeakSet[ssl.SSLObject] = WeakSet()


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
    _listen(context)
    return context


@lru_cache(maxsize=1)
def seeing_context() -> ssl.SSLContext:
    """Give the settings that take whatever is served, however old: to see it, never to send over it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("ALL:@SECLEVEL=0")
    _listen(context)
    return context


def asks_certificate(tls: ssl.SSLObject) -> bool | None:
    """Tell whether the other side asked for a certificate of ours; None where this Python does not say."""
    return tls in _asked if hasattr(tls.context, "_msg_callback") else None


def _listen(context: ssl.SSLContext) -> None:
    """Note who asks for a certificate: Python shows messages of a handshake under a private name only."""
    if hasattr(context, "_msg_callback"):
        context._msg_callback = _note  # noqa: SLF001


def _note(tls: Any, direction: str, _version: Any, content: Any, message: Any, _bytes: bytes) -> None:
    if direction == "read" and content == _HANDSHAKE and message == _CERTIFICATE_REQUEST:
        _asked.add(tls)


def _load(context: ssl.SSLContext, named: str, folder: Path) -> None:
    if named == "os":
        context.load_default_certs(ssl.Purpose.SERVER_AUTH)
        return
    path = folder / named.removeprefix("file:")
    try:
        context.load_verify_locations(path)
    except (OSError, ssl.SSLError) as error:
        raise TrustUnreadable(NO_ROOTS.format(file=path, said=error)) from None
