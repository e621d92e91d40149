"""What is known of every conversation, in columns: bounded, the longest silent ones leave first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from firstfix.engines.capture.batch import Numbers

__all__ = ["DIRECTION", "FLOW", "MOST_FLOWS", "FlowTable", "Rows"]

Rows = NDArray[Any]

# A conversation takes some 700 octets here: these many take 60 MB.
MOST_FLOWS: Final = 80_000
_FEWEST: Final = 4096
_MOST_AT_ONCE: Final = 16_384

# One direction: its sequence space (`rel` numbers never wrap), what it acknowledged, and its counts.
DIRECTION: Final = np.dtype(
    [
        *((name, np.int64) for name in (
            "packets", "segments", "octets", "base", "last_seq", "last_rel", "next_rel", "next_at",
            "ack", "ack_at", "window", "dup", "named", "length", "flags", "ttl", "fin", "out_of_order",
            "gaps", "resets", "resets_number", "resets_at", "reset_ttl", "retransmitted", "again",
            "again_number", "copies", "zero_windows", "zero_windows_number", "zero_since", "zero_ns",
            "longest", "stuck_rel", "stuck_size", "stuck_count", "stuck_number",
        )),
    ]
)  # fmt: skip
# One conversation: who (by side), its handshake, its turns from request to answer.
FLOW: Final = np.dtype(
    [
        ("key", np.int64),
        ("address", np.uint8, (2, 16)),
        ("port", np.int64, (2,)),
        ("is_six", np.bool_),
        *((name, np.int64) for name in (
            "serial", "is_tls", "opener", "first_number", "first_at", "last_at", "syn_at", "syn_number",
            "syns", "answer_at", "answer_number", "rtt_ns", "turn_side", "turn_at", "turns", "turns_ns",
            "longest_turn_ns", "longest_turn_number", "first_turn_ns",
        )),
        ("way", DIRECTION, (2,)),
    ]
)  # fmt: skip


class FlowTable:
    """Gives each conversation a row; ``retire`` gets the rows that leave, by their first packets."""

    def __init__(self, retire: Callable[[Rows], None], *, most: int = MOST_FLOWS) -> None:
        self.rows = np.zeros(_FEWEST, dtype=FLOW)
        self._retire = retire
        self._most = most
        # Keys in rising order, and the row of each.
        self._keys = np.zeros(0, dtype=np.int64)
        self._row = np.zeros(0, dtype=np.int64)
        self._count = 0
        self._serial = 0

    def find(self, keys: Numbers) -> Numbers:
        """Give the row of each key, -1 where it is not known."""
        if not len(self._keys):
            return np.full(len(keys), -1)
        at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return np.where(self._keys[at] == keys, self._row[at], -1)

    def places(self, keys: Numbers, is_new: NDArray[np.bool_]) -> tuple[Numbers, NDArray[np.bool_]]:
        """Give the row of each key, and which rows are fresh. Keys rise; one that comes again asks by
        ``is_new`` for another row than its last.
        """
        if self._count + len(keys) > self._most:
            self._make_room(len(keys))
        needed = self._count + len(keys)
        if needed > len(self.rows):
            size = max(needed, min(2 * len(self.rows), self._most))
            self.rows = np.concatenate([self.rows, np.zeros(size - len(self.rows), dtype=FLOW)])
        found = self.find(keys)
        is_fresh: NDArray[np.bool_] = is_new | (found < 0)
        count = int(is_fresh.sum())
        found[is_fresh] = np.arange(self._count, self._count + count)
        self._learn(keys, found, is_fresh)
        fresh = slice(self._count, self._count + count)
        self.rows["key"][fresh] = keys[is_fresh]
        self.rows["serial"][fresh] = np.arange(self._serial, self._serial + count)
        self._count += count
        self._serial += count
        return found, is_fresh

    def _learn(self, keys: Numbers, found: Numbers, is_fresh: NDArray[np.bool_]) -> None:
        """Keep the last fresh row of each key."""
        is_last = is_fresh.copy()
        is_last[:-1] &= keys[1:] != keys[:-1]
        keys, found = keys[is_last], found[is_last]
        known = self.find(keys) >= 0
        self._row[np.searchsorted(self._keys, keys[known])] = found[known]
        at = np.searchsorted(self._keys, keys[~known])
        self._keys = np.insert(self._keys, at, keys[~known])
        self._row = np.insert(self._row, at, found[~known])

    def bases(self, rows: Numbers, sides: Numbers) -> Numbers:
        """Give the number that a direction of each known conversation began with; -1 where it has not yet
        spoken.
        """
        way = self.rows["way"]
        return np.where(way["packets"][rows, sides] > 0, way["base"][rows, sides], -1)

    def retire_all(self) -> None:
        """Let every conversation leave, at the end of the capture."""
        order = np.argsort(self.rows["first_number"][: self._count], kind="stable")
        # Some at a time, since what is put into order takes memory again.
        for begin in range(0, len(order), _MOST_AT_ONCE):
            self._retire(self.rows[order[begin : begin + _MOST_AT_ONCE]])
        self._keys = self._row = np.zeros(0, dtype=np.int64)
        self._count = 0

    def _make_room(self, needed: int) -> None:
        """Let those leave that were replaced or are silent for longest: at least half, or as many as
        needed.
        """
        rows = self.rows[: self._count]
        leaving = max(self._count // 2, self._count + needed - self._most)
        order = np.argsort(rows["last_at"], kind="stable")
        gone = order[:leaving]
        self._retire(rows[gone[np.argsort(rows["first_number"][gone], kind="stable")]])
        kept = rows[np.sort(order[leaving:])]
        self._count = len(kept)
        self.rows[: self._count] = kept
        self.rows[self._count :] = np.zeros(1, dtype=FLOW)
        order = np.argsort(kept["key"], kind="stable")
        keys = kept["key"][order]
        is_last = np.append(keys[1:] != keys[:-1], True)[: len(keys)]
        self._keys, self._row = keys[is_last], order[is_last]
