"""A capture is watched: each batch goes by all that look at it, and what they know at the end is a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge
from operator import attrgetter
from typing import Final

import numpy as np

from firstfix.engines.capture.arp import ArpWatch
from firstfix.engines.capture.batch import Batch, Bits
from firstfix.engines.capture.conversations import Conversations
from firstfix.engines.capture.datagrams import Datagram, PortSets, datagrams_at
from firstfix.engines.capture.dhcp import PORTS as DHCP_PORTS
from firstfix.engines.capture.dhcp import DhcpWatch
from firstfix.engines.capture.dhcp6 import PORTS as DHCP6_PORTS
from firstfix.engines.capture.dhcp6 import Dhcp6Watch
from firstfix.engines.capture.dns import PORTS as DNS_PORTS
from firstfix.engines.capture.dns import DnsWatch
from firstfix.engines.capture.dns_stream import DnsStreams
from firstfix.engines.capture.exchange import note_handshakes, note_turns
from firstfix.engines.capture.flow_table import MOST_FLOWS, FlowTable
from firstfix.engines.capture.headers import ICMP, ICMPV6, TCP, UDP, Packets, read_headers
from firstfix.engines.capture.http import HttpWatch
from firstfix.engines.capture.icmp import IcmpWatch
from firstfix.engines.capture.links import ARP, IPV4, IPV6, LINK_NAMES, NOT_READ
from firstfix.engines.capture.ntp import PORT as NTP_PORT
from firstfix.engines.capture.ntp import NtpWatch
from firstfix.engines.capture.payloads import payloads_of
from firstfix.engines.capture.runs import counted
from firstfix.engines.capture.segments import RST, Segments, segments_of
from firstfix.engines.capture.tcp import Ways, follow
from firstfix.engines.capture.tls import TlsWatch
from firstfix.engines.capture.tls_ends import TlsEnds

__all__ = ["Span", "Watch"]

_PORTS: Final = PortSets(DNS_PORTS, DHCP_PORTS, DHCP6_PORTS, (NTP_PORT,))
_NUMBER: Final = attrgetter("number")
_READ_PROTOCOLS: Final = (ICMP, TCP, UDP, ICMPV6)


@dataclass(slots=True)
class Span:
    """From when to when a capture goes, in nanoseconds since 1970."""

    first_ns: int = 0
    last_ns: int = 0


class Watch:
    """Everything that looks at a capture. ``see`` takes its batches in turn, ``finish`` ends it."""

    def __init__(self, *, most_flows: int = MOST_FLOWS) -> None:
        self.span = Span()
        self.counts: Counter[str] = Counter({"packets": 0, "octets": 0})
        self.unread: Counter[str] = Counter()
        self.arp, self.icmp = ArpWatch(), IcmpWatch()
        self.dns, self.dhcp, self.dhcp6, self.ntp = DnsWatch(), DhcpWatch(), Dhcp6Watch(), NtpWatch()
        self.tls, self.http = TlsWatch(), HttpWatch()
        self.tls_ends = TlsEnds()
        self.conversations = Conversations(self.tls.leave)
        self.conversations.on_tls = self.tls_ends.take
        self.dns_streams = DnsStreams()
        self._table = FlowTable(self.conversations.retire, most=most_flows)

    def see(self, batch: Batch) -> None:
        """Look at a batch."""
        self._note_span(batch)
        packets = read_headers(batch)
        self._note_unread(packets)
        self.arp.see(packets)
        self.icmp.see(packets)
        names, leases, leases_six, times = datagrams_at(packets, _PORTS)
        self.dhcp.see(leases)
        self.dhcp6.see(leases_six)
        self.ntp.see(times)
        segments = segments_of(packets, self._table)
        more = self._see_segments(segments) if segments is not None else iter(())
        # In the order of the capture, whether a name was asked for over UDP or TCP.
        self.dns.see(merge(names, more, key=_NUMBER))

    def finish(self) -> None:
        """Let what is not over be over now."""
        self.dns.finish(self.span.last_ns)
        self._table.retire_all()

    def _note_span(self, batch: Batch) -> None:
        times = batch.at_ns[batch.at_ns > 0]
        if len(times):
            first, last = int(times.min()), int(times.max())
            self.span.first_ns = min(self.span.first_ns or first, first)
            self.span.last_ns = max(self.span.last_ns, last)
        self.counts["packets"] += len(batch)
        self.counts["octets"] += int(batch.length.sum())
        self.conversations.now_ns = self.tls_ends.now_ns = self.span.last_ns

    def _see_segments(self, segments: Segments) -> Iterator[Datagram]:
        """Look at segments; give the messages about names among them."""
        table = self._table
        note_handshakes(segments, table)
        ways = follow(segments, table)
        is_old = np.zeros(len(segments), dtype=np.bool_)
        is_old[ways.order] = ways.is_retransmitted | ways.is_out_of_order
        note_turns(segments, table, is_old)
        self._count_tcp(segments, ways)
        payloads = payloads_of(segments, ways)
        if payloads is None:
            return iter(())
        self.tls.see(payloads, table)
        self.http.see(payloads, table)
        return self.dns_streams.messages(payloads, table)

    def _count_tcp(self, segments: Segments, ways: Ways) -> None:
        shown: dict[str, Bits] = {
            "tcp resets": segments.has(RST),
            "tcp retransmissions": ways.is_retransmitted,
            "tcp segments recorded twice": ways.is_copy,
            "tcp out of order": ways.is_out_of_order,
            "tcp zero windows": ways.is_zero_window,
            "tcp lost before": ways.is_gap,
        }
        self.counts["tcp segments"] += len(segments)
        for name, is_it in shown.items():
            self.counts[name] += int(is_it.sum())

    def _note_unread(self, packets: Packets) -> None:
        ethertype, protocol = packets.ethertype, packets.protocol
        is_ip = (ethertype == IPV4) | (ethertype == IPV6)
        is_other = ~is_ip & (ethertype != ARP)
        for kind, count in _counted(ethertype[is_other & (ethertype != NOT_READ)]):
            self.unread[f"EtherType 0x{kind:04x}" if kind >= 1536 else "802.3 frames"] += count
        for link, count in _counted(packets.batch.link[ethertype == NOT_READ]):
            self.unread[f"link type {link}" + (f" ({LINK_NAMES[link]})" if link in LINK_NAMES else "")] += (
                count
            )
        is_read = np.isin(protocol, _READ_PROTOCOLS)
        for number, count in _counted(protocol[is_ip & ~is_read]):
            name = _PROTOCOLS.get(number, "")
            words = f"IP protocol {number}" + (f" ({name})" if name else "")
            self.unread["IP headers that are cut off or wrong" if number < 0 else words] += count
        fragments = int((packets.is_fragment & is_ip).sum())
        if fragments:
            self.unread["IP fragments (their first octets are read)"] += fragments


# Names of the protocols that carry others (IANA).
_PROTOCOLS: Final = {
    2: "IGMP", 4: "IP in IP", 41: "IPv6 in IP", 47: "GRE", 50: "ESP", 51: "AH", 89: "OSPF", 103: "PIM",
    112: "VRRP", 115: "L2TP", 132: "SCTP",
}  # fmt: skip


def _counted(values: np.ndarray) -> list[tuple[int, int]]:
    kinds, counts = counted(values)
    return list(zip(kinds.tolist(), counts.tolist(), strict=True))[:100]
