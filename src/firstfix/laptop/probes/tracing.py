"""Which hops lie on the way to a host, and what the last one says: UDP with rising TTL, all at once."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

from firstfix.laptop.probes.contacts import TRACE_PORT
from firstfix.laptop.probes.door import Door
from firstfix.laptop.probes.icmp import IS_KNOWN, listen_for_errors, next_error, set_ttl

__all__ = ["hop_at", "trace", "trace_end"]

# A hop farther than this answers within 400 ms on any path but two satellites; then it counts as silent.
_AGAIN_SECONDS = 0.5
# Hops that are nearer than the end of a path answer sooner than it; a slow one of them is told as silent.
_GRACE_SECONDS = 0.1
# ICMP, as of IPv4: destination unreachable. The host itself says so, or whoever passes nothing on.
_UNREACHABLE = 3
# RFC 1700: the TTL that packets begin with unless somebody says otherwise.
_WHOLE_WAY = 64


async def trace(door: Door, host: str, address: str, *, hops: int = 16, seconds: float) -> dict[str, Any]:
    """Give the facts of a path: each hop that said something, whether the host was reached, who was last."""
    if not IS_KNOWN:
        return {"is_known": False, "hops": [], "hop_count": 0}
    return _path(await _heard(door, host, address, hops, seconds), address)


async def trace_end(door: Door, host: str, address: str, *, seconds: float) -> dict[str, Any]:
    """Give the facts of a path by one packet that goes all of it: whether the host itself answers."""
    heard = await hop_at(door, host, address, _WHOLE_WAY, min(seconds, _AGAIN_SECONDS)) if IS_KNOWN else None
    return _path([heard] if heard else [], address)


def _path(found: list[dict[str, Any]], address: str) -> dict[str, Any]:
    ends = [hop["ttl"] for hop in found if hop["icmp_type"] == _UNREACHABLE]
    # Whatever lies behind the first who passes nothing on is the same one again.
    heard = [hop for hop in found if not ends or hop["ttl"] <= min(ends)]
    last = heard[-1] if heard else None
    return {
        "is_known": True,
        "protocol": "udp",
        "hops": heard,
        "hop_count": len(heard),
        "last_hop": last["address"] if last else "",
        "is_reached": last is not None and last["address"] == address and last["icmp_type"] == _UNREACHABLE,
    }


async def _heard(door: Door, host: str, address: str, hops: int, seconds: float) -> list[dict[str, Any]]:
    """Give what hops said, from the nearest; once one ends the path, only the nearer ones are waited for."""
    tries = [asyncio.create_task(hop_at(door, host, address, ttl, seconds)) for ttl in range(1, hops + 1)]
    try:
        found = await _found(tries)
    finally:
        # Also where the trace itself is no longer wanted.
        for each in tries:
            each.cancel()
        await asyncio.gather(*tries, return_exceptions=True)
    return sorted(found, key=lambda hop: int(hop["ttl"]))


async def _found(tries: list[asyncio.Task[dict[str, Any] | None]]) -> list[dict[str, Any]]:
    waiting: set[asyncio.Task[dict[str, Any] | None]] = set(tries)
    found: list[dict[str, Any]] = []
    is_ended = False
    while waiting:
        grace = _GRACE_SECONDS if is_ended else None
        done, waiting = await asyncio.wait(waiting, timeout=grace, return_when=asyncio.FIRST_COMPLETED)
        found += [hop for each in done if (hop := each.result()) is not None]
        if is_ended and not done:
            break
        is_ended = is_ended or any(hop["icmp_type"] == _UNREACHABLE for hop in found)
    return found


async def hop_at(door: Door, host: str, address: str, ttl: int, seconds: float) -> dict[str, Any] | None:
    """Give what somebody says about a packet over UDP that dies after so many hops, None for silence."""
    opened = door.socket("udp", host, address, TRACE_PORT)
    try:
        listen_for_errors(opened)
        set_ttl(opened, ttl)
        opened.connect((address, TRACE_PORT))
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + seconds
        while (left := ends_at - loop.time()) > 0:
            said = await _said(opened, min(left, _AGAIN_SECONDS))
            if said:
                return {"ttl": ttl, **said}
    except OSError:
        # This computer itself has no way there; the check has said so already.
        return None
    finally:
        opened.close()
    return None


async def _said(opened: socket.socket, seconds: float) -> dict[str, Any] | None:
    """Send one packet and give what ICMP says about it, None where it says nothing in time."""
    loop = asyncio.get_running_loop()
    heard: asyncio.Future[None] = loop.create_future()
    loop.add_reader(opened, _wake, heard)
    try:
        opened.send(b"firstfix")
        async with asyncio.timeout(seconds):
            await heard
    except TimeoutError:
        return None
    except OSError:
        # Either ICMP has spoken, or this computer does not even send; asking again would be refused as fast.
        said = next_error(opened)
        if not said:
            raise
        return said
    finally:
        loop.remove_reader(opened)
    return next_error(opened) or None


def _wake(heard: asyncio.Future[None]) -> None:
    if not heard.done():
        heard.set_result(None)
