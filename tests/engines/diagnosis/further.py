"""The other half of the healthy site: what devices, pages, tunnels and this computer show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

CHECKS = """
[[check]]
id = "dhcp"
kind = "dhcp"
expect.network = "198.51.100.0/24"
expect.options = ["routers", "resolvers"]
expect.resolvers = ["192.0.2.53"]
alone = true
needs = ["link"]
[[check]]
id = "snmp"
kind = "snmp"
host = "device.example.com"
expect.contains = "X200"
[[check]]
id = "snmp.user"
kind = "snmp"
host = "device.example.com"
version = "3"
user = "reader"
[[check]]
id = "log"
kind = "syslog"
host = "log.example.com"
read_back = "http://log.example.com/last"
[[check]]
id = "saml"
kind = "saml"
host = "idp.example.com"
port = 80
path = "/metadata"
tls = false
expect.entity_id = "https://idp.example.com"
expect.binding = "HTTP-POST"
[[check]]
id = "beat"
kind = "metrics"
host = "gw.example.com"
port = 9100
metric = "beat_seconds"
max_age = 60
[[check]]
id = "queue"
kind = "metrics"
host = "gw.example.com"
port = 9100
metric = "queue_length"
expect.most = 10
[[check]]
id = "pac"
kind = "pac"
host = "wpad.example.com"
expect.proxy = "192.0.2.80:3128"
[[check]]
id = "openvpn"
kind = "openvpn"
host = "vpn.example.com"
management = "127.0.0.1:7505"
status_file = "/run/openvpn.status"
[[check]]
id = "wireguard"
kind = "wireguard"
peer = "peer1="
endpoint = "192.0.2.99:51820"
[[check]]
id = "machine"
kind = "machine"
min_free_gib = 1
min_available_mib = 100
max_load_per_cpu = 2
services = ["chrony.service"]
"""

OUTSIDE = ("snmp", "snmp.user", "log", "saml", "beat", "queue", "pac", "openvpn")


def named(name: str, address: str) -> dict[str, Any]:
    """Give the facts of a name that was resolved."""
    return {"name": name, "outcome": "answered", "addresses": [address], "resolver": "192.0.2.53"}


def page(name: str, address: str, port: int, **stages: Any) -> dict[str, Any]:
    """Give the facts of a page that answered."""
    connect = {"host": name, "address": address, "port": port, "outcome": "open", "took_ms": 1.0}
    answer = {"outcome": "answered", "status": 200, "took_ms": 2.0}
    return {"resolve": named(name, address), "connect": connect, "http": answer, **stages}


def datagram(stage: str, name: str, address: str, port: int, **facts: Any) -> dict[str, Any]:
    """Give the facts of an answer over UDP."""
    told = {"host": name, "address": address, "port": port, "source": "198.51.100.7", "outcome": "answered"}
    return {"resolve": named(name, address), stage: {**told, **facts}}


def further() -> dict[str, dict[str, Any]]:
    """Give the facts of every check of CHECKS where all is well."""
    return {**devices(), **pages(), **tunnels()}


def devices() -> dict[str, dict[str, Any]]:
    """Give what DHCP, an agent of SNMP, a log and this computer show."""
    offer = {"server": "198.51.100.1", "address": "198.51.100.77", "routers": ["198.51.100.1"]}
    device = ("device.example.com", "192.0.2.161", 161)
    agent = {"report": "", "error": 0, "description": "Gateway X200", "engine": {"id": "ab"}}
    line = {"transport": "udp", "outcome": "sent", "marker": "firstfix-1"}
    return {
        "dhcp": {
            "dhcp": {
                "interface": "eth0",
                "outcome": "answered",
                "offers": [{**offer, "resolvers": ["192.0.2.53"]}],
            }
        },
        "snmp": datagram("snmp", *device, **agent),
        "snmp.user": datagram("snmp", *device, **agent),
        "log": datagram(
            "syslog", "log.example.com", "192.0.2.51", 514, **line, read={"outcome": "found", "host": "log"}
        ),
        "machine": {
            "machine": {
                "outcome": "observed",
                "disk": {"path": "/", "free_gib": 20.0, "free_percent": 40.0},
                "memory": {"available_mib": 2000},
                "load": {"per_cpu": 0.5},
                "services": [{"name": "chrony.service", "is_installed": True, "state": "active"}],
            }
        },
    }


def pages() -> dict[str, dict[str, Any]]:
    """Give what pages for programs say."""
    key = {"is_readable": True, "subject": "CN=idp", "not_after": (AT + timedelta(days=700)).isoformat()}
    place = {"service": "SingleSignOnService", "binding": "HTTP-POST", "location": "https://idp/sso"}
    provider = {"entity_id": "https://idp.example.com", "valid_until": "", "signing": [key]}
    beat = {"labels": {}, "value": AT.timestamp() - 5}
    queue = {"labels": {"queue": "in"}, "value": 3.0}
    return {
        "saml": page(
            "idp.example.com",
            "192.0.2.44",
            80,
            saml={"is_xml": True, "said": "", "entities": [{**provider, "endpoints": [place]}]},
        ),
        "beat": page("gw.example.com", "192.0.2.9", 9100, metrics={"series_count": 2, "series": [beat]}),
        "queue": page("gw.example.com", "192.0.2.9", 9100, metrics={"series_count": 2, "series": [queue]}),
        "pac": page(
            "wpad.example.com",
            "192.0.2.81",
            80,
            pac={"has_function": True, "proxies": ["192.0.2.80:3128"], "is_constant": True},
        ),
    }


def tunnels() -> dict[str, dict[str, Any]]:
    """Give what VPNs show."""
    peer = {"public_key": "peer1=", "endpoint": "192.0.2.99:51820", "handshake_age_seconds": 30.0}
    return {
        "openvpn": datagram(
            "openvpn",
            "vpn.example.com",
            "192.0.2.94",
            1194,
            management={"outcome": "answered", "state": "CONNECTED"},
            status={"outcome": "found", "file": "/run/openvpn.status", "age_seconds": 5.0},
        ),
        "wireguard": {
            "wireguard": {
                "outcome": "observed",
                "interface": "wg0",
                "is_up": True,
                "is_readable": True,
                "rx_bytes": 7,
                "tx_bytes": 9,
                "peers": [peer],
                "endpoint": {"outcome": "undecided", "host": "192.0.2.99", "port": 51820},
            }
        },
    }
