"""One question and one answer over UDP, asked again while nothing comes: one lost packet is no fault."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

from firstfix.laptop.probes.door import Door, outcome_of
from firstfix.laptop.probes.icmp import listen_for_errors, next_error

__all__ = ["OTHER_SENDER", "Exchange", "exchange"]

# As resolvers do (RFC 1536, section 1; resolv.conf(5) waits longer): twice again within the usual 3 s.
_AGAIN_SECONDS = 1.0
_MOST_BYTES: Final = 65_535

OTHER_SENDER: Final = "other_sender"
"""The outcome of a question that another address or port answered than was asked; programs drop that."""

Exchange = tuple[bytes | None, dict[str, Any]]
_Fits = Callable[[bytes], bool]


async def exchange(
    door: Door,
    destination: tuple[str, str, int],
    content: bytes,
    *,
    seconds: float,
    fits: Callable[[bytes], bool],
) -> Exchange:
    """Give the first fitting answer and when it came, or None and what happened instead.

    ``destination`` is host, address and port. The facts hold ``took_ms``, ``source`` and, where the network
    said something, ``outcome`` and the ICMP error. Where nothing comes, the question goes out once more from
    a socket that hears everybody: an answer to it from elsewhere is told, and is no answer.
    """
    opened = door.socket("udp", *destination)
    hearing = asyncio.create_task(_heard_from_elsewhere(door, destination, content, seconds, fits))
    try:
        listen_for_errors(opened)
        opened.connect(destination[1:])
        source = opened.getsockname()[0]
        answer, facts = await _asked(opened, content, seconds, fits)
        if facts.get("outcome") == "silent":
            facts |= await hearing
        return answer, {**facts, "source": source}
    except OSError as error:
        return None, outcome_of(error)
    finally:
        opened.close()
        hearing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await hearing


async def _asked(opened: socket.socket, content: bytes, seconds: float, fits: _Fits) -> Exchange:
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + seconds
    tries = 0
    while (left := ends_at - loop.time()) > 0:
        tries += 1
        sent_at = time.monotonic()
        try:
            await loop.sock_sendall(opened, content)
            async with asyncio.timeout(min(left, _AGAIN_SECONDS)):
                answer = await _fitting(lambda: loop.sock_recv(opened, _MOST_BYTES), fits)
        except TimeoutError:
            continue
        except OSError as error:
            return None, {**outcome_of(error), "icmp": next_error(opened) or {}}
        return answer, {"took_ms": round((time.monotonic() - sent_at) * 1000, 3), "tries": tries}
    return None, {"outcome": "silent", "errno": "timeout", "tries": tries}


async def _fitting(receive: Callable[[], Awaitable[bytes]], fits: _Fits) -> bytes:
    while True:
        answer = await receive()
        if fits(answer):
            return answer


async def _heard_from_elsewhere(
    door: Door, destination: tuple[str, str, int], content: bytes, seconds: float, fits: _Fits
) -> dict[str, Any]:
    """Give who else answers, once the half of the time is over; nothing where nobody does."""
    await asyncio.sleep(seconds / 2)
    loop = asyncio.get_running_loop()
    asked = destination[1:]
    try:
        with door.socket("udp", *destination) as opened:
            await loop.sock_sendto(opened, content, asked)
            async with asyncio.timeout(seconds / 2):
                while True:
                    answer, sender = await loop.sock_recvfrom(opened, _MOST_BYTES)
                    if fits(answer) and sender[:2] != asked:
                        return {"outcome": OTHER_SENDER, "sender": sender[0], "sender_port": sender[1]}
    except OSError:
        return {}
