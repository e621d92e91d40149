"""Instances of Solomon's form: vehicles with a capacity, customers with a demand and one window.

Solomon, "Algorithms for the Vehicle Routing and Scheduling Problems with Time Window Constraints", Operations
Research 35(2), 1987. Distances are Euclidean and cut off after one decimal, total distance is what counts,
and fewer vehicles than there are may be used: the convention of the DIMACS challenge on vehicle routing.
All numbers are kept in tenths, so that whole numbers suffice.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt

from firstfix.engines.dispatch.planning import Job, Plan, Policy, Shift, Technician, Visit, problems_of

__all__ = ["TENTHS", "Instance", "is_solomon", "read_solomon", "solution_text"]

TENTHS = 10
# The distances between them grow with the square; the largest instances of this form have 1,000.
MOST_CUSTOMERS = 3_000
# Nothing is left out while a vehicle can serve it: a longer drive than through all of any instance.
_LEFT_OUT = 100_000_000
_POLICY = Policy(version="solomon-1", travel=1, overtime=0, late={1: 0}, unserved={1: _LEFT_OUT})
_COLUMN_COUNT = 7


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance: its name, the job in tenths, and the depot and customers on the plane."""

    name: str
    job: Job
    points: tuple[tuple[float, float], ...]


def is_solomon(text: str) -> bool:
    """Tell whether a text has the two headings of this form."""
    headings = {line.strip().upper() for line in text.splitlines()[:40]}
    return {"VEHICLE", "CUSTOMER"} <= headings


def read_solomon(text: str) -> Instance:
    """Give the instance. Raises ValueError with a sentence that names the line."""
    lines = [(number, line.split()) for number, line in enumerate(text.splitlines(), start=1)]
    rows = [
        (number, _numbers(number, words))
        for number, words in lines
        if words and words[0][0] in "-.0123456789"
    ]
    if not rows or len(rows[0][1]) != 2:
        raise ValueError("The line under VEHICLE needs two numbers: how many there are, and their capacity.")
    customers = [_customer(number, row) for number, row in rows[1:]]
    if not customers:
        raise ValueError("There is no line under CUSTOMER: the depot is the first one.")
    if len(customers) > MOST_CUSTOMERS:
        raise ValueError(
            f"There are {len(customers):,} customers; {MOST_CUSTOMERS:,} at most can be planned."
        )
    count, capacity = (round(value) for value in rows[0][1])
    points = tuple((row[1], row[2]) for row in customers)
    name = next((words[0] for _number, words in lines if words), "instance")
    job = _job(customers, points, count, capacity)
    problems = problems_of(job)
    if problems:
        raise ValueError(problems[0])
    return Instance(name, job, points)


def solution_text(plan: Plan) -> str:
    """Give the routes and the distance in the form in which solutions are exchanged."""
    routes = [
        f"Route #{number}: {' '.join(each.visit for each in day.visits)}"
        for number, day in enumerate(plan.days, start=1)
    ]
    return "\n".join([*routes, f"Cost {plan.terms.travel / TENTHS:.1f}"])


def _numbers(number: int, words: list[str]) -> list[float]:
    try:
        values = [float(word) for word in words]
    except ValueError:
        raise ValueError(f"Line {number}: {' '.join(words)!r} holds what is no number.") from None
    if not all(abs(value) < 1e9 for value in values):  # written so that what is no number (NaN) fails
        raise ValueError(f"Line {number}: {' '.join(words)!r} holds a number that cannot be meant.")
    return values


def _customer(number: int, row: list[float]) -> list[float]:
    if len(row) != _COLUMN_COUNT:
        raise ValueError(
            f"Line {number}: a customer needs 7 numbers (number, x, y, demand, ready, due, service); there "
            f"are {len(row)}."
        )
    if row[4] > row[5]:
        raise ValueError(
            f"Line {number}: customer {row[0]:g} is ready at {row[4]:g}, after its due {row[5]:g}."
        )
    return row


def _job(
    customers: list[list[float]], points: tuple[tuple[float, float], ...], count: int, capacity: int
) -> Job:
    _number, _x, _y, _demand, opens, closes, _service = customers[0]
    shift = Shift(_tenths(opens), _tenths(closes), 0, 0)
    technicians = tuple(
        Technician(f"vehicle {number}", (shift,), rest=0, capacity=capacity) for number in range(1, count + 1)
    )
    visits = tuple(
        Visit(
            f"{row[0]:g}",
            place,
            _tenths(row[6]),
            windows=((_tenths(row[4]), _tenths(row[5])),),
            priority=1,
            load=round(row[3]),
        )
        for place, row in enumerate(customers)
        if place
    )
    travel = [[_cut_distance(start, end) for end in points] for start in points]
    return Job(technicians, visits, travel, policy=_POLICY)


def _tenths(value: float) -> int:
    return round(value * TENTHS)


def _cut_distance(start: tuple[float, float], end: tuple[float, float]) -> int:
    """Give the distance in tenths, the rest cut off; exact for whole coordinates."""
    across, along = (round((start[axis] - end[axis]) * TENTHS) for axis in (0, 1))
    return isqrt(across * across + along * along)
