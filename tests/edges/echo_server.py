"""A small application behind the bridge, for tests of the bridge itself: it says what it was told."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

from firstfix.server.bridge import Bridge
from firstfix.server.bridge.one_thread import OneThread

LIMIT_BYTES = 1_000_000


def echo(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
    """Give the environment as JSON, or what the path asks for."""
    path = environ["PATH_INFO"]
    if path == "/broken":
        raise ValueError("broken on purpose")
    if path == "/large":
        start_response("200 OK", [("Content-Type", "application/octet-stream")])
        return _many()
    told = {name: text for name, text in environ.items() if isinstance(text, str)}
    told["body_bytes"] = str(len(environ["wsgi.input"].read()))
    start_response(
        "200 OK", [("Content-Type", "application/json"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
    )
    return [json.dumps(told).encode()]


def _many() -> Iterator[bytes]:
    for _number in range(300):
        yield b"x" * 65_536
        time.sleep(0)


class Waiting:
    """Holds a request open until the server ends."""

    def __init__(self) -> None:
        self.has_ended = asyncio.Event()

    async def __call__(self, _scope: Any, protocol: Any, _thread: OneThread) -> None:
        """Say that it waits, and wait."""
        transport = protocol.response_stream(200, [("content-type", "text/plain")])
        await transport.send_str("waiting")
        await self.has_ended.wait()

    def end(self) -> None:
        """Let every request go."""
        self.has_ended.set()


application = Bridge(echo, limit_at=lambda _path: LIMIT_BYTES, held_open={"/held": Waiting()})
