"""Room for what is agreed: days that pinned visits make longer, and days that are held too tightly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from firstfix.engines.dispatch.planning import Ground, Job, Plan, PlannedDay, Shift, Visit
from firstfix.engines.dispatch.planning.schedule import tell_day
from firstfix.engines.dispatch.planning.timing import INFEASIBLE, Order, cost_of_row

__all__ = ["unkept_days", "with_room_for_pins"]


def with_room_for_pins(job: Job, standing: Plan) -> tuple[Job, frozenset[tuple[str, int]]]:
    """Give the job in which every pinned visit can be reached, and the days that were taken out for it.

    Who agreed to be far away at eight leaves before seven: such a day begins earlier, ends later, and goes
    without its meal where nothing else helps. Where two visits lie closer than their way, the day is left
    alone: what stands there is kept, and nothing is added.
    """
    for change in (_wider, _hungry):
        if tight := _tight(job, standing):
            job = _with_shifts(job, tight, change)
    tight = _tight(job, standing)
    visits = [one for one in job.visits if not tight.keys() & set(_pinned_to(one))]
    return replace(_with_shifts(job, tight, _empty), visits=tuple(visits)), frozenset(tight)


def unkept_days(job: Job, standing: Plan) -> frozenset[tuple[str, int]]:
    """Give technician and shift of the days whose announced times do not hold by the ways of ``job``.

    Somebody agreed to them knowing better, or they were held before the ways were known.
    """
    ground = Ground(job)
    return frozenset(
        (day.technician, day.shift)
        for day, row, order in _rows(ground, standing)
        if not _is_as_told(ground, row, order)
    )


def _is_as_told(ground: Ground, row: int, order: Order) -> bool:
    if cost_of_row(ground, row, order) >= INFEASIBLE:
        return False
    told = (ground.told[stop.visit] for stop in tell_day(ground, row, order).stops)
    starts = (stop.starts for stop in tell_day(ground, row, order).stops)
    return all(start == minute for start, minute in zip(starts, told, strict=True) if minute >= 0)


_Tight = Mapping[tuple[str, int], Sequence[Visit]]
"""The pinned visits of days in which they do not fit."""


def _tight(job: Job, standing: Plan) -> _Tight:
    ground = Ground(job)
    found = {}
    for day, row, order in _rows(ground, standing):
        pinned = tuple(stop for stop in order if job.visits[stop].pin is not None)
        if cost_of_row(ground, row, pinned) >= INFEASIBLE:
            found[day.technician, day.shift] = [job.visits[stop] for stop in pinned]
    return found


def _with_shifts(job: Job, tight: _Tight, change: Callable[[Job, Shift, Sequence[Visit]], Shift]) -> Job:
    technicians = []
    for one in job.technicians:
        shifts = list(one.shifts)
        for number, shift in enumerate(shifts):
            if (one.id, number) in tight:
                shifts[number] = change(job, shift, tight[one.id, number])
        technicians.append(replace(one, shifts=tuple(shifts)))
    return replace(job, technicians=tuple(technicians))


def _wider(job: Job, shift: Shift, pinned: Sequence[Visit]) -> Shift:
    """Give the shift from when one has to leave for the first visit to when one is home from the last."""
    first, last = pinned[0], pinned[-1]
    leaves = _begins(first) - job.travel[shift.start_place][first.place]
    home = _begins(last) + last.minutes + job.travel[last.place][shift.end_place]
    start = min(shift.start, leaves)
    return replace(shift, start=max(start, 0), overtime=max(shift.overtime, home - shift.end))


def _hungry(_job: Job, shift: Shift, _pinned: Sequence[Visit]) -> Shift:
    return replace(shift, meal=None)


def _empty(_job: Job, shift: Shift, _pinned: Sequence[Visit]) -> Shift:
    return replace(shift, end=shift.start, overtime=0, meal=None)


def _begins(visit: Visit) -> int:
    assert visit.pin is not None
    return visit.pin.start or 0


def _pinned_to(visit: Visit) -> tuple[tuple[str, int], ...]:
    return () if visit.pin is None else ((visit.pin.technician, visit.pin.shift), *visit.pin.crew)


def _rows(ground: Ground, standing: Plan) -> Iterator[tuple[PlannedDay, int, Order]]:
    number = {technician.id: index for index, technician in enumerate(ground.job.technicians)}
    pairs = list(zip(ground.technician_of, ground.shift_of, strict=True))
    for day in standing.days:
        order = tuple(ground.number[each.visit] for each in day.visits)
        yield day, pairs.index((number[day.technician], day.shift)), order
