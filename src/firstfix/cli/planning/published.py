"""A published plan and the day it was made for, as ``slots`` and ``repair`` start from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from firstfix.cli.planning.day_input import read_with, text_of
from firstfix.engines.dispatch.day_files import ReadDay, Unreadable, plan_of, read_plan_or_repair
from firstfix.engines.dispatch.events import with_begun
from firstfix.engines.dispatch.planning import Plan

__all__ = ["begun_day", "published_plan"]


def published_plan(name: str, day: ReadDay) -> Plan:
    """Give the plan of a file, also of a repair; it must be one of this day. Raises BadInput."""
    text = text_of(name)

    def read() -> Plan:
        plan = plan_of(read_plan_or_repair(text), day.horizon)
        problems = [*_strangers(day, plan)]
        if problems:
            raise Unreadable(problems)
        return plan

    return read_with(name, read)


def begun_day(day: ReadDay, plan: Plan) -> ReadDay:
    """Give the day with everything fixed that had begun by its ``now``."""
    return replace(day, job=with_begun(day.job, plan))


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
