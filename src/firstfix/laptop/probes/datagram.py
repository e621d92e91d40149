"""One question and one answer over UDP, asked again while nothing comes: one lost packet is no fault."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable
from typing import Any

from firstfix.laptop.probes.door import Door, outcome_of
from firstfix.laptop.probes.icmp import listen_for_errors, next_error

__all__ = ["Exchange", "exchange"]

# As resolvers do (RFC 1536, section 1; resolv.conf(5) waits longer): twice again within the usual 3 s.
_AGAIN_SECONDS = 1.0

Exchange = tuple[bytes | None, dict[str, Any]]


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
    said something, ``outcome`` and the ICMP error.
    """
    opened = door.socket("udp", *destination)
    try:
        listen_for_errors(opened)
        opened.connect(destination[1:])
        source = opened.getsockname()[0]
        answer, facts = await _asked(opened, content, seconds, fits)
        return answer, {**facts, "source": source}
    except OSError as error:
        return None, outcome_of(error)
    finally:
        opened.close()


async def _asked(
    opened: socket.socket, content: bytes, seconds: float, fits: Callable[[bytes], bool]
) -> Exchange:
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + seconds
    tries = 0
    while (left := ends_at - loop.time()) > 0:
        tries += 1
        sent_at = time.monotonic()
        try:
            await loop.sock_sendall(opened, content)
            async with asyncio.timeout(min(left, _AGAIN_SECONDS)):
                answer = await _fitting(opened, fits)
        except TimeoutError:
            continue
        except OSError as error:
            return None, {**outcome_of(error), "icmp": next_error(opened) or {}}
        return answer, {"took_ms": round((time.monotonic() - sent_at) * 1000, 3), "tries": tries}
    return None, {"outcome": "silent", "errno": "timeout", "tries": tries}


async def _fitting(opened: socket.socket, fits: Callable[[bytes], bool]) -> bytes:
    while True:
        answer = await asyncio.get_running_loop().sock_recv(opened, 65_535)
        if fits(answer):
            return answer
