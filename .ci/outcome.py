"""How one step went, and running a command so that it cannot hang for ever."""

from __future__ import annotations

import os
import signal
import subprocess
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

__all__ = ["ROOT", "Outcome", "from_command", "from_tests", "run"]

ROOT = Path(__file__).resolve().parent.parent

# The whole list aims at 15 minutes on two cores; a single step that takes longer hangs.
LONGEST_STEP_SECONDS = 20 * 60


@dataclass
class Outcome:
    """What one step counts: tests, or one for the step where it runs no tests."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def word(self) -> str:
        """Give one word for the list."""
        if self.failed:
            return "FAILED"
        return "passed" if self.passed else "skipped" if self.skipped else "not there yet"


def run(command: list[str], **variables: str) -> int:
    """Run a command from the top of the checkout and give its exit code; its output goes straight through."""
    print("$", *command, flush=True)
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | variables, start_new_session=True)
    try:
        return process.wait(timeout=LONGEST_STEP_SECONDS)
    except subprocess.TimeoutExpired:
        print(f"Stopped after {LONGEST_STEP_SECONDS} seconds.", flush=True)
        return 1
    finally:
        if process.poll() is None:
            # Its workers too: they are in its session, and would outlive it.
            os.killpg(process.pid, signal.SIGKILL)


def from_command(*command: str, **variables: str) -> Outcome:
    """Run a command that passes or fails as a whole."""
    code = run(list(command), **variables)
    return Outcome(passed=1) if code == 0 else Outcome(failed=1)


def from_tests(name: str, *command: str, folders: tuple[str, ...] = (), **variables: str) -> Outcome:
    """Run a command that runs pytest, and count its tests; none at all in one of `folders` is a failure."""
    results = ROOT / "var" / "ci" / f"{name}.xml"
    results.parent.mkdir(parents=True, exist_ok=True)
    results.unlink(missing_ok=True)
    code = run(list(command), PYTEST_ADDOPTS=f"--junitxml={results}", FIRSTFIX_RUN=name, **variables)
    counts = counted(results)
    outcome = Outcome(**{word: sum(part[word] for part in counts.values()) for word in WORDS})
    for folder in folders:
        part = counts[folder]
        outcome.notes.append(f"{folder}: " + ", ".join(f"{part[word]} {word}" for word in WORDS))
        if not part["passed"]:
            outcome.failed += 1
    if not outcome.passed or (code and not outcome.failed):
        outcome.failed += 1
        outcome.notes.append(f"pytest ended with {code} after {outcome.passed} passed tests")
    return outcome


WORDS = ("passed", "failed", "skipped")


def counted(results: Path) -> defaultdict[str, Counter[str]]:
    """Give the outcomes of a JUnit file by the folder below tests/."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    if not results.exists():
        return counts
    for case in ET.parse(results).iter("testcase"):
        folder = [*case.get("classname", "").split("."), "", ""][1]
        counts[folder][word_for(case)] += 1
    return counts


def word_for(case: ET.Element) -> str:
    kinds = {child.tag for child in case}
    if kinds & {"failure", "error"}:
        return "failed"
    return "skipped" if "skipped" in kinds else "passed"
