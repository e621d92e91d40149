"""The application that granian calls."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from granian.rsgi import ProtocolClosed

from firstfix.server.bridge.answering import Wsgi, answer_of, send_answer
from firstfix.server.bridge.environ import environ_of
from firstfix.server.bridge.one_thread import OneThread
from firstfix.server.bridge.receiving import BodyStalledError, LimitAt, receive_body

__all__ = ["Bridge", "HeldOpen"]

logger = logging.getLogger(__name__)

HeldOpen = Callable[[Any, Any, OneThread], Awaitable[None]]
"""Answers one request for as long as its asker stays: scope, protocol, and the thread for the database."""

_TEXT = [("content-type", "text/plain; charset=utf-8"), ("cache-control", "no-store")]


class Bridge:
    """Serves a WSGI application by granian's RSGI protocol; ``held_open`` are asked first, by their paths."""

    def __init__(self, wsgi: Wsgi, *, limit_at: LimitAt, held_open: Mapping[str, HeldOpen]) -> None:
        self.wsgi, self.limit_at, self.held_open = wsgi, limit_at, held_open
        self.thread: OneThread | None = None

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start the thread; granian calls this once in every worker."""
        self.thread = OneThread(loop)

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
