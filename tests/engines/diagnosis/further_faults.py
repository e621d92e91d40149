"""Faults of devices, pages, tunnels, logs and this computer, as changes of the healthy site's facts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.engines.diagnosis.further import AT

Facts = dict[str, dict[str, Any]]
Change = Callable[[Facts], None]


def at(path: str, **changes: Any) -> Change:
    """Give a change of the object at a path such as ``saml/saml/entities/0``."""

    def change(facts: Facts) -> None:
        here: Any = facts
        for step in path.split("/"):
            here = here[int(step)] if isinstance(here, list) else here[step]
        here.update(changes)

    return change


def not_connected(then: Change) -> Change:
    """Give a change where no client is connected, so that the server's silence counts."""

    def change(facts: Facts) -> None:
        del facts["openvpn"]["openvpn"]["management"]
        then(facts)

    return change


def second_server(facts: Facts) -> None:
    offers = facts["dhcp"]["dhcp"]["offers"]
    offers.append({**offers[0], "server": "198.51.100.66"})


def only_counters(facts: Facts) -> None:
    at("wireguard/wireguard", is_readable=False, outcome="undecided", rx_bytes=0)(facts)


def never_shaken(facts: Facts) -> None:
    del facts["wireguard"]["wireguard"]["peers"][0]["handshake_age_seconds"]


OVER = (AT - timedelta(days=1)).isoformat()
SOON = (AT + timedelta(days=5, hours=1)).isoformat()
OFFER, PROVIDER, SERVICE = "dhcp/dhcp/offers/0", "saml/saml/entities/0", "machine/machine/services/0"
PEER = "wireguard/wireguard/peers/0"

FURTHER: list[tuple[str, str, Change]] = [
    ("DHCP.SILENT", "dhcp", at("dhcp/dhcp", outcome="silent", offers=[])),
    ("DHCP.SEVERAL", "dhcp", second_server),
    ("DHCP.WRONG_NETWORK", "dhcp", at(OFFER, address="10.0.0.7")),
    ("DHCP.OPTION_MISSING", "dhcp", at(OFFER, routers=[])),
    ("DHCP.OPTION_MISSING", "dhcp", at(OFFER, resolvers=[])),
    ("DHCP.OPTION_WRONG", "dhcp", at(OFFER, resolvers=["192.0.2.66"])),
    ("SNMP.SILENT", "snmp", at("snmp/snmp", outcome="silent", engine={})),
    ("SNMP.CREDENTIALS", "snmp", at("snmp/snmp", outcome="silent", discovery={"engine": {"id": "ab"}})),
    ("SNMP.NOT_LISTENING", "snmp", at("snmp/snmp", outcome="refused", errno="ECONNREFUSED")),
    ("SNMP.VIEW", "snmp", at("snmp/snmp", error=16)),
    ("SNMP.OTHER_DEVICE", "snmp", at("snmp/snmp", description="Printer")),
    ("SNMP.USER", "snmp.user", at("snmp.user/snmp", report="unknownUserNames")),
    ("SNMP.AUTHENTICATION", "snmp.user", at("snmp.user/snmp", report="wrongDigests")),
    ("SNMP.PRIVACY", "snmp.user", at("snmp.user/snmp", report="decryptionErrors")),
    ("SNMP.LEVEL", "snmp.user", at("snmp.user/snmp", report="unsupportedSecLevels")),
    ("SNMP.TIME_WINDOW", "snmp.user", at("snmp.user/snmp", report="notInTimeWindows")),
    ("SNMP.REPORT", "snmp.user", at("snmp.user/snmp", report="unproved")),
    ("SYSLOG.REFUSED", "log", at("log/syslog", outcome="refused", errno="ECONNREFUSED")),
    ("SYSLOG.CLOSED", "log", at("log/syslog", outcome="closed")),
    ("SYSLOG.UNREACHABLE", "log", at("log/syslog", outcome="unreachable", said="no route to host")),
    ("SYSLOG.LOST", "log", at("log/syslog/read", outcome="missing")),
    ("SYSLOG.UNREADABLE", "log", at("log/syslog/read", outcome="unreadable", status=503)),
    ("SYSLOG.UNPROVEN", "log", at("log/syslog", read={})),
    ("SAML.METADATA", "saml", at("saml/saml", said="it is no XML", entities=[])),
    ("SAML.ENTITY", "saml", at(PROVIDER, entity_id="https://other.example.com")),
    ("SAML.EXPIRED", "saml", at(PROVIDER, valid_until=OVER)),
    ("SAML.NO_KEY", "saml", at(PROVIDER, signing=[])),
    ("SAML.KEY_EXPIRED", "saml", at(f"{PROVIDER}/signing/0", not_after=OVER)),
    ("SAML.KEY_EXPIRES_SOON", "saml", at(f"{PROVIDER}/signing/0", not_after=SOON)),
    ("SAML.BINDING", "saml", at(f"{PROVIDER}/endpoints/0", binding="HTTP-Redirect")),
    ("SAML.PLAIN_ENDPOINT", "saml", at(f"{PROVIDER}/endpoints/0", location="http://idp/sso")),
    ("METRICS.NONE", "beat", at("beat/metrics", series_count=0, series=[])),
    ("METRICS.MISSING", "beat", at("beat/metrics", series=[])),
    ("METRICS.STALE", "beat", at("beat/metrics/series/0", value=AT.timestamp() - 900)),
    ("METRICS.AHEAD", "beat", at("beat/metrics/series/0", value=AT.timestamp() + 900)),
    ("METRICS.OUT_OF_BOUNDS", "queue", at("queue/metrics/series/0", value="NaN")),
    ("PAC.NO_FUNCTION", "pac", at("pac/pac", has_function=False)),
    ("PAC.OTHER_PROXY", "pac", at("pac/pac", proxies=["192.0.2.8:8080"])),
    ("PAC.UNEVALUATED", "pac", at("pac/pac", is_constant=False)),
    ("OPENVPN.SILENT", "openvpn", not_connected(at("openvpn/openvpn", outcome="silent"))),
    (
        "OPENVPN.NOT_LISTENING",
        "openvpn",
        not_connected(at("openvpn/openvpn", outcome="refused", errno="ECONNREFUSED")),
    ),
    ("OPENVPN.OTHER_PROTOCOL", "openvpn", not_connected(at("openvpn/openvpn", outcome="other_protocol"))),
    ("OPENVPN.NOT_CONNECTED", "openvpn", at("openvpn/openvpn/management", state="RECONNECTING", detail="x")),
    ("OPENVPN.NO_MANAGEMENT", "openvpn", at("openvpn/openvpn", management={"outcome": "refused"})),
    ("OPENVPN.NO_STATUS", "openvpn", at("openvpn/openvpn/status", outcome="missing")),
    ("OPENVPN.STALE_STATUS", "openvpn", at("openvpn/openvpn/status", age_seconds=900.0)),
    ("WIREGUARD.MISSING", "wireguard", at("wireguard/wireguard", outcome="not_there")),
    ("WIREGUARD.DOWN", "wireguard", at("wireguard/wireguard", is_up=False)),
    ("WIREGUARD.NO_PEER", "wireguard", at(PEER, public_key="peer2=")),
    ("WIREGUARD.NO_HANDSHAKE", "wireguard", never_shaken),
    ("WIREGUARD.OLD_HANDSHAKE", "wireguard", at(PEER, handshake_age_seconds=900.0)),
    ("WIREGUARD.NO_RETURN", "wireguard", only_counters),
    ("WIREGUARD.REFUSED", "wireguard", at("wireguard/wireguard/endpoint", outcome="refused")),
    ("MACHINE.DISK", "machine", at("machine/machine/disk", free_gib=0.2)),
    ("MACHINE.MEMORY", "machine", at("machine/machine/memory", available_mib=20)),
    ("MACHINE.LOAD", "machine", at("machine/machine/load", per_cpu=7.0)),
    ("MACHINE.SERVICE_DOWN", "machine", at(SERVICE, state="failed")),
    ("MACHINE.NO_SERVICE", "machine", at(SERVICE, is_installed=False)),
]
"""Code, the check that shows it, and how it changes the facts; none of them takes another check along."""
