"""The servers of the lab: names, time, a page over TLS; what they do wrong stands in files of faults.

``python -m tests.lab.serving FOLDER ADDRESS`` serves until it is ended; ``FOLDER/ready`` says that it does.
"""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

from tests.laptop import servers
from tests.laptop.authority import intermediate, issue, root, server, serving

DNS, TIME, TLS = 53, 123, 443


def mode_of(folder: Path) -> dict[str, Any]:
    """Give what faults want of the servers; nothing where all is well."""
    wanted: dict[str, Any] = {}
    for path in (folder / "mode").glob("*.json"):
        # A fault may be writing or taking it back at this moment.
        with suppress(OSError, ValueError):
            wanted |= json.loads(path.read_text(encoding="utf-8"))
    return wanted


def main(folder: Path, address: str) -> None:
    """Serve on an address until the process is ended."""
    (folder / "root.pem").write_bytes(root().pem)
    asyncio.run(serve(folder, address))


async def serve(folder: Path, address: str) -> None:
    servers.HERE = address
    good = {"names": ["app.test"], "ips": [address]}
    other = issue("Inspection", None, is_ca=True)
    contexts = {
        "good": serving(server(**good), intermediate()),
        "expired": serving(server(**good, begins=-90, ends=-3), intermediate()),
        "alone": serving(server(**good)),
        "other host": serving(server(names=["else.test"], ips=["192.0.2.9"]), intermediate()),
        "inspected": serving(issue("app.test", other, **good), other),
    }
    context = contexts["good"]
    # A server chooses its certificate when the first message of a client is there.
    context.sni_callback = lambda tls, _name, _old: setattr(
        tls, "context", contexts[mode_of(folder).get("certificate", "good")]
    )
    async with AsyncExitStack() as stack:
        loop = asyncio.get_running_loop()
        answers = {
            DNS: lambda content: names(folder, address, content),
            TIME: lambda content: time_of(folder, content),
        }
        for port, answer in answers.items():
            await loop.create_datagram_endpoint(lambda answer=answer: Answering(answer), (address, port))
        page = servers.page(b"ready" * 2000)
        await stack.enter_async_context(await asyncio.start_server(ending(page), address, TLS, ssl=context))
        (folder / "ready").touch()
        await asyncio.Event().wait()


def ending(handler: servers.Handler) -> servers.Handler:
    """Give a handler that ends the connection, whatever became of it."""

    async def whole(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await handler(reader, writer)
        except OSError:
            pass
        finally:
            writer.close()

    return whole


class Answering(asyncio.DatagramProtocol):
    """Answers each packet by a function; None answers nothing."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, content: bytes, address: tuple[str, int]) -> None:
        said = self.answer(content)
        if said is not None:
            self.transport.sendto(said, address)  # type: ignore[attr-defined]


def names(folder: Path, address: str, content: bytes) -> bytes | None:
    mode = mode_of(folder)
    if mode.get("names") == "silent":
        return None
    zone = {"app.test": [mode.get("app", address)]} if mode.get("names") != "gone" else {}
    return servers.names(zone, rcode=mode.get("rcode", 3), invents=mode.get("invents", ""))(content)


def time_of(folder: Path, content: bytes) -> bytes | None:
    mode = mode_of(folder)
    if mode.get("time") == "silent":
        return None
    return servers.time_of(offset=mode.get("offset", 0.0), leap=mode.get("leap", 0))(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
