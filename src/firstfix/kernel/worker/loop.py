"""The worker: carries out consequences and jobs until it is told to stop."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from typing import Protocol

from django.db import close_old_connections

from firstfix.kernel.jobs.running import run_due_jobs
from firstfix.kernel.worker.reactions import run_due_reactions

__all__ = ["Stopping", "drain", "work_until"]

# Idle polling: two indexed look-ups five times a second cost less than 1 % of a core and keep a
# consequence within a quarter of a second of its command.
IDLE_SECONDS = 0.2


class Stopping(Protocol):
    """What tells a worker to end: ``threading.Event``, or what a signal sets."""

    def is_set(self) -> bool:
        """Tell whether the worker is to end."""

    def wait(self, seconds: float, /) -> bool:
        """Return after so many seconds, or once it is set."""


def work_until(is_stopped: Stopping, *, between: Callable[[], None] | None = None) -> None:
    """Work until ``is_stopped`` is set; ``between`` runs after every round (a heartbeat, say)."""
    name, asked = worker_name(), set[str]()
    while not is_stopped.is_set():
        close_old_connections()
        done_count = run_due_reactions(by=name) + run_due_jobs(by=name, asked=asked)
        if between is not None:
            between()
        if not done_count:
            is_stopped.wait(IDLE_SECONDS)


def drain(*, rounds: int = 1000) -> int:
    """Carry out everything that is due now and give how many events and jobs that was."""
    name, asked, total_count = worker_name(), set[str](), 0
    for _ in range(rounds):
        done_count = run_due_reactions(by=name) + run_due_jobs(by=name, asked=asked)
        if not done_count:
            break
        total_count += done_count
    return total_count


def worker_name() -> str:
    """Give a name that tells this process from every other."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}"
