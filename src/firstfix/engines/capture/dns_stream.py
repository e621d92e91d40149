"""DNS over TCP: messages that follow each other with their length before them (RFC 1035, 4.2.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from firstfix.engines.capture.conversations import address_of
from firstfix.engines.capture.datagrams import Datagram
from firstfix.engines.capture.dns import PORTS
from firstfix.engines.capture.flow_table import FlowTable
from firstfix.engines.capture.payloads import Payloads

__all__ = ["DnsStreams"]

_MOST_WAYS: Final = 2000
# Of all directions together: some hundred messages of full length that come in pieces at the same time.
_MOST_KEPT: Final = 8 << 20


class DnsStreams:
    """Cuts the octets of each direction into messages."""

    def __init__(self) -> None:
        self._ways: dict[tuple[int, int], tuple[int, bytes]] = {}
        self.kept_octets = 0

    def messages(self, payloads: Payloads, table: FlowTable) -> Iterator[Datagram]:
        """Give the messages that end in a batch, in the order of their packets."""
        segments, runs = payloads.segments, payloads.runs
        row, side = segments.row[payloads.place], segments.side[payloads.place]
        ports = table.rows["port"][row[runs.begin]]
        is_dns = np.isin(ports[:, 0], PORTS) | np.isin(ports[:, 1], PORTS)
        if not is_dns.any():
            return
        wanted = np.flatnonzero(is_dns[runs.run])
        wanted = wanted[np.argsort(segments.number[payloads.place[wanted]], kind="stable")]
        if len(self._ways) > _MOST_WAYS or self.kept_octets > _MOST_KEPT:
            self._ways.clear()
            self.kept_octets = 0
        for one in wanted.tolist():
            yield from self._segment(payloads, one, table, (int(row[one]), int(side[one])))

    def _segment(
        self, payloads: Payloads, one: int, table: FlowTable, of: tuple[int, int]
    ) -> Iterator[Datagram]:
        segments, place = payloads.segments, payloads.place[one]
        row, side = table.rows[of[0]], of[1]
        key = (int(row["serial"]), side)
        rel, at, seen = int(payloads.rel[one]), int(segments.payload[place]), int(segments.seen[place])
        next_rel, kept = self._ways.get(key, (rel, b""))
        self.kept_octets -= len(kept)
        # Behind a hole nobody knows where a message begins; most begin with a segment.
        kept = kept if next_rel == rel else b""
        kept += payloads.octets[at : at + seen].tobytes()
        while len(kept) >= 2:
            end = 2 + int.from_bytes(kept[:2], "big")
            if end > len(kept):
                break
            yield Datagram(
                int(segments.number[place]),
                int(segments.at_ns[place]),
                address_of(row, side),
                address_of(row, 1 - side),
                int(row["port"][side]),
                int(row["port"][1 - side]),
                kept[2:end],
            )
            kept = kept[end:]
        self.kept_octets += len(kept)
        self._ways[key] = (rel + int(segments.length[place]), kept)
