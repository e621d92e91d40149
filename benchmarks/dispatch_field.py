"""A job as competitors read it, and their orders of visits as a plan that our checker judges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from firstfix.engines.dispatch.planning.checker import check_plan
from firstfix.engines.dispatch.planning.ground import NEVER, Ground
from firstfix.engines.dispatch.planning.plan import Plan, told_plan
from firstfix.engines.dispatch.planning.terms import Terms
from firstfix.engines.dispatch.planning.timing import INFEASIBLE, Order, cost_of_row

__all__ = ["POINTS", "checked_plan", "field_of", "profile"]

# A minute of driving, in points: figures are shown in minutes.
POINTS = 10
# Lateness in service minutes at which those who know only hard windows may choose to be later.
STEPS = (0, 30, 90, 240, 600, 1200)


def field_of(ground: Ground, *, seconds: float) -> dict[str, Any]:
    """Give the job in plain numbers: rows, visits, and minutes between places."""
    job = ground.job
    names = sorted({skill.name for each in job.technicians for skill in each.skills})
    number = {name: index for index, name in enumerate(names)}
    rows = []
    for row in ground.rows:
        shift, technician = ground.shifts[row], job.technicians[ground.technician_of[row]]
        assert shift.meal is not None
        rows.append(
            {
                "start": shift.start,
                "end": shift.end,
                "overtime": shift.overtime,
                "home": shift.start_place,
                "meal": [shift.meal.earliest, shift.meal.latest, shift.meal.minutes],
                "skills": sorted(number[skill.name] for skill in technician.skills),
            }
        )
    return {
        "seconds": seconds,
        "travel": ground.travel,
        "rows": rows,
        "visits": [_visit(ground, index, number) for index in range(ground.count)],
    }


def _visit(ground: Ground, index: int, number: dict[str, int]) -> dict[str, Any]:
    visit = ground.job.visits[index]
    due = ground.due[index]
    return {
        "place": visit.place,
        "minutes": visit.minutes,
        "windows": [[opens, closes] for opens, closes in ground.windows[index]],
        "skills": [number[needed.name] for needed in visit.all_of],
        "priority": visit.priority,
        "due": None if due == NEVER else due,
        "value": ground.value[index],
        "steps": _steps(ground, index),
    }


def _steps(ground: Ground, index: int) -> list[list[int]]:
    """Give windows with what starting in them costs: the price in their middle."""
    steps = []
    for opens, closes in ground.windows[index]:
        minute = opens
        for late in STEPS:
            last = min(closes, _minute_late(ground, index, late, closes))
            if last >= minute:
                steps.append([minute, last, ground.price(index, (minute + last) // 2)])
                minute = last + 1
        if minute <= closes:
            steps.append([minute, closes, ground.price(index, (minute + closes) // 2)])
    return steps


def _minute_late(ground: Ground, index: int, late: int, closes: int) -> int:
    """Give the last minute at which the visit is late by no more than so many minutes of its promise."""
    due = ground.due[index]
    if due == NEVER:
        return closes
    low, high = due, closes + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if ground.late_minutes(index, middle) <= late else (low, middle)
    return low


def checked_plan(ground: Ground, orders: Sequence[Sequence[int]]) -> tuple[Plan, Terms]:
    """Give the plan of these orders and its terms by the checker's hand.

    Times, meals and overtime are set as well as our timing can, whoever made the orders; what does not fit
    its day by our rules is left out, cheapest first. Raises ValueError where the checker finds a fault.
    """
    plan = told_plan(ground, [_possible(ground, row, tuple(order)) for row, order in enumerate(orders)])
    checked = check_plan(ground.job, plan)
    if checked.faults:
        raise ValueError(checked.faults[0])
    return plan, checked.terms


def _possible(ground: Ground, row: int, order: Order) -> Order:
    order = tuple(stop for stop in order if row in ground.open_to[stop])
    while order and cost_of_row(ground, row, order) >= INFEASIBLE:
        least = min(order, key=lambda stop: (ground.value[stop], -ground.minutes[row][stop]))
        order = tuple(stop for stop in order if stop != least)
    return order


def profile(ground: Ground, plan: Plan, terms: Terms) -> dict[str, int]:
    """Give what the tables show of a plan: cost and terms in minutes of driving, and what is left undone."""
    priority = {visit.id: visit.priority for visit in ground.job.visits}
    return {
        "cost": terms.total // POINTS,
        "travel": terms.travel // POINTS,
        "overtime": terms.overtime // POINTS,
        "lateness": terms.lateness // POINTS,
        "unserved": terms.unserved // POINTS,
        "sla_visits_unserved": sum(priority[name] < 4 for name in plan.unserved),
        "visits_unserved": len(plan.unserved),
    }
