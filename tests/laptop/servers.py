"""Servers on the loopback interface that answer as tests tell them, right or wrong."""

from __future__ import annotations

import asyncio
import contextlib
import json
import ssl
import struct
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import cast

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

HERE = "127.0.0.1"


@contextlib.asynccontextmanager
async def listening(handler: Handler, context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Give the port on which a handler answers connections."""
    handling: set[asyncio.Task[None]] = set()

    async def closed_after(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        handling.add(task)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await handler(reader, writer)
        writer.close()

    quiet = asyncio.get_running_loop()
    quiet.set_exception_handler(lambda _loop, _context: None)
    server = await asyncio.start_server(closed_after, HERE, 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await asyncio.wait(handling, timeout=1) if handling else None


@contextlib.asynccontextmanager
async def answering(answer: Callable[[bytes], bytes | None]) -> AsyncIterator[int]:
    """Give the UDP port on which every packet is answered by a function; None answers nothing."""

    class Answering(asyncio.DatagramProtocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = cast("asyncio.DatagramTransport", transport)

        def datagram_received(self, content: bytes, address: tuple[str, int]) -> None:
            said = answer(content)
            if said is not None:
                self.transport.sendto(said, address)

    transport, _protocol = await asyncio.get_running_loop().create_datagram_endpoint(Answering, (HERE, 0))
    try:
        yield transport.get_extra_info("sockname")[1]
    finally:
        transport.close()


async def idle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take the connection and say nothing until the other side ends it."""
    while await reader.read(1000):
        pass


async def hanging_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """End the connection at the first word."""
    await reader.read(1)


def saying(content: bytes) -> Handler:
    """Give a handler that answers whatever it is asked first."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(5000)
        writer.write(content)
        await writer.drain()

    return handler


def page(body: bytes = b"ready", status: int = 200, **headers: str) -> Handler:
    """Give a handler that answers with a page."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return saying("\r\n".join([*lines, "", ""]).encode() + body)


def metadata(**changes: object) -> Handler:
    """Give a handler that answers with an identity provider's metadata."""
    names = ("authorization_endpoint", "jwks_uri", "response_types_supported", "subject_types_supported")
    whole = dict.fromkeys((*names, "id_token_signing_alg_values_supported", "issuer"), "x")
    kept = {name: value for name, value in {**whole, **changes}.items() if value is not None}
    return page(json.dumps(kept).encode())


def mail(*, extensions: tuple[str, ...] = ("STARTTLS",), context: ssl.SSLContext | None = None) -> Handler:
    """Give a mail server that greets, offers extensions, and starts TLS."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.test ready\r\n")
        while line := await reader.readline():
            if line.startswith(b"EHLO"):
                offered = ["mail.test", *extensions]
                lines = [f"250{' ' if one is offered[-1] else '-'}{one}" for one in offered]
                writer.write("\r\n".join([*lines, ""]).encode())
            elif line.startswith(b"STARTTLS") and context is not None:
                writer.write(b"220 go on\r\n")
                await writer.drain()
                await writer.start_tls(context)
            elif line.startswith(b"QUIT"):
                writer.write(b"221 bye\r\n")
                return
            await writer.drain()

    return handler


def proxy(status: int = 200, *, headers: str = "", target: int = 0, credentials: str = "") -> Handler:
    """Give a proxy that answers CONNECT with a status, and passes on to a port of this computer for 200."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        may = not credentials or f"Basic {credentials}".encode() in head
        said = status if may else 407
        writer.write(f"HTTP/1.1 {said} X\r\n{headers}\r\n".encode())
        await writer.drain()
        if said == 200 and target:
            other_reader, other_writer = await asyncio.open_connection(HERE, target)
            await asyncio.gather(pumped(reader, other_writer), pumped(other_reader, writer))

    return handler


async def pumped(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while content := await reader.read(10_000):
            writer.write(content)
            await writer.drain()
    writer.close()


def time_of(
    *, offset: float = 0.0, stratum: int = 2, leap: int = 0, kiss: bytes = b""
) -> Callable[[bytes], bytes]:
    """Give an answer to NTP questions by a clock that is off by some seconds."""

    def answer(question: bytes) -> bytes:
        now = int((time.time() + offset + 2_208_988_800) * (1 << 32)) & (1 << 64) - 1
        head = struct.pack("!BBbbII4s", leap << 6 | 4 << 3 | 4, 0 if kiss else stratum, 0, 0, 0, 0, kiss)
        return head + struct.pack("!Q", now) + question[40:48] + struct.pack("!QQ", now, now)

    return answer


Zone = Mapping[str, list[str]]


def names(zone: Zone, *, rcode: int = 3, invents: str = "") -> Callable[[bytes], bytes]:
    """Give an answer to DNS questions for A: from a zone, else a code, else an invented address."""

    def answer(question: bytes) -> bytes:
        asked, end = read_name(question, 12)
        kind = int.from_bytes(question[end : end + 2], "big")
        found = zone.get(asked, [invents] if invents else []) if kind == 1 else []
        is_known = bool(found) or asked in zone
        head = question[:2] + struct.pack("!HHHHH", 0x8180 | (0 if is_known else rcode), 1, len(found), 0, 0)
        records = [
            b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 60, 4) + bytes(map(int, each.split(".")))
            for each in found
        ]
        return head + question[12 : end + 4] + b"".join(records)

    return answer


def read_name(content: bytes, place: int) -> tuple[str, int]:
    labels = []
    while content[place]:
        labels.append(content[place + 1 : place + 1 + content[place]].decode())
        place += 1 + content[place]
    return ".".join(labels), place + 1


def directory(bases: tuple[str, ...] = ("dc=test",), result: int = 0) -> Handler:
    """Give a directory that answers the question for its root."""

    def packed(tag: int, *parts: bytes) -> bytes:
        body = b"".join(parts)
        return bytes([tag, len(body)]) + body

    values = packed(0x31, *(packed(4, base.encode()) for base in bases))
    attribute = packed(0x30, packed(4, b"namingContexts"), values)
    entry = packed(0x64, packed(4, b""), packed(0x30, attribute))
    done = packed(0x65, packed(0x0A, bytes([result])), packed(4, b""), packed(4, b""))
    number = packed(2, b"\x01")
    return saying(packed(0x30, number, entry) + packed(0x30, number, done))


def offering(
    address: str = "192.0.2.77", server: str = "192.0.2.1", **options: bytes
) -> Callable[[bytes], bytes | None]:
    """Give a DHCP server that offers an address; options by their number, such as ``o6=...``."""

    def answer(question: bytes) -> bytes | None:
        assert question[240:243] == b"\x35\x01\x01", "only a DISCOVER may ever be sent"
        head = b"\x02\x01\x06\x00" + question[4:8] + bytes(8) + quad(address) + bytes(8) + question[28:236]
        told = {
            "o53": b"\x02",
            "o54": quad(server),
            "o3": quad("192.0.2.254"),
            "o6": quad("192.0.2.53"),
            **options,
        }
        packed = b"".join(bytes([int(name[1:]), len(body)]) + body for name, body in told.items() if body)
        return head + b"\x63\x82\x53\x63" + packed + b"\xff"

    return answer


def quad(address: str) -> bytes:
    return bytes(map(int, address.split(".")))
