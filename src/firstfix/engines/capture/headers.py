"""The header pass: network and transport headers of a whole batch as columns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from firstfix.engines.capture.batch import Batch, Bits, Numbers
from firstfix.engines.capture.links import IPV4, IPV6, network_headers

__all__ = ["ICMP", "ICMPV6", "ODD", "TCP", "UDP", "Packets", "mixed", "read_headers"]

# IP protocol numbers (IANA).
ICMP, TCP, UDP, ICMPV6 = 1, 6, 17, 58
_FRAGMENT, _AUTHENTICATION = 44, 51
# Extension headers that say their own length in units of 8 octets (RFC 8200, 4).
_LENGTHS: Final = (0, 43, 60, 135)
# A chain of extension headers longer than this is made to confuse.
_MOST_EXTENSIONS: Final = 8
NO_PROTOCOL: Final = -1
# The header of IPv4 (RFC 791, 3.1).
_FOUR: Final = np.dtype({
    "names": ["first", "total", "named", "fragment", "ttl", "protocol", "source", "target"],
    "formats": ["u1", ">u2", ">u2", ">u2", "u1", "u1", ">u4", ">u4"],
    "offsets": [0, 2, 4, 6, 8, 9, 12, 16], "itemsize": 20,
})  # fmt: skip

Words = NDArray[np.uint64]


@dataclass(frozen=True)
class Packets:
    """A batch with its headers. ``protocol`` is IP's, -1 where there is none or its header is cut off.

    ``network`` is where the network header begins, ``transport`` where what IP carries begins, ``end`` where
    it ends on the wire; ``seen_end`` is where the captured octets end. ``is_later_fragment`` has no ports.
    ``heads`` are the fields of IPv4, which mean nothing where it is something else.
    """

    batch: Batch
    heads: NDArray[np.void]
    ethertype: Numbers
    network: Numbers
    protocol: Numbers
    transport: Numbers
    end: Numbers
    seen_end: Numbers
    is_fragment: Bits
    is_later_fragment: Bits

    def of(self, protocol: int, header: int) -> Numbers:
        """Give the places in the batch of packets of a protocol whose transport header was captured."""
        is_it = (self.protocol == protocol) & ~self.is_later_fragment
        return np.flatnonzero(is_it & (self.transport + header <= self.seen_end))

    @cached_property
    def is_six(self) -> Bits:
        """Tell which are IPv6."""
        is_it: Bits = self.ethertype == IPV6
        return is_it

    @cached_property
    def ttl(self) -> Numbers:
        """Give each packet's time to live, or hop limit."""
        hops = self.heads["ttl"].astype(np.int64)
        six = np.flatnonzero(self.is_six)
        hops[six] = self.batch.u8(self.network[six] + 7)
        return hops

    @cached_property
    def named(self) -> Numbers:
        """Give each packet's identification; 0 for IPv6, which names fragments only."""
        return np.where(self.is_six, 0, self.heads["named"].astype(np.int64))

    def endpoints(self, of: Numbers) -> tuple[Words, Words]:
        """Give a 64-bit name of sender and receiver with their ports, for packets of TCP or UDP."""
        source, target = self.addresses(of)
        ports = self.batch.u32(self.transport[of]).astype(np.uint64)
        return mixed(source + (ports >> np.uint64(16))), mixed(target + (ports & np.uint64(0xFFFF)))

    def addresses(self, of: Numbers) -> tuple[Words, Words]:
        """Give a 64-bit name of the addresses of sender and receiver, whose lowest 16 bits are free for
        IPv4.
        """
        batch, is_six = self.batch, self.is_six[of]
        source = self.heads["source"].astype(np.uint64)[of] << np.uint64(16)
        target = self.heads["target"].astype(np.uint64)[of] << np.uint64(16)
        if is_six.any():
            six = self.network[of[is_six]]
            source[is_six] = mixed(batch.u64(six + 8)) ^ batch.u64(six + 16) * ODD
            target[is_six] = mixed(batch.u64(six + 24)) ^ batch.u64(six + 32) * ODD
        return source, target


# Constants of the finaliser of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number
# Generators).
ODD: Final = np.uint64(0x9E3779B97F4A7C15)
_FIRST: Final = np.uint64(0xBF58476D1CE4E5B9)
_SECOND: Final = np.uint64(0x94D049BB133111EB)


def mixed(words: Words) -> Words:
    """Give words whose bits each depend on all bits of the given ones."""
    words = (words ^ (words >> np.uint64(30))) * _FIRST
    words = (words ^ (words >> np.uint64(27))) * _SECOND
    return words ^ (words >> np.uint64(31))


def read_headers(batch: Batch) -> Packets:
    """Give the columns of a batch."""
    network, ethertype = network_headers(batch)
    seen_end = batch.start + batch.captured
    heads = batch.heads(network, _FOUR)
    first = heads["first"].astype(np.int64)
    is_four = (ethertype == IPV4) & (network + 20 <= seen_end) & (first >> 4 == 4)
    is_six = (ethertype == IPV6) & (network + 40 <= seen_end) & (first >> 4 == 6)
    header = (first & 15) * 4
    total = heads["total"].astype(np.int64)
    fragment = np.where(is_four, heads["fragment"].astype(np.int64), 0)
    # Zero stands for what the network card will cut into pieces: as long as what was on the wire.
    room = batch.start + batch.length - network
    whole = np.where(total == 0, room, np.minimum(total, room))
    protocol = np.where(is_four & (header >= 20), heads["protocol"].astype(np.int64), NO_PROTOCOL)
    packets = Packets(
        batch=batch,
        heads=heads,
        ethertype=ethertype,
        network=network,
        protocol=protocol,
        transport=network + header,
        end=network + whole,
        seen_end=np.minimum(seen_end, network + whole),
        is_fragment=(fragment & 0x3FFF) != 0,
        is_later_fragment=(fragment & 0x1FFF) != 0,
    )
    _read_six(packets, np.flatnonzero(is_six), seen_end)
    return packets


def _read_six(packets: Packets, six: Numbers, seen_end: Numbers) -> None:
    """Fill in the columns of IPv6, which has no fixed place for the transport header."""
    if not len(six):
        return
    batch, network = packets.batch, packets.network[six]
    length = batch.u16(network + 4)
    wire_end = batch.start[six] + batch.length[six]
    end = np.where(length == 0, wire_end, np.minimum(network + 40 + length, wire_end))
    packets.end[six], packets.seen_end[six] = end, np.minimum(seen_end[six], end)
    packets.protocol[six], packets.transport[six] = batch.u8(network + 6), network + 40
    left = six
    for _ in range(_MOST_EXTENSIONS):
        left = left[np.isin(packets.protocol[left], (*_LENGTHS, _FRAGMENT, _AUTHENTICATION))]
        left = left[~packets.is_later_fragment[left]]
        if not len(left):
            return
        _step_over(packets, left)


def _step_over(packets: Packets, left: Numbers) -> None:
    batch, at, kind = packets.batch, packets.transport[left], packets.protocol[left]
    is_cut = at + 8 > packets.seen_end[left]
    is_fragment = (kind == _FRAGMENT) & ~is_cut
    offset = batch.u16(at + 2)
    packets.is_later_fragment[left] |= is_fragment & (offset >= 8)
    packets.is_fragment[left] |= is_fragment & ((offset & 0xFFF9) != 0)
    units = batch.u8(at + 1)
    length = np.where(kind == _AUTHENTICATION, units * 4 + 8, units * 8 + 8)
    packets.transport[left] = at + np.where(kind == _FRAGMENT, 8, length)
    packets.protocol[left] = np.where(is_cut, NO_PROTOCOL, batch.u8(at))
