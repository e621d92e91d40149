"""Which hops lie on the way to a host, and what the last one says: UDP with rising TTL, all at once."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

from firstfix.laptop.probes.contacts import TRACE_PORT
from firstfix.laptop.probes.door import Door
from firstfix.laptop.probes.icmp import IS_KNOWN, listen_for_errors, next_error, set_ttl

__all__ = ["trace"]

# A hop farther than this answers within 400 ms on any path but two satellites; then it counts as silent.
_AGAIN_SECONDS = 0.5
_PORT_UNREACHABLE = (3, 3)


async def trace(door: Door, host: str, address: str, *, hops: int = 16, seconds: float) -> dict[str, Any]:
    """Give the facts of a path: each hop that said something, whether the host was reached, who was last."""
    if not IS_KNOWN:
        return {"is_known": False, "hops": [], "hop_count": 0}
    found = await asyncio.gather(*(_hop(door, host, address, ttl, seconds) for ttl in range(1, hops + 1)))
    heard = [hop for hop in found if hop]
    reached = [hop for hop in heard if (hop["icmp_type"], hop["icmp_code"]) == _PORT_UNREACHABLE]
    is_reached = any(hop["address"] == address for hop in reached)
    if is_reached:
        # What lies behind the host's own distance is the host again.
        nearest = min(hop["ttl"] for hop in reached if hop["address"] == address)
        heard = [hop for hop in heard if hop["ttl"] <= nearest]
    return {
        "is_known": True,
        "protocol": "udp",
        "hops": heard,
        "hop_count": len(heard),
        "last_hop": heard[-1]["address"] if heard else "",
        "is_reached": is_reached,
    }


async def _hop(door: Door, host: str, address: str, ttl: int, seconds: float) -> dict[str, Any] | None:
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
        pass
    finally:
        loop.remove_reader(opened)
    return next_error(opened) or None


def _wake(heard: asyncio.Future[None]) -> None:
    if not heard.done():
        heard.set_result(None)
