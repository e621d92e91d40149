"""Answers of routing services, kept in one file beside the database: what was asked once is not asked again.

Whatever goes wrong with the file, planning goes on without it. It can be deleted at any time.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from firstfix.connectors.travel.grid import Grid, Spot
from firstfix.kernel import clock

__all__ = ["Memory"]

_LOG = logging.getLogger(__name__)
# A million ways are all ways between a thousand places, in about 40 MB.
_MOST_WAYS = 1_000_000
# Old answers still beat an estimate while the service is away; after a year the map has changed too much.
_USELESS_AFTER = timedelta(days=365)
_BUSY_SECONDS = 2.0
_TABLE = """
CREATE TABLE IF NOT EXISTS way (
    service INTEGER NOT NULL, start INTEGER NOT NULL, target INTEGER NOT NULL,
    seconds INTEGER NOT NULL, day INTEGER NOT NULL, PRIMARY KEY (service, start, target)
) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class Memory:
    """The file with the answers of one service; ``identity`` keeps those of another server or map apart."""

    path: Path
    identity: str
    days: int
    most_ways: int = _MOST_WAYS

    def fill(self, grid: Grid) -> None:
        """Put into the grid what is remembered; what is older than ``days`` stays to be asked."""
        with suppress(_Unusable), self._opened() as file:
            numbers = {_key(spot): number for number, spot in enumerate(grid.spots)}
            today = _today()
            for source, spot in enumerate(grid.spots):
                for target_key, seconds, day in self._from(file, spot):
                    target = numbers.get(target_key)
                    if target is not None:
                        grid.put(source, target, seconds, is_fresh=0 <= today - day < self.days)

    def ways(self, pairs: Iterable[tuple[Spot, Spot]]) -> dict[tuple[Spot, Spot], int]:
        """Give the seconds of those ways that are remembered, however old; below zero where there is none."""
        found: dict[tuple[Spot, Spot], int] = {}
        oldest, service = _today() - _USELESS_AFTER.days, self._service
        asked = "SELECT seconds FROM way WHERE service = ? AND start = ? AND target = ? AND day >= ?"
        with suppress(_Unusable), self._opened() as file:
            for start, end in pairs:
                row = file.execute(asked, (service, _key(start), _key(end), oldest)).fetchone()
                if row is not None:
                    found[start, end] = row[0]
        return found

    def keep(self, ways: Iterable[tuple[Spot, Spot, int]]) -> None:
        """Remember ways with their seconds, below zero where there is none; the oldest make room."""
        today, service = _today(), self._service
        rows = ((service, _key(start), _key(end), seconds, today) for start, end, seconds in ways)
        with suppress(_Unusable), self._opened() as file, file:
            file.executemany("INSERT OR REPLACE INTO way VALUES (?, ?, ?, ?, ?)", rows)
            file.execute("DELETE FROM way WHERE day < ?", (today - _USELESS_AFTER.days,))
            self._make_room(file)

    def _from(self, file: sqlite3.Connection, spot: Spot) -> Iterator[tuple[int, int, int]]:
        oldest = _today() - _USELESS_AFTER.days
        asked = "SELECT target, seconds, day FROM way WHERE service = ? AND start = ? AND day >= ?"
        yield from file.execute(asked, (self._service, _key(spot), oldest))

    def _make_room(self, file: sqlite3.Connection) -> None:
        (count,) = file.execute("SELECT count(*) FROM way").fetchone()
        if count > self.most_ways:
            # A tenth more than needed, so that this does not happen at every plan.
            over = count - self.most_ways + self.most_ways // 10
            file.execute(
                "DELETE FROM way WHERE (service, start, target) IN"
                " (SELECT service, start, target FROM way ORDER BY day LIMIT ?)",
                (over,),
            )

    @property
    def _service(self) -> int:
        return int.from_bytes(hashlib.sha256(self.identity.encode("utf-8")).digest()[:6], "big")

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """Give the open file; a broken one is thrown away, and all trouble becomes _Unusable."""
        try:
            with closing(self._connected()) as file:
                yield file
        except (OSError, sqlite3.Error) as error:
            _LOG.warning("Travel times could not be remembered in %s: %s", self.path, type(error).__name__)
            if _is_broken(error):
                _LOG.warning("It is damaged and is begun anew.")
                with suppress(OSError):
                    self.path.unlink()
            raise _Unusable from error

    def _connected(self) -> sqlite3.Connection:
        # Homes and customers by coordinates: for the owner's eyes only.
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
        file = sqlite3.connect(self.path, timeout=_BUSY_SECONDS)
        try:
            file.execute(_TABLE)
        except sqlite3.Error:
            file.close()
            raise
        return file


class _Unusable(Exception):
    """The file cannot be used now; planning goes on without it."""


def _is_broken(error: Exception) -> bool:
    # Busy, full and read-only are OperationalErrors: they pass, and the file is fine.
    return isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError)


def _key(spot: Spot) -> int:
    """Give one number for a spot: latitude and longitude beside each other, both from zero up."""
    return (spot[0] + 900_000) * 4_000_000 + spot[1] + 1_800_000


def _today() -> int:
    return clock.now().toordinal()
