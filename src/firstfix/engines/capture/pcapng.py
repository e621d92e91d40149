"""Going along a pcapng file: blocks that say how long they are; sections, interfaces, packets."""

from __future__ import annotations

from dataclasses import dataclass
from struct import Struct
from typing import Final

import numpy as np

from firstfix.engines.capture.batch import Batch, Numbers
from firstfix.engines.capture.damage import Damage
from firstfix.engines.capture.walking import LONGEST_PACKET, MOST_PACKETS, Taken
from firstfix.engines.verdict import mark

__all__ = ["PcapngWalk"]

_SECTION, _INTERFACE, _OLD_PACKET, _SIMPLE, _PACKET = 0x0A0D0D0A, 1, 2, 3, 6
_MAGIC: Final = 0x1A2B3C4D
# A block of one packet: its header and trailer, and options, of which no program writes so many.
_LONGEST_BLOCK: Final = LONGEST_PACKET + (1 << 20)
# Options of an interface (draft-ietf-opsawg-pcapng, 4.2).
_RESOLUTION, _OFFSET = 9, 14
# A block is at least its type and twice its length.
_SHORTEST: Final = 12


@dataclass(frozen=True, slots=True)
class _Interface:
    """What packets of an interface need: link type, units a second as a power, seconds to add, snapshot."""

    link: int
    base: int = 10
    power: int = 6
    offset: int = 0
    snapshot: int = 0


class PcapngWalk:
    """Goes along the blocks of one pcapng file, section after section."""

    def __init__(self) -> None:
        self._order = "<"
        self._interfaces: list[_Interface] = []
        self._last_ns = 0

    @classmethod
    def of(cls, head: bytes) -> PcapngWalk | None:
        """Give a walk for a file that begins like this, or None where it is no pcapng."""
        return cls() if len(head) >= _SHORTEST and _order_of(head, 0) else None

    def take(self, raw: memoryview, at: int, end: int, first_number: int) -> Taken:
        """Give the packets of the whole blocks up to the next section. A length that no block has is
        damage.
        """
        begin = at
        if bytes(raw[at : at + 4]) == b"\x0a\x0d\x0d\x0a" and end - at >= _SHORTEST:
            order = _order_of(raw, at)
            if not order:
                return Taken(None, 0, Damage(mark("a section has no byte order"), at))
            self._order, self._interfaces = order, []
        places, kinds, after, is_damaged = self._blocks(raw, at, end)
        self._note_interfaces(raw, places, kinds)
        batch = self._batch(raw, places, kinds, first_number)
        words = mark("a block has a length that no block has")
        return Taken(batch, after - begin, Damage(words, after) if is_damaged else None)

    def _blocks(self, raw: memoryview, at: int, end: int) -> tuple[list[int], list[int], int, bool]:
        """Give where whole blocks lie, their kinds, where the next would, and whether that one is damaged."""
        places: list[int] = []
        kinds: list[int] = []
        unpack, last = Struct(f"{self._order}II").unpack_from, end - _SHORTEST
        for _ in range(MOST_PACKETS):
            if at > last:
                break
            kind, length = unpack(raw, at)
            if kind == _SECTION and places:
                break
            if length < _SHORTEST or length % 4 or length > _LONGEST_BLOCK:
                return places, kinds, at, True
            if at + length > end:
                break
            places.append(at)
            kinds.append(kind)
            at += length
        return places, kinds, at, False

    def _note_interfaces(self, raw: memoryview, places: list[int], kinds: list[int]) -> None:
        unpack = Struct(f"{self._order}I").unpack_from
        for at, kind in zip(places, kinds, strict=True):
            if kind == _INTERFACE:
                block = raw[at : at + unpack(raw, at + 4)[0] - 4].tobytes()
                self._interfaces.append(_interface_of(block, self._order))

    def _batch(self, raw: memoryview, places: list[int], kinds: list[int], first_number: int) -> Batch | None:
        all_kinds = np.array(kinds, dtype=np.int64)
        is_packet = np.isin(all_kinds, (_PACKET, _OLD_PACKET, _SIMPLE))
        if not is_packet.any():
            return None
        at, kind = np.array(places, dtype=np.int64)[is_packet], all_kinds[is_packet]
        words = np.ndarray((len(raw) - 3,), f"{self._order}u4", raw, 0, (1,))
        field = [words[at + 4 * place].astype(np.int64) for place in range(7)]
        block, is_simple = field[1], kind == _SIMPLE
        interface = np.where(is_simple, 0, np.where(kind == _OLD_PACKET, self._low(field[2]), field[2]))
        known = [*self._interfaces, _Interface(-1)]
        interface = np.minimum(interface, len(known) - 1)
        length = np.where(is_simple, field[2], field[6])
        snapshot = np.array([one.snapshot or LONGEST_PACKET for one in known], dtype=np.int64)[interface]
        room = np.where(is_simple, block - 16, block - 32)
        captured = np.where(is_simple, np.minimum(length, snapshot), field[5])
        return Batch(
            octets=raw,
            start=at + np.where(is_simple, 12, 28),
            captured=np.clip(captured, 0, np.maximum(room, 0)),
            length=np.maximum(length, captured),
            at_ns=self._times((field[3] << 32) | field[4], interface, known, is_simple),
            link=np.array([one.link for one in known], dtype=np.int64)[interface],
            first_number=first_number,
        )

    def _low(self, word: Numbers) -> Numbers:
        """Give the first 16 bits of a word: the interface of an obsolete packet block."""
        return word & 0xFFFF if self._order == "<" else word >> 16

    def _times(
        self, units: Numbers, interface: Numbers, known: list[_Interface], is_simple: Numbers
    ) -> Numbers:
        at_ns = np.zeros(len(units), dtype=np.int64)
        for place, one in enumerate(known):
            here = interface == place
            if here.any():
                at_ns[here] = _nanoseconds(units[here], one)
        if is_simple.any():
            # A simple packet has no time: it was seen no earlier than the one before it.
            at_ns[is_simple.astype(bool)] = self._last_ns
            at_ns = np.maximum.accumulate(at_ns)
        self._last_ns = int(at_ns[-1])
        return at_ns


def _order_of(raw: bytes | memoryview, at: int) -> str:
    if bytes(raw[at : at + 4]) != b"\x0a\x0d\x0d\x0a":
        return ""
    orders = (order for order in "<>" if Struct(f"{order}I").unpack_from(raw, at + 8)[0] == _MAGIC)
    return next(orders, "")


def _interface_of(block: bytes, order: str) -> _Interface:
    if len(block) < 16:
        return _Interface(-1)
    link, _reserved, snapshot = Struct(f"{order}HHI").unpack_from(block, 8)
    base, power, offset = 10, 6, 0
    at, option = 16, Struct(f"{order}HH")
    while at + 4 <= len(block):
        code, length = option.unpack_from(block, at)
        value = block[at + 4 : at + 4 + length]
        if code == _RESOLUTION and len(value) == 1:
            base, power = (2, value[0] & 0x7F) if value[0] & 0x80 else (10, value[0])
        elif code == _OFFSET and len(value) == 8:
            offset = Struct(f"{order}q").unpack(value)[0]
        at += 4 + length + -length % 4
    return _Interface(link, base, power, offset, snapshot)


def _nanoseconds(units: Numbers, interface: _Interface) -> Numbers:
    # A second may be cut finer than nanoseconds, or in powers of two; times before 1970 or after 2262 are
    # no times.
    if interface.base == 10 and interface.power <= 9:
        at_ns: Numbers = units * 10 ** (9 - interface.power)
    else:
        with np.errstate(all="ignore"):
            exact = units.view(np.uint64).astype(np.float64) * (
                1e9 / float(interface.base) ** interface.power
            )
        at_ns = np.clip(np.nan_to_num(exact), 0, 9e18).astype(np.int64)
    seconds = min(max(interface.offset, -(1 << 33)), 1 << 33)
    return at_ns + seconds * 1_000_000_000
