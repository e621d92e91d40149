"""The probe of syslog: one marked line out, and read back where somebody shows what arrived."""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from firstfix.engines.diagnosis import Check
from firstfix.engines.diagnosis.parameter import Value
from firstfix.laptop.probes.by_tls import reach_by_tls
from firstfix.laptop.probes.door import outcome_of
from firstfix.laptop.probes.icmp import listen_for_errors, next_error
from firstfix.laptop.probes.paging import page_of
from firstfix.laptop.probes.reaching import reach
from firstfix.laptop.probes.site import Seen, Site, address_of
from firstfix.laptop.probes.wire import Line

__all__ = ["MARKER_PLACE", "probe_syslog"]

MARKER_PLACE: Final = "<marker>"
# A refusal comes as fast as a ping; a site on the same continent answers within this.
_REFUSAL_SECONDS: Final = 0.15
_AT_ONCE_SECONDS: Final = 0.01
_LOOK_SECONDS: Final = 0.2
# Over UDP one lost packet is no fault: the same line goes out again, as a question to a resolver does.
_AGAIN_SECONDS: Final = 1.0
_MOST_LINES: Final = 3
# RFC 5424, section 6.2.1: facility 1 (user), severity 6 (informational).
_PRIORITY: Final = 14


class _SaidNo(Exception):
    """The line is not taken, and what was said about it, as facts."""

    def __init__(self, facts: dict[str, Any]) -> None:
        super().__init__()
        self.facts = facts


# Listens for so many seconds whether somebody says no; raises _SaidNo.
_Hear = Callable[[float], Awaitable[None]]


async def probe_syslog(site: Site, check: Check) -> Seen:
    """Give whether a line could be sent, and whether it was found where it should arrive."""
    marker = f"firstfix-{secrets.token_hex(8)}"
    send = _by_datagram if check.text("transport") == "udp" else _by_stream
    return Seen(await send(site, check, marker))


def _line(marker: str) -> bytes:
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"
    return (
        f"<{_PRIORITY}>1 {now} - firstfix - preflight - {marker}: a line to see whether it arrives".encode()
    )


async def _by_datagram(site: Site, check: Check, marker: str) -> dict[str, Any]:
    host = check.text("host")
    address, facts = await address_of(site, check)
    if not address:
        return facts
    port = check.whole("port")
    told = {"transport": "udp", "host": host, "address": address, "port": port, "marker": marker}
    with site.door.socket("udp", host, address, port) as opened:
        listen_for_errors(opened)
        try:
            opened.connect((address, port))
            told["source"] = opened.getsockname()[0]
            told |= await _sent(site, check, marker, opened)
        except OSError as error:
            told |= {**outcome_of(error), "icmp": next_error(opened) or {}}
    return {**facts, "syslog": told}


async def _sent(site: Site, check: Check, marker: str, opened: socket.socket) -> dict[str, Any]:
    """Send by UDP, where a refusal of the network is all that is ever said."""
    loop = asyncio.get_running_loop()

    async def hear(seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                try:
                    await loop.sock_recv(opened, 1)
                except OSError as error:
                    raise _SaidNo({**outcome_of(error), "icmp": next_error(opened) or {}}) from None

    async def send() -> None:
        await loop.sock_sendall(opened, _line(marker))

    await send()
    return await _became_of(site, check, marker, hear=hear, again=send)


async def _by_stream(site: Site, check: Check, marker: str) -> dict[str, Any]:
    """Send over TCP or TLS; a server that does not take the line hangs up."""
    is_tls = check.text("transport") == "tls"
    reached = await (reach_by_tls(site, check) if is_tls else reach(site, check))
    line = reached.line
    if line is None:
        return reached.seen().facts

    async def hear(seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                if not await _received(line):
                    raise _SaidNo({"outcome": "closed"})

    text = _line(marker)
    # RFC 5425, section 4.3: over TLS the length stands before each line; RFC 6587 knows both for TCP.
    counted = str(len(text)).encode() + b" " + text
    told: dict[str, Any] = {"transport": check.text("transport"), "marker": marker}
    try:
        await line.send(counted if is_tls or check.text("framing") == "octets" else text + b"\n")
        told |= await _became_of(site, check, marker, hear=hear)
    except OSError as error:
        told |= {"outcome": "closed", "said": str(error)}
    return reached.seen(syslog=told).facts


async def _received(line: Line) -> bytes:
    try:
        return await line.receive()
    except TimeoutError:
        raise
    except OSError as error:
        raise _SaidNo({"outcome": "closed", "said": str(error)}) from None


async def _became_of(
    site: Site,
    check: Check,
    marker: str,
    *,
    hear: _Hear,
    again: Callable[[], Awaitable[None]] | None = None,
) -> dict[str, Any]:
    """Give what became of a line: a refusal counts more than what a page shows, an arrival more than both."""
    try:
        if not check.text("read_back"):
            await hear(_REFUSAL_SECONDS)
            return {"outcome": "sent"}
        return {"outcome": "sent", "read": await _read_back(site, check, marker, hear=hear, again=again)}
    except _SaidNo as no:
        return no.facts


async def _read_back(
    site: Site, check: Check, marker: str, *, hear: _Hear, again: Callable[[], Awaitable[None]] | None
) -> dict[str, Any]:
    """Look for the line at the reading address until it is there or the time is over."""
    loop = asyncio.get_running_loop()
    asked = _reading(check, marker)
    began, lines = loop.time(), 1
    while True:
        read = await _looked(site, asked, marker)
        left = began + check.timeout_seconds - loop.time()
        if read["outcome"] == "unreadable":
            # Where the time is over, a refusal has come long ago and only has to be read.
            await hear(min(_REFUSAL_SECONDS, max(left, _AT_ONCE_SECONDS)))
        if read["outcome"] != "missing" or left <= 0:
            return read
        await hear(min(left, _LOOK_SECONDS))
        if again is not None and lines < _MOST_LINES and loop.time() >= began + lines * _AGAIN_SECONDS:
            lines += 1
            await again()


async def _looked(site: Site, asked: Check, marker: str) -> dict[str, Any]:
    reached, page = await page_of(site, asked)
    told = {"host": asked.text("host")}
    connected = reached.seen().facts.get("connect", {}).get("outcome", "")
    if page is None or page.facts.get("status") != 200:
        status = page.facts.get("status", 0) if page else 0
        return {**told, "outcome": "unreadable", "status": status, "connect": connected}
    return {**told, "outcome": "found" if marker.encode() in page.body else "missing"}


def _reading(check: Check, marker: str) -> Check:
    """Give the reading address as a check of a page."""
    parts = urlsplit(check.text("read_back").replace(MARKER_PLACE, marker))
    is_tls = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    told: dict[str, Value] = {
        "host": parts.hostname or "",
        "port": parts.port or (443 if is_tls else 80),
        "path": path,
    }
    trust: dict[str, Value] = {"trust": check.texts("trust"), "min_version": check.text("min_version")}
    return Check(check.id, "http", {**told, "tls": is_tls, **trust}, timeout_seconds=check.timeout_seconds)
