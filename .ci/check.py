"""Every check there is, as one list: bin/ci runs all, `bin/ci lint types` those two.

A failing step does not hide the next ones; the list at the end shows all of them, and the last line
sums them up: tests count as tests, a step without tests counts as one.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from outcome import ROOT, Outcome, from_command, from_tests, run
from postgres import throwaway_server

# What a step needs to have something to check. A subject that is absent fails its step, unless it is
# still listed in PENDING: then the step says "not there yet". The finished tree has nothing pending.
SUBJECTS = {
    "migrations": "src/firstfix/kernel/migrations/0001_initial.py",
    "journeys": "tests/journeys/test_*.py",
    "axe": "tests/journeys/test_accessibility.py",
    "wheel": "src/firstfix/cli/demo.py",
}
FOLDERS = ("architecture", "budgets", "commands", "docs", "edges", "engines")
PENDING: frozenset[str] = frozenset()

PYTHON = sys.executable
PYTEST = (PYTHON, "-m", "pytest")
STRICT = ("src/firstfix/engines", "src/firstfix/kernel")
# What touches no database behaves alike on both.
PURE = ("engines", "architecture", "docs", "phone", "lab")


def tools() -> Outcome:
    """Install what only the checks need."""
    return from_command(PYTHON, ".ci/tools.py")


def lint() -> Outcome:
    """Look for known mistakes."""
    return from_command(PYTHON, "-m", "ruff", "check", ".")


def layout() -> Outcome:
    """Check that every file is laid out alike."""
    return from_command(PYTHON, "-m", "ruff", "format", "--check", ".")


def types() -> Outcome:
    """Check types strictly where judgement and integrity live."""
    return from_command(PYTHON, "-m", "mypy", "--strict", *STRICT)


def imports() -> Outcome:
    """Check the import contracts of pyproject.toml."""
    return from_command(str(Path(PYTHON).with_name("lint-imports")), "--no-logo")


def sqlite() -> Outcome:
    """Run what the README tells people to run."""
    folders = tuple(folder for folder in FOLDERS if is_there(folder, f"tests/{folder}/**/test_*.py"))
    outcome = from_tests("sqlite", "make", "test", folders=folders, FIRSTFIX_TEST_DATABASE_URL="")
    for folder in set(FOLDERS) - set(folders):
        outcome.notes.append(f"{folder}: not there yet")
        outcome.failed += folder not in PENDING
    return outcome


def postgresql() -> Outcome:
    """Run everything that touches the database on PostgreSQL, in a server of its own."""
    given = os.environ.get("FIRSTFIX_TEST_DATABASE_URL")
    if given:
        return tests_on(given)
    try:
        with throwaway_server() as address:
            return tests_on(address)
    except OSError as problem:
        return Outcome(failed=1, notes=[str(problem)])


def tests_on(address: str) -> Outcome:
    """Run the tests on the database at an address."""
    workers = str(min(os.cpu_count() or 1, 4))
    without = [f"--ignore=tests/{folder}" for folder in PURE]
    return from_tests("postgresql", *PYTEST, "-n", workers, *without, FIRSTFIX_DATABASE_URL=address)


def migrations() -> Outcome:
    """Check that the models and their migrations agree."""
    settings = {"DJANGO_SETTINGS_MODULE": "firstfix.server.settings"}
    return from_command(PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run", **settings)


def journeys() -> Outcome:
    """Drive a real browser through the product."""
    return from_tests("journeys", *PYTEST, "-m", "journey", "tests/journeys", f"--ignore={SUBJECTS['axe']}")


def lab() -> Outcome:
    """Make faults in a network of namespaces, and look at them blindly."""
    if run([PYTHON, "-m", "tests.lab", "--check"]) != 0:
        return Outcome(skipped=1, notes=["the lab cannot run here; why stands above"])
    run([PYTHON, "-m", "tests.lab", "--install"])
    # Whoever looks mostly waits, so more labs than processors cost little.
    return from_tests("lab", *PYTEST, "-n", "4", "tests/lab")


def axe() -> Outcome:
    """Look for barriers on every page."""
    return from_tests("axe", *PYTEST, "-m", "journey", SUBJECTS["axe"])


def wheel() -> Outcome:
    """Build the wheel, install it elsewhere, and serve the demo from it."""
    return from_command(PYTHON, ".ci/wheel.py")


def covered() -> Outcome:
    """List the requirements that no test shows yet."""
    return from_command(PYTHON, "bin/covered")


STEPS: tuple[Callable[[], Outcome], ...] = (
    tools, lint, layout, types, imports, migrations, sqlite, postgresql, lab, journeys, axe, wheel, covered,
)  # fmt: skip


def main(names: list[str]) -> int:
    """Run the steps named, or all, and print the list."""
    unknown = set(names) - {step.__name__ for step in STEPS}
    if unknown:
        print(f"No such step: {', '.join(sorted(unknown))}. Steps: {', '.join(s.__name__ for s in STEPS)}.")
        return 2
    # Whoever ends the run early still gets its server and its workers ended.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if not names:
        shutil.rmtree(ROOT / "var" / "covered", ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="firstfix-ci-") as home:
        os.environ.update(HYPOTHESIS_PROFILE="ci", FIRSTFIX_HOME=home)
        rows = [timed(step) for step in STEPS if not names or step.__name__ in names]
    print_list(rows)
    return 1 if any(outcome.failed for _, outcome, _ in rows) else 0


def timed(step: Callable[[], Outcome]) -> tuple[str, Outcome, float]:
    """Run one step and give its name, outcome and duration in seconds."""
    name = step.__name__
    print(f"\n== {name}: {step.__doc__}", flush=True)
    started = time.monotonic()
    outcome = step() if is_there(name, SUBJECTS.get(name, ".")) else Outcome(failed=int(name not in PENDING))
    return name, outcome, time.monotonic() - started


def is_there(name: str, pattern: str) -> bool:
    """Tell whether what a step is about exists; say so where it does not."""
    found = any(ROOT.glob(pattern)) if pattern != "." else True
    if not found:
        print(f"{name}: {pattern} is not there yet.", flush=True)
    return found


def print_list(rows: list[tuple[str, Outcome, float]]) -> None:
    """Print one line a step, and last the sums."""
    print("\n== all steps")
    for name, outcome, seconds in rows:
        print(f"{name:<12} {outcome.word:<14} {seconds:7.1f} s   {'; '.join(outcome.notes)}".rstrip())
    sums = [sum(getattr(outcome, word) for _, outcome, _ in rows) for word in ("passed", "failed", "skipped")]
    print("{} passed, {} failed, {} skipped".format(*sums))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
