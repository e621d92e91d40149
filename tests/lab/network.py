"""The network of the lab: client - near - far - server, four namespaces of Linux; needs root and `ip`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CLIENT, SERVER = "198.51.100.7", "203.0.113.10"
_LINKS = (
    # (namespace, interface, address), on both sides
    (("client", "up0", f"{CLIENT}/24"), ("near", "down0", "198.51.100.1/24")),
    (("near", "up0", "192.0.2.1/30"), ("far", "down0", "192.0.2.2/30")),
    (("far", "up0", "203.0.113.1/24"), ("server", "down0", f"{SERVER}/24")),
)
_ROUTES = (
    ("client", "default", "198.51.100.1"),
    ("near", "203.0.113.0/24", "192.0.2.2"),
    ("far", "198.51.100.0/24", "192.0.2.1"),
    ("server", "default", "203.0.113.1"),
)


def why_not() -> str:
    """Give why the lab cannot run here; empty where it can."""
    if sys.platform != "linux" or shutil.which("ip") is None:
        return "The lab needs Linux and the command ip (package iproute2)."
    if os.geteuid() != 0:
        return "The lab needs root: it makes network namespaces."
    probe = f"fxlab-{os.getpid()}-probe"
    if subprocess.run(["ip", "netns", "add", probe], capture_output=True, check=False).returncode != 0:
        return "The lab may not make network namespaces here."
    subprocess.run(["ip", "netns", "del", probe], check=True)
    return ""


class Lab:
    """The network with its servers, from ``build`` to ``tear_down``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.spaces = {name: f"fxlab-{os.getpid()}-{name}" for name in ("client", "near", "far", "server")}
        self._servers: subprocess.Popen[bytes] | None = None

    def build(self) -> None:
        """Make the namespaces, their links and routes, and start the servers."""
        (self.folder / "mode").mkdir()
        for space in self.spaces.values():
            run("ip", "netns", "add", space)
            run("ip", "-n", space, "link", "set", "lo", "up")
        for (one, interface, address), (other, its_interface, its_address) in _LINKS:
            peer = ("peer", "name", its_interface, "netns", self.spaces[other])
            run("ip", "link", "add", interface, "netns", self.spaces[one], "type", "veth", *peer)
            for name, link, given in ((one, interface, address), (other, its_interface, its_address)):
                run("ip", "-n", self.spaces[name], "addr", "add", given, "dev", link)
                run("ip", "-n", self.spaces[name], "link", "set", link, "up")
        for name, target, gateway in _ROUTES:
            run("ip", "-n", self.spaces[name], "route", "add", target, "via", gateway)
        for name in ("near", "far"):
            forwarding = Path("/proc/sys/net/ipv4/ip_forward")
            self.inside(
                name, sys.executable, "-c", f"open('{forwarding}', 'w').write('1')"
            ).check_returncode()
        self._serve()

    def inside(self, name: str, *words: str) -> subprocess.CompletedProcess[str]:
        """Give what a program says that runs in a namespace."""
        command = ["ip", "netns", "exec", self.spaces[name], *words]
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)

    def carry_out(self, script: Path) -> None:
        """Carry out what a fault does or takes back; it finds the namespaces in its environment."""
        known = {name.upper(): space for name, space in self.spaces.items()}
        known["MODE"] = str(self.folder / "mode")
        subprocess.run(["sh", "-eu", str(script)], env={**os.environ, **known}, check=True, timeout=60)

    def forget(self) -> None:
        """Forget what was learnt of paths and neighbours, so that one fault leaves nothing for the next."""
        for space in self.spaces.values():
            run("ip", "-n", space, "route", "flush", "cache")
            run("ip", "-n", space, "neigh", "flush", "all")

    def tear_down(self) -> None:
        """End the servers and remove the namespaces."""
        if self._servers is not None:
            self._servers.terminate()
            self._servers.wait(timeout=10)
        for space in self.spaces.values():
            subprocess.run(["ip", "netns", "del", space], capture_output=True, check=False)

    def _serve(self) -> None:
        words = [sys.executable, "-m", "tests.lab.serving", str(self.folder), SERVER]
        self._servers = subprocess.Popen(["ip", "netns", "exec", self.spaces["server"], *words], cwd=ROOT)
        ends_at = time.monotonic() + 30
        while not (self.folder / "ready").exists():
            if time.monotonic() > ends_at or self._servers.poll() is not None:
                raise RuntimeError("The servers of the lab did not start.")
            time.sleep(0.05)


def run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)
