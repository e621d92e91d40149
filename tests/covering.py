"""Which requirement is shown by which test: the `covers` mark, checked, recorded, and read by bin/covered.

`@pytest.mark.covers("S1-D01")` says that the test shows the acceptance text of that row of
docs/reference/requirements.csv. An id that is not in the register fails the test. Each run leaves
`var/covered/<run>.json`; FIRSTFIX_RUN names the run, so that runs on two databases stand side by side.
"""

from __future__ import annotations

import csv
import json
import os
from functools import cache
from pathlib import Path

import pytest

__all__ = ["Recorder", "covered_ids", "fail_on_unknown_ids", "note_covered_ids"]

ROOT = Path(__file__).resolve().parent.parent


def covered_ids(test: pytest.Item) -> list[str]:
    """Give the requirement ids that the marks of a test name, in order and once each."""
    marks = test.iter_markers("covers")
    return list(dict.fromkeys(str(requirement) for mark in marks for requirement in mark.args))


def note_covered_ids(test: pytest.Item) -> None:
    """Put the ids on the test's reports, so that they survive the way from a worker process."""
    ids = covered_ids(test)
    if ids:
        test.user_properties.append(("covers", ids))


def fail_on_unknown_ids(test: pytest.Item) -> None:
    """Fail a test that claims a requirement which the register does not have."""
    unknown = [requirement for requirement in covered_ids(test) if requirement not in register_ids()]
    if unknown:
        pytest.fail(
            f"covers({', '.join(unknown)}): no such id in docs/reference/requirements.csv.", pytrace=False
        )


@cache
def register_ids() -> frozenset[str]:
    """Give every id of the requirement register."""
    with (ROOT / "docs/reference/requirements.csv").open(encoding="utf-8", newline="") as register:
        return frozenset(row["id"] for row in csv.DictReader(register))


class Recorder:
    """Collects outcomes in the one process that sees all reports, and writes them when the run ends."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: set[str] = set()
        self.outcomes: dict[str, str] = {}
        self.covers: dict[str, list[str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Fold the three phases of a test into one outcome: a failure in any of them is a failure."""
        self.files.add(report.nodeid.split("::")[0])
        ids = dict(report.user_properties).get("covers")
        if not ids:
            return
        self.covers[report.nodeid] = list(ids)
        if report.outcome != "passed" or report.when == "call":
            self.outcomes[report.nodeid] = worse(self.outcomes.get(report.nodeid), report.outcome)

    def pytest_sessionfinish(self) -> None:
        """Write what this run showed over what an earlier run of the same name showed about these files."""
        if not self.files:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{os.environ.get('FIRSTFIX_RUN', 'local')}.json"
        rows = self.earlier_rows(path) | {
            test: {"outcome": outcome, "covers": self.covers[test]} for test, outcome in self.outcomes.items()
        }
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_text(json.dumps(dict(sorted(rows.items())), indent=1), encoding="utf-8")
        fresh.replace(path)

    def earlier_rows(self, path: Path) -> dict[str, dict[str, object]]:
        """Give the rows of files that still exist and that this run did not touch."""
        rows = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        return {test: row for test, row in rows.items() if self.is_worth_keeping(test.split("::")[0])}

    def is_worth_keeping(self, file: str) -> bool:
        """Tell whether an earlier row about this file is still true as far as this run can know."""
        return file not in self.files and (ROOT / file).exists()


def worse(one: str | None, other: str) -> str:
    """Give the worse of two outcomes."""
    order = ["passed", "skipped", "failed"]
    return max(one or "passed", other, key=order.index)
