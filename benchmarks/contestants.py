"""The two that ``bench_peers.py`` compares: each made, filled and served as its users would, then asked."""

from __future__ import annotations

import argparse
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psutil
from installation import Installation, fresh_installation
from peer_environment import peer_python
from serving import cpu_ms, database_processes, free_port, served, wait_for

__all__ = ["Contestant", "firstfix", "helpdesk"]

PEERS = Path(__file__).parent / "peers"
ENVIRONMENT = "peers/django-helpdesk-2.6.1"
PACKAGES = ("django-helpdesk==2.6.1", "Django==5.2.19", "gunicorn==27.0.1", "psycopg[binary]==3.3.9")
LIST_COLUMNS = (
    "draw=1&start=0&length=50&order%5B0%5D%5Bcolumn%5D=0&order%5B0%5D%5Bdir%5D=desc&search%5Bvalue%5D="
)
_TOKEN = "a" * 32

Request = tuple[str, str, str | None, dict[str, str]]


@dataclass
class Contestant:
    """One of the two: where it listens, which processes serve it, and what is asked of it."""

    name: str
    port: int
    serving: Callable[[], Sequence[psutil.Process]]
    asked: dict[str, Callable[[int], list[Request]]]
    working: Callable[[], Sequence[psutil.Process]] = tuple
    cpu_ms: dict[str, list[float]] = field(default_factory=dict)
    worker_ms: dict[str, list[float]] = field(default_factory=dict)
    wall_ms: dict[str, list[float]] = field(default_factory=dict)
    error_count: int = 0

    def ask(self, kind: str, count: int) -> None:
        """Ask ``count`` times for one kind, one after the other, and note what it cost."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        before, worked = cpu_ms(self.serving()), cpu_ms(self.working())
        for number in range(count):
            began = time.perf_counter()
            for request in self.asked[kind](number):
                self.error_count += not _is_answered(connection, request)
            self.wall_ms.setdefault(kind, []).append((time.perf_counter() - began) * 1000)
        self.cpu_ms.setdefault(kind, []).append((cpu_ms(self.serving()) - before) / count)
        self.worker_ms.setdefault(kind, []).append((cpu_ms(self.working()) - worked) / count)
        connection.close()


@contextmanager
def firstfix(given: argparse.Namespace) -> Iterator[Contestant]:
    """Give Firstfix, filled by commands, nothing left for its worker to do."""
    with fresh_installation(given) as installation:
        filler = [sys.executable, str(Path(__file__).parent / "web_fill.py"), str(given.cases)]
        filled = json.loads(
            subprocess.run(filler, env=installation.environment, check=True, stdout=subprocess.PIPE).stdout
        )
        # What the filling left to be done would otherwise be done while pages are measured.
        installation.firstfix("worker", "--once")
        with served(installation.environment) as server:
            address = installation.environment.get("FIRSTFIX_DATABASE_URL")

            def serving() -> list[psutil.Process]:
                return [*server.answering(), *database_processes(address)]

            yield Contestant("firstfix", server.port, serving, _asked_of_firstfix(filled), server.working)


def _asked_of_firstfix(filled: dict[str, Any]) -> dict[str, Callable[[int], list[Request]]]:
    cookies = {"Cookie": filled["cookie"]}
    headers = {"Authorization": f"Bearer {filled['token']}", "Content-Type": "application/json"}
    cases = [UUID(case_id) for case_id in filled["cases"]]

    def create(number: int) -> list[Request]:
        fields = {
            "title": f"Case {number}",
            "description": "No network in the whole building.",
            "organization_id": filled["organization"],
            "team_id": filled["team"],
        }
        return [
            (
                "POST",
                "/api/v1/cases/create_case",
                json.dumps(fields),
                headers | {"Idempotency-Key": str(uuid4())},
            )
        ]

    return {
        "queue": lambda _number: [("GET", "/", None, cookies)],
        "case": lambda number: [("GET", f"/cases/{cases[number % len(cases)]}", None, cookies)],
        "create": create,
    }


@contextmanager
def helpdesk(given: argparse.Namespace) -> Iterator[Contestant]:
    """Give django-helpdesk in an environment of its own, filled in bulk."""
    python = peer_python(ENVIRONMENT, PACKAGES)
    with ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory())
        environment = {"PATH": os.environ["PATH"], "HELPDESK_HOME": home, "PYTHONPATH": str(PEERS)}
        address = None
        if given.throwaway_postgresql:
            # Each has a server of its own, so that each one's database work is its own.
            beside: Installation = stack.enter_context(fresh_installation(given))
            address = beside.address.rpartition("/")[0] + "/postgres"
            environment["HELPDESK_DATABASE_URL"] = address
        filler = [str(python), str(PEERS / "helpdesk_fill.py"), str(given.cases)]
        filled = json.loads(
            subprocess.run(filler, env=environment, check=True, stdout=subprocess.PIPE).stdout
        )
        port = free_port()
        gunicorn = [
            str(python),
            "-m",
            "gunicorn",
            "-w",
            "2",
            "-b",
            f"127.0.0.1:{port}",
            "--log-level",
            "warning",
        ]
        environment["DJANGO_SETTINGS_MODULE"] = "helpdesk_settings"
        process = subprocess.Popen([*gunicorn, "django.core.wsgi:get_wsgi_application()"], env=environment)
        stack.callback(_end, process)
        wait_for(port, path="/admin/login/")
        root = psutil.Process(process.pid)

        def serving() -> list[psutil.Process]:
            return [root, *root.children(recursive=True), *database_processes(address)]

        yield Contestant("django-helpdesk 2.6.1", port, serving, _asked_of_helpdesk(filled))


def _asked_of_helpdesk(filled: dict[str, Any]) -> dict[str, Callable[[int], list[Request]]]:
    headers = {
        "Cookie": f"sessionid={filled['session']}; csrftoken={_TOKEN}",
        "X-CSRFToken": _TOKEN,
        "Content-Type": "application/json",
    }
    listing = f"/helpdesk/datatables_ticket_list/{filled['listing']}?{LIST_COLUMNS}"
    tickets = filled["tickets"]

    def create(number: int) -> list[Request]:
        fields = {"queue": filled["queue"], "title": f"Case {number}", "priority": 2}
        fields |= {"description": "No network in the whole building.", "submitter_email": "a@example.org"}
        return [("POST", "/helpdesk/api/tickets/", json.dumps(fields), headers)]

    return {
        "queue": lambda _number: [
            ("GET", "/helpdesk/tickets/", None, headers),
            ("GET", listing, None, headers),
        ],
        "case": lambda number: [
            ("GET", f"/helpdesk/tickets/{tickets[number % len(tickets)]}/", None, headers)
        ],
        "create": create,
    }


def _is_answered(connection: http.client.HTTPConnection, request: Request) -> bool:
    """Tell whether the answer is a whole success: a page signed out would be a redirect."""
    try:
        connection.request(*request)
        answer = connection.getresponse()
        return bool(answer.read()) and answer.status in (200, 201)
    except (OSError, http.client.HTTPException):
        connection.close()
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(20)
