"""End with the process that started this one, however that ended.

The supervisor of ``firstfix serve`` may be killed without a chance to end its children. They would keep
the port and go on beside the next ones, so each of them looks for its parent and ends when it is gone.
Only under our own supervisor, which sets :data:`PARENT_VARIABLE`: elsewhere (gunicorn, a service manager)
others see to that. Where a process keeps its parent's id after the parent's end (Windows), nothing is seen.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

__all__ = ["HELD_VARIABLE", "PARENT_VARIABLE", "end_with_parent", "is_orphan", "wait_until_let_go"]

PARENT_VARIABLE = "FIRSTFIX_PARENT"
"""The variable that names the process whose end is the end of its children."""
HELD_VARIABLE = "FIRSTFIX_HELD"
"""Set for a process that may load its code, but has to wait for its supervisor's word before it serves."""

LOOK_SECONDS = 0.25
# The grace that the supervisor gives its children too (firstfix.cli.serve).
GRACE_SECONDS = 8.0


def end_with_parent() -> None:
    """Watch the parent from now on; children that are started later watch this process."""
    parent_id = os.environ.get(PARENT_VARIABLE)
    if parent_id is None:
        return
    os.environ[PARENT_VARIABLE] = str(os.getpid())
    threading.Thread(target=_watch, args=(int(parent_id),), name="parent", daemon=True).start()


def wait_until_let_go() -> None:
    """Return once the supervisor says that the database is ready, at once where nothing is held.

    Raises SystemExit where the supervisor ends without a word.
    """
    if os.environ.pop(HELD_VARIABLE, None) is not None and not sys.stdin.readline():
        raise SystemExit(0)


def is_orphan() -> bool:
    """Tell whether the supervisor that started this process is gone."""
    parent_id = os.environ.get(PARENT_VARIABLE)
    return parent_id is not None and _has_lost(int(parent_id))


def _watch(parent_id: int) -> None:
    while not _has_lost(parent_id):
        time.sleep(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)


def _has_lost(parent_id: int) -> bool:
    # On Windows the launcher of a virtual environment stands between parent and child.
    return os.name != "nt" and os.getppid() != parent_id
