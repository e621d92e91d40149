"""Reading a capture file: pcap in both orders and both resolutions, pcapng, either compressed; streamed.

Formats: draft-ietf-opsawg-pcap and draft-ietf-opsawg-pcapng. A file that is cut off or damaged gives what
lies before the fault; ``Reader.damage`` then says what is wrong, and where.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import IO

from firstfix.engines.capture.batch import Batch
from firstfix.engines.capture.damage import Damage
from firstfix.engines.capture.pcap import HEADER_LENGTH, PcapWalk
from firstfix.engines.capture.pcapng import PcapngWalk
from firstfix.engines.capture.source import Source
from firstfix.engines.capture.walking import CHUNK, Walk
from firstfix.engines.capture.window import Window
from firstfix.engines.verdict import mark

__all__ = ["Reader"]


class Reader:
    """Gives the packets of a file batch by batch, in bounded memory; after that it knows what was wrong."""

    def __init__(self, stream: IO[bytes], *, chunk: int = CHUNK) -> None:
        self.damage: Damage | None = None
        self.packet_count = 0
        self.octet_count = 0
        self._source = Source(stream)
        self._chunk = chunk

    def batches(self) -> Iterator[Batch]:
        """Give the batches, of which each holds until the next; what is wrong with the file ends them and
        stands in ``damage``.
        """
        head = self._source.read(HEADER_LENGTH)
        walk = _walk_of(head)
        if walk is None:
            self.damage = self._source.damage or _no_capture(head)
            return
        # A pcapng's head is its first block, which is gone along like the others.
        window = Window(self._source, self._chunk, b"" if isinstance(walk, PcapWalk) else head)
        self.octet_count = len(head) - window.end
        used, has_more = 0, True
        while has_more and self.damage is None:
            has_more = window.slide(used)
            used = yield from self._walked(walk, window)
        if self.damage is None:
            self.damage = self._source.damage or (self._cut_off() if used < window.end else None)

    def _walked(self, walk: Walk, window: Window) -> Generator[Batch, None, int]:
        """Give the batches of a window, and how much of it they use."""
        at, raw, end = 0, window.octets, window.end
        while self.damage is None:
            taken = walk.take(raw, at, end, self.packet_count + 1)
            if taken.batch is not None:
                self.packet_count += len(taken.batch)
                yield taken.batch
            if taken.damage is not None:
                self.damage = replace(taken.damage, offset=self.octet_count + taken.damage.offset - at)
            if not taken.used:
                break
            at += taken.used
            self.octet_count += taken.used
        return at

    def _cut_off(self) -> Damage:
        return Damage(mark("it ends in the middle of a packet"), self.octet_count)


def _walk_of(head: bytes) -> Walk | None:
    return PcapWalk.of(head) or PcapngWalk.of(head)


def _no_capture(head: bytes) -> Damage:
    return Damage(mark("it is neither pcap nor pcapng") if head else mark("it is empty"), 0)
