"""Connecting: to the addresses of a name until one answers, with what the network says where none does."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable
from typing import Any

from firstfix.laptop.probes.door import Door, outcome_of
from firstfix.laptop.probes.icmp import listen_for_errors, next_error
from firstfix.laptop.probes.vantage import source_towards
from firstfix.laptop.probes.wire import PlainLine

__all__ = ["connect"]

# A name with more addresses than this has them for balance; one that answers is as good as another.
_MOST_ADDRESSES = 4

# RFC 8305, section 5: how long programs wait for one family before they try the other one.
_ATTEMPT_SECONDS = 0.25
# What a computer says itself that has no address of a family: programs skip that family at once.
_NO_FAMILY = frozenset({"ENETUNREACH", "EADDRNOTAVAIL", "EAFNOSUPPORT"})

_Try = tuple[PlainLine | None, dict[str, Any]]


async def connect(
    door: Door, host: str, addresses: list[str], port: int, *, seconds: float, most_segment: int = 0
) -> _Try:
    """Give a connection and its facts, or None and why none was made.

    All addresses are tried at once and the first that answers is taken, so one dead address of two costs no
    time (the idea of RFC 8305). Where a name has both families and one of them does not answer, ``beside``
    says so: programs that try it first wait. ``most_segment`` clamps the size of TCP segments (path MTU).
    """

    def begun(address: str) -> asyncio.Task[_Try]:
        trying = _connected(door, host, address, port, seconds, most_segment)
        return asyncio.create_task(trying, name=address)

    tries = [begun(address) for address in addresses[:_MOST_ADDRESSES]]
    beside: dict[str, Any] = {}
    try:
        opened = await _opened(tries)
        if opened is not None:
            beside = await _other_family(opened.result()[1], tries, begun)
    except asyncio.CancelledError:
        await _end(tries)
        raise
    if opened is not None:
        await _end([each for each in tries if each is not opened])
        line, facts = opened.result()
        return line, {**facts, **({"beside": beside} if beside else {})}
    # The address that the name gives first is the one that programs meet.
    found = [each.result()[1] for each in tries]
    tried = [{"address": each["address"], "outcome": each["outcome"]} for each in found]
    return None, {**found[0], "tried": tried}


async def _other_family(
    facts: dict[str, Any], tries: list[asyncio.Task[_Try]], begun: Callable[[str], asyncio.Task[_Try]]
) -> dict[str, Any]:
    """Give what became of the other family of addresses, where it did not answer; empty where all is well.

    One packet may be lost, so a second connection is tried before it is told.
    """
    is_six = ":" in facts["address"]
    others = [each for each in tries if (":" in each.get_name()) != is_six]
    for _look in range(2):
        if not others or await _any_open(others):
            return {}
        if all(each.done() for each in others):
            break
        others.append(begun(others[0].get_name()))
        tries.append(others[-1])
    told = [each.result()[1] for each in others if each.done()]
    if any(one["errno"] in _NO_FAMILY and not one["icmp"] for one in told):
        return {}
    outcome = told[0]["outcome"] if told else "silent"
    return {"address": others[0].get_name(), "outcome": outcome, "family": "IPv4" if is_six else "IPv6"}


async def _any_open(tries: list[asyncio.Task[_Try]]) -> bool:
    """Tell whether one of them makes a connection within the time that programs give it."""
    ends_at = asyncio.get_running_loop().time() + _ATTEMPT_SECONDS
    waiting = {each for each in tries if not each.done()}
    while waiting and (left := ends_at - asyncio.get_running_loop().time()) > 0:
        _done, waiting = await asyncio.wait(waiting, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        if any(each.done() and each.result()[0] is not None for each in tries):
            return True
    return any(each.done() and each.result()[0] is not None for each in tries)


async def _opened(tries: list[asyncio.Task[_Try]]) -> asyncio.Task[_Try] | None:
    """Give the first try that made a connection, None where none does."""
    waiting = set(tries)
    while waiting:
        done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for each in tries:
            if each in done and each.result()[0] is not None:
                return each
    return None


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
    except ConnectionResetError:
        # Who refuses a connection is told as ECONNREFUSED; this one was made, and cut before anybody looked.
        pass
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
