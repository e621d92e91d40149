"""The application that granian calls."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from types import FrameType
from typing import Any, Protocol

from granian.rsgi import ProtocolClosed  # type: ignore[attr-defined]  # granian publishes it there

from firstfix.server.bridge.answering import Wsgi, answer_of, send_answer
from firstfix.server.bridge.environ import environ_of
from firstfix.server.bridge.one_thread import OneThread
from firstfix.server.bridge.receiving import BodyStalledError, LimitAt, receive_body

__all__ = ["Bridge", "HeldOpen"]

logger = logging.getLogger(__name__)


class HeldOpen(Protocol):
    """Answers requests that last for as long as their askers stay."""

    async def __call__(self, scope: Any, protocol: Any, thread: OneThread) -> None:
        """Answer one of them; ``thread`` is where the database may be asked."""

    def end(self) -> None:
        """Let all of them end soon."""


_TEXT = [("content-type", "text/plain; charset=utf-8"), ("cache-control", "no-store")]


class Bridge:
    """Serves a WSGI application by granian's RSGI protocol; ``held_open`` are asked first, by their paths."""

    def __init__(self, wsgi: Wsgi, *, limit_at: LimitAt, held_open: Mapping[str, HeldOpen]) -> None:
        self.wsgi, self.limit_at, self.held_open = wsgi, limit_at, held_open
        self.thread: OneThread | None = None

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start the thread; granian calls this once in every worker, after it set its own signals."""
        self.thread = OneThread(loop)
        for number in (signal.SIGINT, signal.SIGTERM):
            self._end_held_open_at(number, loop)

    def __rsgi_del__(self, _loop: asyncio.AbstractEventLoop) -> None:
        """End the thread when the worker ends."""
        if self.thread is not None:
            self.thread.end()

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer one request; one who leaves in the middle of it is nobody's fault."""
        if self.thread is None:
            raise RuntimeError("The server asked before it started the application.")
        with suppress(ProtocolClosed):
            await self._serve(scope, protocol, self.thread)

    def _end_held_open_at(self, number: int, loop: asyncio.AbstractEventLoop) -> None:
        """Let what is held open end with the server, which would wait for it, before what granian does then.

        A loop hears signals by its own file descriptor: its handler runs beside this one.
        """
        before = signal.getsignal(number)

        def end(signal_number: int, frame: FrameType | None) -> None:
            for holder in self.held_open.values():
                loop.call_soon_threadsafe(holder.end)
            if callable(before):
                before(signal_number, frame)

        signal.signal(number, end)

    async def _serve(self, scope: Any, protocol: Any, thread: OneThread) -> None:
        holder = self.held_open.get(scope.path)
        if holder is not None:
            await holder(scope, protocol, thread)
            return
        try:
            body, byte_count = await receive_body(scope, protocol, limit_at=self.limit_at)
        except BodyStalledError:
            protocol.response_str(408, _TEXT, "The body did not arrive in time. Please send it again.\n")
            return
        await self._answer(thread, environ_of(scope, body, byte_count), protocol)

    async def _answer(self, thread: OneThread, environ: dict[str, Any], protocol: Any) -> None:
        try:
            answer = await thread.run(partial(answer_of, self.wsgi, environ))
        except Exception:
            # Django answers its own errors; what comes here is ours, and nobody else would say it.
            logger.exception("%s was not answered", environ["PATH_INFO"])
            protocol.response_str(500, _TEXT, "Something went wrong on our side. It was noted down.\n")
            return
        await send_answer(answer, protocol)
