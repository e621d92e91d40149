"""Being told to end: SIGTERM stops a run as Ctrl-C does, so that what was seen until then is kept."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading
from collections.abc import Iterator

__all__ = ["stopped_by_sigterm"]


@contextlib.contextmanager
def stopped_by_sigterm() -> Iterator[None]:
    """Have SIGTERM cancel the task that runs this, for as long as it lasts.

    Only the main thread hears signals: in another one nothing is changed, nor where somebody handles it.
    """
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    is_free = threading.current_thread() is threading.main_thread()
    if task is None or not is_free or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return
    # Waking the loop matters: it may be waiting for a packet that never comes.
    signal.signal(signal.SIGTERM, lambda _number, _frame: loop.call_soon_threadsafe(task.cancel))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
