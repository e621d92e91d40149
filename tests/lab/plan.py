"""Who is where in the lab, drawn anew for each seed so that no fault rests on one address or port."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

__all__ = ["DOMAIN", "PROGRAMS", "ROLES", "Plan", "plan_of"]

DOMAIN = "lab.test"

# Host (as in DNS) -> what it does, for our own small servers; empty where only a real one does it.
ROLES = {
    "dns1": "names",
    "dns2": "names",
    "time1": "time",
    "time2": "time",
    "app": "web",
    "api": "web",
    "pub": "plain web",
    "idp": "identity",
    "mail": "mail",
    "dir": "directory",
    "proxy": "proxy",
    "gate": "proxy",
    "exit": "proxy",
    **dict.fromkeys(("agent", "log", "journal", "vpn", "vpn2", "sso", "meter", "desk"), ""),
}
# Host -> Debian's server that does it where it is installed, and what that needs of the kernel; elsewhere our
# own small one stands in, if there is one.
PROGRAMS = {
    "dns1": ("dnsmasq",),
    "time1": ("chronyd",),
    "app": ("nginx",),
    "proxy": ("squid",),
    "dir": ("slapd",),
    "exit": ("tinyproxy",),
    "agent": ("snmpd",),
    "log": ("rsyslogd",),
    "journal": ("nginx",),
    "vpn": ("openvpn",),
    "vpn2": ("openvpn",),
    "sso": ("nginx",),
    "meter": ("nginx",),
    "desk": ("dnsmasq", "macvlan"),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """Addresses and ports of one lab. ``real`` are the hosts that Debian's servers stand behind."""

    seed: int
    client: str
    gateway: str
    hosts: dict[str, str]
    ports: dict[str, int]
    real: frozenset[str] = field(default_factory=frozenset)

    @property
    def absent(self) -> frozenset[str]:
        """Give the hosts behind which nobody stands here: what only a real server does, without one."""
        return frozenset(host for host, role in ROLES.items() if not role) - self.real

    @property
    def network(self) -> str:
        """Give the network of the client."""
        return self.client.rpartition(".")[0] + ".0/24"

    @property
    def servers_network(self) -> str:
        """Give the network of all servers."""
        return self.hosts["app"].rpartition(".")[0] + ".0/24"

    @property
    def far_gateway(self) -> str:
        """Give the router in the network of the servers."""
        return self.hosts["app"].rpartition(".")[0] + ".1"

    def host_at(self, address: str) -> str:
        """Give the name of the host at an address or of a name; empty where there is none."""
        short = address.removesuffix("." + DOMAIN)
        return next((host for host, its in self.hosts.items() if address == its or short == host), "")

    def words(self) -> dict[str, str]:
        """Give all of it as words for scripts and specs: APP, APP_PORT, CLIENT_ADDRESS."""
        known = {
            "CLIENT_ADDRESS": self.client,
            "GATEWAY": self.gateway,
            "NETWORK": self.network,
            "SERVERS": self.servers_network,
            "FAR_GATEWAY": self.far_gateway,
            "DOMAIN": DOMAIN,
        }
        known |= {host.upper(): address for host, address in self.hosts.items()}
        return known | {f"{host.upper()}_PORT": str(port) for host, port in self.ports.items()}


def plan_of(seed: int, installed: frozenset[str] = frozenset()) -> Plan:
    """Give the plan of a seed. ``installed`` are the programs of Debian that are there."""
    drawing = random.Random(seed)
    # RFC 5737: addresses of documentation, which nobody has.
    near, far = drawing.sample(["198.51.100", "203.0.113"], 2)
    # Between .200 and .220 the server of leases keeps what it offers.
    gateway, client, desk = drawing.sample(range(2, 200), 3)
    octets = drawing.sample(range(2, 254), len(ROLES))
    proxies = drawing.sample([3128, 8080, 8888, 8000], 3)
    ports = {"dns1": 53, "dns2": 53, "time1": 123, "time2": 123, "app": 443, "pub": 80, "dir": 389}
    ports |= {"api": drawing.choice([443, 8443, 9443]), "idp": drawing.choice([443, 8443])}
    ports |= {"mail": drawing.choice([25, 587]), "proxy": proxies[0], "gate": proxies[1], "exit": proxies[2]}
    ports |= {"agent": 161, "log": 514, "journal": 80, "desk": 67, "sso": drawing.choice([443, 8443])}
    ports |= {"vpn": drawing.choice([1194, 443]), "vpn2": drawing.choice([1194, 443])}
    ports |= {"meter": drawing.choice([9090, 9100])}
    hosts = {host: f"{far}.{octet}" for host, octet in zip(ROLES, octets, strict=True)}
    return Plan(
        seed,
        f"{near}.{client}",
        f"{near}.{gateway}",
        hosts | {"desk": f"{near}.{desk}"},
        ports,
        frozenset(host for host, needed in PROGRAMS.items() if installed.issuperset(needed)),
    )
