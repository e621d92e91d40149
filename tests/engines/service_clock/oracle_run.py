"""The long comparison: ``python -m tests.engines.service_clock.oracle_run --cases 100000``."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from tests.engines.service_clock.comparison import compare_batch

CASES_A_BATCH = 50
RESULT = Path(__file__).parents[3] / "benchmarks" / "results" / "service_clock_oracle.json"


def main() -> int:
    """Compare, print and store the counts; 1 when any answer differed."""
    given = _arguments()
    began = time.perf_counter()
    counts: Counter[str] = Counter()
    seeds = range(given.seed, given.seed + -(-given.cases // CASES_A_BATCH))
    with ProcessPoolExecutor(given.processes) as pool:
        for place, (batch, differences) in enumerate(pool.map(_batch, seeds, chunksize=4), start=1):
            counts.update(batch)
            for difference in differences:
                _say(difference)
            if place % 100 == 0:
                _say(f"{place * CASES_A_BATCH} cases, {counts['differing']} differing")
    told = _told(counts, given.seed, time.perf_counter() - began)
    _say(json.dumps(told, indent=1))
    if given.store:
        RESULT.parent.mkdir(parents=True, exist_ok=True)
        RESULT.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return 1 if counts["differing"] else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000, help="rounded up to whole batches of 50")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--store", action="store_true", help=f"write {RESULT.name} under benchmarks/results")
    return parser.parse_args()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _batch(seed: int) -> tuple[Counter[str], list[str]]:
    counts: Counter[str] = Counter()
    differences = []
    for place, compared in enumerate(compare_batch(seed)):
        counts["cases"] += 1
        counts[f"state {compared.state}"] += 1
        counts["with a change of offset"] += compared.has_change
        counts["with late stamps"] += compared.is_late
        counts["differing"] += bool(compared.differences)
        differences += [f"seed {seed} case {place}: {difference}" for difference in compared.differences]
    return counts, differences


def _told(counts: Counter[str], seed: int, seconds: float) -> dict[str, object]:
    return {
        "what": "service_clock against the minute oracle",
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {os.cpu_count()} CPUs",
        "first_seed": seed,
        "seconds": round(seconds, 1),
        "differing": counts.pop("differing", 0),
        "counts": dict(sorted(counts.items())),
    }


if __name__ == "__main__":
    sys.exit(main())
