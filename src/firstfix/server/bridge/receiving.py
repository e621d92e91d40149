"""A request's body, collected before anybody works on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from io import BytesIO
from typing import IO, Any

from firstfix.server.bridge.spooling import MEMORY_BYTES, new_spool

__all__ = ["BodyStalledError", "receive_body"]

# Nothing at all for this long: the sender is gone. A slow line sends something.
SILENCE_SECONDS = 30.0
# 100 MB (the largest evidence by default) over a 1 Mbit/s line take 14 minutes.
WHOLE_SECONDS = 20 * 60.0

LimitAt = Callable[[str], int]


class BodyStalledError(Exception):
    """The body stopped coming."""


async def receive_body(scope: Any, protocol: Any, *, limit_at: LimitAt) -> tuple[IO[bytes], int]:
    """Give the body and its length in bytes.

    What is larger than ``limit_at(path)`` is not collected: the length then given is over the limit, so that
    Django refuses it in its own words. Raises :class:`BodyStalledError`.
    """
    stated = scope.headers.get("content-length")
    if stated is None and "transfer-encoding" not in scope.headers:
        return BytesIO(), 0
    limit = limit_at(scope.path)
    if stated is not None and (not stated.isdigit() or int(stated) > limit):
        return BytesIO(), int(stated) if stated.isdigit() else limit + 1
    if stated is not None and int(stated) <= MEMORY_BYTES:
        body = await _whole(protocol)
        return BytesIO(body), len(body)
    return await _spooled(protocol, limit)


async def _whole(protocol: Any) -> bytes:
    try:
        async with asyncio.timeout(SILENCE_SECONDS):
            return bytes(await protocol())
    except TimeoutError as late:
        raise BodyStalledError from late


async def _spooled(protocol: Any, limit: int) -> tuple[IO[bytes], int]:
    spool = new_spool()
    byte_count = 0
    try:
        async with asyncio.timeout(WHOLE_SECONDS):
            async for chunk in _chunks(protocol):
                byte_count += len(chunk)
                if byte_count > limit:
                    break
                spool.write(chunk)
    except BaseException as error:
        spool.close()
        if isinstance(error, TimeoutError):
            raise BodyStalledError from error
        raise
    spool.seek(0)
    return spool, byte_count


async def _chunks(protocol: Any) -> AsyncIterator[bytes]:
    coming = aiter(protocol)
    while True:
        async with asyncio.timeout(SILENCE_SECONDS):
            try:
                chunk = await anext(coming)
            except StopAsyncIteration:
                return
        yield chunk
