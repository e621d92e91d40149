"""What both file formats share: pieces of a file go in, packets come out, and how much was used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from firstfix.engines.capture.batch import Batch
from firstfix.engines.capture.damage import Damage

__all__ = ["CHUNK", "LONGEST_PACKET", "MOST_PACKETS", "Taken", "Walk"]

# A batch's columns take some 40 times 8 octets a packet: these two keep them below 50 MB, and in the caches.
CHUNK: Final = 8 << 20
MOST_PACKETS: Final = 1 << 16
# The longest snapshot that libpcap writes (MAXIMUM_SNAPLEN): a longer packet is a damaged length.
LONGEST_PACKET: Final = 262_144


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a piece: packets if any, how many octets were used, and what stopped it for good."""

    batch: Batch | None
    used: int
    damage: Damage | None = None


class Walk(Protocol):
    """Goes along a file of one format."""

    def take(self, raw: memoryview, at: int, end: int, first_number: int) -> Taken:
        """Give packets that lie between ``at`` and ``end`` in ``raw``; nothing used asks for a longer
        piece.
        """
        ...
