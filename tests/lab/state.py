"""How the servers of the lab are set: one folder a host, one file a setting; faults write, servers read.

What a server does when no file says otherwise is right. Keys that servers know stand in ``SETTINGS``.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from tests.lab.plan import DOMAIN, Plan

__all__ = ["SETTINGS", "State", "zone_of"]

SETTINGS = {
    "certificate": "begins ends names issuer chain bits hash intermediate_ends",
    "tls": "tls protocol asks_client",
    "web": "web status location body delay",
    "names": "names rcode invents delay",
    "time": "time offset leap stratum kiss",
    "proxy": "proxy status auth scheme denies inspects",
    "mail": "mail greeting extensions",
    "directory": "directory base result",
    "agent": "community user signing privacy level hides description",
    "log": "closed access drops",
    "leases": "routers resolvers ntp domain pool exhausted server",
    "tunnel": "other",
    "provider": "page entity until keyless key_ends binding location",
    "meter": "page age waiting hides",
}
"""What can be set, by what it is about."""


class State:
    """The settings of all hosts."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.folder, self.plan = folder / "state", plan

    def restore(self) -> None:
        """Set every host as it should be."""
        for host, role in _roles(self.plan).items():
            shutil.rmtree(self.folder / host, ignore_errors=True)
            (self.folder / host).mkdir(parents=True)
            if role == "names":
                self.write_zone(host, zone_of(self.plan))

    def of(self, host: str) -> dict[str, str]:
        """Give the settings of a host that differ from what is right, and its zone where it has one."""
        found: dict[str, str] = {}
        for path in sorted((self.folder / host).iterdir()):
            # A fault may be writing or taking it back at this moment.
            with suppress(OSError):
                found[path.name] = path.read_text(encoding="utf-8").strip()
        return found

    def set(self, host: str, **settings: str) -> None:
        """Set a host as told."""
        for key, value in settings.items():
            (self.folder / host / key).write_text(f"{value}\n", encoding="utf-8")

    def unset(self, host: str, *keys: str) -> None:
        """Let a host do the right thing about these again."""
        for key in keys:
            (self.folder / host / key).unlink(missing_ok=True)

    def zone(self, host: str) -> list[tuple[str, str, str]]:
        """Give the records that a resolver knows: name, type, value."""
        lines = self.of(host).get("zone", "").splitlines()
        return [(parts[0], parts[1], parts[2]) for line in lines if len(parts := line.split(None, 2)) == 3]

    def write_zone(self, host: str, records: list[tuple[str, str, str]]) -> None:
        """Set the records that a resolver knows."""
        text = "".join(f"{' '.join(record)}\n" for record in records)
        (self.folder / host / "zone").write_text(text, encoding="utf-8")


def zone_of(plan: Plan) -> list[tuple[str, str, str]]:
    """Give the records of the lab as they should be."""
    records = [(f"{host}.{DOMAIN}", "A", address) for host, address in plan.hosts.items()]
    back = ".".join(reversed(plan.hosts["app"].split("."))) + ".in-addr.arpa"
    return [
        *records,
        (back, "PTR", f"app.{DOMAIN}"),
        (f"_ldap._tcp.{DOMAIN}", "SRV", f"0 0 {plan.ports['dir']} dir.{DOMAIN}"),
        # Longer than what UDP carries without extensions (RFC 1035, section 4.2.1: 512 bytes).
        (f"long.{DOMAIN}", "TXT", "x" * 700),
    ]


def _roles(plan: Plan) -> dict[str, str]:
    return {host: "names" if host.startswith("dns") else "" for host in plan.hosts}
