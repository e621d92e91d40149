"""Is a plan true? Every rule read again from the job, and every point counted again.

Nothing of the search is used here: an error that both would make is an error that nobody finds. A shortcut in
the timing of a meal once made a search look five times better than it was; only a checker of this kind saw
it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from firstfix.engines.dispatch.planning.checker_days import DayReader
from firstfix.engines.dispatch.planning.checker_plan import PlanReader
from firstfix.engines.dispatch.planning.model import Job, Visit
from firstfix.engines.dispatch.planning.plan import Plan, PlannedDay
from firstfix.engines.dispatch.planning.terms import Terms

__all__ = ["Checked", "check_plan"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checker found: sentences that name technician and visit, and the terms as it counts them."""

    faults: tuple[str, ...]
    terms: Terms


def check_plan(job: Job, plan: Plan) -> Checked:
    """Give every fault of the plan, and what it costs by the job's policy."""
    faults = [*_who_is_where(job, plan)]
    known = replace(plan, days=tuple(_known_days(job, plan)))
    reader, together = DayReader(job), PlanReader(job, known)
    terms = together.fairness()
    for day in known.days:
        faults.extend(reader.faults_of(day))
        terms += reader.terms_of(day)
    faults.extend(together.faults())
    done = {each.visit for day in plan.days for each in day.visits}
    left = [visit for visit in job.visits if visit.id not in done]
    terms += Terms(unserved=sum(_value(visit, job) for visit in left))
    if {visit.id for visit in left} != set(plan.unserved):
        faults.append("The plan's list of visits left out is not what it leaves out.")
    return Checked(tuple(faults), terms)


def _who_is_where(job: Job, plan: Plan) -> Iterator[str]:
    crews = {visit.id: visit.crew for visit in job.visits}
    names = Counter(each.visit for day in plan.days for each in day.visits)
    yield from (
        f"{name} is planned {_times(count)}." for name, count in names.items() if count > crews.get(name, 1)
    )
    yield from (f"{name} is no visit of the job." for name in names if name not in crews)
    shifts = Counter((day.technician, day.shift) for day in plan.days)
    counts = _shift_counts(job)
    for (who, number), count in shifts.items():
        if count > 1:
            yield f"{who} has the shift {number} twice."
        if not 0 <= number < counts.get(who, 0):
            yield f"{who} has no shift {number}."


def _times(count: int) -> str:
    return "twice" if count == 2 else f"{count} times"


def _shift_counts(job: Job) -> dict[str, int]:
    return {technician.id: len(technician.shifts) for technician in job.technicians}


def _known_days(job: Job, plan: Plan) -> Iterator[PlannedDay]:
    """Give the days of the plan without what the job does not know."""
    counts, visits = _shift_counts(job), {visit.id for visit in job.visits}
    for day in plan.days:
        if 0 <= day.shift < counts.get(day.technician, 0):
            yield replace(day, visits=tuple(each for each in day.visits if each.visit in visits))


def _value(visit: Visit, job: Job) -> int:
    return (job.policy.unserved.get(visit.priority, 0) if visit.value is None else visit.value) * visit.crew
