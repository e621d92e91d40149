"""Plans a field or an instance as PyVRP can: ``python routing_pyvrp.py question.json MODEL`` prints its plan.

``plain`` is VRPTW itself. PyVRP knows no skills, no lateness and no meal. For the field these are modelled:

- skills as a profile of ways for each set of skills (``profile``), or as loads that a van has no room for
  (``load``);
- lateness as visits that exclude each other, one for each step of the price (``steps``), as a hard end at
  the due time (``due``), or in five passes, each from the plan before, in which what stayed undone may be
  later, as VROOM is given them (``passes``);
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
from pyvrp import (
    Client,
    ClientGroup,
    Depot,
    Location,
    PenaltyParams,
    ProblemData,
    Route,
    Solution,
    SolveParams,
    VehicleType,
    solve,
)

# Minutes and points that nobody drives: a way that is closed.
CLOSED = 100_000
MUCH = 1_000_000

# By how many minutes what stayed undone may be late after each pass; the last: as its windows allow.
RELAXED = (60, 240, 600, CLOSED)
# The most that serving a visit is worth in passes, in points, and how far penalties may grow for it.
MOST_PRIZE, MOST_PENALTY = 45_000, 1e6

Question = dict[str, Any]
Orders = list[list[int]]
Timed = list[list[tuple[int, int]]]


def main() -> None:
    """Print the orders of the rows and the CPU seconds that they took."""
    question = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    model = sys.argv[2]
    if "passes" in model:
        plans = _passes(question, model)
    else:
        plans = [_solved(question, model, question["seconds"])[0]]
    json.dump({"plans": plans, "cpu_seconds": time.process_time()}, sys.stdout)


def _passes(question: Question, model: str) -> list[Orders]:
    """Give the plan of each pass; what is undone after one may be later in the next.

    Here a visit is worth no more than its penalties can outweigh: with its full value plans that break
    windows pass for good ones, and PyVRP says that its penalties are at their bound.
    """
    for visit in question["visits"]:
        visit["value"] = min(visit["value"], MOST_PRIZE)
    plans: list[Orders] = []
    start: Timed | None = None
    for number in range(len(RELAXED) + 1):
        orders, start = _solved(question, model, question["seconds"] / (len(RELAXED) + 1), start)
        plans.append(orders)
        done = {visit for order in plans[-1] for visit in order}
        if number < len(RELAXED):
            for index, visit in enumerate(question["visits"]):
                if index not in done and visit["due"] is not None:
                    visit["latest"] = visit["due"] + RELAXED[number]
    return plans


def _solved(
    question: Question, model: str, seconds: float, start: Timed | None = None
) -> tuple[Orders, Timed]:
    """Give the orders of the rows, and the same with when each visit starts."""
    data, visit_of = _plain(question) if model == "plain" else _field(question, model)
    known: dict[str, Any] = {} if start is None else {"initial_solution": _as_solution(data, visit_of, start)}
    if "passes" in model:
        known["params"] = SolveParams(penalty=PenaltyParams(max_penalty=MOST_PENALTY))
    result = solve(data, _cpu_limit(seconds), seed=1, collect_stats=False, **known)
    timed: Timed = [[] for _ in range(data.num_vehicles)]
    for number, route in enumerate(result.best.routes()):
        row = number if model == "plain" else route.vehicle_type()
        timed[row] = [
            (visit_of[stop.idx], at.start_time)
            for stop, at in zip(route, route.schedule(), strict=True)
            if stop.is_client()
        ]
    return [[visit for visit, _starts in order] for order in timed], timed


def _as_solution(data: ProblemData, visit_of: list[int], start: Timed) -> Solution:
    """Give these orders as PyVRP's own, each visit as the client that may start then, if there is one."""
    clients: dict[int, list[int]] = {}
    for number, visit in enumerate(visit_of):
        clients.setdefault(visit, []).append(number)
    routes = []
    for row, order in enumerate(start):
        chosen = [
            number
            for visit, starts in order
            for number in clients.get(visit, [])
            if data.client(number).tw_early <= starts <= data.client(number).tw_late
        ]
        if chosen:
            routes.append(Route(data, chosen, row))
    return Solution(data, routes)


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
    due = visit.get("latest", visit["due"])
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
