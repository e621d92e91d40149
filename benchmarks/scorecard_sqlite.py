"""Fill an SQLite file with the events of a log and count all KPIs anew; part of ``bench_scorecard.py``.

``python benchmarks/scorecard_sqlite.py CSV ROUNDS`` prints JSON: milliseconds for all figures out of the
events (``recompute``), by the clock and of processor time (``cpu``); and beside it, of processor time, for
keeping the histories of all cases in a table with its indexes (``keeping``) and for all figures out of that
(``kept``). ``scan`` is what SQLite takes for looking at every event once, a yardstick of the machine and its
load; ``first_cpu`` is the first recount of the connection, before any course is known.
"""

from __future__ import annotations

import gc
import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from firstfix.engines.scorecard import KPIS, SERVICENOW_INCIDENTS, Cases, Log, Withheld, read_table, score
from firstfix.engines.scorecard.measure import Measure
from firstfix.engines.scorecard.sql import (
    SQLITE,
    Counted,
    counted_together,
    course_index,
    event_rows,
    events_table,
    keep_histories,
    recounted,
)
from firstfix.engines.scorecard.value import Value

HOURS = 0.001


def main(csv_path: Path, rounds: int) -> None:
    """Fill, count, compare with the engine, and print what was measured."""
    with csv_path.open(encoding="utf-8", newline="") as lines:
        log = read_table(lines, SERVICENOW_INCIDENTS)
    values = expected(Cases(log))
    measures = [value.measure for value in values.values()]
    with tempfile.TemporaryDirectory() as folder, closing(opened(Path(folder))) as database:
        told: dict[str, Any] = {"sqlite": sqlite3.sqlite_version, "events": log.event_count}
        told["fill_ms"] = fill(database, log)
        # The log that filled the file stays for the comparison; Python need not look through it for garbage.
        gc.freeze()
        times = [counted_anew(database, log, measures) for _ in range(rounds)]
        ways = recounted(database, measures, log.attributes), counted_together(measures, asker(database))
    for name in times[0]:
        several = [one[name] for one in times]
        told[f"{name}_ms"] = {"best": min(several), "median": round(statistics.median(several), 1)}
    told["first_cpu_ms"] = times[0]["cpu"]
    told["measures"] = len(measures)
    told["wrong"] = [
        name for found in ways for name, value in values.items() if not is_same(found[name], value)
    ]
    sys.stdout.write(json.dumps(told) + "\n")


def opened(folder: Path) -> sqlite3.Connection:
    """Give a file of the application's own kind: a write-ahead log, and what is sorted stays in memory."""
    database = sqlite3.connect(folder / "events.sqlite3", isolation_level=None)
    for pragma in (
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "temp_store = MEMORY",
        "cache_size = -65536",
    ):
        database.execute(f"PRAGMA {pragma}")
    return database


def fill(database: sqlite3.Connection, log: Log) -> float:
    """Put the events into a table with its index, and give how long that took."""
    began = time.perf_counter()
    database.execute(events_table("events", SQLITE))
    with database:
        database.execute("BEGIN")
        rows = list(event_rows(log))
        places = ", ".join("?" * len(rows[0]))
        database.executemany(f"INSERT INTO events VALUES ({places})", rows)
        database.execute(course_index())
    return since(began)


def counted_anew(database: sqlite3.Connection, log: Log, measures: Sequence[Measure]) -> Mapping[str, float]:
    """Count every measure out of the events, then keep the histories and count out of these."""
    began, cpu_began = time.perf_counter(), time.process_time()
    recounted(database, measures, log.attributes)
    told = {"recompute": since(began), "cpu": worked_since(cpu_began)}
    database.execute("DROP TABLE IF EXISTS history")
    cpu_began = time.process_time()
    database.execute("BEGIN")
    keep_histories(database, log.attributes)
    database.execute("COMMIT")
    told["keeping"] = worked_since(cpu_began)
    cpu_began = time.process_time()
    counted_together(measures, asker(database))
    told["kept"] = worked_since(cpu_began)
    cpu_began = time.process_time()
    database.execute("SELECT count(*), sum(happened_at) FROM events NOT INDEXED").fetchall()
    return told | {"scan": worked_since(cpu_began)}


def asker(database: sqlite3.Connection) -> Any:
    """Give what answers a statement."""
    return lambda statement: database.execute(statement).fetchall()


def expected(cases: Cases) -> Mapping[str, Value]:
    """Give what the engine says of every measure that the log carries."""
    pairs = [pair for kpi in KPIS if not isinstance(pair := score(kpi, cases), Withheld)]
    return {value.measure.id: value for pair in pairs for value in (pair.value, pair.counter)}


def is_same(found: Counted, value: Value) -> bool:
    """Tell whether the database says what the engine says."""
    if (found.n, found.hit_count, found.excluded) != (value.n, value.hit_count, dict(value.excluded)):
        return False
    return all(
        one == other if one is None or other is None else abs(one - other) <= HOURS
        for one, other in spreads(found, value)
    )


def spreads(found: Counted, value: Value) -> Iterable[tuple[float | None, float | None]]:
    """Give mean, median and p90 of both."""
    return (found.mean, value.mean), (found.median, value.median), (found.p90, value.p90)


def since(began: float) -> float:
    """Give the milliseconds since then."""
    return round(1000 * (time.perf_counter() - began), 1)


def worked_since(began: float) -> float:
    """Give the milliseconds of processor time since then."""
    return round(1000 * (time.process_time() - began), 1)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
