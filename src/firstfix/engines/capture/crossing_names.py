"""Names by which a packet is known again at the other end, and a bounded sample of a capture by them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from firstfix.engines.capture.addresses import address_text
from firstfix.engines.capture.batch import Batch, Numbers
from firstfix.engines.capture.headers import ODD, TCP, UDP, Packets, mixed, read_headers

__all__ = ["Names", "Sample", "sample_of"]

Names = NDArray[np.uint64]

# A packet in a sample takes 40 octets.
_MOST_NAMES: Final = 1_000_000
_MOST_WAYS: Final = 20_000
# No network card sends a larger packet; it was captured before it was cut, or after it was joined.
_LARGEST: Final = 9_216


@dataclass(slots=True)
class Sample:
    """Packets of one capture: by column their name, way (sender and receiver), number, time, time to live."""

    name: Names
    way: Names
    number: Numbers
    at_ns: Numbers
    ttl: Numbers
    addresses: dict[int, tuple[str, str]]
    mask: int = 0
    first_ns: int = 0
    last_ns: int = 0
    is_offloaded: bool = False

    def narrowed(self, mask: int) -> Sample:
        """Give the packets that a stricter choice keeps; two samples compare only under the same choice."""
        kept = (self.name & np.uint64(mask)) == 0
        return replace(
            self,
            name=self.name[kept],
            way=self.way[kept],
            number=self.number[kept],
            at_ns=self.at_ns[kept],
            ttl=self.ttl[kept],
            mask=mask,
        )


def sample_of(batches: Iterable[Batch]) -> Sample:
    """Give the sample of a capture; a large one is thinned out by the names themselves."""
    nothing = np.zeros(0, dtype=np.int64)
    sample = Sample(nothing.astype(np.uint64), nothing.astype(np.uint64), nothing, nothing, nothing, {})
    for batch in batches:
        sample = _joined(sample, batch)
        while len(sample.name) > _MOST_NAMES:
            sample = sample.narrowed(sample.mask * 2 + 1)
    return sample


def _joined(sample: Sample, batch: Batch) -> Sample:
    packets = read_headers(batch)
    place = np.sort(np.concatenate([packets.of(TCP, 20), packets.of(UDP, 8)]))
    name, way = _names(packets, place)
    _learn(sample.addresses, packets, place, way)
    kept = (name & np.uint64(sample.mask)) == 0
    of = place[kept]
    times = batch.at_ns[batch.at_ns > 0]
    first, last = (int(times.min()), int(times.max())) if len(times) else (0, 0)
    return Sample(
        np.concatenate([sample.name, name[kept]]),
        np.concatenate([sample.way, way[kept]]),
        np.concatenate([sample.number, batch.number[of]]),
        np.concatenate([sample.at_ns, batch.at_ns[of]]),
        np.concatenate([sample.ttl, packets.ttl[of]]),
        sample.addresses,
        sample.mask,
        min(sample.first_ns or first, first or sample.first_ns),
        max(sample.last_ns, last),
        sample.is_offloaded or bool((batch.length[place] > _LARGEST).any()),
    )


def _names(packets: Packets, place: Numbers) -> tuple[Names, Names]:
    """Give a name that nobody on the way changes, and one of the direction.

    Time to live, checksums (which network cards fill in late) and link headers are left out.
    """
    batch, at = packets.batch, packets.transport[place]
    source, target = packets.endpoints(place)
    is_tcp = packets.protocol[place] == TCP
    identification = packets.named[place].astype(np.uint64)
    numbers = np.where(is_tcp, batch.u64(at + 4), batch.u64(at + 8))
    flags = np.where(is_tcp, batch.u32(at + 12), batch.u16(at + 4)).astype(np.uint64)
    # Time stamps of TCP tell a segment from its repetition (RFC 7323); most stand there.
    stamps = np.where(is_tcp & (batch.u8(at + 12) >= 0x80), batch.u64(at + 24), 0).astype(np.uint64)
    name = mixed(source * ODD ^ target)
    for column in (numbers, flags, identification, stamps):
        name = mixed(name * ODD ^ column)
    return name, _ways(packets, place)


def _ways(packets: Packets, place: Numbers) -> Names:
    source, target = packets.addresses(place)
    return mixed(source) * ODD ^ mixed(target)


def _learn(known: dict[int, tuple[str, str]], packets: Packets, place: Numbers, way: Names) -> None:
    names, first = np.unique(way, return_index=True)
    for name, at in zip(names.tolist(), place[first].tolist(), strict=True):
        if name not in known and len(known) < _MOST_WAYS:
            network, raw = int(packets.network[at]), packets.batch.octets
            begin, width = (network + 8, 16) if packets.is_six[at] else (network + 12, 4)
            source, target = raw[begin : begin + width], raw[begin + width : begin + 2 * width]
            known[name] = address_text(source.tobytes()), address_text(target.tobytes())
