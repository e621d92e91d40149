"""What is wrong below names and connections: hardware addresses, leases, routes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from firstfix.engines.capture.addresses import address_text, mac_text
from firstfix.engines.capture.arp import ArpWatch, Claim
from firstfix.engines.capture.dhcp import DhcpClient, Leases, Offer
from firstfix.engines.capture.finding import Finding
from firstfix.engines.capture.icmp import IcmpWatch, Reason, Said
from firstfix.engines.capture.tally import Seen
from firstfix.engines.capture.telling import found, status_of, tenths
from firstfix.engines.diagnosis.words import Confidence, Status

__all__ = ["judge_arp", "judge_dhcp", "judge_icmp"]

# A resolver of addresses asks once a second (RFC 1122, 2.3.2.1): three questions are no chance.
_ARP_ASKED: Final = 3
_ARP_SECONDS: Final = 2.0
_ARP_FAILS: Final = 5
# The lower half of who asks for whom.
_ADDRESS: Final = 0xFFFF_FFFF
# A client waits 4 s before it asks again (RFC 2131, 4.1); some wait three.
_DHCP_SECONDS: Final = 3.0
_LOOP: Final = 3
_LOOP_ROUTERS: Final = 2
# Ports that traceroute asks at, on purpose where nobody listens.
_TRACEROUTE: Final = range(33434, 33535)
_PORT_WARNS, _PORT_FAILS = 2, 5
_ROUTE_SECONDS: Final = 0.5


def judge_arp(watch: ArpWatch) -> Iterator[Finding]:
    """Give addresses that two devices claim, that moved, that nobody has."""
    for address, claim in watch.claims.items():
        if claim.changes.count:
            yield _claim(_address(address), claim)
    everybody_is_silent = all(ends & _ADDRESS not in watch.claims for ends in watch.unanswered)
    for ends, seen in watch.unanswered.items():
        source, target = ends >> 32, ends & _ADDRESS
        if target not in watch.claims and seen.count >= _ARP_ASKED and seen.seconds >= _ARP_SECONDS:
            fails = everybody_is_silent and seen.count >= _ARP_FAILS
            yield found("PCAP.ARP.SILENT", status_of(fails=fails), seen, confidence=Confidence.LIKELY,
                        address=_address(target), source=_address(source),
                        seconds=tenths(seen.seconds))  # fmt: skip


def _address(number: int) -> str:
    return address_text(number.to_bytes(4, "big"))


def _claim(address: str, claim: Claim) -> Finding:
    holders = [*claim.holders, claim.holder]
    first, second = (mac_text(mac.to_bytes(6, "big")) for mac in holders[:2])
    if claim.returns.count:
        fails = claim.returns.count > 1
        return found("PCAP.ARP.CONFLICT", status_of(fails=fails), claim.changes,
                     address=address, first=first, second=second)  # fmt: skip
    return found("PCAP.ARP.FLIP", Status.WARN, claim.changes, address=address, first=first, second=second)


def judge_dhcp(watch: Leases) -> Iterator[Finding]:
    """Give clients without an offer, refusals, taken addresses, servers that contradict each other."""
    for name, client in watch.clients.items():
        yield from _client(watch.client_text(name), client, is_optional=watch.is_optional)
    by_settings: dict[tuple[str, str], list[tuple[Offer, Seen]]] = defaultdict(list)
    for offer, seen in watch.offers.items():
        by_settings[offer.router, offer.resolvers].append((offer, seen))
    servers = sorted({offer.server for offer in watch.offers})
    if len(servers) > 1 and len(by_settings) > 1:
        together = Seen()
        for seen in watch.offers.values():
            together.note(seen.numbers[0], seen.first_ns)
        yield found("PCAP.DHCP.SERVERS", Status.FAIL, together, confidence=Confidence.LIKELY,
                    count=len(servers), servers=", ".join(servers[:5]))  # fmt: skip


def _client(name: str, client: DhcpClient, *, is_optional: bool) -> Iterator[Finding]:
    asked = client.discovers
    if asked.count > 1 and asked.seconds >= _DHCP_SECONDS and not client.answered:
        confidence = Confidence.LIKELY if is_optional else Confidence.CERTAIN
        yield found("PCAP.DHCP.NO_OFFER", status_of(fails=not is_optional), asked,
                    confidence=confidence, client=name)  # fmt: skip
    if client.naks.count:
        fails = client.acked_ns < client.naks.last_ns
        yield found("PCAP.DHCP.REFUSED", status_of(fails=fails), client.naks,
                    client=name, server=client.nak_server)  # fmt: skip
    if client.declines.count:
        fails = client.declines.count > 1
        yield found("PCAP.DHCP.TAKEN", status_of(fails=fails), client.declines,
                    client=name, address=client.declined)  # fmt: skip


def judge_icmp(watch: IcmpWatch) -> Iterator[Finding]:
    """Give what routers and hosts say about packets that did not arrive."""
    reporters: dict[str, set[str]] = defaultdict(set)
    for said, _seen in watch.said:
        if said.reason == Reason.TTL:
            reporters[said.target].add(said.reporter)
    for said, seen in watch.said:
        if said.reason in {Reason.NO_ROUTE, Reason.HOST}:
            fails = seen.count > 1 and seen.seconds >= _ROUTE_SECONDS
            yield _routed("PCAP.ICMP.NO_ROUTE", status_of(fails=fails), said, seen)
        elif said.reason == Reason.FORBIDDEN:
            yield _routed("PCAP.ICMP.FORBIDDEN", status_of(fails=seen.count > 1), said, seen)
        elif said.reason == Reason.PORT and said.port not in _TRACEROUTE and seen.count >= _PORT_WARNS:
            yield _routed("PCAP.ICMP.PORT", status_of(fails=seen.count >= _PORT_FAILS), said, seen)
        elif said.reason == Reason.TTL and _is_loop(seen, reporters[said.target]):
            yield _routed("PCAP.ICMP.LOOP", Status.FAIL, said, seen)


def _is_loop(seen: Seen, reporters: set[str]) -> bool:
    """Tell a loop from a traceroute, in which every hop reports."""
    return seen.count >= _LOOP and len(reporters) <= _LOOP_ROUTERS


def _routed(code: str, status: Status, said: Said, seen: Seen) -> Finding:
    port = f" port {said.port}" if said.port else ""
    # A traceroute that was captured in part looks like a loop.
    confidence = Confidence.LIKELY if said.reason == Reason.TTL else Confidence.CERTAIN
    return found(code, status, seen, confidence=confidence, reporter=said.reporter, source=said.source,
                 target=said.target, port=port, said=said.reason)  # fmt: skip
