"""The network of the lab: client - near - wire - far - server, namespaces of Linux; needs root.

A sixth one, room, stands in the client's network beside the router.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from tests.lab.plan import DOMAIN, PROGRAMS, Plan
from tests.lab.programs import Programs
from tests.lab.state import State

ROOT = Path(__file__).resolve().parents[2]
VERBS = Path(__file__).parent / "verbs.sh"
SPACES = ("client", "near", "wire", "far", "server", "room")
# RFC 5737: the third network of documentation lies between the routers.
_MIDDLE = ("192.0.2.1", "192.0.2.2")


def why_not() -> str:
    """Give why the lab cannot run here; empty where it can."""
    if sys.platform != "linux" or shutil.which("ip") is None:
        return "The lab needs Linux and the command ip (package iproute2)."
    if os.geteuid() != 0:
        return "The lab needs root: it makes network namespaces. 'sudo bin/lab' runs it."
    probe = f"fxlab-{os.getpid()}-probe"
    if subprocess.run(["ip", "netns", "add", probe], capture_output=True, check=False).returncode != 0:
        return "The lab may not make network namespaces here."
    subprocess.run(["ip", "netns", "del", probe], check=True)
    return ""


def installed() -> frozenset[str]:
    """Give the programs that the lab uses and that are here."""
    wanted = {*chain.from_iterable(PROGRAMS.values()), "nft", "faketime"} - {"macvlan"}
    sbin = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    found = {name for name in wanted if shutil.which(name, path=sbin)}
    return frozenset(found | ({"macvlan"} if _has_macvlan() else set()))


@cache
def _has_macvlan() -> bool:
    """Tell whether the kernel has what a second host in one network is made with."""
    if why_not():
        return False
    space = f"fxlab-{os.getpid()}-macvlan"
    run("ip", "netns", "add", space)
    try:
        run("ip", "-n", space, "link", "add", "one", "type", "veth", "peer", "name", "two")
        run("ip", "-n", space, "link", "add", "link", "one", "name", "three", "type", "macvlan")
    except RuntimeError:
        return False
    finally:
        run("ip", "netns", "del", space)
    return True


class Lab:
    """The network with its servers, from ``build`` to ``tear_down``."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.folder, self.plan = folder, plan
        self.spaces = {name: f"fxlab-{os.getpid()}-{plan.seed % 1000}-{name}" for name in SPACES}
        self.state = State(folder, plan)
        self.programs = Programs(self.state, self.spaces)
        self._processes: list[subprocess.Popen[bytes]] = []
        self._relay: subprocess.Popen[bytes] | None = None

    def build(self) -> None:
        """Make the namespaces, their links and routes, and start the servers."""
        for space in self.spaces.values():
            run("ip", "netns", "add", space)
            run("ip", "-n", space, "link", "set", "lo", "up")
        self.disk.mkdir()
        run("mount", "-t", "tmpfs", "-o", "size=4M", "none", str(self.disk))
        self._link()
        self._join()
        for name, target, gateway in self._routes():
            run("ip", "-n", self.spaces[name], "route", "add", target, "via", gateway)
        for name in ("near", "far"):
            self.inside(name, "sysctl", "-qw", "net.ipv4.ip_forward=1")
        # Answers of DHCP come to port 68, which is a right of its own; whoever looks has none but this one.
        self.inside("client", "sysctl", "-qw", "net.ipv4.ip_unprivileged_port_start=68")
        for name in ("near", "far", "server"):
            # Who says ICMP limits it, but a lab asks more in a minute than a site in a day. icmp_ratelimit=0
            # would not do: it empties the bucket that Linux tells of prohibiting routes by (ip_error).
            self.inside(name, "sysctl", "-qw", "net.ipv4.icmp_ratemask=0")
        self.restore_resolvers()
        self.programs.authority.make()
        self.restore_trust()
        self.state.restore()
        self.programs.settle()
        self._serve()

    def _link(self) -> None:
        plan = self.plan
        links = (
            (("client", "up0", f"{plan.client}/24"), ("near", "down0", f"{plan.gateway}/24")),
            (("near", "up0", f"{_MIDDLE[0]}/30"), ("wire", "w0", "")),
            (("far", "down0", f"{_MIDDLE[1]}/30"), ("wire", "w1", "")),
            (("far", "up0", f"{plan.far_gateway}/24"), ("server", "down0", "")),
        )
        for (one, interface, address), (other, its_interface, its_address) in links:
            peer = ("peer", "name", its_interface, "netns", self.spaces[other])
            run("ip", "link", "add", interface, "netns", self.spaces[one], "type", "veth", *peer)
            for name, link, given in ((one, interface, address), (other, its_interface, its_address)):
                run("ip", "-n", self.spaces[name], "link", "set", link, "up")
                if given:
                    run("ip", "-n", self.spaces[name], "addr", "add", given, "dev", link)
        for host, address in plan.hosts.items():
            if host != "desk":
                run("ip", "-n", self.spaces["server"], "addr", "add", f"{address}/24", "dev", "down0")
        if "desk" in plan.real:
            self._furnish()

    def _furnish(self) -> None:
        """Put a host of its own into the client's network, beside the router."""
        near, room = self.spaces["near"], self.spaces["room"]
        run(
            "ip",
            "-n",
            near,
            "link",
            "add",
            "link",
            "down0",
            "name",
            "room0",
            "type",
            "macvlan",
            "mode",
            "bridge",
        )
        run("ip", "-n", near, "link", "set", "room0", "netns", room)
        run("ip", "-n", room, "link", "set", "room0", "up")
        run("ip", "-n", room, "addr", "add", f"{self.plan.hosts['desk']}/24", "dev", "room0")

    def _join(self) -> None:
        """Join both ends in the middle, as a switch does."""
        wire = self.spaces["wire"]
        run("ip", "-n", wire, "link", "add", "br0", "type", "bridge", "forward_delay", "0")
        for end in ("w0", "w1"):
            run("ip", "-n", wire, "link", "set", end, "master", "br0")
        run("ip", "-n", wire, "link", "set", "br0", "up")

    def _routes(self) -> tuple[tuple[str, str, str], ...]:
        return (
            ("client", "default", self.plan.gateway),
            ("near", self.plan.servers_network, _MIDDLE[1]),
            ("far", self.plan.network, _MIDDLE[0]),
            ("server", "default", self.plan.far_gateway),
        )

    def inside(self, name: str, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Give what a program says that runs in a namespace."""
        command = ["ip", "netns", "exec", self.spaces[name], *words]
        known = {**os.environ, **variables}
        return subprocess.run(
            command, capture_output=True, text=True, cwd=ROOT, env=known, timeout=300, check=False
        )

    def words(self) -> dict[str, str]:
        """Give what scripts find in their environment: namespaces, folders, the plan."""
        known = {name.upper(): space for name, space in self.spaces.items()}
        known |= {"STATE": str(self.state.folder), "RESOLVERS": str(self.resolvers), "LAB": str(self.folder)}
        return {**known, "DISK": str(self.disk), **self.plan.words()}

    @property
    def disk(self) -> Path:
        """Give a small disk of the laptop, of 4 MiB, there before anybody looks."""
        return self.folder / "disk"

    def carry_out(self, script: Path, drawn: Mapping[str, str], *, is_strict: bool = True) -> None:
        """Carry out what a fault does or takes back; it finds everything in its environment.

        What is taken back may be mended already, so a step that finds nothing to do is no mistake there.
        """
        words = ["sh", "-eu" if is_strict else "-u", "-c", f". '{VERBS}'; . '{script}'"]
        done = subprocess.run(
            words,
            env={
                **os.environ,
                **self.words(),
                **drawn,
                "FAULT": str(script.parent),
                "TOOLS": str(VERBS.parent),
            },
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if is_strict and done.returncode != 0:
            raise RuntimeError(f"{script} ended with {done.returncode}: {done.stderr}")
        self.programs.settle()

    @property
    def resolvers(self) -> Path:
        """Give the file in which the client finds its resolvers; `ip netns exec` puts it in its place."""
        return Path("/etc/netns") / self.spaces["client"] / "resolv.conf"

    def restore_resolvers(self) -> None:
        """Give the client both resolvers."""
        self.resolvers.parent.mkdir(parents=True, exist_ok=True)
        (self.resolvers.parent / "hosts").write_text("", encoding="utf-8")
        lines = [f"nameserver {self.plan.hosts[host]}\n" for host in ("dns1", "dns2")]
        self.resolvers.write_text(f"search {DOMAIN}\n" + "".join(lines), encoding="utf-8")

    @property
    def trusted(self) -> Path:
        """Give the file of roots that the client trusts."""
        return self.folder / "trusted.pem"

    def restore_trust(self) -> None:
        """Let the client trust the root of the lab and nothing else."""
        self.trusted.write_bytes(self.programs.authority.named("root").pem)

    def forget(self) -> None:
        """Forget what was learnt of paths and neighbours, so that one fault leaves nothing for the next."""
        for name in ("client", "near", "far", "server"):
            run("ip", "-n", self.spaces[name], "route", "flush", "cache")
            run("ip", "-n", self.spaces[name], "neigh", "flush", "all")

    def delay(self, milliseconds: int, loss_percent: float) -> None:
        """Make the wire slow and lossy: a program carries each frame from one end to the other."""
        wire = self.spaces["wire"]
        for end in ("w0", "w1"):
            run("ip", "-n", wire, "link", "set", end, "nomaster")
        ready = self.folder / "relay"
        ready.unlink(missing_ok=True)
        words = ["tests.lab.relay", wire, str(milliseconds), str(loss_percent), str(ready)]
        self._relay = subprocess.Popen(["ip", "netns", "exec", wire, sys.executable, "-m", *words], cwd=ROOT)
        self._wait_for(ready, self._relay)

    def undo_delay(self) -> None:
        """Join both ends of the wire again."""
        if self._relay is not None:
            ended(self._relay)
            self._relay = None
            for end in ("w0", "w1"):
                run("ip", "-n", self.spaces["wire"], "link", "set", end, "master", "br0")

    def tear_down(self) -> None:
        """End the servers and remove the namespaces."""
        for process in [*self._processes, *([self._relay] if self._relay else [])]:
            ended(process)
        self.programs.end()
        for space in self.spaces.values():
            subprocess.run(["ip", "netns", "del", space], capture_output=True, check=False)
        subprocess.run(["umount", str(self.disk)], capture_output=True, check=False)
        shutil.rmtree(self.resolvers.parent, ignore_errors=True)

    def _serve(self) -> None:
        words = [sys.executable, "-m", "tests.lab.serving", str(self.folder), str(self.plan.seed)]
        servers = subprocess.Popen(
            ["ip", "netns", "exec", self.spaces["server"], *words, *sorted(self.plan.real)], cwd=ROOT
        )
        self._processes.append(servers)
        self._wait_for(self.folder / "ready", servers)

    def _wait_for(self, path: Path, process: subprocess.Popen[bytes]) -> None:
        # Only a failure takes that long: a busy machine is not a bug.
        ends_at = time.monotonic() + 300
        while not path.exists():
            if time.monotonic() > ends_at or process.poll() is not None:
                raise RuntimeError(f"{path.name}: what should have made it in the lab did not start.")
            time.sleep(0.02)


def run(*words: str) -> None:
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip()}")


def ended(process: subprocess.Popen[Any]) -> None:
    """End a program, gently first."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=60)
