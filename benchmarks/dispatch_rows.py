"""The rows of the dispatch benchmark: each is measured in a process of its own and gives plain figures."""

from __future__ import annotations

import hashlib
import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dispatch_budget import planned
from dispatch_emergencies import bump_row, repair_row, slots_row
from dispatch_field import POINTS, checked_plan, field_of, profile
from dispatch_greedy import greedy_orders
from dispatch_peers import asked_peer
from dispatch_region import region
from dispatch_solomon import TENTHS, best_known, instance, plain_question

from firstfix.engines.dispatch.planning.ground import Ground
from firstfix.engines.dispatch.planning.search import Iterations, make_plan, search

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


from tests.engines.dispatch.jobs import cheapest_points, small_job

__all__ = ["MEASURES", "PYVRP_MODELS", "Row"]

Row = dict[str, Any]

SECONDS = 10.0
PYVRP_MODELS = (
    "profile-due", "profile-steps", "load-due", "load-steps", "profile-passes", "load-passes",
)  # fmt: skip
TINY_CASES, TINY_ITERATIONS = 100, 5_000
SAME_ITERATIONS = 500


def region_row(seed: str) -> Row:
    """Give the greedy plan, our first and our best one of a region."""
    ground = Ground(region(int(seed)))
    greedy = profile(ground, *checked_plan(ground, greedy_orders(ground)))
    ours = planned(ground, seconds=SECONDS)
    return {
        "greedy": greedy,
        "ours": profile(ground, *checked_plan(ground, ours.best.orders)),
        "first_cost": ours.first_points // POINTS,
        "early_cost": ours.early_points // POINTS,
        "first_cpu_seconds": ours.first_seconds,
        "iterations": ours.iteration_count,
        "cpu_seconds": ours.cpu_seconds,
        "wall_seconds": ours.wall_seconds,
    }


def stretch_row(seed: str) -> Row:
    """Give the greedy plan and ours after thirty seconds."""
    ground = Ground(region(int(seed)))
    greedy = profile(ground, *checked_plan(ground, greedy_orders(ground)))
    ours = planned(ground, seconds=30)
    return {"greedy": greedy, "ours": profile(ground, *checked_plan(ground, ours.best.orders))}


def vroom_row(seed: str) -> Row:
    """Give VROOM's cheapest plan of its five passes."""
    return _peer_row(int(seed), "routing_vroom.py")


def pyvrp_row(key: str) -> Row:
    """Give PyVRP's plan by one of its models."""
    seed, _, model = key.partition("-")
    return _peer_row(int(seed), "routing_pyvrp.py", model)


def _peer_row(seed: int, script: str, *words: str) -> Row:
    ground = Ground(region(seed))
    answer = asked_peer(script, field_of(ground, seconds=SECONDS), *words)
    plans = [profile(ground, *checked_plan(ground, orders)) for orders in answer["plans"]]
    best = min(plans, key=lambda plan: plan["cost"])
    return best | {name: answer[name] for name in ("cpu_seconds", "wall_seconds")}


def solomon_row(name: str) -> Row:
    """Give how far our plan of an instance is from the best known."""
    ground = Ground(instance(name))
    ours = planned(ground, seconds=SECONDS)
    figures = {"iterations": ours.iteration_count, "wall_seconds": ours.wall_seconds}
    return _gap(ground, name, ours.best.orders) | figures


def solomon_pyvrp_row(name: str) -> Row:
    """Give the same of PyVRP's plan."""
    return _peer_gap(name, "routing_pyvrp.py", "plain")


def solomon_ortools_row(name: str) -> Row:
    """Give the same of OR-Tools' plan."""
    return _peer_gap(name, "routing_ortools.py")


def _peer_gap(name: str, script: str, *words: str) -> Row:
    ground = Ground(instance(name))
    answer = asked_peer(script, plain_question(ground, seconds=SECONDS), *words)
    orders = answer["plans"][0] if answer["plans"] else [()] * len(ground.rows)
    return _gap(ground, name, orders) | {key: answer[key] for key in ("cpu_seconds", "wall_seconds")}


def _gap(ground: Ground, name: str, orders: Any) -> Row:
    plan, terms = checked_plan(ground, orders)
    known = best_known()[name]
    distance = terms.travel / TENTHS
    gap = None if plan.unserved else round(distance / known - 1, 4)
    return {"distance": distance, "best_known": known, "gap": gap, "visits_unserved": len(plan.unserved)}


def large_row(seed: str) -> Row:
    """Give the large region: 100 technicians, 5 days, 1,000 visits, and the memory of the whole process."""
    ground = Ground(region(int(seed), technician_count=100, day_count=5, visit_count=1000))
    greedy = profile(ground, *checked_plan(ground, greedy_orders(ground)))
    ours = planned(ground, seconds=40)
    return {
        "greedy": greedy,
        "ours": profile(ground, *checked_plan(ground, ours.best.orders)),
        "first_cpu_seconds": ours.first_seconds,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "wall_seconds": ours.wall_seconds,
    }


def tiny_row(first: str) -> Row:
    """Give the small jobs, from this one on, of which every plan was tried and a better one was found."""
    missed = []
    for seed in range(int(first), int(first) + TINY_CASES):
        job = small_job(seed, is_published=False)
        if make_plan(job, Iterations(TINY_ITERATIONS)).points != cheapest_points(job):
            missed.append(seed)
    return {"cases": TINY_CASES, "missed": missed}


def events_row(seed: str) -> Row:
    """Give what a thousand random events broke, by the checker, and what their repairs moved."""
    command = [sys.executable, str(Path(__file__).parent / "dispatch_days_gone_wrong.py"), seed]
    row: Row = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return row


def same_row(seed: str) -> Row:
    """Give whether another process with another hash seed finds the same plan in the same iterations."""
    command = [sys.executable, __file__, seed]
    digests = {
        subprocess.run(
            command, env={"PYTHONHASHSEED": each}, check=True, stdout=subprocess.PIPE, text=True
        ).stdout
        for each in ("1", "2")
    }
    return {"plans": len(digests)}


def _digest(seed: int) -> str:
    *_, best = search(Ground(region(seed)), Iterations(SAME_ITERATIONS), seed=seed)
    return hashlib.sha256(repr(best.orders).encode()).hexdigest()


MEASURES: dict[str, Callable[[str], Row]] = {
    "region": region_row,
    "stretch": stretch_row,
    "vroom": vroom_row,
    "pyvrp": pyvrp_row,
    "solomon": solomon_row,
    "solomon_pyvrp": solomon_pyvrp_row,
    "solomon_ortools": solomon_ortools_row,
    "slots": slots_row,
    "bump": bump_row,
    "repair": repair_row,
    "large": large_row,
    "tiny": tiny_row,
    "events": events_row,
    "same": same_row,
}

if __name__ == "__main__":
    sys.stdout.write(_digest(int(sys.argv[1])))
