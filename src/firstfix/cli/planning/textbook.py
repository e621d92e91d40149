"""Plan an instance of Solomon's form, and give the routes in the form in which solutions are exchanged."""

from __future__ import annotations

import argparse
import json
import sys

from firstfix.cli.planning.checking import checked
from firstfix.cli.planning.day_input import BadInput, read_with
from firstfix.cli.planning.searching import Limits, search_within
from firstfix.engines.dispatch.day_files import TENTHS, read_solomon, solution_text
from firstfix.engines.dispatch.planning import Ground, search

__all__ = ["plan_instance"]


def plan_instance(name: str, text: str, options: argparse.Namespace, limits: Limits) -> int:
    """Print the routes and their distance; 0, also where customers are left out."""
    instance = read_with(name, lambda: read_solomon(text))
    if options.html or options.explain:
        raise BadInput(
            "An instance of Solomon's form has no page and no reasons: leave --html and --explain out."
        )
    ground = Ground(instance.job)
    outcome = search_within(ground, lambda budget: search(ground, budget, seed=options.seed), limits)
    plan = checked(instance.job, outcome.plan)
    if options.json:
        routes = [[each.visit for each in day.visits] for day in plan.days]
        told = {
            "instance": instance.name,
            "distance": plan.terms.travel / TENTHS,
            "routes": routes,
            "unserved": list(plan.unserved),
            "iterations": outcome.iteration_count,
            "is_complete": outcome.is_complete,
            "seed": options.seed,
        }
        sys.stdout.write(json.dumps(told, indent=2, sort_keys=True) + "\n")
        return 0
    sys.stdout.write(solution_text(plan) + "\n")
    if plan.unserved:
        sys.stdout.write(f"Left out: {' '.join(plan.unserved)}\n")
    return 0
