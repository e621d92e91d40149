"""An answer, taken from Django whole and sent as fast as its receiver takes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import IO, Any

from firstfix.server.bridge.spooling import MEMORY_BYTES, new_spool

__all__ = ["Answer", "answer_of", "send_answer"]

CHUNK_BYTES = 64 * 1024

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(slots=True)
class Answer:
    """Status, headers, and the body: in memory, or in a file where it is large."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes | IO[bytes]


def answer_of(wsgi: Wsgi, environ: dict[str, Any]) -> Answer:
    """Give what the application answers, with its body drained and closed.

    A slow receiver would otherwise hold the thread, and a file or a database cursor, for as long as it likes.
    """
    said: list[Any] = [500, []]

    def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
        said[:] = [int(status[:3]), headers]

    body = wsgi(environ, start_response)
    try:
        drained = _drained(body)
    finally:
        close = getattr(body, "close", None)
        if close is not None:
            close()
        environ["wsgi.input"].close()
    return Answer(said[0], [(name, str(text)) for name, text in said[1]], drained)


async def send_answer(answer: Answer, protocol: Any) -> None:
    """Send it; raises ``ProtocolClosed`` where its receiver leaves."""
    if isinstance(answer.body, bytes):
        protocol.response_bytes(answer.status, answer.headers, answer.body)
        return
    with answer.body as file:
        transport = protocol.response_stream(answer.status, answer.headers)
        while chunk := file.read(CHUNK_BYTES):
            await transport.send_bytes(chunk)


def _drained(body: Iterable[bytes]) -> bytes | IO[bytes]:
    kept, byte_count = [], 0
    chunks = iter(body)
    for chunk in chunks:
        kept.append(chunk)
        byte_count += len(chunk)
        if byte_count > MEMORY_BYTES:
            return _on_disk(kept, chunks)
    return kept[0] if len(kept) == 1 else b"".join(kept)


def _on_disk(kept: list[bytes], chunks: Iterable[bytes]) -> IO[bytes]:
    spool = new_spool()
    spool.writelines(kept)
    spool.writelines(chunks)
    spool.seek(0)
    return spool
