"""Debian's servers of devices, logs, tunnels, leases: what starts each, set by the same files as the rest.

``DEVICES`` has a function a host; it writes what the server reads and gives the words that start it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.lab.accounts import ACCOUNT, COMMUNITY, PRIVACY, SIGNING, USER
from tests.lab.certificates import Authority
from tests.lab.pages import log_location, metrics_location, saml_location, serve_pages, show_certificate
from tests.lab.plan import DOMAIN, Plan

__all__ = ["DEVICES", "Place"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server stands, in which folder it writes, and what it is told to do wrong."""

    host: str
    folder: Path
    told: Mapping[str, str]
    plan: Plan
    authority: Authority

    @property
    def address(self) -> str:
        """Give its address."""
        return self.plan.hosts[self.host]

    @property
    def port(self) -> int:
        """Give its port."""
        return self.plan.ports[self.host]

    def write(self, name: str, lines: list[str]) -> str:
        """Write a file of lines and give its place."""
        (self.folder / name).write_text("\n".join([*lines, ""]), encoding="utf-8")
        return str(self.folder / name)


def snmpd(place: Place) -> list[str]:
    """Give an agent that knows a community (v2c) and a user (v3)."""
    told = place.told
    view = "-V nothing" if "hides" in told else ""
    privacy = "" if "level" in told else f'AES "{told.get("privacy", PRIVACY)}"'
    lines = [
        f"agentAddress udp:{place.address}:{place.port}",
        "view nothing included .1.3.6.1.4.1.99999",
        f"rocommunity {told.get('community', COMMUNITY)} default {view}",
        f'createUser {told.get("user", USER)} SHA-256 "{told.get("signing", SIGNING)}" {privacy}',
        f"rouser {told.get('user', USER)} {'auth' if 'level' in told else 'priv'} {view}",
        f"sysDescr {told.get('description', 'Lab gateway X200')}",
        f"[snmp] persistentDir {place.folder / 'kept'}",
    ]
    conf = place.write("conf", lines)
    return ["snmpd", "-f", "-Lf", str(place.folder / "log"), "-C", "-c", conf, "-I", "-smux"]


def rsyslogd(place: Place) -> list[str]:
    """Give a log server that writes what comes over UDP and TCP, each marked line into a file of its own."""
    told, lines = place.told, place.folder / "lines"
    lines.mkdir()
    (lines / "none").touch()
    listen = f'address="{place.address}" port="{place.port}"'
    file = f"{lines}/%msg:R,ERE,0,DFLT:firstfix-[0-9a-f]+--end%"
    taken = [protocol for protocol in ("udp", "tcp") if protocol != told.get("closed")]
    conf = [
        # It would look up the names of senders first, and wait for them.
        f'global(workDirectory="{place.folder}" net.enableDNS="off")',
        *(f'module(load="im{protocol}")' for protocol in taken),
        # Whoever is not among the senders is hung up on.
        *(["$AllowedSender TCP, 127.0.0.1"] if "access" in told else []),
        *(f'input(type="im{protocol}" {listen})' for protocol in taken),
        *([f"{told['drops']} stop"] if "drops" in told else []),
        f'template(name="place" type="string" string="{file}")',
        'if $msg contains "firstfix-" then action(type="omfile" dynaFile="place" fileCreateMode="0644")',
    ]
    return ["rsyslogd", "-n", "-f", place.write("conf", conf), "-i", str(place.folder / "pid")]


def openvpn(place: Place) -> list[str]:
    """Give a server that answers strangers' first packets; over TCP where the host is the second one."""
    if "other" in place.told:
        listen = f"{place.address}:{place.port}"
        return serve_pages(place.folder, listen, "location / { return 200 'another service'; }")
    names = (f"{place.host}.{DOMAIN}",)
    show_certificate(place.folder, place.authority.shown({}, names, place.address))
    is_tcp = place.host == "vpn2"
    lines = [
        "mode server", "tls-server", "dev tun", "dev-type tun", "dh none", "verb 3", "topology subnet",
        f"proto {'tcp-server' if is_tcp else 'udp'}", f"local {place.address}", f"port {place.port}",
        f"ca {place.authority.folder / 'root.pem'}", f"cert {place.folder / 'chain.pem'}",
        f"key {place.folder / 'key.pem'}",
        # As it is, it bears 100 first packets in 10 s and 1,024 clients, and one that said no more than its
        # first word counts for a minute (openvpn(8)); a lab looks more often than people do.
        "connect-freq-initial 10000 10", "max-clients 10000", "hand-window 10",
    ]  # fmt: skip
    return ["openvpn", "--config", place.write("conf", lines)]


def tinyproxy(place: Place) -> list[str]:
    """Give a proxy that asks nobody who they are, or everybody."""
    told = place.told
    user, _, word = told.get("auth", ACCOUNT).partition(":")
    blocked = place.write("blocked", [told.get("denies", "nobody").replace(".", "\\.")])
    lines = [
        f"Port {place.port}", f"Listen {place.address}", "Timeout 60", "MaxClients 100", "LogLevel Error",
        f'LogFile "{place.folder / "log"}"', f'PidFile "{place.folder / "pid"}"',
        *([f"BasicAuth {user} {word}"] if "auth" in told else []),
        *([f'Filter "{blocked}"'] if "denies" in told else []),
    ]  # fmt: skip
    return ["tinyproxy", "-d", "-c", place.write("conf", lines)]


def leases(place: Place) -> list[str]:
    """Give a DHCP server for the laptop's network."""
    told, plan = place.told, place.plan
    hosts = plan.hosts
    net = plan.network.rpartition(".")[0]
    offered = {
        "routers": ("3", plan.gateway),
        "resolvers": ("6", f"{hosts['dns1']},{hosts['dns2']}"),
        "ntp": ("42", f"{hosts['time1']},{hosts['time2']}"),
        "domain": ("15", DOMAIN),
    }
    offered |= {name: (offered[name][0], told[name]) for name in offered if name in told}
    pool = f"{told.get('pool', net)}.200,{told.get('pool', net)}.220,255.255.255.0,1h"
    if "exhausted" in told:
        # All that is left belongs to somebody else.
        pool = f"{net}.200,{net}.200,255.255.255.0,1h\ndhcp-host=02:00:00:00:00:01,{net}.200"
    lines = [
        "port=0", "user=root", "interface=room0", "except-interface=lo", "bind-interfaces", "no-ping",
        "dhcp-authoritative", f"dhcp-range={pool}", f"dhcp-leasefile={place.folder / 'leases'}",
        *([f"shared-network=room0,{told['pool']}.1"] if "pool" in told else []),
        *(f"dhcp-option={kind},{value}" for kind, value in offered.values() if value != "none"),
        # Where nothing is said dnsmasq names itself as router and resolver; without a value it keeps quiet.
        *(f"dhcp-option={kind}" for kind, value in offered.values() if value == "none"),
    ]  # fmt: skip
    conf = place.write("conf", lines)
    return ["dnsmasq", "-k", "-C", conf, f"--pid-file={place.folder / 'pid'}", "--log-facility=-"]


def journal(place: Place) -> list[str]:
    """Give the page that shows the log."""
    location = log_location(place.folder.parent / "log", place.told)
    return serve_pages(place.folder, f"{place.address}:{place.port}", location)


def provider(place: Place) -> list[str]:
    """Give the page with the metadata of the provider of SAML."""
    shown = place.authority.shown(place.told, (f"sso.{DOMAIN}",), place.address)
    locations = f"{show_certificate(place.folder, shown)} {saml_location(place.folder, place.told)}"
    return serve_pages(place.folder, f"{place.address}:{place.port} ssl", locations)


def meter(place: Place) -> list[str]:
    """Give the page with metrics."""
    return serve_pages(place.folder, f"{place.address}:{place.port}", metrics_location(place.told))


DEVICES: Final[Mapping[str, Callable[[Place], list[str]]]] = {
    "agent": snmpd,
    "log": rsyslogd,
    "journal": journal,
    "vpn": openvpn,
    "vpn2": openvpn,
    "exit": tinyproxy,
    "desk": leases,
    "sso": provider,
    "meter": meter,
}
