"""Whatever process of ``firstfix serve`` is killed: nothing is left behind, and serving goes on."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

SECONDS = 60


@pytest.fixture
def prepared(tmp_path: Path) -> dict[str, str]:
    """Give the environment of a fresh installation on SQLite."""
    environment = {**os.environ, "FIRSTFIX_HOME": str(tmp_path), "FIRSTFIX_DATABASE_URL": ""}
    for name in ("FIRSTFIX_DATABASE_URL", "FIRSTFIX_DEMO", "FIRSTFIX_URL", "FIRSTFIX_PARENT"):
        environment.pop(name, None)
    subprocess.run([sys.executable, "-m", "firstfix", "prepare"], env=environment, check=True)
    return environment


def test_a_killed_supervisor_leaves_nothing_behind_and_the_next_one_serves(prepared: dict[str, str]) -> None:
    port = free_port()
    with serving(prepared, port) as supervisor:
        family = [supervisor, *supervisor.children(recursive=True)]
        supervisor.kill()
    # At once, as a service manager would.
    with serving(prepared, port):
        soon(lambda: not [each for each in family if is_running(each)])


def test_web_processes_whose_master_was_killed_make_room_for_the_next(prepared: dict[str, str]) -> None:
    port = free_port()
    with serving(prepared, port) as supervisor:
        master = web_master(supervisor)
        family = [master, *master.children(recursive=True)]
        assert len(family) > 2
        master.kill()
        soon(lambda: not [each for each in family if is_running(each)])
        soon(lambda: answers(port))
        assert supervisor.is_running()


def test_a_port_that_is_taken_by_another_program_is_told(prepared: dict[str, str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        told = subprocess.run(
            serve(other.getsockname()[1]), env=prepared, capture_output=True, text=True, check=False
        )
    assert told.returncode == 3
    assert "cannot be used" in told.stderr


def test_what_web_workers_share_holds_no_connection_and_no_thread(prepared: dict[str, str]) -> None:
    looked = subprocess.run(
        [sys.executable, "-c", LOOK], env=prepared, check=True, capture_output=True, text=True
    )
    assert looked.stdout.split() == ["MainThread", "True"]


LOOK = """
import gc, threading
from firstfix.server.web import load_what_is_shared
load_what_is_shared()
from django.db import connections
print(*[thread.name for thread in threading.enumerate()], gc.get_freeze_count() > 0)
assert connections["default"].connection is None
"""


@contextmanager
def serving(environment: dict[str, str], port: int) -> Iterator[psutil.Process]:
    process = subprocess.Popen(serve(port), env=environment, stdout=subprocess.DEVNULL)
    try:
        soon(lambda: answers(port) or process.poll() is not None)
        assert process.poll() is None
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(SECONDS)


def serve(port: int) -> list[str]:
    return [sys.executable, "-m", "firstfix", "serve", "--port", str(port), "--no-prepare"]


def web_master(supervisor: psutil.Process) -> psutil.Process:
    [master] = [child for child in supervisor.children() if "firstfix.server.web" in child.cmdline()]
    return master


def is_running(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/sign-in")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def soon(holds: Callable[[], bool]) -> None:
    """Return once it holds; fails after a long time, because a busy machine is not a bug."""
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
