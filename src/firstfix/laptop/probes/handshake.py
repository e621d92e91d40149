"""TLS: one handshake that judges trust; where it fails, a second one that keeps the chain and tells why."""

from __future__ import annotations

import asyncio
import re
import ssl
import time
from collections.abc import Awaitable, Callable
from typing import Any

from firstfix.engines.diagnosis import RawEvidence
from firstfix.engines.x509.bundles import pem_of
from firstfix.laptop.probes.certificates import certificate_facts
from firstfix.laptop.probes.trust import asks_certificate, seeing_context
from firstfix.laptop.probes.wire import Line, PlainLine, TlsLine

__all__ = ["Dial", "Handshake", "root_of", "shake_hands"]

# openssl/x509_vfy.h: no issuer, self-signed, or a root that nobody trusts. Other codes are not about trust.
_UNTRUSTED = frozenset({2, 18, 19, 20, 21})
_REASON = re.compile(r"\[SSL: (\w+)\]")

# Makes a new connection as far as TLS may begin: through a proxy, after STARTTLS.
Dial = Callable[[], Awaitable[Line | None]]


class Handshake:
    """What came of it: the facts, the certificates as they were served, and the line where one was agreed."""

    def __init__(self, facts: dict[str, Any], chain: list[bytes], line: TlsLine | None) -> None:
        self.facts = facts
        self.line = line
        self.chain = chain
        self.raw = tuple(
            RawEvidence(f"certificate {place}", "pem", pem_of(each)) for place, each in enumerate(chain)
        )


async def shake_hands(
    line: Line, again: Dial, context: ssl.SSLContext, server_name: str, *, seconds: float
) -> Handshake:
    """Give what a handshake shows. ``again`` makes another connection, for the second look."""
    facts, tls = await _shaken(line, context, server_name, seconds)
    facts["server_name"] = server_name
    if facts["outcome"] == "agreed" and tls is not None:
        chain = chain_of(tls)
        return Handshake({**facts, "is_trusted": True, "certificates": certificate_facts(chain)}, chain, tls)
    if facts["outcome"] not in {"untrusted", "refused"}:
        return Handshake(facts, [], None)
    seen, chain = await _seen(again, server_name, seconds)
    return Handshake({**facts, "seen": seen, "certificates": certificate_facts(chain)}, chain, None)


def chain_of(line: TlsLine) -> list[bytes]:
    """Give the certificates as the other side sent them, in DER; also those that lead nowhere."""
    public = getattr(line.tls, "get_unverified_chain", None)
    if public is not None:
        return [bytes(each) for each in public()]
    # Before Python 3.13 the chain has no public name.
    inner = getattr(line.tls, "_sslobj", None)
    return [each.public_bytes(2) for each in (inner.get_unverified_chain() or ())] if inner else []


def root_of(line: TlsLine) -> bytes | None:
    """Give the root to which a chain was found by this computer, in DER."""
    public = getattr(line.tls, "get_verified_chain", None)
    if public is not None:
        return next((bytes(each) for each in reversed(public())), None)
    inner = getattr(line.tls, "_sslobj", None)
    found = (inner.get_verified_chain() or ()) if inner else ()
    return next((each.public_bytes(2) for each in reversed(found)), None)


async def _shaken(
    line: Line, context: ssl.SSLContext, server_name: str, seconds: float
) -> tuple[dict[str, Any], TlsLine | None]:
    began = time.monotonic()
    tls = TlsLine(line, context, _indicated(server_name))
    try:
        async with asyncio.timeout(seconds):
            await tls.shake_hands()
    except ssl.SSLCertVerificationError as error:
        code = error.verify_code
        is_trusted = False if code in _UNTRUSTED else None
        said = {"verify_code": code, "verify_message": error.verify_message, "is_trusted": is_trusted}
        return {"outcome": "untrusted", **said}, None
    except ssl.SSLError as error:
        found = _REASON.search(str(error))
        why = found[1] if found else str(error.reason or error)
        return {"outcome": "refused", "said": why, **_asking(tls)}, None
    except TimeoutError:
        told = {"received_bytes": tls.received_count, "is_swallowed": tls.is_swallowed()}
        return {"outcome": "silent", **told}, None
    except OSError as error:
        closed = {"outcome": "closed", "said": str(error), "received_bytes": tls.received_count}
        return {**closed, **_asking(tls)}, None
    cipher = tls.tls.cipher()
    return {
        "outcome": "agreed",
        "version": tls.tls.version() or "",
        "cipher": cipher[0] if cipher else "",
        **_asking(tls),
        "took_ms": round((time.monotonic() - began) * 1000, 3),
    }, tls


def _asking(tls: TlsLine) -> dict[str, Any]:
    """Give whether a certificate of ours was asked for, where that was seen (RFC 8446, section 4.3.2)."""
    asks = asks_certificate(tls.tls)
    return {} if asks is None else {"asks_certificate": asks}


async def _seen(again: Dial, server_name: str, seconds: float) -> tuple[dict[str, Any], list[bytes]]:
    """Look at what is served without judging it."""
    line = await again()
    if line is None:
        return {"outcome": "unreachable"}, []
    facts, tls = await _shaken(line, seeing_context(), server_name, seconds)
    chain = chain_of(tls) if tls is not None else []
    if isinstance(line, PlainLine):
        line.close()
    return facts, chain


def _indicated(server_name: str) -> str:
    """RFC 6066, section 3: an address is no server name; OpenSSL takes one and does not send it."""
    return server_name.rstrip(".")
