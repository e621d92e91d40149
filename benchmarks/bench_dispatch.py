"""Dispatch planning against all that it must reach: ``bin/bench dispatch [--quick] [--only GROUP,...]``.

Every row (one seed, one instance, one event) is measured in a process of its own and kept at once in
``results/dispatch.json``, so that a run may be stopped and taken up again, or made in parts; ``--again``
measures what is there once more. ``--quick`` takes three seeds and six instances, keeps them in
``results/dispatch-quick.json`` and prints the recorded full run after them.

Time is CPU time of one thread, for us and for competitors alike (VROOM's own limit is wall time), since other
work on the machine must not decide who wins; wall time stands beside it in the rows.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dispatch_lines import LINES
from dispatch_peers import requirements
from dispatch_rows import MEASURES, PYVRP_MODELS
from dispatch_solomon import best_known
from dispatch_tables import all_tables
from installation import RESULTS, machine

FULL, QUICK = RESULTS / "dispatch.json", RESULTS / "dispatch-quick.json"
SEEDS, QUICK_SEEDS = range(10), range(3)
QUICK_INSTANCES = ("C105", "C207", "R107", "R211", "RC105", "RC207")


def main() -> int:
    """Measure what is asked, print it, and give 1 where a line that was measured fails."""
    given = _arguments()
    if given.row:
        group, _, key = given.row.partition("/")
        json.dump(MEASURES[group](key), sys.stdout)
        return 0
    path = QUICK if given.quick else FULL
    report = _kept(path, is_fresh=given.quick and not given.only)
    names = [name for name in _names(given) if given.again or name not in report["rows"]]
    with ThreadPoolExecutor(given.jobs) as pool:
        for done in as_completed([pool.submit(_measured, name) for name in names]):
            name, row = done.result()
            sys.stdout.write(f"{name}: {'could not be measured' if row is None else json.dumps(row)}\n")
            sys.stdout.flush()
            if row is not None:
                report["rows"][name] = row
                path.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write("\n" + all_tables(report))
    if given.quick and FULL.exists():
        recorded = json.loads(FULL.read_text(encoding="utf-8"))
        sys.stdout.write(f"\nThe recorded full run, {recorded['began_at']}\n" + all_tables(recorded))
    failed = [line for line in LINES if not line.is_stretch and line.verdict(report["rows"]) == "FAIL"]
    return 1 if failed else 0


def _names(given: argparse.Namespace) -> list[str]:
    """Give the rows of this run, in the order in which they are worth having."""
    seeds = QUICK_SEEDS if given.quick else SEEDS
    instances = QUICK_INSTANCES if given.quick else tuple(sorted(best_known()))
    models = PYVRP_MODELS[:1] if given.quick else PYVRP_MODELS
    keys: dict[str, Sequence[object]] = {
        "region": seeds,
        "slots": ("500", "2000"),
        "bump": seeds,
        "repair": ("0-p1",)
        if given.quick
        else [f"{seed}-{kind}" for seed in SEEDS for kind in ("p1", "ill")],
        "solomon": instances,
        "large": (0,) if given.quick else (0, 1, 2),
        "vroom": seeds,
        "pyvrp": [f"{seed}-{model}" for seed in seeds for model in models],
        "tiny": (0,) if given.quick else range(0, 1000, 100),
        "events": (0,) if given.quick else SEEDS,
        "same": (0,) if given.quick else (0, 1, 2),
        "solomon_pyvrp": instances,
        "solomon_ortools": instances,
        "stretch": () if given.quick else SEEDS,
    }
    wanted = set(given.only.split(",")) if given.only else set(keys)
    return [f"{group}/{key}" for group in keys if group in wanted for key in keys[group]]


def _measured(name: str) -> tuple[str, dict[str, Any] | None]:
    """Give the name and its row, None where its process failed; what that said stands above."""
    before = machine()
    command = [sys.executable, __file__, "--row", name]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE)
    return name, None if done.returncode else json.loads(done.stdout) | {"load": before["load"]}


def _kept(path: Path, *, is_fresh: bool) -> dict[str, Any]:
    if path.exists() and not is_fresh:
        kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return kept
    return {
        "began_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "versions": {
            "firstfix": importlib.metadata.version("firstfix"),
            "competitors": requirements(),
        },
        "rows": {},
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="three seeds and six instances, two at a time")
    parser.add_argument("--only", default="", help="groups of rows: " + ", ".join(MEASURES))
    parser.add_argument("--again", action="store_true", help="measure anew instead of going on")
    parser.add_argument("--jobs", type=int, help="rows at a time: 2 with --quick, else 1")
    parser.add_argument("--row", help=argparse.SUPPRESS)
    given = parser.parse_args()
    given.jobs = given.jobs or (2 if given.quick else 1)
    return given


if __name__ == "__main__":
    raise SystemExit(main())
