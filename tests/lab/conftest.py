"""One network a worker, and the confusion table at the end, put together from what all workers saw."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lab.confusion import lines
from tests.lab.network import ROOT, why_not
from tests.lab.site import Site

OUTCOMES = ROOT / "var" / "lab"


def pytest_sessionstart(session: pytest.Session) -> None:
    """Forget the outcomes of the last time."""
    if not hasattr(session.config, "workerinput"):
        for path in OUTCOMES.glob("*.jsonl"):
            path.unlink()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the confusion table."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(OUTCOMES.glob("*.jsonl"))]
    outcomes = [json.loads(line) for text in texts for line in text.splitlines()]
    if outcomes:
        terminalreporter.section("the lab, looked at blindly")
        for line in lines(outcomes):
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def worker() -> str:
    """Give the name of this worker."""
    return os.environ.get("PYTEST_XDIST_WORKER", "gw0")


@pytest.fixture(scope="session")
def site(worker: str) -> Iterator[Site]:
    """Give the network and who looks at it, built once a worker."""
    reason = why_not()
    if reason:
        pytest.skip(reason)
    # Not among pytest's own folders: nobody but their owner may look into those.
    with tempfile.TemporaryDirectory(prefix="fxlab-") as folder:
        Path(folder).chmod(0o755)
        with Site(Path(folder), int(worker.removeprefix("gw"))) as built:
            yield built


@pytest.fixture(scope="session")
def keep(worker: str) -> Callable[[dict[str, Any]], None]:
    """Give what keeps an outcome for the table."""
    OUTCOMES.mkdir(parents=True, exist_ok=True)

    def kept(outcome: dict[str, Any]) -> None:
        with (OUTCOMES / f"{worker}.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(outcome) + "\n")

    return kept
