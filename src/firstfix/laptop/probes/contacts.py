"""Who will be contacted: every destination of a spec, before anything is sent; nobody else ever is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from firstfix.engines.diagnosis import Check, Spec
from firstfix.engines.diagnosis.kinds import SYSTEM

__all__ = ["Contact", "contacts_of", "endpoint_of", "proxy_of"]

DNS_PORT = 53
# Where traceroute has always begun; nobody listens there (Van Jacobson's program of 1988).
TRACE_PORT = 33434


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


def _contacts(check: Check, resolvers: Sequence[str], gateways: Sequence[str]) -> Iterator[Contact]:
    if check.kind == "gateway":
        for gateway in gateways:
            yield Contact(check.id, "udp", gateway, TRACE_PORT, "make this computer ask for it by ARP")
    elif check.kind == "dns":
        yield from _dns_contacts(check, resolvers)
    elif check.kind in {"ntp", "route"}:
        yield from _asked_by_name(check, check.text("host"), resolvers)
        port = check.whole("port") if check.kind == "ntp" else TRACE_PORT
        yield Contact(check.id, "udp", _target(check), port, _UDP[check.kind])
    elif check.kind not in {"link", "address"}:
        yield from _stream_contacts(check, resolvers)


_UDP = {"ntp": "ask for the time", "route": "find the hops on the way (rising TTL)"}


def _target(check: Check) -> str:
    return check.text("address") or check.text("host")


def _dns_contacts(check: Check, resolvers: Sequence[str]) -> Iterator[Contact]:
    for named in check.texts("resolvers"):
        for resolver in resolvers if named == SYSTEM else (named,):
            asked, port = f"ask for {check.text('name')} {check.text('type')}", check.whole("port")
            yield Contact(check.id, "udp", resolver, port, f"{asked} and for a name under .invalid")
            yield Contact(check.id, "tcp", resolver, port, asked, is_second=True)


def _asked_by_name(check: Check, host: str, resolvers: Sequence[str]) -> Iterator[Contact]:
    if check.text("address") or not any(letter.isalpha() for letter in host) or ":" in host:
        return
    for resolver in resolvers:
        yield Contact(check.id, "udp", resolver, DNS_PORT, f"resolve {host}")
        yield Contact(check.id, "tcp", resolver, DNS_PORT, f"resolve {host}", is_second=True)


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
    second = proxy_of(proxy)[0] if proxy else _target(check)
    yield Contact(
        check.id, "udp", second, TRACE_PORT, "find the hops on the way (rising TTL)", is_second=True
    )


def _purpose(check: Check) -> str:
    if check.kind in {"http", "oidc"}:
        return f"GET {check.text('path')}"
    return {"tcp": "connect", "smtp": "greet, STARTTLS", "ldap": "read the root DSE"}.get(
        check.kind, "TLS handshake"
    )
