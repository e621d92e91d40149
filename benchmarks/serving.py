"""Serve an installation on loopback as a user would, and say what its processes cost."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

__all__ = ["Server", "free_port", "served", "wait_for"]


@dataclass
class Server:
    """The served installation: its port and its processes."""

    port: int
    process: psutil.Process

    def everybody(self) -> list[psutil.Process]:
        """Give the supervisor and all its children."""
        return [self.process, *self.process.children(recursive=True)]

    def cpu_ms(self) -> float:
        """Give the CPU time of all processes so far."""
        total = 0.0
        for each in self.everybody():
            times = each.cpu_times()
            total += times.user + times.system
        return total * 1000

    def memory_mb(self) -> dict[str, float]:
        """Give the proportional set size of the web processes and of everything."""
        sizes = {each.pid: each.memory_full_info().pss / 2**20 for each in self.everybody()}
        web = [each for each in self.everybody() if "firstfix.server.web" in each.cmdline()]
        web_pids = {
            pid for each in web for pid in (each.pid, *(child.pid for child in each.children(recursive=True)))
        }
        return {
            "web": round(sum(sizes[pid] for pid in web_pids if pid in sizes), 1),
            "serve": round(sum(sizes.values()), 1),
        }


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
