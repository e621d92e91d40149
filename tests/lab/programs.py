"""Debian's servers of the lab, set by the same files as our own; whose setting changed starts anew."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.lab.certificates import Authority
from tests.lab.devices import DEVICES, Place
from tests.lab.pages import serve_pages, show_certificate
from tests.lab.plan import DOMAIN
from tests.lab.state import State

__all__ = ["Programs"]

_PATH = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
_START_SECONDS = 300.0
# What hosts listen to that take more than TCP, and how ss(8) is asked for it.
_PROTOCOLS = {**dict.fromkeys(("time1", "dns1", "agent", "vpn", "desk"), ("udp",)), "log": ("udp", "tcp")}
_FLAGS = {"udp": "-lun", "tcp": "-ltn"}

Command = tuple[list[str], dict[str, str]]


class Programs:
    """The programs that run in the namespace of the servers, and the one in the client's."""

    def __init__(self, state: State, spaces: Mapping[str, str]) -> None:
        self.state, self.plan, self.spaces = state, state.plan, spaces
        self.folder = state.folder.parent / "programs"
        self.authority = Authority(state.folder.parent)
        self._running: dict[str, tuple[dict[str, str], subprocess.Popen[bytes] | None]] = {}
        self._commands: dict[str, Callable[[Path, dict[str, str]], Command]] = {
            "dns1": self._dnsmasq,
            "time1": self._chronyd,
            "app": self._nginx,
            "proxy": self._squid,
            "dir": self._slapd,
        }

    def settle(self) -> None:
        """Start anew every program whose settings changed."""
        for host in sorted(self.plan.real):
            told = self.state.of(host)
            known = self._running.get(host)
            if known is None or known[0] != told:
                self._end(host)
                self._running[host] = (told, self._started(host, told))

    def end(self) -> None:
        """End all programs."""
        for host in [*self._running]:
            self._end(host)

    def _started(self, host: str, told: dict[str, str]) -> subprocess.Popen[bytes] | None:
        if told.get("service") == "stopped":
            return None
        folder = self.folder / host
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        folder.chmod(0o777)
        words, variables = self._words(host, folder, told)
        words[0] = shutil.which(words[0], path=_PATH) or words[0]
        with (folder / "said").open("wb") as said:
            process = subprocess.Popen(
                ["ip", "netns", "exec", self._space_of(host), *words],
                env={**os.environ, **variables},
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        self._wait(host, process)
        return process

    def _wait(self, host: str, process: subprocess.Popen[bytes]) -> None:
        """Wait until something listens where the host should."""
        ends_at = time.monotonic() + _START_SECONDS
        while not self._is_listening(host):
            if time.monotonic() > ends_at or process.poll() is not None:
                said = (self.folder / host / "said").read_text(errors="replace")
                raise RuntimeError(f"{host} did not start: {said[-800:]}")
            time.sleep(0.02)

    def _is_listening(self, host: str) -> bool:
        # Who serves leases hears what is meant for everybody.
        address = "0.0.0.0" if host == "desk" else self.plan.hosts[host]
        closed, where = self.state.of(host).get("closed", ""), f"src {address}:{self.plan.ports[host]}"
        command = ["ip", "netns", "exec", self._space_of(host), "ss", "-H"]
        flags = [_FLAGS[each] for each in _PROTOCOLS.get(host, ("tcp",)) if each != closed]
        found = (
            subprocess.run([*command, flag, where], capture_output=True, check=False).stdout for flag in flags
        )
        return all(each.strip() for each in found)

    def _space_of(self, host: str) -> str:
        return self.spaces["room" if host == "desk" else "server"]

    def _words(self, host: str, folder: Path, told: dict[str, str]) -> Command:
        if host in DEVICES:
            return DEVICES[host](Place(host, folder, told, self.plan, self.authority)), {}
        return self._commands[host](folder, told)

    def _end(self, host: str) -> None:
        process = self._running.pop(host, ({}, None))[1]
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=60)

    def _place(self, host: str) -> tuple[str, int]:
        return self.plan.hosts[host], self.plan.ports[host]

    def _dnsmasq(self, folder: Path, told: dict[str, str]) -> Command:
        lines = [
            "no-resolv", "no-hosts", "bind-interfaces",
            *([] if "invents" in told else [f"local=/{DOMAIN}/", "local=/in-addr.arpa/"]),
            "user=root", f"listen-address={self.plan.hosts['dns1']}", "except-interface=lo",
            "edns-packet-max=512",
        ]  # fmt: skip
        if "invents" in told:
            lines.append(f"address=/#/{told['invents']}")
        lines += map(_dnsmasq_line, self.state.zone("dns1"))
        (folder / "conf").write_text("\n".join([*lines, ""]), encoding="utf-8")
        return ["dnsmasq", "-k", "-C", str(folder / "conf"), f"--pid-file={folder / 'pid'}"], {}

    def _chronyd(self, folder: Path, told: dict[str, str]) -> Command:
        local = [] if told.get("leap") == "3" else [f"local stratum {told.get('stratum', '2')}"]
        lines = [
            "allow all", f"bindaddress {self.plan.hosts['time1']}", "cmdport 0", "bindcmdaddress /",
            f"pidfile {folder / 'pid'}", f"driftfile {folder / 'drift'}", *local,
        ]  # fmt: skip
        (folder / "conf").write_text("\n".join([*lines, ""]), encoding="utf-8")
        words = ["chronyd", "-x", "-d", "-u", "root", "-f", str(folder / "conf")]
        offset = float(told.get("offset", 0))
        return (["faketime", "-f", f"{offset:+f}s", *words] if offset else words), {}

    def _nginx(self, folder: Path, told: dict[str, str]) -> Command:
        address, port = self._place("app")
        shown = self.authority.shown(told, (f"app.{DOMAIN}",), address)
        old = {"1.0": "TLSv1", "1.1": "TLSv1.1", "1.2": "TLSv1.2"}.get(
            told.get("protocol", ""), "TLSv1.2 TLSv1.3"
        )
        asks = f"ssl_verify_client on; ssl_client_certificate {self.authority.folder / 'root.pem'};"
        (folder / "page").write_text(told.get("body", "ready") * 400, encoding="utf-8")
        said = f"return {told['status']};" if "status" in told else f"root {folder}; try_files /page =404;"
        locations = f"""
            {show_certificate(folder, shown)} ssl_protocols {old};
            ssl_ciphers ALL:@SECLEVEL=0; {asks if "asks_client" in told else ""}
            location / {{ {said} }}"""
        return serve_pages(folder, f"{address}:{port} ssl", locations), {}

    def _squid(self, folder: Path, told: dict[str, str]) -> Command:
        address, port = self._place("proxy")
        (folder / "account").write_text("someone:$1$ab$wUtA1oONXaUYAtWJ7Sg0z0\n", encoding="utf-8")
        auth = [
            f"auth_param basic program /usr/lib/squid/basic_ncsa_auth {folder / 'account'}",
            "acl known proxy_auth REQUIRED", "http_access deny !known",
        ]  # fmt: skip
        denied = [f"acl denied dst {told['denies']}", "http_access deny denied"] if "denies" in told else []
        hosts = [f"{its} {host}.{DOMAIN}\n" for host, its in self.plan.hosts.items()]
        (folder / "hosts").write_text("".join(hosts), encoding="utf-8")
        lines = [
            f"http_port {address}:{port}", f"hosts_file {folder / 'hosts'}", "dns_nameservers 127.0.0.1",
            "dns_timeout 2 seconds",
            f"pid_filename {folder / 'pid'}", f"cache_log {folder / 'log'}", "cache deny all",
            "access_log none", "shutdown_lifetime 0 seconds",
            f"coredump_dir {folder}", "pinger_enable off", "netdb_filename none",
            *(auth if "auth" in told else []), *denied, "http_access allow all", "visible_hostname proxy",
        ]  # fmt: skip
        (folder / "conf").write_text("\n".join([*lines, ""]), encoding="utf-8")
        return ["squid", "-N", "-f", str(folder / "conf")], {}

    def _slapd(self, folder: Path, told: dict[str, str]) -> Command:
        address, port = self._place("dir")
        (folder / "database").mkdir()
        lines = [
            "include /etc/ldap/schema/core.schema", f"pidfile {folder / 'pid'}",
            *(["require authc"] if "access" in told else []), "database ldif",
            f'suffix "{told.get("base", "dc=lab,dc=test")}"',  f"directory {folder / 'database'}",
        ]  # fmt: skip
        (folder / "conf").write_text("\n".join([*lines, ""]), encoding="utf-8")
        return ["slapd", "-d", "0", "-f", str(folder / "conf"), "-h", f"ldap://{address}:{port}/"], {}


def _dnsmasq_line(record: tuple[str, str, str]) -> str:
    name, kind, value = record
    if kind in {"A", "AAAA"}:
        return f"address=/{name}/{value}"
    if kind == "SRV":
        priority, weight, port, target = value.split()
        return f"srv-host={name},{target},{port},{priority},{weight}"
    if kind == "TXT":
        parts = [f'"{value[place : place + 250]}"' for place in range(0, len(value), 250)]
        return f"txt-record={name},{','.join(parts)}"
    return f"ptr-record={name},{value}"
