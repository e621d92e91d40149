"""Shifts that an absence cuts: what is left of them, and where pins and plans for the whole ones are then.

An absence in the middle of a shift leaves two, so whatever counts shifts is counted anew: a pin by the shift
that it names, a plan by the times in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from firstfix.engines.dispatch.planning import Job, Pin, Plan, PlannedDay, PlannedVisit, Shift, Technician

__all__ = ["Cut", "cut_by_absence", "in_shifts_of"]

Place = tuple[str, int]


def cut_by_absence(shift: Shift, starts: int, ends: int) -> tuple[Shift, ...]:
    """Give the parts of a shift that an absence leaves, in their order; an empty one for a whole day."""
    if ends <= starts or ends <= shift.start or starts >= shift.end + shift.overtime:
        return (shift,)
    is_there_before = starts > shift.start
    parts = []
    if is_there_before:
        overtime = max(0, starts - shift.end)
        parts.append(replace(shift, end=min(shift.end, starts), overtime=overtime))
    if ends < shift.end:
        parts.append(replace(shift, start=ends, resumes=is_there_before or shift.resumes))
    return tuple(parts) or (replace(shift, end=shift.start, overtime=0, meal=None),)


@dataclass(frozen=True, slots=True)
class Cut:
    """Somebody who is away from one minute to another: the technician with what is left, and the pins."""

    technician: Technician
    starts: int
    ends: int

    @property
    def left(self) -> Technician:
        """Give the technician with what is left of the shifts."""
        return replace(self.technician, shifts=tuple(part for parts in self._parts() for part in parts))

    def pinned(self, pin: Pin) -> Pin:
        """Give a pin for the shifts that are left; one without a start goes to the first part of its own."""
        leader, *crew = (
            (name, self._number(shift, pin.start) if name == self.technician.id else shift)
            for name, shift in ((pin.technician, pin.shift), *pin.crew)
        )
        return Pin(*leader, pin.start, tuple(crew))

    def _parts(self) -> list[tuple[Shift, ...]]:
        return [cut_by_absence(shift, self.starts, self.ends) for shift in self.technician.shifts]

    def _number(self, shift: int, start: int | None) -> int:
        parts = self._parts()
        before = sum(map(len, parts[:shift]))
        later = (part for own in parts[shift : shift + 1] for part in own[1:])
        return before + sum(start is not None and part.start <= start for part in later)


def in_shifts_of(plan: Plan, job: Job) -> Plan:
    """Give a plan with each visit in that shift of the job in whose time it starts, else in the nearest.

    What is planned for nobody whom the job knows, or for a shift that it has not at a time outside of all,
    stays as it is. The days that change carry no terms of their own; those of the whole plan stay.
    """
    shifts = {each.id: each.shifts for each in job.technicians}
    found = [_moved(day, shifts.get(day.technician, ())) for day in plan.days]
    if all(set(days) <= {day.shift} for day, days in zip(plan.days, found, strict=True)):
        return plan
    joined: dict[Place, PlannedDay] = {}
    for day, days in zip(plan.days, found, strict=True):
        for number, part in days.items():
            place = (day.technician, number)
            joined[place] = _joined(joined[place], part) if place in joined else part
    return replace(plan, days=tuple(joined.values()))


def _moved(day: PlannedDay, shifts: Sequence[Shift]) -> Mapping[int, PlannedDay]:
    """Give what of a planned day lies in which shift."""
    groups: dict[int, list[PlannedVisit]] = {}
    for each in day.visits:
        groups.setdefault(_shift_at(shifts, each.starts, day.shift), []).append(each)
    if set(groups) <= {day.shift}:
        return {day.shift: day}
    return {number: _part(day, shifts, number, visits) for number, visits in groups.items()}


def _part(
    day: PlannedDay, shifts: Sequence[Shift], number: int, visits: Sequence[PlannedVisit]
) -> PlannedDay:
    meal, outing = day.meal, day.pick_up
    if outing is not None:
        is_here = _shift_at(shifts, outing.arrives, day.shift) == number
        after = sum(each.starts < outing.arrives for each in visits)
        outing = replace(outing, after=after) if is_here else None
    if meal is not None and _shift_at(shifts, meal.starts, day.shift) != number:
        meal = None
    back = day.back if visits[-1] == day.visits[-1] else visits[-1].done
    return PlannedDay(day.technician, number, tuple(visits), back, meal, pick_up=outing)


def _joined(day: PlannedDay, other: PlannedDay) -> PlannedDay:
    """Give two parts of one shift as one day, in the order of time."""
    first, second = sorted((day, other), key=lambda part: part.visits[0].starts)
    outing = first.pick_up
    if outing is None and second.pick_up is not None:
        outing = replace(second.pick_up, after=second.pick_up.after + len(first.visits))
    return PlannedDay(
        first.technician,
        first.shift,
        (*first.visits, *second.visits),
        second.back,
        first.meal or second.meal,
        pick_up=outing,
    )


def _shift_at(shifts: Sequence[Shift], start: int, number: int) -> int:
    """Give the shift in whose time a start lies, else the nearest; ``number`` where several are as near."""
    away = {at: _minutes_away(shift, start) for at, shift in enumerate(shifts)}
    nearest = min(away, key=lambda at: (away[at], at != number), default=number)
    return number if number >= len(shifts) and away.get(nearest) else nearest


def _minutes_away(shift: Shift, start: int) -> int:
    return max(0, shift.start - start, start - shift.end - shift.overtime)
