"""Installing Debian's servers for the lab: what apt has is taken, what it has not is said."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.lab.network import installed

__all__ = ["install_missing"]

# Program -> package of Debian.
PACKAGES = {
    "dnsmasq": "dnsmasq-base",
    "chronyd": "chrony",
    "nginx": "nginx-light",
    "squid": "squid",
    "slapd": "slapd",
    "tinyproxy": "tinyproxy-bin",
    "snmpd": "snmpd",
    "rsyslogd": "rsyslog",
    "openvpn": "openvpn",
    "nft": "nftables",
    "faketime": "faketime",
}
# Package -> its unit of systemd: what is installed for the lab alone does not start with the machine either.
_UNITS = {
    "chrony": "chrony",
    "nginx-light": "nginx",
    "squid": "squid",
    "slapd": "slapd",
    "snmpd": "snmpd",
    "rsyslog": "rsyslog",
    "openvpn": "openvpn",
    "nftables": "nftables",
}
# invoke-rc.d(8): 101 forbids a start. The lab starts servers in its own namespaces, the machine must not.
_POLICY = Path("/usr/sbin/policy-rc.d")
_MOST_SECONDS = 300


def install_missing(say: Callable[[str], None]) -> None:
    """Install what is missing, where apt is and may; say what is missing after that."""
    missing = {*PACKAGES} - installed()
    if missing and shutil.which("apt-get"):
        _install(sorted(PACKAGES[name] for name in missing), say)
    left = sorted({*PACKAGES} - installed())
    if left:
        say(f"Missing: {', '.join(left)}. Our own servers stand in; faults that need them are skipped.")


def _install(packages: list[str], say: Callable[[str], None]) -> None:
    say(f"Installing {', '.join(packages)} ...")
    is_ours = not _POLICY.exists()
    if is_ours:
        _POLICY.write_text("#!/bin/sh\nexit 101\n", encoding="utf-8")
        _POLICY.chmod(0o755)
    try:
        for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
            _quietly(["apt-get", *words])
        # One by one: a unit that is not there keeps the others from being disabled.
        for unit in (_UNITS[package] for package in packages if package in _UNITS):
            _quietly(["systemctl", "disable", unit]) if shutil.which("systemctl") else None
    except (OSError, subprocess.SubprocessError) as error:
        say(f"apt-get did not do it ({error}).")
    finally:
        if is_ours:
            _POLICY.unlink()


def _quietly(words: list[str]) -> None:
    known = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(words, env=known, capture_output=True, timeout=_MOST_SECONDS, check=False)
