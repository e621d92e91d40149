"""Whatever process of ``firstfix serve`` is killed: nothing is left behind, and serving goes on."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from firstfix.server import home
from firstfix.server.home import secret_file
from firstfix.server.parent import HELD_VARIABLE
from tests.ports import free_port

# Only a failure takes that long; a computer with much else to do needs a minute to load the product.
SECONDS = 300


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


def test_where_the_database_cannot_be_prepared_nothing_is_left_running(prepared: dict[str, str]) -> None:
    elsewhere = {"FIRSTFIX_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}
    command = [sys.executable, "-m", "firstfix", "serve", "--port", str(free_port())]
    # It returns when the last process that holds the pipes has ended, the waiting web server too.
    told = subprocess.run(
        command, env=prepared | elsewhere, capture_output=True, check=False, timeout=SECONDS
    )
    assert told.returncode == 3


def test_a_web_server_whose_supervisor_ends_without_a_word_ends_too(prepared: dict[str, str]) -> None:
    held = [sys.executable, "-m", "firstfix.server.web", "--port", str(free_port())]
    environment = prepared | {HELD_VARIABLE: "1"}
    ended = subprocess.run(held, env=environment, stdin=subprocess.DEVNULL, check=False, timeout=SECONDS)
    assert ended.returncode == 0


def test_two_starters_agree_on_a_secret_that_one_of_them_is_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIRSTFIX_HOME", str(tmp_path))
    monkeypatch.setattr(home, "_WRITTEN_SECONDS", SECONDS)
    secret = tmp_path / "secret_key"
    secret.touch()
    writer = threading.Timer(0.05, secret.write_text, ["made by the other"], {"encoding": "ascii"})
    writer.start()
    assert secret_file("secret_key") == "made by the other"
    writer.join()


def test_an_empty_secret_is_told_with_the_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTFIX_HOME", str(tmp_path))
    monkeypatch.setattr(home, "_WRITTEN_SECONDS", 0.0)
    (tmp_path / "secret_key").touch()
    with pytest.raises(ValueError, match="Put the secret back, or remove the file"):
        secret_file("secret_key")


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
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
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
