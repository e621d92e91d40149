"""``firstfix serve``: the pages, the API and the worker, supervised on one machine.

The supervisor itself loads no Django: it prepares the database in a process that ends, while the web server
(2 processes in which Django has one thread each, because more hurt SQLite's tails) loads its code and waits;
then it lets that serve, starts the job worker, restarts what dies, and ends all of it together. Where it is
itself killed, its children see that and end (``firstfix.server.parent``).
"""

from __future__ import annotations

import argparse
import errno
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from firstfix.cli.parsing import verb_parser
from firstfix.server.parent import HELD_VARIABLE, PARENT_VARIABLE
from firstfix.server.stopping import stop_on_signals

__all__ = ["problem_with", "run", "supervise"]

# granian ignores SIGTERM during its first third of a second and once hung under load, so what does
# not end within this time is killed (docs/decisions/0001-stack.md).
GRACE_SECONDS = 8.0
# A child that dies again within this time is restarted more slowly each time.
STABLE_SECONDS = 10.0
MAX_PAUSE_SECONDS = 30.0
# What a killed supervisor left behind sees that within a quarter of a second and then ends as asked.
PORT_SECONDS = 5.0
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def run(arguments: Sequence[str], *, build: Callable[[], int] | None = None) -> int:
    """Serve until a signal comes; give 3 where the address is taken or the set-up is broken.

    ``build`` prepares the database instead of ``firstfix prepare``; its exit code is given where it is not 0.
    """
    options = _parser().parse_args(arguments)
    problem = problem_with(options.host, options.port)
    if problem is not None:
        sys.stderr.write(f"{problem}\n")
        return 3
    os.environ.setdefault("FIRSTFIX_URL", f"http://{options.host}:{options.port}")
    web, *others = _children(options)
    web.start(is_held=True)
    code = build() if build else _prepare(options)
    if code != 0:
        web.ask_to_end()
        web.make_end()
        return code
    web.let_go()
    greeting = f"Firstfix is at {os.environ['FIRSTFIX_URL']} (Ctrl-C stops it)."
    return supervise([web, *others], greeting)


def problem_with(host: str, port: int) -> str | None:
    """Give why this address cannot be served, in words, or None."""
    if _is_demo() and host not in LOOPBACK:
        return "The demo has logins without passwords, so it serves loopback only. Leave --host out."
    if not 1 <= port <= 65535:
        return f"Port {port} does not exist. Give one from 1 to 65535."
    return _taken(host, port, until=time.monotonic() + PORT_SECONDS)


def supervise(children: Sequence[Child], greeting: str) -> int:
    """Keep ``children`` running until SIGINT or SIGTERM, then end them all; one may be started already."""
    stop = stop_on_signals()
    for child in children:
        if child.process is None:
            child.start()
    sys.stdout.write(f"{greeting}\n")
    sys.stdout.flush()
    while not stop.wait(0.5):
        for child in children:
            child.restart_if_dead()
    for child in children:
        child.ask_to_end()
    for child in children:
        child.make_end()
    return 0


@dataclass
class Child:
    """One supervised process: how to start it, and how often it died lately."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    death_count: int = 0

    def start(self, *, is_held: bool = False) -> None:
        """Start the process; a held one loads its code and waits until it is let go."""
        self.started_at = time.monotonic()
        named = {PARENT_VARIABLE: str(os.getpid())} | ({HELD_VARIABLE: "1"} if is_held else {})
        self.process = subprocess.Popen(
            self.command,
            env={**os.environ, **named, **self.environment},
            stdin=subprocess.PIPE if is_held else None,
        )

    def let_go(self) -> None:
        """Let a held process do its work; where it died meanwhile, it is started again like any other."""
        if self.process is not None and self.process.stdin is not None:
            with suppress(BrokenPipeError), self.process.stdin as told:
                told.write(b"go\n")

    def restart_if_dead(self) -> None:
        """Start it again where it died, after a pause that grows while it keeps dying."""
        if self.process is None or self.process.poll() is None:
            return
        lived_seconds = time.monotonic() - self.started_at
        self.death_count = 0 if lived_seconds > STABLE_SECONDS else self.death_count + 1
        pause = min(MAX_PAUSE_SECONDS, 0.5 * 2**self.death_count) if self.death_count else 0
        if lived_seconds >= pause:
            sys.stderr.write(f"{self.name} ended with code {self.process.returncode}; it is started again.\n")
            self.start()

    def ask_to_end(self) -> None:
        """Ask the process to finish what it does and end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def make_end(self) -> None:
        """Wait for the end, and force it after the grace time."""
        if self.process is None:
            return
        try:
            self.process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _prepare(options: argparse.Namespace) -> int:
    if not options.no_prepare and subprocess.call(_firstfix("prepare")) != 0:
        return 3
    if not _is_demo():
        subprocess.call(_firstfix("admin-link", "--if-needed"))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = verb_parser("serve", __doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: loopback)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: 8000)")
    parser.add_argument("--web-workers", type=int, default=2, help="web processes (default: 2)")
    parser.add_argument("--no-worker", action="store_true", help="start no job worker here")
    parser.add_argument("--no-prepare", action="store_true", help="do not migrate the database first")
    return parser


def _is_demo() -> bool:
    # Its people are there already, an administrator among them.
    return os.environ.get("FIRSTFIX_DEMO") == "1"


def _taken(host: str, port: int, *, until: float) -> str | None:
    while True:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                if error.errno != errno.EADDRINUSE or time.monotonic() > until:
                    return f"{host}:{port} cannot be used: {error.strerror}. Try another --port."
            else:
                return None
        time.sleep(0.2)


def _children(options: argparse.Namespace) -> list[Child]:
    web = [
        sys.executable, "-m", "firstfix.server.web", "--interface", "rsgi",
        "--host", options.host, "--port", str(options.port),
        "--workers", str(options.web_workers), "--no-ws", "--log-level", "warning",
        "--respawn-failed-workers", "firstfix.server.rsgi:application",
    ]  # fmt: skip
    worker = [] if options.no_worker else [Child("The job worker", _firstfix("worker"))]
    return [Child("The web server", web), *worker]


def _firstfix(*words: str) -> list[str]:
    return [sys.executable, "-m", "firstfix", *words]
