"""Solves an instance of VRPTW as OR-Tools can: ``python routing_ortools.py question.json`` prints its plan.

The cheapest insertion to begin with, then guided local search, within CPU time of its one thread like ours.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from ortools.constraint_solver import pywrapcp, routing_enums_pb2


def main() -> None:
    """Print the orders of the rows and the CPU seconds that they took."""
    question = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    travel, visits, rows = question["travel"], question["visits"], question["rows"]
    work = [0, *(visit["minutes"] for visit in visits)]
    load = [0, *(visit["load"] for visit in visits)]
    manager = pywrapcp.RoutingIndexManager(len(travel), len(rows), 0)
    model = pywrapcp.RoutingModel(manager)
    node = manager.IndexToNode

    way = model.RegisterTransitCallback(lambda start, end: travel[node(start)][node(end)])
    took = model.RegisterTransitCallback(
        lambda start, end: work[node(start)] + travel[node(start)][node(end)]
    )
    carried = model.RegisterUnaryTransitCallback(lambda index: load[node(index)])
    model.SetArcCostEvaluatorOfAllVehicles(way)
    horizon = rows[0]["end"]
    model.AddDimension(took, horizon, horizon, False, "time")
    model.AddDimension(carried, 0, rows[0]["capacity"], True, "load")
    times = model.GetDimensionOrDie("time")
    for number, visit in enumerate(visits, start=1):
        opens, closes = visit["windows"][0]
        times.CumulVar(manager.NodeToIndex(number)).SetRange(opens, closes)

    parameters = pywrapcp.DefaultRoutingSearchParameters()
    first, better = routing_enums_pb2.FirstSolutionStrategy, routing_enums_pb2.LocalSearchMetaheuristic
    parameters.first_solution_strategy = first.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = better.GUIDED_LOCAL_SEARCH
    # In case nobody asks the limit below for long.
    parameters.time_limit.FromSeconds(int(10 * question["seconds"]))
    began = time.process_time()
    limit = model.solver().CustomLimit(lambda: time.process_time() - began > question["seconds"])
    model.AddSearchMonitor(limit)
    found = model.SolveWithParameters(parameters)
    json.dump({"plans": [_orders(model, manager, found, len(rows))] if found else [],
               "cpu_seconds": time.process_time() - began}, sys.stdout)  # fmt: skip


def _orders(
    model: pywrapcp.RoutingModel,
    manager: pywrapcp.RoutingIndexManager,
    found: pywrapcp.Assignment,
    row_count: int,
) -> list[list[int]]:
    orders = []
    for row in range(row_count):
        order, index = [], model.Start(row)
        while not model.IsEnd(index):
            if manager.IndexToNode(index) > 0:
                order.append(manager.IndexToNode(index) - 1)
            index = found.Value(model.NextVar(index))
        orders.append(order)
    return orders


if __name__ == "__main__":
    main()
