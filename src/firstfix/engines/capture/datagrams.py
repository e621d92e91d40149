"""Datagrams of the few protocols that are read one by one, as plain values."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firstfix.engines.capture.addresses import pair_text
from firstfix.engines.capture.headers import UDP, Packets

__all__ = ["Datagram", "PortSets", "datagrams_at"]

# The header of UDP (RFC 768).
_HEADER: Final = 8
_HEAD: Final = np.dtype({
    "names": ["port", "to_port", "length"], "formats": [">u2", ">u2", ">u2"], "offsets": [0, 2, 4],
    "itemsize": _HEADER,
})  # fmt: skip


class Datagram(NamedTuple):
    """One datagram: who to whom, when (nanoseconds since 1970), and what was captured of it."""

    number: int
    at_ns: int
    source: str
    target: str
    port: int
    to_port: int
    octets: bytes


class PortSets:
    """Sets of ports, of which a datagram belongs to the first that knows its sender's or receiver's port."""

    def __init__(self, *sets: tuple[int, ...]) -> None:
        # One bit a set, so that two looks into a table say it all.
        self.bits: NDArray[np.uint8] = np.zeros(1 << 16, dtype=np.uint8)
        self.set_of = [0] * (1 << len(sets))
        for place, ports in enumerate(sets):
            self.bits[list(ports)] |= 1 << place
        for known in range(1, len(self.set_of)):
            self.set_of[known] = (known & -known).bit_length() - 1
        self.count = len(sets)


def datagrams_at(packets: Packets, ports: PortSets) -> list[list[Datagram]]:
    """Give the datagrams of a batch for each set of ports, in the order of the packets."""
    chosen: list[list[Datagram]] = [[] for _ in range(ports.count)]
    place = packets.of(UDP, _HEADER)
    heads = packets.batch.heads(packets.transport[place], _HEAD)
    known = ports.bits[heads["port"]] | ports.bits[heads["to_port"]]
    wanted = np.flatnonzero(known)
    place, heads, known = place[wanted], heads[wanted], known[wanted]
    for which, one in zip(known.tolist(), _read(packets, place, heads), strict=True):
        chosen[ports.set_of[which]].append(one)
    return chosen


def _read(packets: Packets, place: NDArray[np.int64], heads: NDArray[np.void]) -> map[Datagram]:
    batch, raw = packets.batch, packets.batch.octets
    at, seen_end = packets.transport[place], packets.seen_end[place]
    length = heads["length"].astype(np.int64)
    # A length of zero is that of a jumbogram (RFC 2675); the network header knows where it ends.
    end = np.where(length >= _HEADER, np.minimum(at + length, seen_end), seen_end)
    is_six = packets.is_six[place]
    who = packets.network[place] + np.where(is_six, 8, 12)
    whom_end = who + np.where(is_six, 32, 8)
    pairs = [pair_text(raw[a:b].tobytes()) for a, b in zip(who.tolist(), whom_end.tolist(), strict=True)]
    octets = [raw[a:b].tobytes() for a, b in zip((at + _HEADER).tolist(), end.tolist(), strict=True)]
    return map(
        Datagram, batch.number[place].tolist(), batch.at_ns[place].tolist(),
        [source for source, _target in pairs], [target for _source, target in pairs],
        heads["port"].tolist(), heads["to_port"].tolist(), octets,
    )  # fmt: skip
