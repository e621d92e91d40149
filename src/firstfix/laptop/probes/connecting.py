"""Connecting: to the addresses of a name until one answers, with what the network says where none does."""

from __future__ import annotations

import asyncio
import socket
import time
from typing import Any

from firstfix.laptop.probes.door import Door, outcome_of
from firstfix.laptop.probes.icmp import listen_for_errors, next_error
from firstfix.laptop.probes.vantage import source_towards
from firstfix.laptop.probes.wire import PlainLine

__all__ = ["connect"]

# A name with more addresses than this has them for balance; one that answers is as good as another.
_MOST_ADDRESSES = 4

_Try = tuple[PlainLine | None, dict[str, Any]]


async def connect(
    door: Door, host: str, addresses: list[str], port: int, *, seconds: float, most_segment: int = 0
) -> _Try:
    """Give a connection and its facts, or None and why none was made.

    All addresses are tried at once and the first that answers is taken, so one dead address of two costs no
    time (the idea of RFC 8305). ``most_segment`` clamps the size of TCP segments (path MTU).
    """
    tries = [
        asyncio.create_task(_connected(door, host, address, port, seconds, most_segment))
        for address in addresses[:_MOST_ADDRESSES]
    ]
    waiting = set(tries)
    while waiting:
        done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        opened = [each for each in tries if each in done and each.result()[0] is not None]
        if opened:
            await _end([each for each in tries if each is not opened[0]])
            return opened[0].result()
    # The address that the name gives first is the one that programs meet.
    found = [each.result()[1] for each in tries]
    tried = [{"address": each["address"], "outcome": each["outcome"]} for each in found]
    return None, {**found[0], "tried": tried}


async def _end(others: list[asyncio.Task[_Try]]) -> None:
    """End the slower tries, and the connections of those that were as quick."""
    for each in others:
        each.cancel()
    for answer in await asyncio.gather(*others, return_exceptions=True):
        if isinstance(answer, tuple) and answer[0] is not None:
            answer[0].close()


async def _connected(
    door: Door, host: str, address: str, port: int, seconds: float, most_segment: int
) -> _Try:
    told: dict[str, Any] = {"host": host, "address": address, "port": port}
    opened = door.socket("tcp", host, address, port)
    began = time.monotonic()
    try:
        listen_for_errors(opened)
        # Windows has no word for it; there the second look is one with segments of the usual size.
        if most_segment and hasattr(socket, "TCP_MAXSEG"):
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, most_segment)
        async with asyncio.timeout(seconds):
            await asyncio.get_running_loop().sock_connect(opened, (address, port))
    except OSError as error:
        said, source = next_error(opened), source_towards(address)
        opened.close()
        took = round((time.monotonic() - began) * 1000, 3)
        told |= {"source": source} if source else {}
        return None, {**told, **outcome_of(error), "took_ms": took, "icmp": said or {}}
    except asyncio.CancelledError:
        opened.close()
        raise
    took = round((time.monotonic() - began) * 1000, 3)
    return PlainLine(opened), {**told, "outcome": "open", "took_ms": took, "source": opened.getsockname()[0]}
