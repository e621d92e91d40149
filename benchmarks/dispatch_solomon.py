"""Solomon's instances of VRPTW as planning jobs.

Distances are truncated to one decimal, and any number of vehicles may be used.
"""

from __future__ import annotations

import json
import math
import os
from pathlib import Path
from typing import Any

from firstfix.engines.dispatch.planning.ground import Ground
from firstfix.engines.dispatch.planning.model import Job, Shift, Technician, Visit
from firstfix.engines.dispatch.planning.policy import Policy

__all__ = ["TENTHS", "best_known", "instance", "plain_question"]

ROUTING = Path(os.environ.get("FIRSTFIX_DATA") or Path(__file__).parents[2] / "shared" / "data") / "routing"
# Coordinates and times are whole numbers; a tenth of them is our minute.
TENTHS = 10
# Everybody is served: leaving one out costs more than any plan.
VALUE = 10_000_000


def best_known() -> dict[str, float]:
    """Give the best known distance of each instance; raises OSError where the corpora are not here."""
    known = json.loads((ROUTING / "solomon_best_known.json").read_text(encoding="utf-8"))
    distances: dict[str, float] = known["best_known"]
    return distances


def instance(name: str) -> Job:
    """Give an instance as a job whose points are tenths of its distance."""
    lines = (ROUTING / "solomon" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    vehicle_count, capacity = map(int, lines[4].split())
    customers = [list(map(int, line.split())) for line in lines[9:] if line.strip()]
    travel = [
        [int(math.hypot(one[1] - other[1], one[2] - other[2]) * TENTHS) for other in customers]
        for one in customers
    ]
    shift = Shift(0, customers[0][5] * TENTHS, 0, 0)
    technicians = tuple(
        Technician(f"v{index}", (shift,), capacity=capacity, rest=0) for index in range(vehicle_count)
    )
    visits = tuple(
        Visit(
            str(number),
            place,
            work * TENTHS,
            windows=((opens * TENTHS, closes * TENTHS),),
            load=load,
            value=VALUE,
        )
        for place, (number, _x, _y, load, opens, closes, work) in enumerate(customers)
        if place
    )
    return Job(technicians, visits, travel, policy=Policy(travel=1))


def plain_question(ground: Ground, *, seconds: float) -> dict[str, Any]:
    """Give an instance as competitors read it."""
    return {
        "seconds": seconds,
        "travel": ground.travel,
        "rows": [
            {"start": ground.row_starts[row], "end": ground.row_ends[row], "capacity": ground.capacity[row]}
            for row in ground.rows
        ],
        "visits": [
            {
                "place": ground.place[index],
                "minutes": ground.job.visits[index].minutes,
                "windows": [list(ground.windows[index][0])],
                "load": ground.load[index],
            }
            for index in range(ground.count)
        ],
    }
