"""The TCP segments of a batch, conversation after conversation, each knowing its row in the table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from firstfix.engines.capture.batch import Bits, Numbers
from firstfix.engines.capture.flow_table import FlowTable
from firstfix.engines.capture.headers import TCP, Packets
from firstfix.engines.capture.runs import Runs, stable_order

__all__ = ["ACK", "FIN", "RST", "SYN", "Segments", "addresses_of", "segments_of"]

# Bits of the TCP header (RFC 9293, 3.1).
FIN, SYN, RST, ACK = 0x01, 0x02, 0x04, 0x10
_HEADER: Final = 20
_HEAD: Final = np.dtype({
    "names": ["seq", "ack", "offset", "flags", "window"], "formats": [">u4", ">u4", "u1", "u1", ">u2"],
    "offsets": [4, 8, 12, 13, 14], "itemsize": _HEADER,
})  # fmt: skip

Octets = NDArray[np.uint8]


@dataclass(frozen=True)
class Segments:
    """Columns of segments, sorted by conversation, then by time. ``flows`` are the runs of conversations.

    ``side`` says which of its two ends sent it; ``payload`` is where its octets begin among the batch's,
    ``seen`` how many of them were captured, ``length`` how many there were on the wire.
    """

    packets: Packets
    place: Numbers
    row: Numbers
    flows: Runs
    side: Numbers
    number: Numbers
    at_ns: Numbers
    seq: Numbers
    ack: Numbers
    flags: Numbers
    window: Numbers
    length: Numbers
    payload: Numbers
    seen: Numbers

    def __len__(self) -> int:
        return len(self.row)

    def has(self, bits: int) -> Bits:
        """Tell which have any of these bits."""
        is_it: Bits = (self.flags & bits) != 0
        return is_it


def segments_of(packets: Packets, table: FlowTable) -> Segments | None:
    """Give the segments of a batch, None where it has none; new conversations get their rows."""
    place = packets.of(TCP, _HEADER)
    if not len(place):
        return None
    source, target = packets.endpoints(place)
    key = (source + target).astype(np.int64)
    order = stable_order(key)
    place, key, side = place[order], key[order], (source > target)[order].astype(np.int64)
    batch, at = packets.batch, packets.transport[place]
    heads = batch.heads(at, _HEAD)
    seq, flags = heads["seq"].astype(np.int64), heads["flags"].astype(np.int64)
    flows, is_reopened = _conversations(key, side, seq, flags, table)
    begin = flows.begin
    rows, is_fresh = table.places(key[begin], is_reopened[begin])
    payload = at + np.maximum(heads["offset"].astype(np.int64) >> 4, 5) * 4
    segments = Segments(
        packets=packets,
        place=place,
        row=rows[flows.run],
        flows=flows,
        side=side,
        number=batch.number[place],
        at_ns=batch.at_ns[place],
        seq=seq,
        ack=heads["ack"].astype(np.int64),
        flags=flags,
        window=heads["window"].astype(np.int64),
        length=np.maximum(packets.end[place] - payload, 0),
        payload=payload,
        seen=np.maximum(packets.seen_end[place] - payload, 0),
    )
    _introduce(segments, table, is_fresh)
    return segments


def _conversations(
    key: Numbers, side: Numbers, seq: Numbers, flags: Numbers, table: FlowTable
) -> tuple[Runs, Bits]:
    """Give the runs, where a SYN with another first number on known ends begins another conversation."""
    flows = Runs(key)
    is_reopened = np.zeros(len(key), dtype=np.bool_)
    place = np.flatnonzero((flags & (SYN | ACK)) == SYN)
    if not len(place):
        return flows, is_reopened
    known = _known_bases(place, key, side, table)
    # Nearly all begin with the only SYN of their side, or repeat it; the others are looked at one by one.
    earlier = _earlier_bases(place, flows, side, seq, flags)
    doubtful = np.zeros(len(flows.begin), dtype=np.bool_)
    doubtful[flows.run[place[seq[place] != np.where(known == _UNKNOWN, earlier, known)]]] = True
    chosen = doubtful[flows.run[place]]
    columns = (place, flows.run[place], side[place], seq[place], known, earlier)
    is_reopened[_reopened(zip(*(one[chosen].tolist() for one in columns), strict=True))] = True
    if not is_reopened.any():
        return flows, is_reopened
    return Runs(np.cumsum(flows.is_first | is_reopened)), is_reopened


# No number of a direction is known; or it is known that the conversation is another one than the table knows.
_UNKNOWN: Final = -1
_NEITHER: Final = -2


def _reopened(syns: Iterable[tuple[int, int, int, int, int, int]]) -> list[int]:
    """Give the places of the SYNs that begin another conversation."""
    reopened: list[int] = []
    bases: dict[tuple[int, int], int] = {}
    for place, run, side, first, known, earlier in syns:
        base = bases.get((run, side), _UNKNOWN)
        if base == _UNKNOWN:
            base = earlier if known == _UNKNOWN else known
        if base not in {_UNKNOWN, _NEITHER, first}:
            reopened.append(place)
            bases[run, 1 - side] = _NEITHER
        bases[run, side] = first
    return reopened


def _known_bases(place: Numbers, key: Numbers, side: Numbers, table: FlowTable) -> Numbers:
    """Give what the table knows about the side of each SYN."""
    rows = table.find(key[place])
    return np.where(rows >= 0, table.bases(np.maximum(rows, 0), side[place]), _UNKNOWN)


def _earlier_bases(place: Numbers, flows: Runs, side: Numbers, seq: Numbers, flags: Numbers) -> Numbers:
    """Give what the first segment of the same side in this batch tells, be it the SYN itself."""
    first_of = [flows.first(side == each) for each in (0, 1)]
    run = flows.run[place]
    first = np.where(side[place] == 0, first_of[0][run], first_of[1][run])
    bases: Numbers = np.where((flags[first] & SYN) != 0, seq[first], (seq[first] - 1) & 0xFFFF_FFFF)
    return bases


def _introduce(segments: Segments, table: FlowTable, is_fresh: Bits) -> None:
    """Write into fresh rows who speaks, and when it began."""
    flows = segments.flows
    begin = flows.begin[is_fresh]
    if not len(begin):
        return
    row, side, place = segments.row[begin], segments.side[begin], segments.place[begin]
    packets, rows = segments.packets, table.rows
    rows["opener"][row] = side
    rows["first_number"][row], rows["first_at"][row] = segments.number[begin], segments.at_ns[begin]
    rows["is_six"][row] = packets.is_six[place]
    source, target = addresses_of(packets, place)
    rows["address"][row, side], rows["address"][row, 1 - side] = source, target
    at = packets.transport[place]
    rows["port"][row, side], rows["port"][row, 1 - side] = packets.batch.u16(at), packets.batch.u16(at + 2)


def addresses_of(packets: Packets, place: Numbers) -> tuple[Octets, Octets]:
    """Give sender and receiver as 16 octets each; those of IPv4 are followed by zeros."""
    octets = np.frombuffer(packets.batch.octets, dtype=np.uint8)
    is_six, network = packets.is_six[place], packets.network[place]
    width = np.where(is_six, 16, 4)
    begin = network + np.where(is_six, 8, 12)
    steps = np.arange(16)
    read = np.minimum(begin[:, None] + steps, len(octets) - 1)
    beyond = np.minimum(read + width[:, None], len(octets) - 1)
    is_there = steps < width[:, None]
    return np.where(is_there, octets[read], 0), np.where(is_there, octets[beyond], 0)
