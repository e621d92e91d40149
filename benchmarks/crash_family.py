"""The processes of ``firstfix serve`` as ``bench_crash.py`` kills them and starts them again."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

import psutil
from serving import wait_for

__all__ = ["VICTIMS", "Family"]

ANSWER_SECONDS = 90
FOUND_SECONDS = 20


class Family:
    """A served installation whose processes may be killed; its supervisor is started again."""

    def __init__(self, environment: Mapping[str, str], port: int) -> None:
        self.environment, self.port = environment, port
        self.start()

    def start(self) -> None:
        """Start the supervisor and wait until the server answers."""
        command = [sys.executable, "-m", "firstfix", "serve", "--port", str(self.port), "--no-prepare"]
        quiet = subprocess.DEVNULL
        self.supervisor = subprocess.Popen(command, env=dict(self.environment), stdout=quiet, stderr=quiet)
        self.wait()

    def wait(self) -> None:
        """Return once the server answers; raises RuntimeError where it does not."""
        wait_for(self.port, seconds=ANSWER_SECONDS)

    def kill(self, victim: str) -> int:
        """Kill what ``victim`` names, let serving go on, and give how many processes were killed."""
        found = self._found(victim)
        for process in found:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        if self.supervisor.pid in [process.pid for process in found]:
            self.supervisor.wait()
            self.start()
        self.wait()
        return len(found)

    def _found(self, victim: str) -> list[psutil.Process]:
        # What was killed before may not be back yet.
        end = time.monotonic() + FOUND_SECONDS
        supervisor = psutil.Process(self.supervisor.pid)
        while not (found := VICTIMS[victim](supervisor)) and time.monotonic() < end:
            time.sleep(0.05)
        return found

    def end(self) -> None:
        """End everything as a user would."""
        self.supervisor.terminate()
        self.supervisor.wait(60)


def _worker(supervisor: psutil.Process) -> list[psutil.Process]:
    return [child for child in supervisor.children() if _words(child)[-1:] == ["worker"]]


def _web_master(supervisor: psutil.Process) -> list[psutil.Process]:
    return [child for child in supervisor.children() if "firstfix.server.web" in _words(child)]


def _words(process: psutil.Process) -> list[str]:
    """Give the command line; none for a process that ended just now."""
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


def _web_worker(supervisor: psutil.Process) -> list[psutil.Process]:
    return [child for master in _web_master(supervisor) for child in master.children()][:1]


def _supervisor(supervisor: psutil.Process) -> list[psutil.Process]:
    return [supervisor]


def _everything(supervisor: psutil.Process) -> list[psutil.Process]:
    return [*supervisor.children(recursive=True), supervisor]


VICTIMS: Mapping[str, Callable[[psutil.Process], list[psutil.Process]]] = {
    "worker": _worker,
    "web worker": _web_worker,
    "web master": _web_master,
    "supervisor": _supervisor,
    "everything": _everything,
}
"""What can be killed, by name."""
