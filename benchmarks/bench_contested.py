"""Nobody is booked twice: racing processes go for the same engineers' time by the real commands.

``python benchmarks/bench_contested.py --bookings 20000 [--throwaway-postgresql | --database URL]`` lets
processes book and move visits at the same moment into the same slots. An oracle of its own (plain SQL,
sort and sweep) then counts pairs of one engineer's bookings that overlap, now and at any time before: there
must be none, and no other answer than *booked* or *refused because booked*. In the same run a naive
check-then-insert goes the same way and has to overlap, which shows that there was a race to lose.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from installation import Installation, add_database_options, fresh_installation, machine, start, store
from overlaps import Held, overlapping_pairs

# So many slots are gone for between two waits for each other.
SLOTS_AT_ONCE = 4
# So many of its bookings a racer can do with a visit of its own; the rest move visits.
VISIT_SHARE = 8
# A command's time is when it began, and freeing an engineer's time needs no engineer's lock: time that was
# freed may be taken by a command that began a little earlier. More than a command takes is an overlap.
RECORDED_WITHIN = timedelta(seconds=1)


def main() -> int:
    """Race, print what came of it, store it; give 1 where anything is not as it must be."""
    given = _arguments()
    with fresh_installation(given) as installation:
        report = _raced(installation, given)
    report["is_met"] = _is_met(report)
    store("contested", report, given)
    sys.stdout.write(json.dumps(report, indent=2) + "\n")
    return 0 if report["is_met"] else 1


def _raced(installation: Installation, given: argparse.Namespace) -> dict[str, Any]:
    ground_laid = start("contested_racer.py", ["ground", str(given.engineers)], installation.environment)
    ground = ground_laid.communicate()[0]
    load = machine()
    racers = [
        start(
            "contested_racer.py",
            ["race", ground, str(number), str(given.bookings // given.racers // VISIT_SHARE + 1)],
            installation.environment,
        )
        for number in range(given.racers)
    ]
    try:
        for racer in racers:
            _heard(racer)
        naive = _naive(installation, racers, given)
        began = time.monotonic()
        outcomes = _told(racers, "book", given.bookings)
        seconds = time.monotonic() - began
    finally:
        for racer in racers:
            racer.stdin.close()
            racer.wait(60)
    return {
        "database": installation.database,
        "racers": given.racers,
        "engineers": given.engineers,
        **_judged(installation, outcomes),
        "bookings_per_second": round(sum(outcomes.values()) / seconds, 1),
        "naive": naive,
        "machine": load,
    }


def _told(racers: Sequence[Any], how: str, booking_count: int) -> Counter[str]:
    """Send all racers into the same slots, a few at once, and give what came of it."""
    outcomes: Counter[str] = Counter()
    slot = 0
    while sum(outcomes.values()) < booking_count:
        slots = list(range(slot, slot + SLOTS_AT_ONCE))
        for racer in racers:
            racer.stdin.write(json.dumps({"how": how, "slots": slots}) + "\n")
        for racer in racers:
            outcomes.update(_heard(racer))
        slot += SLOTS_AT_ONCE
    return outcomes


def _heard(racer: Any) -> dict[str, int]:
    line = racer.stdout.readline()
    if not line:
        raise RuntimeError(f"A racer ended with code {racer.wait()}.")
    return json.loads(line)


def _naive(installation: Installation, racers: Sequence[Any], given: argparse.Namespace) -> dict[str, int]:
    installation.change("CREATE TABLE naive_booking (engineer_id text, start_at float, end_at float)")
    outcomes = _told(racers, "naive", max(600, given.bookings // 10))
    held = [
        Held(*row) for row in installation.rows("SELECT engineer_id, start_at, end_at FROM naive_booking")
    ]
    installation.change("DROP TABLE naive_booking")
    return {
        "bookings": sum(outcomes.values()),
        "accepted": outcomes["accepted"],
        "overlapping_pairs": overlapping_pairs(held),
    }


def _judged(installation: Installation, outcomes: Counter[str]) -> dict[str, Any]:
    held = [
        Held(str(engineer), *map(_moment, times))
        for engineer, *times in installation.rows(
            "SELECT engineer_id, start_at, end_at, assigned_at, released_at FROM dispatching_assignment"
        )
    ]
    receipts = "SELECT count(*) FROM kernel_receipt WHERE command IN ('assign_visit', 'reassign_visit')"
    return {
        "bookings": sum(outcomes.values()),
        "accepted": outcomes["accepted"],
        "refused": outcomes["engineer_booked"],
        "errors": {
            name: count for name, count in outcomes.items() if name not in ("accepted", "engineer_booked")
        },
        "stored": len(held),
        "receipts": installation.count(receipts),
        "live": sum(one.until is None for one in held),
        "overlapping_pairs_now": overlapping_pairs(one for one in held if one.until is None),
        "overlapping_pairs_ever": overlapping_pairs(held, longer_than=RECORDED_WITHIN),
        "is_ledger_intact": installation.firstfix("ledger", "verify", check=False).returncode == 0,
    }


def _moment(stored: Any) -> datetime | None:
    """Give a stored time; SQLite keeps it as text."""
    return datetime.fromisoformat(stored) if isinstance(stored, str) else stored


def _is_met(report: dict[str, Any]) -> bool:
    return (
        report["overlapping_pairs_now"] == report["overlapping_pairs_ever"] == 0
        and not report["errors"]
        and report["accepted"] == report["stored"] == report["receipts"] > 0
        and report["refused"] > 0
        and report["is_ledger_intact"]
        and report["naive"]["overlapping_pairs"] > 0
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--bookings", type=int, default=20_000, help="how often somebody goes for a slot")
    parser.add_argument("--racers", type=int, default=6, help="processes that race")
    parser.add_argument("--engineers", type=int, default=4, help="engineers whose time is contested")
    add_database_options(parser)
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
