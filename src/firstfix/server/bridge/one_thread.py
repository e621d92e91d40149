"""The one thread in which Django runs."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar

__all__ = ["OneThread"]

Answer = TypeVar("Answer")

# What granian itself gives a worker to end in (firstfix.cli.serve).
GRACE_SECONDS = 8.0

_Work = tuple[Callable[[], Any], "asyncio.Future[Any]"]


class OneThread:
    """Runs what the loop asks for, one after the other, always in the same thread.

    A pool of one would do the same with two locks and three objects more a request; and database
    connections belong to a thread, so it has to live as long as the process.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: SimpleQueue[_Work | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="django", daemon=True)
        self._thread.start()

    async def run(self, call: Callable[[], Answer]) -> Answer:
        """Give what ``call`` gives, run in the thread; raises what it raises."""
        answer: asyncio.Future[Answer] = self._loop.create_future()
        self._waiting.put((call, answer))
        return await answer

    def end(self) -> None:
        """End the thread after what was already asked for."""
        self._waiting.put(None)
        self._thread.join(GRACE_SECONDS)

    def _work(self) -> None:
        while (work := self._waiting.get()) is not None:
            call, answer = work
            try:
                given = call()
            except BaseException as error:  # noqa: BLE001 - whatever it is, it is the asker's
                self._tell(_fail, answer, error)
            else:
                self._tell(_give, answer, given)

    def _tell(self, say: Callable[..., None], *what: Any) -> None:
        try:
            self._loop.call_soon_threadsafe(say, *what)
        except RuntimeError:
            # The loop ended while this ran: nobody waits any more.
            return


def _give(answer: asyncio.Future[Any], given: Any) -> None:
    if not answer.done():
        answer.set_result(given)


def _fail(answer: asyncio.Future[Any], error: BaseException) -> None:
    if not answer.done():
        answer.set_exception(error)
