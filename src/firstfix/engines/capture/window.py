"""The part of a capture that is looked at: it slides along the file, always in the same memory."""

from __future__ import annotations

from firstfix.engines.capture.batch import MARGIN
from firstfix.engines.capture.source import Source

__all__ = ["Window"]

# What is left of a piece is the beginning of one packet, which is seldom longer.
_USUAL_REST = 1 << 16


class Window:
    """Octets of a source up to ``end``, and ``MARGIN`` zeros behind them.

    Memory that is used again is in the caches already, and the system need not clear it first: that is a
    tenth of the time that reading a capture takes.
    """

    def __init__(self, source: Source, chunk: int, head: bytes = b"") -> None:
        self.end = len(head)
        self._source, self._chunk = source, chunk
        self._room = memoryview(bytearray(len(head) + chunk + _USUAL_REST + MARGIN))
        self._room[: self.end] = head

    @property
    def octets(self) -> memoryview:
        """Give the octets with the zeros behind them; they hold until the window slides on."""
        return self._room[: self.end + MARGIN]

    def slide(self, used: int) -> bool:
        """Leave so many octets behind, take in others; false where there are no more."""
        rest = self._room[used : self.end]
        if len(rest) + self._chunk + MARGIN > len(self._room):
            self._room = memoryview(bytearray(2 * len(rest) + self._chunk + MARGIN))
        self._room[: len(rest)] = rest
        given = self._source.fill(self._room[len(rest) : len(rest) + self._chunk])
        self.end = len(rest) + given
        self._room[self.end : self.end + MARGIN] = bytes(MARGIN)
        return given > 0
