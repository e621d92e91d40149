"""Plans a field or an instance as PyVRP can: ``python routing_pyvrp.py question.json MODEL`` prints its plan.

``plain`` is VRPTW itself. PyVRP knows no skills, no lateness and no meal. For the field these are modelled:

- skills as a profile of ways for each set of skills (``profile``), or as loads that a van has no room for
  (``load``);
- lateness as visits that exclude each other, one for each step of the price (``steps``), or as a hard end at
  the due time (``due``);
- the meal as a shift that is shorter by it. Overtime it knows.

Its time limit is CPU time of its one thread, like ours.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from pyvrp import Client, ClientGroup, Depot, Location, ProblemData, VehicleType, solve

# Minutes and points that nobody drives: a way that is closed.
CLOSED = 100_000
MUCH = 1_000_000

Question = dict[str, Any]


def main() -> None:
    """Print the orders of the rows and the CPU seconds that they took."""
    question = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    model = sys.argv[2]
    data, visit_of = _plain(question) if model == "plain" else _field(question, model)
    result = solve(data, _cpu_limit(question["seconds"]), seed=1, collect_stats=False)
    orders: list[list[int]] = [[] for _ in range(data.num_vehicles)]
    for number, route in enumerate(result.best.routes()):
        row = number if model == "plain" else route.vehicle_type()
        orders[row] = [visit_of[stop.idx] for stop in route if stop.is_client()]
    json.dump({"plans": [orders], "cpu_seconds": time.process_time()}, sys.stdout)


def _cpu_limit(seconds: float) -> Callable[[int], bool]:
    began = time.process_time()
    return lambda _best: time.process_time() - began > seconds


def _plain(question: Question) -> tuple[ProblemData, list[int]]:
    matrix = np.array(question["travel"], dtype=np.int64)
    visits = question["visits"]
    clients = [
        Client(
            visit["place"],
            delivery=[visit["load"]],
            service_duration=visit["minutes"],
            tw_early=visit["windows"][0][0],
            tw_late=visit["windows"][0][1],
        )
        for visit in visits
    ]
    row = question["rows"][0]
    vehicles = VehicleType(len(question["rows"]), [row["capacity"]], 0, 0, 0, row["start"], row["end"])
    data = ProblemData(_places(matrix), clients, [Depot(0)], [vehicles], [matrix], [matrix])
    return data, list(range(len(visits)))


def _places(matrix: np.ndarray) -> list[Location]:
    return [Location(index, 0) for index in range(len(matrix))]


def _field(question: Question, model: str) -> tuple[ProblemData, list[int]]:
    matrix = np.array(question["travel"], dtype=np.int64)
    skill_sets = sorted({tuple(row["skills"]) for row in question["rows"]})
    has_loads = model.startswith("load")
    skill_count = 1 + max(skill for skills in skill_sets for skill in skills)
    clients, groups, visit_of = _clients(question, skill_count if has_loads else 0, "steps" in model)
    homes = sorted({row["home"] for row in question["rows"]})
    vehicles = [
        _vehicle(row, homes, room=[MUCH * (skill in row["skills"]) for skill in range(skill_count)])
        if has_loads
        else _vehicle(row, homes, profile=skill_sets.index(tuple(row["skills"])))
        for row in question["rows"]
    ]
    ways = [matrix] if has_loads else [_ways(question, matrix, skills) for skills in skill_sets]
    depots = [Depot(home) for home in homes]
    return ProblemData(_places(matrix), clients, depots, vehicles, ways, ways, groups), visit_of


def _clients(
    question: Question, skill_count: int, has_steps: bool
) -> tuple[list[Client], list[ClientGroup], list[int]]:
    clients: list[Client] = []
    groups: list[ClientGroup] = []
    visit_of: list[int] = []
    for index, visit in enumerate(question["visits"]):
        ways = visit["steps"] if has_steps else _in_time(visit)
        numbers = range(len(clients), len(clients) + len(ways))
        group = None
        if len(ways) > 1:
            group = len(groups)
            groups.append(ClientGroup(list(numbers), required=False))
        for opens, closes, price in ways:
            loads = [int(skill in visit["skills"]) for skill in range(skill_count)]
            clients.append(
                Client(
                    visit["place"],
                    delivery=loads,
                    service_duration=visit["minutes"],
                    tw_early=opens,
                    tw_late=closes,
                    prize=max(0, visit["value"] - price),
                    required=False,
                    group=group,
                )
            )
            visit_of.append(index)
    return clients, groups, visit_of


def _in_time(visit: dict[str, Any]) -> list[tuple[int, int, int]]:
    due = visit["due"]
    windows = [(opens, closes if due is None else min(closes, due), 0) for opens, closes in visit["windows"]]
    return [(opens, closes, price) for opens, closes, price in windows if opens <= closes]


def _vehicle(
    row: dict[str, Any], homes: list[int], *, profile: int = 0, room: Sequence[int] = ()
) -> VehicleType:
    home, meal = homes.index(row["home"]), row["meal"][2]
    length = row["end"] - row["start"] - meal
    return VehicleType(
        capacity=list(room),
        start_depot=home,
        end_depot=home,
        tw_early=row["start"],
        tw_late=row["end"] + row["overtime"] - meal,
        # Who leaves later is home later: overtime is counted from the start of the shift.
        start_late=row["start"],
        shift_duration=length,
        max_overtime=row["overtime"],
        unit_overtime_cost=15,
        unit_distance_cost=10,
        profile=profile,
    )


def _ways(question: Question, matrix: np.ndarray, skills: tuple[int, ...]) -> np.ndarray:
    """Give the minutes between places for these skills: there is no way to who needs others."""
    ways = matrix.copy()
    for visit in question["visits"]:
        if not set(visit["skills"]) <= set(skills):
            ways[visit["place"], :] = ways[:, visit["place"]] = CLOSED
    np.fill_diagonal(ways, 0)
    return ways


if __name__ == "__main__":
    main()
