"""A connection that was made, plain or with TLS on top: send, receive, and the end in time that both have."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
import sys
from typing import Final, Protocol

__all__ = ["Line", "PlainLine", "TlsLine"]

_CHUNK = 16_384
# linux/tcp.h, struct tcp_info: retransmits is its third byte, unacked the fifth number behind eight bytes.
_STATE: Final = struct.Struct("=xxBxxxxxIIIII")


class Line(Protocol):
    """Bytes to and from somebody; every wait ends with the time that the caller has set."""

    async def send(self, content: bytes) -> None:
        """Send all of it. Raises OSError."""

    async def receive(self) -> bytes:
        """Give what came next, empty where the other side has ended. Raises OSError."""

    def is_swallowed(self) -> bool:
        """Tell whether what was sent is sent again and again, and nobody acknowledges it."""


class PlainLine:
    """A TCP connection."""

    def __init__(self, opened: socket.socket) -> None:
        self._socket = opened

    async def send(self, content: bytes) -> None:
        """Send all of it. Raises OSError."""
        await asyncio.get_running_loop().sock_sendall(self._socket, content)

    async def receive(self) -> bytes:
        """Give what came next, empty where the other side has ended. Raises OSError."""
        return await asyncio.get_running_loop().sock_recv(self._socket, _CHUNK)

    def is_swallowed(self) -> bool:
        """Tell whether what was sent is sent again and again, and nobody acknowledges it (Linux)."""
        if sys.platform != "linux":
            return False
        try:
            told = self._socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _STATE.size)
            again_count, *_times, unacknowledged_count = _STATE.unpack(told)
        except (OSError, struct.error):
            return False
        return bool(again_count and unacknowledged_count)

    def close(self) -> None:
        """End the connection."""
        self._socket.close()


class TlsLine:
    """TLS over any line: over TCP, through a proxy's tunnel, or after STARTTLS."""

    def __init__(self, under: Line, context: ssl.SSLContext, server_name: str) -> None:
        self._under = under
        self._coming, self._going = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self._coming, self._going, server_hostname=server_name or None)
        self.received_count = 0

    async def shake_hands(self) -> None:
        """Agree on TLS. Raises ssl.SSLError, OSError; ConnectionResetError where the other side ends it."""
        while True:
            try:
                self.tls.do_handshake()
            except ssl.SSLWantReadError:
                await self._flush()
                await self._fetch()
                continue
            except ssl.SSLError:
                await self._flush()
                raise
            await self._flush()
            return

    async def send(self, content: bytes) -> None:
        """Send all of it. Raises OSError."""
        self.tls.write(content)
        await self._flush()

    async def receive(self) -> bytes:
        """Give what came next, empty where the other side has ended. Raises OSError."""
        while True:
            try:
                return self.tls.read(_CHUNK)
            except ssl.SSLWantReadError:
                await self._flush()
                content = await self._under.receive()
                if not content:
                    return b""
                self._coming.write(content)
            except ssl.SSLZeroReturnError:
                return b""

    def is_swallowed(self) -> bool:
        """Tell whether what was sent is sent again and again, and nobody acknowledges it."""
        return self._under.is_swallowed()

    async def _flush(self) -> None:
        content = self._going.read()
        if content:
            await self._under.send(content)

    async def _fetch(self) -> None:
        content = await self._under.receive()
        if not content:
            raise ConnectionResetError("closed during the handshake")
        self.received_count += len(content)
        self._coming.write(content)
