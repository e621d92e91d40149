"""Serve an installation on loopback as a user would, and say what its processes cost."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

__all__ = ["Server", "cpu_ms", "database_processes", "free_port", "served", "wait_for"]


@dataclass
class Server:
    """The served installation: its port and its processes."""

    port: int
    process: psutil.Process

    def everybody(self) -> list[psutil.Process]:
        """Give the supervisor and all its children."""
        return [self.process, *self.process.children(recursive=True)]

    def web(self) -> list[psutil.Process]:
        """Give the processes that answer: the web server and its workers."""
        masters = [each for each in self.everybody() if "firstfix.server.web" in each.cmdline()]
        children = [child for each in masters for child in each.children(recursive=True)]
        return list({each.pid: each for each in [*masters, *children]}.values())

    def working(self) -> list[psutil.Process]:
        """Give the job worker, which works after the answer."""
        return [each for each in self.everybody() if "worker" in each.cmdline()]

    def answering(self) -> list[psutil.Process]:
        """Give everybody but the job worker: the web server and the supervisor."""
        working = {each.pid for each in self.working()}
        return [each for each in self.everybody() if each.pid not in working]

    def memory_mb(self) -> dict[str, float]:
        """Give the proportional set size of the web processes and of everything, in MiB.

        A page that several processes share counts once, in parts: the sum is what the machine misses while
        they run. The resident sizes, which count such a page once for each, stand beside it.
        """
        web = {each.pid for each in self.web()}
        sizes = {each.pid: each.memory_full_info() for each in self.everybody()}
        return {
            "web": round(sum(sizes[pid].pss for pid in web) / 2**20, 1),
            "serve": round(sum(size.pss for size in sizes.values()) / 2**20, 1),
            "web_resident": round(sum(sizes[pid].rss for pid in web) / 2**20, 1),
            "serve_resident": round(sum(size.rss for size in sizes.values()) / 2**20, 1),
        }


def cpu_ms(processes: Sequence[psutil.Process]) -> float:
    """Give the CPU time so far, user plus system; a child that ended counts at whoever waited for it."""
    total = 0.0
    for process in processes:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total * 1000


def database_processes(address: str | None) -> list[psutil.Process]:
    """Give the processes of the PostgreSQL server at an address on this machine; none for SQLite."""
    if not address or not address.startswith("postgres"):
        return []
    port = address.rpartition(":")[2].partition("/")[0]
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        if "-p" in words and words[words.index("-p") + 1] == port and "postgres" in words[0]:
            return [process, *process.children(recursive=True)]
    raise RuntimeError(f"No PostgreSQL server listens on port {port} of this machine.")


@contextmanager
def served(environment: dict[str, str]) -> Iterator[Server]:
    """Give the running server of an installation, and end it after the block."""
    port = free_port()
    command = [sys.executable, "-m", "firstfix", "serve", "--port", str(port), "--no-prepare"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield Server(port, psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    """Give a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, *, path: str = "/sign-in", seconds: float = 20) -> None:
    """Return once ``path`` is answered with 200; raises RuntimeError after so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError(f"The server did not answer within {seconds:g} s.")
