"""The probe of time servers: one NTP packet, four timestamps (RFC 5905), nothing set."""

from __future__ import annotations

import asyncio
import secrets
import struct
import time
from typing import Any, Final

from firstfix.engines.diagnosis import Check
from firstfix.laptop.probes.datagram import exchange
from firstfix.laptop.probes.site import Seen, Site, address_of

__all__ = ["probe_time", "read_time"]

# RFC 5905, figure 8: leap, version, mode; stratum, poll, precision; delay, dispersion, id; four timestamps.
_PACKET: Final = struct.Struct("!BBbbII4sQQQQ")
_CLIENT, _SERVER = 3, 4
# Seconds from 1900, where NTP begins, to 1970, where Unix does.
_EPOCHS: Final = 2_208_988_800
_FRACTION: Final = 1 << 32


async def probe_time(site: Site, check: Check) -> Seen:
    """Give what a time server says, and how far this computer's clock is from it."""
    host, seconds = check.text("host"), check.timeout_seconds
    address, found = await address_of(site, check)
    if not address:
        return Seen(found)
    told = {"host": host, "address": address, "port": check.whole("port")}
    began = time.time()
    started = time.monotonic()
    arrived: list[float] = []
    # A random transmit timestamp is the only proof that an answer is one to this question (RFC 9769's idea).
    nonce = secrets.randbits(64)
    question = _PACKET.pack(4 << 3 | _CLIENT, 0, 0, 0, 0, 0, b"", 0, 0, 0, nonce)
    answer, facts = await exchange(
        site.door,
        (host, address, check.whole("port")),
        question,
        seconds=seconds,
        fits=lambda content: _fits(content, nonce, arrived),
    )
    if answer is None:
        return Seen({**found, "ntp": {**told, **facts}})
    came = began + (arrived[-1] - started)
    sent = came - facts["took_ms"] / 1000
    await asyncio.sleep(0)
    return Seen({**found, "ntp": {**told, **facts, **read_time(answer, sent, came)}})


def read_time(content: bytes, sent: float, came: float) -> dict[str, Any]:
    """Give the facts of an answer; ``sent`` and ``came`` are this computer's clock in Unix seconds."""
    head, stratum, _poll, _precision, _delay, dispersion, reference, _set, _own, got, gave = _PACKET.unpack(
        content[: _PACKET.size]
    )
    kiss = reference.rstrip(b"\0")
    if stratum == 0 and kiss.isalpha():
        return {"outcome": "kiss", "kiss": kiss.decode("ascii", "backslashreplace"), "stratum": 0}
    received, transmitted = _unix(got, sent), _unix(gave, came)
    return {
        "outcome": "answered",
        "leap": head >> 6,
        # RFC 5905, section 7.3: without a kiss, 0 in a packet says 16, not synchronised.
        "stratum": stratum or 16,
        "root_dispersion_seconds": round(dispersion / 65_536, 6),
        "offset_seconds": round(((received - sent) + (transmitted - came)) / 2, 6),
        "delay_seconds": round(max(0.0, (came - sent) - (transmitted - received)), 6),
    }


def _unix(stamp: int, near: float) -> float:
    """Give a timestamp as Unix seconds, in the nearest era (RFC 5905, section 6: they wrap in 2036)."""
    seconds = stamp / _FRACTION - _EPOCHS
    eras = round((near - seconds) / _FRACTION)
    return seconds + eras * _FRACTION


def _fits(content: bytes, nonce: int, arrived: list[float]) -> bool:
    if len(content) < _PACKET.size or content[0] & 7 != _SERVER:
        return False
    is_ours: bool = _PACKET.unpack(content[: _PACKET.size])[8] == nonce
    if is_ours:
        arrived.append(time.monotonic())
    return is_ours
