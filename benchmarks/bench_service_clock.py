"""How long service clock questions take: ``python benchmarks/bench_service_clock.py``.

Prints a table and stores it in ``benchmarks/results/service_clock.json``. The budgets are aims for one
core: a page shows thousands of clocks, and dispatch planning prices lateness in its inner loop.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import time
import zoneinfo
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from firstfix.engines.service_clock import (
    Calendar,
    ClockEvent,
    Target,
    Timeline,
    add_service_minutes,
    explain,
    next_open,
    read_clock,
    service_seconds_between,
    split_by_party,
    timeline_of,
    week_from_text,
)

RESULT = Path(__file__).parent / "results" / "service_clock.json"
START = datetime(2026, 1, 5, 8, tzinfo=UTC)
SEED = 20260105


@dataclass(frozen=True)
class Measured:
    """Microseconds of processor time a call: best, median and worst of the repeats, beside the aim."""

    question: str
    best_us: float
    median_us: float
    worst_us: float
    aim_us: float | None
    calls: int


def main() -> None:
    """Measure, print and store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--calls", type=int, default=2_000)
    parser.add_argument("--no-store", action="store_true")
    given = parser.parse_args()
    rows = [_measured(*question, repeats=given.repeats, calls=given.calls) for question in _questions()]
    for row in rows:
        aim = "" if row.aim_us is None else f"aim {row.aim_us:g}"
        spread = f"{row.best_us:>9.2f} best{row.median_us:>9.2f} median{row.worst_us:>9.2f} worst"
        print(f"{row.question:<52}{spread} us  {aim}")
    if not given.no_store:
        RESULT.parent.mkdir(parents=True, exist_ok=True)
        stored = {**_machine(), "rows": [asdict(row) for row in rows]}
        RESULT.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def _questions() -> list[tuple[str, Callable[[int], object], float | None]]:
    calendar, target = _calendar(), _target(_calendar())
    rng = Random(SEED)
    moments = [START + timedelta(minutes=rng.randrange(500_000)) for _ in range(1_000)]
    clocks = [_events(moment) for moment in moments]
    now = [moment + timedelta(days=5) for moment in moments]
    readings = [read_clock(target, events, at) for events, at in zip(clocks, now, strict=True)]
    first = int(START.timestamp())
    seconds = [int(moment.timestamp()) for moment in moments]
    openings = timeline_of(calendar).covering(min(seconds), max(seconds))
    return [
        ("Openings.served, the inner loop of planning", lambda i: openings.served(seconds[i]), None),
        ("add_service_minutes, 8 h", lambda i: add_service_minutes(calendar, moments[i], 480), 20),
        (
            "service_seconds_between, 5 days",
            lambda i: service_seconds_between(calendar, moments[i], now[i]),
            20,
        ),
        ("next_open", lambda i: next_open(calendar, moments[i]), 20),
        ("read_clock, 10 events", lambda i: read_clock(target, clocks[i], now[i]), 100),
        ("read_clock, 2 events", lambda i: read_clock(target, clocks[i][:2], now[i]), None),
        ("explain, 10 events", lambda i: explain(readings[i]), None),
        ("split_by_party, 10 events", lambda i: split_by_party(readings[i]), None),
        ("a calendar's first question (compiles 14 months)", lambda _: _compile(calendar, first), None),
    ]


def _measured(
    question: str, ask: Callable[[int], object], aim_us: float | None, *, repeats: int, calls: int
) -> Measured:
    calls = calls if "compiles" not in question else max(calls // 100, 1)
    spent = [_spent_us(ask, calls) for _ in range(repeats)]
    return Measured(
        question,
        round(min(spent), 2),
        round(statistics.median(spent), 2),
        round(max(spent), 2),
        aim_us,
        calls,
    )


def _spent_us(ask: Callable[[int], object], calls: int) -> float:
    began = time.process_time()
    for call in range(calls):
        ask(call % 1_000)
    return (time.process_time() - began) / calls * 1e6


def _compile(calendar: Calendar, first: int) -> int:
    return Timeline(calendar).reach(first, 60)


def _calendar() -> Calendar:
    return Calendar(
        "Europe/Berlin",
        week_from_text({"mon-fri": "08:00-12:00 13:00-17:00", "sat": "09:00-12:00"}),
        holidays=frozenset({date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1), date(2026, 12, 25)}),
    )


def _target(calendar: Calendar) -> Target:
    return Target(
        kind="restore",
        minutes=960,
        calendar=calendar,
        name="P2 restore",
        start_on=frozenset({"case_opened"}),
        stop_on=frozenset({"case_restored"}),
        pause_on={"customer_awaited": "customer_change", "vendor_awaited": "vendor", "part_awaited": "part"},
        resume_on=frozenset({"wait_ended"}),
        allowed_pause_reasons=frozenset({"customer_change", "part"}),
        reopen_on=frozenset({"case_reopened"}),
    )


def _events(opened_at: datetime) -> tuple[ClockEvent, ...]:
    """Give ten events out of order: three waits, one refused, one overlapping, a stop and a reopening."""
    told = (
        ("case_opened", 0, "customer"),
        ("note_added", 1, "us"),
        ("customer_awaited", 4, "customer"),
        ("vendor_awaited", 6, "vendor"),
        ("wait_ended", 26, "customer"),
        ("part_awaited", 30, "vendor"),
        ("wait_ended", 50, "vendor"),
        ("case_restored", 60, "us"),
        ("case_reopened", 70, "customer"),
        ("customer_awaited", 90, "customer"),
    )
    events = [
        ClockEvent(
            kind,
            opened_at + timedelta(hours=hours),
            by,
            opened_at + timedelta(hours=hours + 2),
            f"{place:02d}",
        )
        for place, (kind, hours, by) in enumerate(told)
    ]
    return (*events[:1], *reversed(events[1:]))


def _machine() -> dict[str, object]:
    return {
        "what": "service_clock, microseconds of processor time a call",
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs, {_processor()}",
        "zone_database": "of the system" if zoneinfo.TZPATH else "of the tzdata package",
    }


def _processor() -> str:
    """Give the processor's name where the system tells it."""
    described = Path("/proc/cpuinfo")
    if not described.is_file():
        return platform.processor()
    lines = described.read_text(encoding="utf-8").splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")


if __name__ == "__main__":
    main()
