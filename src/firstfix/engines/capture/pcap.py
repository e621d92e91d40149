"""Going along a pcap file: a header of 24 octets, then a header of 16 (or 24) before each packet."""

from __future__ import annotations

from itertools import repeat
from struct import Struct
from struct import error as struct_error
from typing import Final

import numpy as np

from firstfix.engines.capture.batch import Batch
from firstfix.engines.capture.damage import Damage
from firstfix.engines.capture.walking import LONGEST_PACKET, MOST_PACKETS, Taken
from firstfix.engines.verdict import mark

__all__ = ["HEADER_LENGTH", "PcapWalk"]

HEADER_LENGTH: Final = 24

# Magic numbers as a big-endian machine writes them: (nanoseconds a unit, octets of a packet's header).
# The third is Alexey Kuznetzov's form, which older Linux systems wrote.
_MAGIC: Final = {0xA1B2C3D4: (1000, 16), 0xA1B23C4D: (1, 16), 0xA1B2CD34: (1000, 24)}
# The upper bits of the link type's field tell of frame check sequences.
_LINK_BITS: Final = 0x0FFF_FFFF


class PcapWalk:
    """Goes along the packets of one pcap file."""

    def __init__(self, order: str, magic: int, link: int) -> None:
        self._unit_ns, self._header = _MAGIC[magic]
        self._word, self._head = np.dtype(f"{order}u4"), np.dtype("V16")
        self._captured = Struct(f"{order}8xI{self._header - 12}x")
        self._link = link & _LINK_BITS

    @classmethod
    def of(cls, head: bytes) -> PcapWalk | None:
        """Give a walk for a file that begins like this, or None where it is no pcap."""
        if len(head) < HEADER_LENGTH:
            return None
        for order in "><":
            magic, link = Struct(f"{order}I16xI").unpack_from(head)
            if magic in _MAGIC:
                return cls(order, magic, link)
        return None

    def take(self, raw: memoryview, at: int, end: int, first_number: int) -> Taken:
        """Give the packets that are whole. A length that no packet has is damage."""
        places, after = self._places(raw, at, end)
        damage = None
        if places and after - places[-1] - self._header > LONGEST_PACKET:
            long = self._captured.unpack_from(raw, places[-1])[0]
            words = mark("a packet claims {count} octets, which no packet has")
            damage = Damage(words, places[-1], {"count": long})
        if places and after > end:
            after = places.pop()
        return Taken(self._batch(raw, places, first_number), after - at, damage)

    def _places(self, raw: memoryview, at: int, end: int) -> tuple[list[int], int]:
        """Give where packets' headers lie, and where the next would. The only loop over all packets."""
        places: list[int] = []
        note, unpack, header = places.append, self._captured.unpack_from, self._header
        room = raw[:end]
        try:
            for _ in repeat(None, MOST_PACKETS):
                note(at)
                at += header + unpack(room, at)[0]
        except struct_error:
            # No whole header is left there.
            places.pop()
        return places, at

    def _batch(self, raw: memoryview, places: list[int], first_number: int) -> Batch | None:
        if not places:
            return None
        at = np.array(places, dtype=np.int64)
        heads = np.ndarray((len(raw) - 15,), self._head, raw, 0, (1,))[at].view(self._word).reshape(-1, 4)
        seconds, fraction, captured, length = heads.T.astype(np.int64)
        return Batch(
            octets=raw,
            start=at + self._header,
            captured=captured,
            length=np.maximum(length, captured),
            at_ns=seconds * 1_000_000_000 + fraction * self._unit_ns,
            link=np.full(len(at), self._link, dtype=np.int64),
            first_number=first_number,
        )
