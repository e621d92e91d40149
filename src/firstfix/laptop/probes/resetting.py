"""Who resets a connection: a packet that dies one hop before the host cannot be refused by the host."""

from __future__ import annotations

import asyncio
from typing import Any

from firstfix.laptop.probes.door import Door, outcome_of
from firstfix.laptop.probes.icmp import IS_KNOWN, listen_for_errors, set_ttl
from firstfix.laptop.probes.tracing import trace

__all__ = ["find_resetter"]


async def find_resetter(door: Door, host: str, address: str, port: int, *, seconds: float) -> dict[str, Any]:
    """Give how many hops away the host is, and what became of a connection that goes one hop less.

    Empty where nothing can be known: no queue of ICMP errors here, the host tells no distance, or it is near.
    """
    if not IS_KNOWN:
        return {}
    path = await trace(door, host, address, seconds=seconds / 2)
    hops = int(path["hops"][-1]["ttl"]) if path["is_reached"] else 0
    if hops < 2:
        return {}
    opened = door.socket("tcp", host, address, port)
    try:
        listen_for_errors(opened)
        set_ttl(opened, hops - 1)
        async with asyncio.timeout(seconds / 2):
            await asyncio.get_running_loop().sock_connect(opened, (address, port))
    except OSError as error:
        return {"host_hops": hops, "sent_hops": hops - 1, "outcome": outcome_of(error)["outcome"]}
    finally:
        opened.close()
    return {"host_hops": hops, "sent_hops": hops - 1, "outcome": "open"}
