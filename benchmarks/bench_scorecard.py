"""KPIs of a real incident log from CSV: Firstfix without extras beside polars and pandas, in one run.

``python benchmarks/bench_scorecard.py [--quick]`` writes the shared log as CSV, lets each contestant read it
in turns in a process of its own, and compares the figures with the truth that comes with the log. Judged are
the best run by the clock and the highest peak of memory; CPU seconds and their ratios stand beside them: they
suffer less from a busy machine, and polars uses several cores. The peers reckon the basic KPIs by group and
month; Firstfix reckons all that the log can carry, with counter-metrics, exclusions, intervals, findings and
traces. Last, an SQLite file holds the same events and counts every KPI and counter-metric anew.
"""

from __future__ import annotations

import argparse
import compileall
import json
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from installation import machine
from scorecard_contest import (
    PACKAGES,
    ROOT,
    Run,
    commands,
    measured,
    our_figures,
    recounted,
    shared_log,
    write_csv,
)

RESULT = Path(__file__).parent / "results" / "scorecard.json"
OURS = "firstfix, everything"
# What issue 4 asks of the shared log from CSV.
ASKED_WALL_S = 0.8
ASKED_PEAK_MB = 64.0
# And of the same events in SQLite.
ASKED_RECOMPUTE_MS = 120.0
HOURS = 0.001
_TIMES = ("recompute", "cpu", "keeping", "kept", "scan")


def main() -> int:
    """Measure in turns, print and store; give 1 where figures or what is asked are missed."""
    given = _arguments()
    parquet = shared_log()
    if parquet is None:
        return 0
    load = machine()
    # As pip does when it installs, also where the environment forbids Python to keep what it compiled.
    compileall.compile_dir(ROOT / "src", quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        csv_path = Path(folder) / "incidents.csv"
        write_csv(parquet, csv_path)
        runs = _in_turns(commands(csv_path), 2 if given.quick else given.rounds)
        in_sqlite = recounted(csv_path, 5 if given.quick else 3 * given.rounds)
        size_mb = csv_path.stat().st_size / 1e6
    truth = json.loads(parquet.with_suffix(".kpi_truth.json").read_text(encoding="utf-8"))
    report = _report(runs, truth) | {"csv_mb": round(size_mb, 1), "peers": PACKAGES, "machine": load}
    report["sqlite"] = in_sqlite | {"asked_ms": ASKED_RECOMPUTE_MS}
    report["figures_are_true"] = report["figures_are_true"] and not in_sqlite["wrong"]
    report["recompute_is_met"] = in_sqlite["recompute_ms"]["best"] <= ASKED_RECOMPUTE_MS
    _print(report)
    if not (given.no_store or given.quick):
        RESULT.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    is_met = report["asked_is_met"] and report["recompute_is_met"]
    return 0 if report["figures_are_true"] and is_met else 1


def _in_turns(asked: dict[str, list[str]], rounds: int) -> dict[str, list[Run]]:
    runs: dict[str, list[Run]] = {name: [] for name in asked}
    for _ in range(rounds):
        for name, command in asked.items():
            runs[name].append(measured(command))
    return runs


def _report(runs: dict[str, list[Run]], truth: dict[str, float]) -> dict[str, Any]:
    figures = {
        name: our_figures(told) if name.startswith("firstfix") else told
        for name, several in runs.items()
        if isinstance(told := json.loads(several[-1].output), dict)
    }
    wrong = {name: bad for name, told in figures.items() if (bad := _wrong(told, truth))}
    rows = {name: _row(several) for name, several in runs.items()}
    own = rows[OURS]
    is_met = own["best_wall_s"] <= ASKED_WALL_S and own["peak_mb"] <= ASKED_PEAK_MB
    times = {name: round(own["best_cpu_s"] / row["best_cpu_s"], 2) for name, row in rows.items()}
    return {
        "rounds": len(runs[OURS]),
        "contestants": rows,
        "our_cpu_by_theirs": times,
        "wrong_figures": wrong,
        "figures_are_true": not wrong,
        "asked": {"wall_s": ASKED_WALL_S, "peak_mb": ASKED_PEAK_MB},
        "asked_is_met": is_met,
    }


def _wrong(told: dict[str, float], truth: dict[str, float]) -> list[str]:
    return [
        name
        for name, figure in told.items()
        if name in truth and abs(figure - truth[name]) > (0 if isinstance(truth[name], int) else HOURS)
    ]


def _row(runs: list[Run]) -> dict[str, float]:
    return {
        "best_wall_s": round(min(run.wall_s for run in runs), 3),
        "median_wall_s": round(statistics.median(run.wall_s for run in runs), 3),
        "best_cpu_s": round(min(run.cpu_s for run in runs), 3),
        "median_cpu_s": round(statistics.median(run.cpu_s for run in runs), 3),
        "peak_mb": round(max(run.peak_mb for run in runs), 1),
    }


def _print(report: dict[str, Any]) -> None:
    sys.stdout.write(
        f"{report['csv_mb']} MB of CSV, {report['rounds']} rounds, load {report['machine']['load']}\n"
    )
    for name, row in report["contestants"].items():
        sys.stdout.write(
            f"  {name:<30} best {row['best_wall_s']:>6.3f} s, median {row['median_wall_s']:>6.3f} s, CPU"
            f" {row['best_cpu_s']:>6.3f} s, peak {row['peak_mb']:>6.1f} MB,"
            f" ours takes {report['our_cpu_by_theirs'][name]} x its CPU\n"
        )
    sys.stdout.write(f"  figures differ from the truth: {report['wrong_figures'] or 'none'}\n")
    met = "met" if report["asked_is_met"] else "NOT met"
    sys.stdout.write(f"  asked: {ASKED_WALL_S} s and {ASKED_PEAK_MB:.0f} MB: {met}\n")
    _print_sqlite(report)


def _print_sqlite(report: dict[str, Any]) -> None:
    told = report["sqlite"]
    best, median = ({name: told[f"{name}_ms"][one] for name in _TIMES} for one in ("best", "median"))
    met = "met" if report["recompute_is_met"] else "NOT met"
    sys.stdout.write(
        f"  SQLite {told['sqlite']}: {told['measures']} measures of {told['events']:,} events anew in best"
        f" {best['recompute']} ms, median {median['recompute']} ms, CPU {best['cpu']} ms, median"
        f" {median['cpu']} ms, at first {told['first_cpu_ms']} ms (one scan {best['scan']} ms, median"
        f" {median['scan']} ms); histories kept in {best['keeping']} ms, counted in {best['kept']} ms of CPU;"
        f" asked: {ASKED_RECOMPUTE_MS:.0f} ms: {met}; figures differ: {told['wrong'] or 'none'}\n"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--quick", action="store_true", help="two rounds, and keep nothing")
    parser.add_argument("--no-store", action="store_true", help="keep no result")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
