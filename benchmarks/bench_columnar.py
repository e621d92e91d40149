"""KPIs of a log larger than memory, counted by DuckDB (``firstfix kpi FILE --duckdb``): time, memory, truth.

``python benchmarks/bench_columnar.py [--quick] [--copies N]`` writes the shared log many times over into one
Parquet file, each copy with cases, customers and devices of its own. So the truth is known from the pure
engine over the shared log: every count is so many times as large, a mean is the same, and quantiles are
those of the same values so many times over.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
from installation import machine
from scorecard_contest import Run, measured, shared_log

from firstfix.cli.scorecard.parquet_reading import read_parquet
from firstfix.engines.scorecard import KPIS, SERVICENOW_INCIDENTS, Cases, Withheld, score
from firstfix.engines.scorecard.intervals import quantile

RESULT = Path(__file__).parent / "results" / "columnar.json"
QUICK_COPIES = 20
COPIES = 100
# What makes a copy a copy: without these, cases would be one case, and customers have repeats in all copies.
OWN = ("number", "caller_id", "cmdb_ci")
NUMBERS = ("n", "hits", "median", "p90", "mean")
HOURS = 0.001


def main() -> int:
    """Write the file, count, compare with the shared log, print and store; give 1 where a figure differs."""
    given = _arguments()
    shared = shared_log()
    if shared is None:
        return 0
    copies = QUICK_COPIES if given.quick else given.copies
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder) / "large.parquet"
        event_count = write_copies(shared, large, copies)
        size_mb = large.stat().st_size / 1e6
        run = measured([sys.executable, "-m", "firstfix", "kpi", str(large), "--duckdb"])
    cases = Cases(read_parquet(shared, SERVICENOW_INCIDENTS))
    report = _report(run, dict(_expected(cases, copies))) | {
        "events": event_count, "copies": copies, "parquet_mb": round(size_mb), "machine": machine(),
        "duckdb": duckdb.__version__,
    }  # fmt: skip
    sys.stdout.write(json.dumps(report, indent=1) + "\n")
    if not (given.no_store or given.quick):
        RESULT.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return 1 if report["wrong"] else 0


def write_copies(shared: Path, large: Path, copies: int) -> int:
    """Write the log ``copies`` times over, and give how many events that makes.

    A process of its own does it, which takes its memory along when it ends.
    """
    own = ", ".join(f"{name} || '-' || copy AS {name}" for name in OWN)
    # The paths are our own.
    statement = (
        f"COPY (SELECT * REPLACE ({own}) FROM range({copies}) AS copies(copy), read_parquet('{shared}'))"
        f" TO '{large}' (FORMAT parquet, COMPRESSION zstd)"
    )
    # With more threads it would keep whole copies back until those before them are written.
    program = "import duckdb, sys; one = duckdb.connect(config={'threads': 1}); one.execute(sys.argv[1])"
    subprocess.run([sys.executable, "-c", program, statement], check=True, stdout=subprocess.DEVNULL)
    with duckdb.connect() as database:
        return int(database.execute(f"SELECT count(*) FROM read_parquet('{large}')").fetchall()[0][0])


class Repeated(Sequence[float]):
    """Ascending values, each so many times."""

    def __init__(self, values: Sequence[float], times: int) -> None:
        self._values, self._times = values, times

    def __len__(self) -> int:
        return len(self._values) * self._times

    def __getitem__(self, place: Any) -> Any:
        return self._values[place // self._times]


def _expected(cases: Cases, copies: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give what every figure must be, by KPI and part."""
    for kpi in KPIS:
        pair = score(kpi, cases)
        if isinstance(pair, Withheld):
            continue
        for part, value in (("value", pair.value), ("counter", pair.counter)):
            figures = Repeated(cases.figures(value.measure), copies)
            is_spread = value.median is not None
            yield (
                f"{kpi.id} {part}",
                {
                    "n": copies * value.n,
                    "hits": None if value.hit_count is None else copies * value.hit_count,
                    "median": quantile(figures, 0.5) if is_spread else None,
                    "p90": quantile(figures, 0.9) if is_spread else None,
                    "mean": value.mean,
                    "left_out": {code: copies * count for code, count in value.excluded.items()},
                },
            )


def _report(run: Run, expected: dict[str, dict[str, Any]]) -> dict[str, Any]:
    rows = csv.DictReader(io.StringIO(run.output))
    found = {f"{row['kpi']} {row['part']}": row for row in rows}
    wrong = [key for key, told in expected.items() if key not in found or not _is_same(found[key], told)]
    return {
        "figures": len(found),
        "wrong": wrong + sorted(set(found) - set(expected)),
        "wall_s": round(run.wall_s, 1),
        "cpu_s": round(run.cpu_s, 1),
        "peak_mb": round(run.peak_mb),
    }


def _is_same(row: dict[str, str], told: dict[str, Any]) -> bool:
    parts = (part.rsplit(": ", 1) for part in row["left_out"].split("; ") if part)
    if {code: int(count) for code, count in parts} != told["left_out"]:
        return False
    # Where there is no case, nothing is said of hits.
    named = {name: told[name] for name in NUMBERS if told[name] is not None and told["n"]}
    return all(row[name] and abs(float(row[name]) - number) <= HOURS for name, number in named.items())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, default=COPIES, help="how often the log is repeated")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_COPIES} copies, and keep nothing")
    parser.add_argument("--no-store", action="store_true", help="keep no result")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
