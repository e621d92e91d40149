"""Every thing that a capture can show, as rows; the word behind ``PCAP`` says what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from firstfix.engines.capture.finding import CaptureCode
from firstfix.engines.diagnosis.words import Domain, Who
from firstfix.engines.verdict import mark

__all__ = ["CODES"]

_GROUND: Final = (
    CaptureCode(
        "PCAP.ARP.CONFLICT", Domain.NETWORK,
        mark("Two devices claim the address {address} in turn: {first} and {second} ({count} x)."),
        Who.NETWORK,
        mark(
            "Please find the devices {first} and {second} and give one of them another address than "
            "{address}."
        ),
        (
            "fails when the claim returns to a former holder twice within a minute each, warns after one "
            "return"
        ),
    ),
    CaptureCode(
        "PCAP.ARP.FLIP", Domain.NETWORK,
        mark("The address {address} went from {first} to {second}."),
        Who.NETWORK,
        mark(
            "Please say whether {address} was meant to move from {first} to {second} (a failover, a new "
            "device)."
        ),
        "warns after one move that does not return",
    ),
    CaptureCode(
        "PCAP.ARP.SILENT", Domain.NETWORK,
        mark("Nobody answers for the address {address}: {source} asked {count} x in {seconds} s."),
        Who.NETWORK,
        mark(
            "Please look why nothing has the address {address} on the network of {source} (off, another "
            "VLAN, a wrong mask)."
        ),
        "warns after 3 questions within at least 2 s, fails after 5 when nobody else at all answers",
    ),
    CaptureCode(
        "PCAP.DHCP.NO_OFFER", Domain.NETWORK,
        mark("The device {client} asked {count} x for an address and got no offer."),
        Who.NETWORK,
        mark("Please let DHCP answer on the port of {client}: relay, scope, free addresses."),
        (
            "fails after 2 questions within at least 3 s without any answer; warns for IPv6, where routers "
            "can do what DHCP does"
        ),
    ),
    CaptureCode(
        "PCAP.DHCP.REFUSED", Domain.NETWORK,
        mark("The DHCP server {server} refused the address that {client} asked for ({count} x)."),
        Who.NETWORK,
        mark("Please look why {server} refuses {client}: a reservation, another scope, an exhausted one."),
        "warns after one refusal, fails when no lease follows",
    ),
    CaptureCode(
        "PCAP.DHCP.SERVERS", Domain.NETWORK,
        mark("{count} DHCP servers offer different settings: {servers}."),
        Who.NETWORK,
        mark("Please say which of the DHCP servers {servers} is the right one, and switch the others off."),
        "fails when their routers or resolvers differ; equal ones are a pair and no finding",
    ),
    CaptureCode(
        "PCAP.DHCP.TAKEN", Domain.NETWORK,
        mark("The device {client} declined {address}, because another one already has it."),
        Who.NETWORK,
        mark("Please find who has {address} by hand, and take it out of the DHCP scope."),
        "warns after one, fails after two",
    ),
    CaptureCode(
        "PCAP.ICMP.NO_ROUTE", Domain.NETWORK,
        mark("{reporter} knows no way to {target} ({said}) ({count} x)."),
        Who.NETWORK,
        mark("Please add a route from {source} to {target}: {reporter} answers '{said}'."),
        "warns after one message, fails after two within at least 0.5 s",
    ),
    CaptureCode(
        "PCAP.ICMP.FORBIDDEN", Domain.NETWORK,
        mark("{reporter} forbids packets from {source} to {target}{port}."),
        Who.FIREWALL,
        mark("Please let {source} reach {target}{port}; {reporter} says that it is forbidden."),
        "warns after one message, fails after two",
    ),
    CaptureCode(
        "PCAP.ICMP.PORT", Domain.APPLICATION,
        mark("Nobody listens at {target}{port}: it answered so {count} x."),
        Who.SERVER,
        mark("Please start the service at {target}{port}, or say where it is now."),
        "warns after two messages, fails after five; a traceroute is no finding",
    ),
    CaptureCode(
        "PCAP.ICMP.LOOP", Domain.NETWORK,
        mark("Packets to {target} went on until their time was over ({count} x): a loop at {reporter}."),
        Who.NETWORK,
        mark("Please mend the routing loop for {target} at {reporter}."),
        "fails after three messages from at most two routers; a traceroute is no finding",
    ),
    CaptureCode(
        "PCAP.MTU.BLACK_HOLE", Domain.NETWORK,
        mark(
            "Large packets from {source} to {target} do not arrive ({size} octets, sent {count} x), "
            "small ones do."
        ),
        Who.NETWORK,
        mark(
            "Please let ICMP 'too big' through between {source} and {target}, or lower the MSS there "
            "below {size}."
        ),
        (
            "fails when the same large segment is sent three times in vain on a connection that works "
            "otherwise"
        ),
    ),
)  # fmt: skip

_NAMES: Final = (
    CaptureCode(
        "PCAP.DNS.SILENT", Domain.NETWORK,
        mark("The DNS server {server} left {count} questions without an answer, the first for {name}."),
        Who.DNS,
        mark("Please let {server} answer on UDP and TCP port 53, or name another resolver."),
        (
            "warns after one question without an answer for 5 s, fails after three that are a fifth of "
            "all"
        ),
    ),
    CaptureCode(
        "PCAP.DNS.SERVFAIL", Domain.NETWORK,
        mark("The DNS server {server} could not find out {name} and says so (SERVFAIL) ({count} x)."),
        Who.DNS,
        mark("Please look why {server} cannot resolve {name}: its forwarder, the zone, DNSSEC."),
        "warns after one, fails after two that are a tenth of its answers",
    ),
    CaptureCode(
        "PCAP.DNS.REFUSED", Domain.NETWORK,
        mark("The DNS server {server} refuses to answer for {name} ({count} x)."),
        Who.DNS,
        mark("Please let this network ask {server}, or name the resolver that it should ask."),
        "warns after one, fails after two that are a tenth of its answers",
    ),
    CaptureCode(
        "PCAP.DNS.NXDOMAIN", Domain.NETWORK,
        mark("The DNS server {server} says that {name} does not exist ({count} x, {names} such names)."),
        Who.DNS,
        mark("Please add a record for {name}, or say which name is the right one."),
        (
            "warns when a name of several labels never has an answer and is a tenth of what the server "
            "was asked"
        ),
    ),
    CaptureCode(
        "PCAP.DNS.ERROR", Domain.NETWORK,
        mark("The DNS server {server} answers {name} with error {rcode} ({count} x)."),
        Who.DNS,
        mark("Please look why {server} answers {name} with error {rcode}."),
        "warns after two that are a tenth of its answers",
    ),
    CaptureCode(
        "PCAP.DNS.SLOW", Domain.NETWORK,
        mark("The DNS server {server} took up to {seconds} s, and more than 1 s {count} x."),
        Who.DNS,
        mark("Please look why {server} is slow: its forwarder, or loss on the way."),
        (
            "warns when a tenth of the answers take more than 1 s, fails when half of them do and there "
            "are three"
        ),
    ),
    CaptureCode(
        "PCAP.NTP.SILENT", Domain.TIME,
        mark("The time server {server} answered none of {count} questions."),
        Who.TIME,
        mark("Please let {server} answer on UDP port 123, or name another time server."),
        "warns after two questions within at least 2 s, fails after three",
    ),
    CaptureCode(
        "PCAP.NTP.KISS", Domain.TIME,
        mark("The time server {server} sends clients away with '{kiss}' ({count} x)."),
        Who.TIME,
        mark("Please let this network ask {server} for the time, or name another time server ('{kiss}')."),
        "warns after one, fails when it gives nothing else",
    ),
    CaptureCode(
        "PCAP.NTP.UNSYNCHRONISED", Domain.TIME,
        mark("The time server {server} says that it has no time itself ({count} x)."),
        Who.TIME,
        mark("Please look why {server} is not synchronised."),
        "warns after one, fails after two",
    ),
    CaptureCode(
        "PCAP.NTP.OFFSET", Domain.TIME,
        mark("The time server {server} and the clock of this capture differ by {seconds} s."),
        Who.TIME,
        mark(
            "Please say which clock is right: {server}, or that of the computer that captured; they "
            "differ by {seconds} s."
        ),
        "warns from 1 s, fails from 300 s, beyond which Kerberos refuses (RFC 4120)",
    ),
)  # fmt: skip

_TRANSPORT: Final = (
    CaptureCode(
        "PCAP.TCP.SILENT", Domain.NETWORK,
        mark("Nothing answers at {server}: {count} tries in vain."),
        Who.FIREWALL,
        mark(
            "Please let {client} reach {server} over TCP, or say why it is silent (off, dropped, another "
            "address)."
        ),
        (
            "warns when a connection is tried twice or waits for 3 s, fails when none to this place is "
            "answered and three tries are in vain"
        ),
    ),
    CaptureCode(
        "PCAP.TCP.REFUSED", Domain.APPLICATION,
        mark("{server} refuses connections ({count} x)."),
        Who.SERVER,
        mark("Please start the service at {server}; it answers that nobody listens there."),
        "warns after one, fails when two are refused and none is accepted",
    ),
    CaptureCode(
        "PCAP.TCP.RESET_BY_SERVER", Domain.APPLICATION,
        mark("{server} breaks connections off ({count} x), before it has answered."),
        Who.SERVER,
        mark("Please look in the log of {server} why it breaks off connections of {client}."),
        (
            "warns after one reset while a request waits, fails after two that are a tenth of the "
            "connections"
        ),
    ),
    CaptureCode(
        "PCAP.TCP.RESET_BY_CLIENT", Domain.APPLICATION,
        mark("{client} breaks connections to {server} off ({count} x), before it has an answer."),
        Who.SYSTEM,
        mark("Please look why {client} gives up on {server}: a time limit, or a protection program."),
        (
            "warns after one reset while a request waits, fails after two that are a tenth of the "
            "connections"
        ),
    ),
    CaptureCode(
        "PCAP.TCP.RESET_BETWEEN", Domain.NETWORK,
        mark(
            "Something between {client} and {server} breaks connections off ({count} x): the resets "
            "come from elsewhere."
        ),
        Who.FIREWALL,
        mark(
            "Please look which device between {client} and {server} resets connections, and let them "
            "pass."
        ),
        (
            "as resets by the server, where the hops of the reset differ by more than 2 from those of "
            "its sender"
        ),
    ),
    CaptureCode(
        "PCAP.TCP.LOSS", Domain.NETWORK,
        mark("{percent} % of the segments from {source} to {target} were sent again ({count} of {total})."),
        Who.NETWORK,
        mark(
            "Please look for loss between {source} and {target}: errors of ports, duplex, a full line, "
            "wireless."
        ),
        "warns from 2 % and 5 segments, fails from 5 % and 10 segments within at least 1 s",
    ),
    CaptureCode(
        "PCAP.TCP.ZERO_WINDOW", Domain.SYSTEM,
        mark(
            "{receiver} could take nothing for {seconds} s in all: its program reads too slowly "
            "({count} x)."
        ),
        Who.SYSTEM,
        mark(
            "Please look at the program on {receiver}: it does not read what {sender} sends (load, disk, "
            "a hang)."
        ),
        (
            "warns when windows stay closed for 0.5 s in all, fails from 3 s; a brief one is how TCP "
            "works"
        ),
    ),
    CaptureCode(
        "PCAP.TCP.SLOW_NETWORK", Domain.NETWORK,
        mark("The way to {server} takes {ms} ms there and back."),
        Who.NETWORK,
        mark("Please look at the way between {client} and {server}: {ms} ms there and back."),
        (
            "warns when the median handshake of a place takes 300 ms, fails from 1 s and three "
            "connections"
        ),
    ),
    CaptureCode(
        "PCAP.TCP.SLOW_SERVER", Domain.APPLICATION,
        mark("{server} thinks for {seconds} s on average before it answers; the way there takes {ms} ms."),
        Who.SERVER,
        mark(
            "Please look why {server} needs {seconds} s for an answer: load, its database, what it waits "
            "for."
        ),
        "warns when first answers take 1 s on average, fails from 5 s and three connections",
    ),
    CaptureCode(
        "PCAP.LOSS.BETWEEN", Domain.NETWORK,
        mark(
            "{percent} % of the packets from {source} to {target} were lost between the two captures "
            "({count} of {total})."
        ),
        Who.NETWORK,
        mark(
            "Please look for loss between the two places of capture, in the direction from {source} to "
            "{target}."
        ),
        "warns from 0.5 % and 3 packets, fails from 3 % and 10 packets",
    ),
    CaptureCode(
        "PCAP.LOSS.ELSEWHERE", Domain.NETWORK,
        mark(
            "Segments from {source} to {target} are sent again, but nothing is lost between the two "
            "captures."
        ),
        Who.NETWORK,
        mark(
            "Please look beyond the two places of capture: at {source}, {target}, and what stands before "
            "them."
        ),
        "warns when loss is found and both captures hold the same packets",
    ),
)  # fmt: skip

_ABOVE: Final = (
    CaptureCode(
        "PCAP.TLS.ALERT", Domain.CERTIFICATES,
        mark("{sender} broke the handshake with {server}{name} off: {alert} ({count} x)."),
        Who.CERTIFICATES,
        mark("Please look at TLS of {server}{name}: {sender} says '{alert}'."),
        "warns after a warning, fails after a fatal alert in plain text",
    ),
    CaptureCode(
        "PCAP.TLS.NAME", Domain.CERTIFICATES,
        mark("{server} was asked for {name} and shows a certificate for {names}."),
        Who.CERTIFICATES,
        mark(
            "Please install a certificate for {name} at {server}, or say which name to use; it has "
            "{names}."
        ),
        "fails when the connection then carries next to nothing, else warns",
    ),
    CaptureCode(
        "PCAP.TLS.EXPIRED", Domain.CERTIFICATES,
        mark("The certificate of {server}{name} had ended {days} days before."),
        Who.CERTIFICATES,
        mark("Please install a new certificate at {server}{name}; it ended {days} days before."),
        "fails when the connection then carries next to nothing, else warns",
    ),
    CaptureCode(
        "PCAP.TLS.EARLY", Domain.TIME,
        mark(
            "The certificate of {server}{name} begins {days} days later: a clock is wrong, or it was "
            "installed early."
        ),
        Who.CERTIFICATES,
        mark(
            "Please look at the clocks, and at the certificate of {server}{name}, which begins {days} "
            "days later."
        ),
        "fails when the connection then carries next to nothing, else warns",
    ),
    CaptureCode(
        "PCAP.TLS.GIVEN_UP", Domain.CERTIFICATES,
        mark(
            "{client} closes right after {server}{name} has shown itself ({count} x): it probably "
            "does not trust it."
        ),
        Who.CERTIFICATES,
        mark(
            "Please look in the log of the program on {client} why it does not go on with {server}{name} "
            "(trust, name, date)."
        ),
        "warns after two handshakes that end so, when none to this place succeeds",
    ),
    CaptureCode(
        "PCAP.TLS.SILENT", Domain.NETWORK,
        mark("{server}{name} takes connections, but answers no TLS greeting ({count} x)."),
        Who.FIREWALL,
        mark(
            "Please look what stands before {server}{name}: it takes the connection and then says "
            "nothing to TLS."
        ),
        (
            "warns after one greeting without an answer for 5 s or until a reset, fails after three when "
            "none is answered"
        ),
    ),
    CaptureCode(
        "PCAP.HTTP.SERVER_ERROR", Domain.APPLICATION,
        mark("{server}{host} answers with status {status} ({count} x)."),
        Who.SERVER,
        mark("Please look in the log of {server}{host}: status {status}."),
        "warns after one, fails after three that are a tenth of its answers",
    ),
    CaptureCode(
        "PCAP.HTTP.CLIENT_ERROR", Domain.APPLICATION,
        mark("{server}{host} refuses requests with status {status} ({count} x)."),
        Who.SERVER,
        mark("Please say what {server}{host} expects: it answers status {status}."),
        "warns when half of the answers refuse, and there are two",
    ),
    CaptureCode(
        "PCAP.PROXY.SIGN_IN", Domain.CUSTOMER,
        mark(
            "The proxy {server} asks for a sign-in (407) on the way to {host} and none succeeds "
            "({count} x)."
        ),
        Who.PROXY,
        mark("Please give this device a sign-in at the proxy {server}, or let {host} through without one."),
        "warns after one, fails when nothing succeeds through this proxy",
    ),
    CaptureCode(
        "PCAP.PROXY.REFUSED", Domain.CUSTOMER,
        mark("The proxy {server} does not connect to {host}: status {status} ({count} x)."),
        Who.PROXY,
        mark("Please let {host} through at the proxy {server}; it answers status {status}."),
        "warns after one, fails after two",
    ),
)  # fmt: skip

CODES: Final[Mapping[str, CaptureCode]] = {one.code: one for one in (*_GROUND, *_NAMES, *_TRANSPORT, *_ABOVE)}
