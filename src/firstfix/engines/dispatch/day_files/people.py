"""The technicians of a file: shifts, skills, absences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from firstfix.engines.dispatch.cut_shifts import cut_by_absence
from firstfix.engines.dispatch.day_files.forms import DayForm, MealForm, ShiftForm, TechnicianForm
from firstfix.engines.dispatch.day_files.places import Ways
from firstfix.engines.dispatch.day_files.times import Times
from firstfix.engines.dispatch.planning import Meal, Shift, Skill, Technician

__all__ = ["read_technicians"]

# Minutes.
A_DAY = 24 * 60


def read_technicians(form: DayForm, times: Times, ways: Ways, problems: list[str]) -> tuple[Technician, ...]:
    """Give the technicians, and add a sentence for each thing that cannot be meant."""
    problems.extend(_doubles([each.id for each in form.technicians]))
    return tuple(_technician(each, times, ways, problems) for each in form.technicians)


def _doubles(names: Sequence[str]) -> Iterator[str]:
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield f"Technician {name}, id: it is given {names.count(name)} times; each needs one of its own."


def _technician(written: TechnicianForm, times: Times, ways: Ways, problems: list[str]) -> Technician:
    shifts = [_shift(written, shift, times, ways) for shift in written.shifts]
    problems.extend(_wrong_shifts(written, shifts, times))
    for number, absence in enumerate(written.absences):
        starts, ends = times.minute(absence.from_at), times.minute(absence.until_at)
        if ends < starts:
            problems.append(f"Technician {written.id}, absences[{number}]: it ends before it starts.")
        shifts = [part for shift in shifts for part in cut_by_absence(shift, starts, ends)]
    return Technician(
        written.id,
        tuple(_as_days(shifts, written.rest_minutes)),
        skills=tuple(_skills(written, times)),
        pace=written.pace,
        refused=frozenset(written.refused_customers),
        van_stock=dict(written.van_stock),
        rest=written.rest_minutes,
        burden=written.unpopular_count,
        capacity=written.capacity,
    )


def _as_days(shifts: Sequence[Shift], rest: int) -> Iterator[Shift]:
    """Give the shifts with those of one day going on without a rest.

    They are of one day where the rest of a day still fits into the 24 hours that began with the first of
    them (Directive 2003/88/EC, article 3); overtime leaves that rest alone.
    """
    day_start: int | None = None
    for shift in shifts:
        over_by = None if day_start is None else day_start + A_DAY - rest
        if over_by is not None and shift.end <= over_by:
            yield replace(shift, resumes=True, overtime=min(shift.overtime, over_by - shift.end))
        else:
            day_start = shift.start
            yield shift


def _shift(written: TechnicianForm, shift: ShiftForm, times: Times, ways: Ways) -> Shift:
    starts, ends = times.minute(shift.starts_at), times.minute(shift.ends_at)
    meal = shift.meal or written.meal
    overtime = written.overtime_minutes if shift.overtime_minutes is None else shift.overtime_minutes
    return Shift(
        starts,
        ends,
        ways.number(shift.start or written.home),
        ways.number(shift.end or written.home),
        overtime=overtime,
        meal=_meal(meal, starts, ends, times) if meal is not None else None,
    )


def _meal(written: MealForm, starts: int, ends: int, times: Times) -> Meal | None:
    """Give the meal of a shift, on the next day where it is at night; None where it is outside."""
    day = times.horizon.day(starts)
    for later in (timedelta(0), timedelta(1)):
        earliest, latest = (
            times.clock(day + later, written.earliest),
            times.clock(day + later, written.latest),
        )
        if latest < earliest:
            latest = times.clock(day + later + timedelta(1), written.latest)
        if latest >= starts and earliest <= ends:
            return Meal(earliest, latest, written.minutes)
    return None


def _wrong_shifts(written: TechnicianForm, shifts: Sequence[Shift], times: Times) -> Iterator[str]:
    for number, shift in enumerate(shifts):
        if shift.end <= shift.start:
            yield (
                f"Technician {written.id}, shifts[{number}], ends_at: it ends at {times.text(shift.end)}, "
                f"not after it starts at {times.text(shift.start)}."
            )
    for number, (before, after) in enumerate(pairwise(shifts)):
        if after.start < before.end:
            yield (
                f"Technician {written.id}, shifts[{number + 1}], starts_at: it starts at "
                f"{times.text(after.start)}, before shifts[{number}] ends at {times.text(before.end)}. "
                "Shifts stand in their order and must not overlap."
            )


def _skills(written: TechnicianForm, times: Times) -> Iterator[Skill]:
    for skill in written.skills:
        if isinstance(skill, str):
            yield Skill(skill)
        else:
            expires = None if skill.expires_at is None else times.minute(skill.expires_at)
            yield Skill(skill.name, skill.level, expires)
