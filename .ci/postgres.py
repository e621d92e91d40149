"""A PostgreSQL server of one run's own: made, used and thrown away."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import sample
from typing import Any

from tools import find_program

__all__ = ["throwaway_server"]

# Below what systems hand out to whoever asks for any port (from 32768 on Linux): one of those may be somebody
# else's before the server is up, and whoever knocks at it until then may find themselves.
PORTS = range(20_000, 32_000)
# Only a failure takes that long.
START_SECONDS = "300"
# Nothing in it survives the run, so it need not survive a crash either.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"


@contextmanager
def throwaway_server() -> Iterator[str]:
    """Give the address of a fresh server inside the block. Raises OSError where there is no PostgreSQL."""
    folder = Path(tempfile.mkdtemp(prefix="firstfix-pg-"))
    port = free_port()
    if is_root():
        shutil.chown(folder, "postgres")
    try:
        serve(folder, port)
        yield f"postgresql://postgres@127.0.0.1:{port}/firstfix"
    finally:
        call("pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "-w", "stop", check=False)
        shutil.rmtree(folder, ignore_errors=True)


def serve(folder: Path, port: int) -> None:
    """Make the cluster below `folder` and start it on the loopback only."""
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} {FAST}"
    call("initdb", "-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
    call(
        "pg_ctl",
        "-D",
        str(folder / "data"),
        "-l",
        str(folder / "log"),
        "-w",
        "-t",
        START_SECONDS,
        "-o",
        options,
        "start",
    )


def call(program: str, *arguments: str, check: bool = True) -> None:
    """Run one of PostgreSQL's programs, as its own user where we are root: it refuses to run as root."""
    path = find_program(program)
    if path is None:
        raise FileNotFoundError(f"{program} is not here: PostgreSQL is not installed.")
    who: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": []} if is_root() else {}
    subprocess.run([path, *arguments], cwd="/", check=check, stdout=subprocess.DEVNULL, **who)


def is_root() -> bool:
    """Tell whether this run has the rights of root."""
    return os.geteuid() == 0


def free_port() -> int:
    """Give a port of the loopback interface that is free now."""
    return next(port for port in sample(PORTS, len(PORTS)) if is_free(port))


def is_free(port: int) -> bool:
    """Tell whether nobody has this port of the loopback interface."""
    with socket.socket() as probe, suppress(OSError):
        probe.bind(("127.0.0.1", port))
        return True
    return False
