"""Twenty checks of one healthy site: ours in one process, monitoring-plugins one after the other.

They are the twenty of the first measurements: names, time, two pings, four ports, a page, three
certificates, SNMP, LDAP, a log, disk, load, DHCP. Both sides ask for the same: certificates are verified up
to a root of the site, with name and days left (``check_curl``; ``check_http`` verifies nothing). Plugins run
as root, because pings and DHCP need it, and are set to one packet and no waits where they have an option for
it. Two have none: ``check_ntp_time`` sends four packets, and ``check_dhcp`` listens until its timeout, which
is one second at least. Therefore the ratio is told twice, with DHCP and without it on either side.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

from tests.lab.accounts import VARIABLES
from tests.lab.looking import NOBODY
from tests.lab.network import ROOT
from tests.lab.plan import DOMAIN
from tests.lab.site import Site

__all__ = ["Speed", "measure_speed", "why_no_plugins", "write_spec_of"]

PLUGINS: Final = Path("/usr/lib/nagios/plugins")
_CERTIFICATE: Final = (
    "check_curl -I {{{0}}} -p {{{0}_PORT}} -S --sni -D --ca-cert {{FOLDER}}/trusted.pem -C 30 -H"
)
# Id of a check of ours -> the plugin that asks for the same.
TWENTY: Final = {
    "dns1": "check_dig -H {DNS1} -l app.{DOMAIN} -T A -a {APP}",
    "dns-back": "check_dig -H {DNS1} -l {REVERSED}.in-addr.arpa -T PTR -a app.{DOMAIN}.",
    "dns-service": "check_dig -H {DNS2} -l _ldap._tcp.{DOMAIN} -T SRV",
    "time1": "check_ntp_time -H {TIME1} -w 2 -c 10",
    "gateway": "check_icmp -H {GATEWAY} -n 1",
    "route": "check_icmp -H {APP} -n 1",
    "tcp-app": "check_tcp -H {APP} -p {APP_PORT}",
    "tcp-api": "check_tcp -H {API} -p {API_PORT}",
    "tcp-mail": "check_tcp -H {MAIL} -p {MAIL_PORT}",
    "tcp-dir": "check_tcp -H {DIR} -p {DIR_PORT}",
    "http-pub": "check_http -I {PUB} -p {PUB_PORT} -s ready",
    "tls-app": _CERTIFICATE.format("APP") + " app.{DOMAIN}",
    "tls-api": _CERTIFICATE.format("API") + " api.{DOMAIN}",
    "tls-idp": _CERTIFICATE.format("IDP") + " idp.{DOMAIN}",
    "snmp-agent": "check_snmp -H {AGENT} -p {AGENT_PORT} -P 2c -C {LAB_COMMUNITY} -e 0 "
    "-o .1.3.6.1.2.1.1.1.0 -r X200",
    "ldap-dir": "check_ldap -H {DIR} -p {DIR_PORT} -3 -b ",
    # No plugin looks whether a line arrived; this one sends it, ours reads it back.
    "log-tcp": "check_tcp -H {LOG} -p {LOG_PORT} -E -s <14>check\\n",
    "disk": "check_disk -w 2% -c 1% -p /",
    "load": "check_load -w 500,500,500 -c 900,900,900",
    "dhcp": "check_dhcp -i up0 -s {DESK} -t 1",
}
_MORE: Final = """
[[check]]
id = "tcp-mail"
kind = "tcp"
host = "{MAIL}"
port = {MAIL_PORT}

[[check]]
id = "tcp-dir"
kind = "tcp"
host = "{DIR}"
port = {DIR_PORT}

[[check]]
id = "tls-idp"
kind = "tls"
host = "{IDP}"
port = {IDP_PORT}
server_name = "idp.{DOMAIN}"
trust = ["file:trusted.pem"]

[[check]]
id = "disk"
kind = "machine"
min_free_percent = 2

[[check]]
id = "load"
kind = "machine"
max_load_per_cpu = 500
"""
_WAITS: Final = "dhcp"

Speed = dict[str, object]


class Cost(NamedTuple):
    """Wall and CPU seconds of a program."""

    wall: float
    cpu: float

    def less(self, other: Cost) -> Cost:
        """Give what is left without another one."""
        return Cost(self.wall - other.wall, self.cpu - other.cpu)


def why_no_plugins() -> str:
    """Give what is missing of the peers; empty where all are here and start."""
    names = sorted({row.split()[0] for row in TWENTY.values()})
    missing = [name for name in names if not _starts(PLUGINS / name)]
    packages = "apt-get install monitoring-plugins-basic monitoring-plugins-standard liburiparser1"
    return f"{', '.join(missing)} missing or without its libraries: {packages}" if missing else ""


def write_spec_of(site: Site, wanted: Sequence[str]) -> Path:
    """Write the spec of some of the twenty checks and give its place."""
    text = (site.lab.folder / "site.toml").read_text(encoding="utf-8")
    head, *checks = text.split("[[check]]\n")
    checks += _MORE.format_map(_words(site)).split("[[check]]\n")[1:]
    kept = [
        "\n".join(line for line in check.splitlines() if not line.startswith("needs"))
        for check in checks
        if _id(check) in wanted
    ]
    if len(kept) != len(wanted):
        raise RuntimeError("this lab lacks a server that one of the twenty checks needs: bin/lab --install")
    path = site.lab.folder / f"checks-{len(wanted)}.toml"
    path.write_text("\n\n[[check]]\n".join([head, *kept]) + "\n", encoding="utf-8")
    return path


def measure_speed(site: Site, rounds: int) -> Speed:
    """Give medians of seconds, in turns, so that whatever else runs on the machine meets both.

    The way into the client's namespace is measured by a program that does nothing, and taken off both sides.
    """
    patient = [name for name in TWENTY if name != _WAITS]
    commands = {
        "way": ["true"],
        "our_way": [*NOBODY, "true"],
        "ours": _ours(write_spec_of(site, [*TWENTY])),
        "ours_without": _ours(write_spec_of(site, patient)),
        **_commands(site),
    }
    once(site, commands["ours"])
    rows = [{name: once(site, words) for name, words in commands.items()} for _number in range(rounds)]
    way, our_way = (_middle([row[name] for row in rows]) for name in ("way", "our_way"))
    told: Speed = {"rounds": rounds, "way_in_seconds": round(way.wall, 4)}
    for name, ours, theirs in (("", "ours", [*TWENTY]), ("_without_dhcp", "ours_without", patient)):
        mine = [row[ours].less(our_way) for row in rows]
        others = [_sum([row[each].less(way) for each in theirs]) for row in rows]
        told |= _beside(name, mine, others)
    started = [once(site, [sys.executable, "-c", ""]).less(way) for _number in range(rounds)]
    told["start_of_python_seconds"] = round(_middle(started).wall, 3)
    plugins = {name: _middle([row[name] for row in rows]).less(way).wall for name in TWENTY}
    return {**told, "plugin_seconds": {name: round(seconds, 4) for name, seconds in plugins.items()}}


def _beside(name: str, ours: Sequence[Cost], theirs: Sequence[Cost]) -> Speed:
    """Give the figures of one comparison."""
    mine, others = _middle(ours), _middle(theirs)
    return {
        f"ours{name}_seconds": round(mine.wall, 3),
        f"ours{name}_fastest_seconds": round(min(one.wall for one in ours), 3),
        f"ours{name}_cpu_seconds": round(mine.cpu, 3),
        f"plugins{name}_seconds": round(others.wall, 3),
        f"plugins{name}_fastest_seconds": round(min(one.wall for one in theirs), 3),
        f"plugins{name}_cpu_seconds": round(others.cpu, 3),
        f"times_faster{name}": round(others.wall / mine.wall, 2),
        f"times_less_cpu{name}": round(others.cpu / mine.cpu, 2),
    }


def _middle(costs: Sequence[Cost]) -> Cost:
    return Cost(median(one.wall for one in costs), median(one.cpu for one in costs))


def _sum(costs: Sequence[Cost]) -> Cost:
    return Cost(sum(one.wall for one in costs), sum(one.cpu for one in costs))


def once(site: Site, words: list[str]) -> Cost:
    """Give what a program in the client's namespace costs. Raises where it does not pass."""
    whole = ["ip", "netns", "exec", site.lab.spaces["client"], *words]
    before, began = _cpu(), time.monotonic()
    done = subprocess.run(
        whole,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
        check=False,
        env={**os.environ, **VARIABLES},
    )
    cost = Cost(time.monotonic() - began, _cpu() - before)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return cost


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _ours(spec: Path) -> list[str]:
    return [*NOBODY, sys.executable, "-m", "firstfix", "preflight", str(spec), "--quiet"]


def _commands(site: Site) -> dict[str, list[str]]:
    """Give the plugins of the twenty checks."""
    words = _words(site)
    rows = {name: row.format_map(words).split(" ") for name, row in TWENTY.items()}
    return {name: [str(PLUGINS / plugin), *rest] for name, (plugin, *rest) in rows.items()}


def _words(site: Site) -> dict[str, str]:
    known = {**site.lab.plan.words(), **VARIABLES, "DOMAIN": DOMAIN, "FOLDER": str(site.lab.folder)}
    known["REVERSED"] = ".".join(reversed(known["APP"].split(".")))
    return known


def _starts(plugin: Path) -> bool:
    """Tell whether a plugin is there with its libraries; the loader ends with 127 where one is missing."""
    if not plugin.exists():
        return False
    done = subprocess.run([str(plugin), "-V"], capture_output=True, timeout=20, check=False)
    return done.returncode != 127


def _id(check: str) -> str:
    return check.split('id = "', 1)[1].split('"', 1)[0]
