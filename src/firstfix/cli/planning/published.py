"""A published plan and the day it was made for, as ``slots`` and ``repair`` start from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from firstfix.cli.planning.day_input import read_with, text_of
from firstfix.engines.dispatch.cut_shifts import in_shifts_of
from firstfix.engines.dispatch.day_files import ReadDay, Unreadable, plan_of, read_plan_or_repair
from firstfix.engines.dispatch.events import with_begun
from firstfix.engines.dispatch.planning import Plan

__all__ = ["begun_day", "published_plan", "with_past_meals"]


def published_plan(name: str, day: ReadDay) -> Plan:
    """Give the plan of a file, also of a repair; it must be one of this day. Raises BadInput.

    A repair may have been made of shifts that an absence had cut, of which the day's file knows nothing.
    """
    text = text_of(name)

    def read() -> Plan:
        plan = in_shifts_of(plan_of(read_plan_or_repair(text), day.horizon), day.job)
        problems = [*_strangers(day, plan)]
        if problems:
            raise Unreadable(problems)
        return plan

    return read_with(name, read)


def begun_day(day: ReadDay, plan: Plan) -> ReadDay:
    """Give the day with everything fixed that had begun by its ``now``."""
    return replace(day, job=with_begun(day.job, plan))


def with_past_meals(plan: Plan, before: Plan, now: int) -> Plan:
    """Give a repaired plan with the meals that were over by ``now``: the next repair has to know of them."""
    had = {
        (day.technician, day.shift): day.meal
        for day in before.days
        if day.meal is not None and day.meal.ends <= now
    }
    days = (replace(day, meal=day.meal or had.get((day.technician, day.shift))) for day in plan.days)
    return replace(plan, days=tuple(days))


def _strangers(day: ReadDay, plan: Plan) -> Iterator[str]:
    """Say what the plan names and the day does not know: it was made for another one."""
    visits = {visit.id for visit in day.job.visits}
    shifts = {each.id: len(each.shifts) for each in day.job.technicians}
    hint = "Is it the plan of this day?"
    for planned in plan.days:
        if planned.technician not in shifts:
            yield f"Technician {planned.technician}: the day has nobody of this id. {hint}"
        elif planned.shift >= shifts[planned.technician]:
            yield f"Technician {planned.technician}: the day has no shift {planned.shift} of theirs. {hint}"
        yield from _unknown([each.visit for each in planned.visits], visits, hint)


def _unknown(names: Sequence[str], visits: set[str], hint: str) -> Iterator[str]:
    yield from (f"Visit {name}: the day has none of this id. {hint}" for name in names if name not in visits)
