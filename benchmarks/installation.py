"""A fresh installation to measure: on SQLite, on a database of one's own, or on a throwaway PostgreSQL."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / ".ci"))

from postgres import throwaway_server

__all__ = ["Installation", "add_database_options", "fresh_installation", "machine", "start", "store"]

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Installation:
    """Where the installation is; ``environment`` is what its processes start with."""

    environment: dict[str, str]
    database: str
    address: str

    def firstfix(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a verb of ``firstfix`` and give what it said."""
        command = [sys.executable, "-m", "firstfix", *words]
        return subprocess.run(command, env=self.environment, check=check, capture_output=True, text=True)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Give what the database itself answers: plain SQL, none of our code."""
        if self.database == "postgresql":
            with psycopg.connect(self.address) as connection:
                return connection.execute(query).fetchall()
        with closing(sqlite3.connect(self.address)) as connection:
            return connection.execute(query).fetchall()

    def change(self, statement: str) -> None:
        """Let the database itself change something, by plain SQL."""
        if self.database == "postgresql":
            with psycopg.connect(self.address) as connection:
                connection.execute(statement)
            return
        with closing(sqlite3.connect(self.address, timeout=20)) as connection, connection:
            connection.execute(statement)

    def count(self, query: str) -> int:
        """Give the one number that the database answers."""
        return int(self.rows(query)[0][0])


def add_database_options(parser: argparse.ArgumentParser) -> None:
    """Let the caller say which database is meant, and whether the result is kept."""
    parser.add_argument("--database", default="", help="an empty PostgreSQL database: postgresql://...")
    parser.add_argument("--throwaway-postgresql", action="store_true", help="on a server of the run's own")
    parser.add_argument("--no-store", action="store_true", help="keep no result")


@contextmanager
def fresh_installation(given: argparse.Namespace) -> Iterator[Installation]:
    """Give a prepared installation inside the block; its files are gone afterwards."""
    with _address(given) as address, tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "FIRSTFIX_HOME": folder, "PYTHONPATH": str(ROOT / "src")}
        # Mail goes to files, so that it costs what it costs and nobody gets any.
        environment["FIRSTFIX_MAIL_URL"] = f"file://{folder}/mail"
        environment.pop("FIRSTFIX_DATABASE_URL", None)
        if address:
            environment["FIRSTFIX_DATABASE_URL"] = address
        made = Installation(
            environment,
            "postgresql" if address else "sqlite",
            address or str(Path(folder) / "firstfix.sqlite3"),
        )
        made.firstfix("prepare")
        yield made


@contextmanager
def _address(given: argparse.Namespace) -> Iterator[str]:
    if not given.throwaway_postgresql:
        yield given.database
        return
    with throwaway_server() as address:
        with psycopg.connect(address.rpartition("/")[0] + "/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE firstfix")
        yield address


def machine() -> dict[str, Any]:
    """Give what the figures depend on."""
    return {
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": [round(each, 2) for each in os.getloadavg()],
    }


def store(name: str, report: dict[str, Any], given: argparse.Namespace) -> None:
    """Keep the report under ``results/<name>-<database>.json`` unless the caller does not want it."""
    if not given.no_store:
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"{name}-{report['database']}.json"
        path.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


def start(script: str, words: Sequence[str], environment: dict[str, str]) -> subprocess.Popen[str]:
    """Start one of the scripts beside this file, and speak with it by lines."""
    command = [sys.executable, str(Path(__file__).parent / script), *words]
    return subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )
