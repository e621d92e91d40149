"""What TCP carries: the segments that begin something, and the octets of one direction in their order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from firstfix.engines.capture.batch import Bits, Numbers
from firstfix.engines.capture.runs import Runs
from firstfix.engines.capture.segments import Segments
from firstfix.engines.capture.tcp import Ways

__all__ = ["Payloads", "Stretch", "payloads_of"]

# What one message may need of an earlier batch: the longest TLS record with its header (RFC 8446, 5.2).
MOST_TAIL: Final = 16_384 + 256 + 5


@dataclass(frozen=True)
class Payloads:
    """The segments of a batch with new octets, by direction: where they lie, and their first four octets."""

    segments: Segments
    place: Numbers
    rel: Numbers
    word: Numbers
    runs: Runs

    @property
    def octets(self) -> memoryview:
        """Give the octets of the batch."""
        return self.segments.packets.batch.octets


def payloads_of(segments: Segments, ways: Ways) -> Payloads | None:
    """Give the segments that carry octets for the first time, None where there are none."""
    order = ways.order
    is_new: Bits = (segments.length[order] > 0) & (segments.seen[order] > 0)
    is_new &= (ways.rel + segments.length[order] > ways.next_before) | (ways.runs.is_first)
    is_new &= ~ways.is_retransmitted
    at = np.flatnonzero(is_new)
    if not len(at):
        return None
    place = order[at]
    runs = Runs(segments.row[place] * 2 + segments.side[place])
    word = segments.packets.batch.u32(segments.payload[place])
    return Payloads(segments, place, ways.rel[at], np.where(segments.seen[place] >= 4, word, 0), runs)


class Stretch:
    """The new octets of one direction in one batch, after what was kept of the batch before."""

    def __init__(self, octets: memoryview, tail: bytes, tail_rel: int, columns: Sequence[list[int]]) -> None:
        self.rel, self._begin, self._seen, self.number, self.at_ns = columns
        self._octets, self._tail, self._tail_rel = octets, tail, tail_rel
        self._tail_end = tail_rel + len(tail)
        # The segment that was read last, since most reading goes on in it.
        self._place = 0

    def read(self, rel: int, count: int) -> bytes:
        """Give up to ``count`` octets from a place of the direction on, fewer where it ends or has a hole."""
        place = self._place
        inside = rel - self.rel[place]
        if rel >= self._tail_end and inside >= 0 and inside + count <= self._seen[place]:
            following = place + 1
            if following == len(self.rel) or rel < self.rel[following]:
                begin = self._begin[place] + inside
                return self._octets[begin : begin + count].tobytes()
        piece = self._piece(rel, count)
        whole = piece
        while piece and len(whole) < count:
            piece = self._piece(rel + len(whole), count - len(whole))
            whole += piece
        return whole

    def _piece(self, rel: int, count: int) -> bytes:
        inside = rel - self._tail_rel
        if 0 <= inside < len(self._tail):
            return self._tail[inside : inside + count]
        place = bisect_right(self.rel, rel) - 1
        if place < 0:
            return b""
        self._place = place
        begin, seen = self._begin[place] + rel - self.rel[place], self._seen[place]
        stop = self._begin[place] + seen
        return self._octets[begin : min(begin + count, stop)].tobytes() if begin < stop else b""

    def segment_at(self, rel: int) -> int:
        """Give the place of the segment that carries an octet, the first one for what came before."""
        return max(bisect_right(self.rel, rel) - 1, 0)

    def next_segment(self, rel: int) -> int | None:
        """Give where the first segment behind a place begins, None where there is none."""
        place = bisect_right(self.rel, rel)
        return self.rel[place] if place < len(self.rel) else None

    @property
    def end(self) -> int:
        """Give the place behind the last octet."""
        return self.rel[-1] + self._seen[-1] if self.rel else self._tail_rel + len(self._tail)
