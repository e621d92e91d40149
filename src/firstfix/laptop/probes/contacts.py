"""Who will be contacted: every destination of a spec, before anything is sent; nobody else ever is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from firstfix.engines.diagnosis import Check, Spec
from firstfix.engines.diagnosis.kinds import SYSTEM
from firstfix.engines.verdict import mark

__all__ = ["PURPOSES", "Contact", "contacts_of", "endpoint_of", "place_of", "proxy_of"]

DNS_PORT = 53
# RFC 2131, section 4.1: to everybody on this link, no router passes it on.
DHCP_BROADCAST = "255.255.255.255"
# Where traceroute has always begun; nobody listens there (Van Jacobson's program of 1988).
TRACE_PORT = 33434

_ARP = mark("make this computer ask for it by ARP")
_DISCOVER = mark("DHCP DISCOVER; nothing is requested")
_FIND_LINE = mark("look for the line that was sent")
_STATE = mark("ask the client here for its state")
_REFUSAL = mark("see whether UDP is refused; no answer is expected")
_HOPS = mark("find the hops on the way (rising TTL)")
_AUTHORITY = mark("ask the authority: who was revoked, who issued")
_RESOLVE = mark("resolve {host}")
_ASK = mark("ask for {name} {type}")
_ASK_BOTH = mark("ask for {name} {type} and for a name under .invalid")


@dataclass(frozen=True, slots=True)
class Contact:
    """One destination: how, whom, where, what for. ``is_second`` ones wait for a first probe to fail."""

    check_id: str
    protocol: str
    host: str
    port: int
    purpose: str
    is_second: bool = False


def contacts_of(spec: Spec, resolvers: Sequence[str], gateways: Sequence[str]) -> tuple[Contact, ...]:
    """Give every destination that a run of the spec may contact from here, in the order of the spec."""
    return tuple(contact for check in spec.checks for contact in _contacts(check, resolvers, gateways))


def endpoint_of(text: str) -> tuple[str, int]:
    """Give host and port of ``app.example.com:443``."""
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port)


def proxy_of(text: str) -> tuple[str, int]:
    """Give host and port of ``http://proxy.example.com:3128``."""
    parts = urlsplit(text)
    return parts.hostname or "", parts.port or 0


def place_of(url: str) -> tuple[str, int]:
    """Give host and port of ``http://pki.example.com/ca.crl``; of what is no such address an empty host."""
    try:
        parts = urlsplit(url)
        return ((parts.hostname or ""), parts.port or 80) if parts.scheme == "http" else ("", 0)
    except ValueError:
        return "", 0


def _contacts(check: Check, resolvers: Sequence[str], gateways: Sequence[str]) -> Iterator[Contact]:
    if check.kind == "gateway":
        for gateway in gateways:
            yield Contact(check.id, "udp", gateway, TRACE_PORT, _ARP)
    elif check.kind in _OTHERS:
        yield from _OTHERS[check.kind](check, resolvers)
    else:
        yield from _stream_contacts(check, resolvers)


def _nobody(_check: Check, _resolvers: Sequence[str]) -> Iterator[Contact]:
    """Looking at this computer contacts nobody."""
    yield from ()


def _offered(check: Check, _resolvers: Sequence[str]) -> Iterator[Contact]:
    server = check.text("server") or DHCP_BROADCAST
    yield Contact(check.id, "udp", server, check.whole("port"), _DISCOVER)


def _logged(check: Check, resolvers: Sequence[str]) -> Iterator[Contact]:
    if check.text("transport") == "udp":
        yield from _asked_once(check, resolvers)
    else:
        yield from _stream_contacts(check, resolvers)
    reading = urlsplit(check.text("read_back"))
    if reading.hostname:
        port = reading.port or (443 if reading.scheme == "https" else 80)
        yield from _asked_by_name(check, reading.hostname, resolvers)
        yield Contact(check.id, "tcp", reading.hostname, port, _FIND_LINE)
        yield Contact(check.id, "udp", reading.hostname, TRACE_PORT, _HOPS, is_second=True)


def _tunnelled(check: Check, resolvers: Sequence[str]) -> Iterator[Contact]:
    yield from (_asked_once if check.text("transport") == "udp" else _stream_contacts)(check, resolvers)
    if check.text("management"):
        host, port = endpoint_of(check.text("management"))
        yield Contact(check.id, "tcp", host, port, _STATE)


def _guarded(check: Check, resolvers: Sequence[str]) -> Iterator[Contact]:
    if check.text("endpoint"):
        host, port = endpoint_of(check.text("endpoint"))
        yield from _asked_by_name(check, host, resolvers)
        yield Contact(check.id, "udp", host, port, _REFUSAL)


def _asked_once(check: Check, resolvers: Sequence[str]) -> Iterator[Contact]:
    """Give whom one question over UDP goes to."""
    yield from _asked_by_name(check, check.text("host"), resolvers)
    port = TRACE_PORT if check.kind == "route" else check.whole("port")
    yield Contact(check.id, "udp", _target(check), port, _UDP[check.kind])


def _target(check: Check) -> str:
    return check.text("address") or check.text("host")


def _dns_contacts(check: Check, resolvers: Sequence[str]) -> Iterator[Contact]:
    for named in check.texts("resolvers"):
        for resolver in resolvers if named == SYSTEM else (named,):
            asked, port = {"name": check.text("name"), "type": check.text("type")}, check.whole("port")
            yield Contact(check.id, "udp", resolver, port, _ASK_BOTH.format(**asked))
            yield Contact(check.id, "tcp", resolver, port, _ASK.format(**asked), is_second=True)


def _asked_by_name(check: Check, host: str, resolvers: Sequence[str]) -> Iterator[Contact]:
    if not check.text("address"):
        yield from _asked_by_host(check, host, resolvers)


def _asked_by_host(check: Check, host: str, resolvers: Sequence[str]) -> Iterator[Contact]:
    if not any(letter.isalpha() for letter in host) or ":" in host:
        return
    for resolver in resolvers:
        yield Contact(check.id, "udp", resolver, DNS_PORT, _RESOLVE.format(host=host))
        yield Contact(check.id, "tcp", resolver, DNS_PORT, _RESOLVE.format(host=host), is_second=True)


def _stream_contacts(check: Check, resolvers: Sequence[str]) -> Iterator[Contact]:
    proxy = check.text("proxy")
    if proxy:
        host, port = proxy_of(proxy)
        yield from _asked_by_name(check, host, resolvers)
        target = check.text("connect") or f"{check.text('host')}:{check.whole('port')}"
        yield Contact(check.id, "tcp", host, port, f"CONNECT {target}")
    if not proxy or check.is_set("compare_direct"):
        direct = endpoint_of(check.text("connect")) if proxy else (check.text("host"), check.whole("port"))
        yield from _asked_by_name(check, direct[0], resolvers)
        yield Contact(check.id, "tcp", check.text("address") or direct[0], direct[1], _purpose(check))
    yield from _authority_contacts(check, resolvers)
    second = proxy_of(proxy)[0] if proxy else _target(check)
    yield Contact(check.id, "udp", second, TRACE_PORT, _HOPS, is_second=True)


def _authority_contacts(check: Check, resolvers: Sequence[str]) -> Iterator[Contact]:
    """Give the places of the certificates' authority that a check lists; those it does not are not asked.

    A check with a proxy asks them through it, so the proxy is who is contacted.
    """
    for host, port in dict.fromkeys(place_of(url) for url in check.texts("pki")):
        if host and check.text("proxy"):
            yield Contact(check.id, "tcp", *proxy_of(check.text("proxy")), _AUTHORITY, is_second=True)
        elif host:
            yield from _asked_by_host(check, host, resolvers)
            yield Contact(check.id, "tcp", host, port, _AUTHORITY, is_second=True)


def _purpose(check: Check) -> str:
    if check.text("path"):
        return f"GET {check.text('path')}"
    return _TCP.get(check.kind) or _UDP.get(check.kind) or _HANDSHAKE


_HANDSHAKE = mark("TLS handshake")
_TCP: Final[Mapping[str, str]] = {
    "tcp": mark("connect"),
    "smtp": mark("greet, STARTTLS"),
    "ldap": mark("read the root DSE"),
}
_UDP: Final[Mapping[str, str]] = {
    "ntp": mark("ask for the time"),
    "syslog": mark("write one marked line into its log"),
    "openvpn": mark("send a first packet, as a client does"),
    "snmp": mark("SNMP GET of the system group"),
    "route": _HOPS,
}
PURPOSES: Final = (
    _ARP, _DISCOVER, _FIND_LINE, _STATE, _REFUSAL, _HOPS, _AUTHORITY, _RESOLVE, _ASK, _ASK_BOTH, _HANDSHAKE,
    *_TCP.values(), *_UDP.values(),
)  # fmt: skip
"""What contacts are for, unfilled, as catalogues collect it; GET and CONNECT are the same everywhere."""
_OTHERS: Final[Mapping[str, Callable[[Check, Sequence[str]], Iterator[Contact]]]] = {
    "link": _nobody,
    "address": _nobody,
    "dhcp": _offered,
    "dns": _dns_contacts,
    "ntp": _asked_once,
    "route": _asked_once,
    "snmp": _asked_once,
    "syslog": _logged,
    "openvpn": _tunnelled,
    "wireguard": _guarded,
    "machine": _nobody,
}
"""Whom those kinds contact that neither connect to anybody nor look at the gateway."""
