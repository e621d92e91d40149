"""Plans a field as VROOM can: ``python routing_vroom.py field.json`` prints plans, best last, as JSON.

VROOM leaves undone what it cannot do in time and knows no price of lateness, so five passes are made: what
a pass left undone may be later in the next one, at last as late as its windows allow. The last two passes may
use overtime. Each pass has a fifth of the seconds; VROOM's own limit is soft.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import vroom

SECONDS = 60
# By how many minutes what stayed undone may be late after each pass; None: as its windows allow.
RELAXED = (60, 240, 600, None)
OVERTIME_FROM_PASS = 3


def main() -> None:
    """Print the plan after each pass and the CPU seconds that all of them took."""
    field = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    latest: list[int | None] = [visit["due"] for visit in field["visits"]]
    late: list[int | None] = [0] * len(latest)
    plans, began = [], time.process_time()
    for number in range(5):
        plan = _solved(field, latest, has_overtime=number >= OVERTIME_FROM_PASS)
        plans.append(plan)
        done = {visit for order in plan for visit in order}
        if number < len(RELAXED):
            for visit in range(len(latest)):
                if visit not in done:
                    late[visit] = RELAXED[number]
                    due = field["visits"][visit]["due"]
                    latest[visit] = None if due is None or late[visit] is None else due + RELAXED[number]
    json.dump({"plans": plans, "cpu_seconds": time.process_time() - began}, sys.stdout)


def _solved(field: dict[str, Any], latest: list[int | None], *, has_overtime: bool) -> list[list[int]]:
    problem = vroom.Input()
    problem.set_durations_matrix("car", np.array(field["travel"], dtype=np.uint32) * SECONDS)
    for row, shift in enumerate(field["rows"]):
        problem.add_vehicle(_vehicle(row, shift, has_overtime=has_overtime))
    for index, visit in enumerate(field["visits"]):
        windows = _until(visit["windows"], latest[index])
        if windows:
            problem.add_job(
                vroom.Job(
                    id=index,
                    location=visit["place"],
                    default_service=visit["minutes"] * SECONDS,
                    skills=set(visit["skills"]),
                    # 0 to 100: P1 first, and what is undone costs by its value.
                    priority={1: 100, 2: 60, 3: 30}.get(visit["priority"], 5),
                    time_windows=[vroom.TimeWindow(a * SECONDS, b * SECONDS) for a, b in windows],
                )
            )
    limit = timedelta(seconds=field["seconds"] / 5)
    routes = problem.solve(exploration_level=5, nb_threads=1, timeout=limit).routes
    orders: list[list[int]] = [[] for _ in field["rows"]]
    for vehicle, kind, job in zip(routes["vehicle_id"], routes["type"], routes["id"], strict=True):
        if kind == "job":
            orders[int(vehicle)].append(int(job))
    return orders


def _vehicle(row: int, shift: dict[str, Any], *, has_overtime: bool) -> vroom.Vehicle:
    earliest, latest, minutes = shift["meal"]
    end = shift["end"] + (shift["overtime"] if has_overtime else 0)
    return vroom.Vehicle(
        row,
        start=shift["home"],
        end=shift["home"],
        skills=set(shift["skills"]),
        time_window=vroom.TimeWindow(shift["start"] * SECONDS, end * SECONDS),
        breaks=[
            vroom.Break(
                id=row,
                time_windows=[vroom.TimeWindow(earliest * SECONDS, latest * SECONDS)],
                service=minutes * SECONDS,
            )
        ],
    )


def _until(windows: list[list[int]], latest: int | None) -> list[tuple[int, int]]:
    if latest is None:
        return [(opens, closes) for opens, closes in windows]
    return [(opens, min(closes, latest)) for opens, closes in windows if opens <= latest]


if __name__ == "__main__":
    main()
