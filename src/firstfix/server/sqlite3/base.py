"""A connection to SQLite whose writers wait no longer for their turn than another one writes.

SQLite has one writer at a time and no queue: who finds it busy sleeps and looks again, soon in steps of a
tenth of a second. Beside a process that writes again at once (a job of many steps), nearly every look falls
into the next step: a sign-in of 2 ms waited 1.2 s while the demo grew. Here a transaction that has to wait
looks every few milliseconds, so that the short pauses of background work (``firstfix.kernel.locks.give_way``)
are long enough for it.
"""

from __future__ import annotations

import sqlite3
import time

from django.db import OperationalError
from django.db.backends.sqlite3 import base

__all__ = ["DatabaseWrapper"]

# SQLite sleeps 1, 2 and 5 ms between its looks, then longer (sqliteDefaultBusyCallback in its main.c). After
# these three it is asked anew, so a pause of 6 ms is never slept through.
_LOOK_MILLISECONDS = 8
# The default of Python's sqlite3, where the settings give no time.
_DEFAULT_SECONDS = 5.0


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's connection to SQLite; only how a transaction waits for its turn differs."""

    def _start_transaction_under_autocommit(self) -> None:
        """Begin when no other process writes; raises OperationalError after the time of the settings."""
        seconds = float(self.settings_dict["OPTIONS"].get("timeout", _DEFAULT_SECONDS))
        until = time.monotonic() + seconds
        self._wait_at_most(_LOOK_MILLISECONDS)
        try:
            while not self._has_begun(is_last_try=time.monotonic() > until):
                pass
        finally:
            # A statement outside of transactions waits in SQLite's own way.
            self._wait_at_most(int(seconds * 1000))

    def _has_begun(self, *, is_last_try: bool) -> bool:
        try:
            super()._start_transaction_under_autocommit()
        except OperationalError as error:
            if is_last_try or not _is_busy(error):
                raise
            return False
        return True

    def _wait_at_most(self, milliseconds: int) -> None:
        self.connection.execute(f"PRAGMA busy_timeout={milliseconds}").close()


def _is_busy(error: OperationalError) -> bool:
    # The lower byte: SQLite tells kinds of "busy" apart in the others.
    return getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
