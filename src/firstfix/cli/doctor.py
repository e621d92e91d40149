"""``firstfix doctor``: say what is installed, optional, missing, and what is wrong with the set-up.

Exit code 0 where everything needed is there, 3 where something is missing or broken.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from firstfix.cli.loading import load_server
from firstfix.cli.parsing import verb_parser

load_server()

from django.conf import settings  # noqa: E402 - needs the server loaded
from django.core.checks import WARNING, run_checks  # noqa: E402 - needs the server loaded
from django.db import connection  # noqa: E402 - needs the server loaded
from django.db.migrations.executor import MigrationExecutor  # noqa: E402 - needs the server loaded
from django.db.utils import DatabaseError  # noqa: E402 - needs the server loaded

from firstfix.apps.directory.models import Site  # noqa: E402 - needs the server loaded
from firstfix.apps.dispatching.queries import learnt_roads  # noqa: E402 - needs the server loaded
from firstfix.connectors.travel.choosing import source_for  # noqa: E402 - needs the server loaded
from firstfix.connectors.travel.wanted import ESTIMATE  # noqa: E402 - needs the server loaded
from firstfix.engines.dispatch import Place  # noqa: E402 - needs the server loaded
from firstfix.kernel.models import Job, OutboxEvent  # noqa: E402 - needs the server loaded
from firstfix.server.home import home  # noqa: E402 - needs the server loaded

__all__ = ["run"]

_NEEDED = ("Django", "django-ninja", "granian", "Jinja2", "cryptography", "typst", "nh3", "pillow")
_OPTIONAL = {
    "psycopg": "PostgreSQL for teams: pip install 'firstfix[pg]'",
    "osrm-bindings": "road times without a server, Python 3.12 or newer: pip install 'firstfix[osrm]'",
}
# Less than this and evidence soon has no room.
_LEAST_FREE_BYTES = 1024**3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: ``ok``, ``optional`` (not there, not needed) or ``wrong``."""

    state: str
    name: str
    words: str


def run(arguments: Sequence[str]) -> int:
    """Look at everything and print one line each; ``--json`` prints it as JSON."""
    options = _parser().parse_args(arguments)
    findings = [*_packages(), *_files(), *_database(), *_checks(), *_setting_up(), *_travel()]
    if options.json:
        sys.stdout.write(json.dumps([asdict(finding) for finding in findings], indent=2) + "\n")
    else:
        for finding in findings:
            sys.stdout.write(f"{finding.state:<9} {finding.name:<18} {finding.words}\n")
    return 3 if any(finding.state == "wrong" for finding in findings) else 0


def _packages() -> Iterator[Finding]:
    is_new_enough = sys.version_info >= (3, 11)
    yield Finding("ok" if is_new_enough else "wrong", "Python", platform.python_version())
    for name in _NEEDED:
        version = _version(name)
        yield Finding("ok" if version else "wrong", name, version or "not installed; install Firstfix again")
    for name, use in _OPTIONAL.items():
        version = _version(name)
        yield Finding("ok" if version else "optional", name, version or use)


def _files() -> Iterator[Finding]:
    folder = home()
    can_write = os.access(folder, os.W_OK)
    yield Finding(
        "ok" if can_write else "wrong", "home", f"{folder}{'' if can_write else ' cannot be written'}"
    )
    free = shutil.disk_usage(folder).free
    is_room = free >= _LEAST_FREE_BYTES
    yield Finding(
        "ok" if is_room else "wrong", "free space", f"{free / 1024**3:.1f} GB; evidence needs at least 1 GB"
    )
    key = Path(settings.KEYS) / "ledger.key"
    words = f"{key}; keep a copy elsewhere" if key.exists() else "is made at the first checkpoint"
    yield Finding("ok" if key.exists() else "optional", "ledger key", words)


def _database() -> Iterator[Finding]:
    try:
        plan = MigrationExecutor(connection).migration_plan(
            MigrationExecutor(connection).loader.graph.leaf_nodes()
        )
        dead_count = (
            Job.objects.filter(state="dead").count() + OutboxEvent.objects.filter(state="dead").count()
        )
        waiting_count = OutboxEvent.objects.filter(state="waiting").count()
    except DatabaseError as error:
        yield Finding(
            "wrong",
            "database",
            f"{type(error).__name__}: {error}. Run 'firstfix prepare'.".replace("\n", " "),
        )
        return
    words = "up to date" if not plan else f"{len(plan)} steps behind; run 'firstfix prepare'"
    yield Finding("wrong" if plan else "ok", f"database ({connection.vendor})", words)
    dead = f"{dead_count} laid aside after their last try, {waiting_count} waiting"
    yield Finding("wrong" if dead_count else "ok", "jobs and events", dead)


def _checks() -> Iterator[Finding]:
    problems = [found for found in run_checks() if found.level >= WARNING]
    for problem in problems:
        yield Finding("wrong", str(problem.id), f"{problem.msg} {problem.hint or ''}".strip())
    if not problems:
        yield Finding("ok", "wiring", "every gate has its facts, every rule its relation")


def _setting_up() -> Iterator[Finding]:
    is_mailing = bool(os.environ.get("FIRSTFIX_MAIL_URL"))
    words = "set" if is_mailing else "FIRSTFIX_MAIL_URL is not set: mail is printed instead of sent"
    yield Finding("ok" if is_mailing else "optional", "mail", words)
    yield Finding("ok", "public address", settings.PUBLIC_URL)
    if settings.DEMO:
        yield Finding("ok", "demo", "sign-in without passwords, on this machine only")


def _travel() -> Iterator[Finding]:
    """Ask the routing service for the way between two sites, and say what drives taught."""
    try:
        found = Site.objects.exclude(latitude=None).values_list("latitude", "longitude").distinct()[:2]
        points = [Place(float(latitude), float(longitude)) for latitude, longitude in found]
        learnt = learnt_roads()
        yield _routing(points)
    except DatabaseError:
        # The line on the database says so already.
        return
    ways, regions = learnt.elsewhere.way_count, len(learnt.regions)
    words = f"from {ways} ways in {regions} regions" if ways else "nothing yet: no drives on record"
    yield Finding("ok" if ways else "optional", "roads learnt", words)


def _routing(points: Sequence[Place]) -> Finding:
    wanted = settings.TRAVEL
    if wanted.source == ESTIMATE:
        words = "estimated; FIRSTFIX_TRAVEL_SOURCE names a routing service"
        return Finding("optional", "travel times", words)
    if len(points) < 2:
        return Finding(
            "optional", "travel times", f"{wanted.source} is not asked: no two sites are on the map"
        )
    # Past what is remembered: the question is whether somebody answers now.
    caution = source_for(replace(wanted, cache=None)).matrix(points).caution
    words = caution.text() if caution else f"{wanted.source} answers"
    return Finding("wrong" if caution else "ok", "travel times", words)


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _parser() -> argparse.ArgumentParser:
    parser = verb_parser("doctor", __doc__)
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    return parser
