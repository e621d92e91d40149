"""A small application behind the bridge, for tests of the bridge itself: it says what it was told."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

from firstfix.server.bridge import Bridge

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


application = Bridge(echo, limit_at=lambda _path: LIMIT_BYTES, held_open={})
