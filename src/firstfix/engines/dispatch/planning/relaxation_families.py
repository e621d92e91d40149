"""Which relaxations are worth trying for a visit that is left out: what is missing, and who is in its way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from firstfix.engines.dispatch.planning.begun import pinned_places
from firstfix.engines.dispatch.planning.draft import Draft
from firstfix.engines.dispatch.planning.model import Shift, Visit
from firstfix.engines.dispatch.planning.relaxation import Relaxation
from firstfix.engines.dispatch.planning.relaxation_people import (
    AddShift,
    BringParts,
    MoreOvertime,
    RenewCertificate,
)
from firstfix.engines.dispatch.planning.relaxation_trial import Family
from firstfix.engines.dispatch.planning.relaxation_visits import (
    DropSkill,
    GiveUp,
    HigherValue,
    LaterDue,
    LowerLevel,
    NewTime,
    ReleasePin,
    WiderWindow,
)
from firstfix.engines.dispatch.planning.skills import has_skills
from firstfix.engines.dispatch.planning.timing import INFEASIBLE
from firstfix.engines.dispatch.planning.why_blocks import windows_are_over
from firstfix.engines.dispatch.planning.why_room import least_short
from firstfix.engines.dispatch.planning.why_slots import Alternative

__all__ = ["Limits", "families"]

# Of each kind that names somebody or some other visit, the most promising ones are tried.
MOST_OF_A_KIND = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """How far relaxations go, and how hard they are tried.

    ``overtime`` is the most that is asked of anybody, in minutes: two hours is the longest overtime of the
    region that the benchmarks plan. ``window`` is a day: what is farther off is another appointment.
    ``effort`` is the number of iterations of each search. ``absent`` are shifts that technicians would have,
    were they there.
    """

    overtime: int = 120
    window: int = 24 * 60
    effort: int = 40
    absent: Mapping[str, Sequence[Shift]] = field(default_factory=dict)


def families(draft: Draft, stop: int, ways: Sequence[Alternative], limits: Limits) -> Iterator[Family]:
    """Give what is worth trying; ``ways`` are those that exist already and cost more than they are worth."""
    visit = draft.ground.job.visits[stop]
    yield from _overtime(draft, stop, limits)
    yield from _windows(visit, draft.ground.job.now, limits)
    yield from _parts(draft, stop)
    yield from _pins(draft, stop)
    yield from _giving_up(draft, stop)
    yield from _worth(draft, visit, ways)
    yield from _certificates(draft, visit)
    yield from _skills(visit)
    yield from _absent(draft, visit, limits)


def _able_rows(draft: Draft, stop: int) -> list[int]:
    """Give the rows that lack nothing but time or room."""
    ground, visit = draft.ground, draft.ground.job.visits[stop]
    rows = []
    for row in ground.rows:
        technician = ground.job.technicians[ground.technician_of[row]]
        pin = visit.pin
        is_here = pin is None or (technician.id, ground.shift_of[row]) in pinned_places(pin)
        at = ground.shifts[row].start
        if is_here and visit.customer not in technician.refused and has_skills(technician, visit, at=at):
            rows.append(row)
    return rows


def _overtime(draft: Draft, stop: int, limits: Limits) -> Iterator[Family]:
    """Try overtime where nothing else is missing, and the least first."""
    ground, found = draft.ground, []
    for row in _able_rows(draft, stop):
        short = least_short(ground, row, draft.days[row].order, stop)
        if {each.code for each in short} <= {"overtime", "shift_end"} and short:
            found.append((sum(each.minutes for each in short), row))
    for minutes, row in sorted(found)[:MOST_OF_A_KIND]:
        technician = ground.job.technicians[ground.technician_of[row]].id
        if minutes <= limits.overtime:
            yield Family(_overtime_of(technician, ground.shift_of[row]), minutes)


def _overtime_of(technician: str, shift: int) -> Callable[[int], MoreOvertime]:
    return lambda minutes: MoreOvertime(technician, shift, minutes)


def _windows(visit: Visit, now: int, limits: Limits) -> Iterator[Family]:
    if windows_are_over(visit, now):
        # How far it is from a time that has passed says nothing to anybody: another one is agreed.
        if limits.window:
            yield Family(_constant(NewTime(visit.id)))
    elif visit.pin is None or visit.pin.start is None:
        for number in range(len(visit.windows)):
            yield Family(_earlier(visit.id, number), limits.window)
            yield Family(_later(visit.id, number), limits.window)


def _earlier(visit: str, number: int) -> Callable[[int], WiderWindow]:
    return lambda minutes: WiderWindow(visit, number, earlier=minutes)


def _later(visit: str, number: int) -> Callable[[int], WiderWindow]:
    return lambda minutes: WiderWindow(visit, number, later=minutes)


def _parts(draft: Draft, stop: int) -> Iterator[Family]:
    """Try to bring what the van lacks, or else all that it takes, to the skilled who live nearest."""
    ground, visit = draft.ground, draft.ground.job.visits[stop]
    if not ground.ties.needs[stop]:
        return
    ways = ground.towards[ground.place[stop]]
    found = {
        ground.job.technicians[ground.technician_of[row]].id: ways[ground.shifts[row].start_place]
        for row in _able_rows(draft, stop)
    }
    for name in sorted(found, key=lambda each: (found[each], each))[:MOST_OF_A_KIND]:
        van = next(each for each in ground.job.technicians if each.id == name).van_stock
        needs = tuple(sorted(visit.parts.items()))
        missing = tuple((part, count - van.get(part, 0)) for part, count in needs if count > van.get(part, 0))
        if missing:
            yield Family(_bring(name, missing, needs), 2)


def _bring(
    technician: str, missing: tuple[tuple[str, int], ...], needs: tuple[tuple[str, int], ...]
) -> Callable[[int], BringParts]:
    return lambda amount: BringParts(technician, missing if amount == 1 else needs)


def _pins(draft: Draft, stop: int) -> Iterator[Family]:
    """Try to release the visit's own pin, and pins of others in whose stead it would fit."""
    visits = draft.ground.job.visits
    if visits[stop].pin is not None:
        yield Family(_constant(ReleasePin(visits[stop].id)))
    pinned = [other for _cost, other in _in_the_way(draft, stop) if visits[other].pin is not None]
    for other in pinned[:MOST_OF_A_KIND]:
        yield Family(_constant(ReleasePin(visits[other].id)))


def _giving_up(draft: Draft, stop: int) -> Iterator[Family]:
    """Try to leave out another visit that is worth no more."""
    ground = draft.ground
    worth, visits = ground.value[stop], ground.job.visits
    free = [
        (ground.value[other], cost, other)
        for cost, other in _in_the_way(draft, stop)
        if visits[other].pin is None and ground.value[other] <= worth
    ]
    for value, _cost, other in sorted(free)[:MOST_OF_A_KIND]:
        yield Family(_constant(GiveUp(visits[other].id, value)))


def _in_the_way(draft: Draft, stop: int) -> list[tuple[int, int]]:
    """Give the visits in whose stead this one would fit, with what the day would cost more."""
    found = []
    for row in _able_rows(draft, stop):
        day = draft.days[row]
        for other in day.order:
            shorter = draft.day(row, tuple(each for each in day.order if each != other))
            points = shorter.insertion(stop)[0]
            if points < INFEASIBLE:
                found.append((shorter.cost + points - day.cost, other))
    return sorted(found)


def _constant(relaxation: Relaxation) -> Callable[[int], Relaxation]:
    return lambda _one: relaxation


def _worth(draft: Draft, visit: Visit, ways: Sequence[Alternative]) -> Iterator[Family]:
    """Try a higher value, in steps of a minute of driving, and a later promise for a late start."""
    if not ways:
        return
    mile = max(1, draft.ground.mile)
    most = max(0, min(way.points for way in ways)) // (mile * visit.crew) + 1
    yield Family(lambda minutes: HigherValue(visit.id, minutes * mile), most)
    due = visit.promise.due if visit.promise is not None else None
    late = [way.spot.starts - due for way in ways if due is not None and way.spot.starts > due]
    if late and draft.ground.rate[draft.ground.number[visit.id]]:
        yield Family(lambda minutes: LaterDue(visit.id, minutes), max(late))


def _certificates(draft: Draft, visit: Visit) -> Iterator[Family]:
    """Try to renew what has run out, for technicians who lack nothing else."""
    alternatives = (needed for group in visit.any_of for needed in group)
    asked = {needed.name for needed in (*visit.all_of, *alternatives)}
    found = []
    for technician in draft.ground.job.technicians:
        for name in sorted({skill.name for skill in technician.skills if skill.expires is not None} & asked):
            relaxation = RenewCertificate(technician.id, name)
            at = max((shift.start for shift in technician.shifts), default=0)
            renewed = relaxation.renewed(technician)
            if not has_skills(technician, visit, at=at) and has_skills(renewed, visit, at=at):
                found.append(relaxation)
    yield from (Family(_constant(relaxation)) for relaxation in found[:MOST_OF_A_KIND])


def _skills(visit: Visit) -> Iterator[Family]:
    """Try a lower level of each skill, each skill dropped, and each group of alternatives dropped."""
    for needed in visit.all_of:
        if needed.level > 1:
            yield Family(_lower(visit.id, needed.name, needed.level), needed.level - 1)
        yield Family(_constant(DropSkill(visit.id, (needed.name,))))
    for group in visit.any_of:
        yield Family(_constant(DropSkill(visit.id, tuple(needed.name for needed in group))))


def _lower(visit: str, skill: str, level: int) -> Callable[[int], LowerLevel]:
    return lambda lowered: LowerLevel(visit, skill, level - lowered, lowered)


def _absent(draft: Draft, visit: Visit, limits: Limits) -> Iterator[Family]:
    technicians = {technician.id: technician for technician in draft.ground.job.technicians}
    for name, shifts in limits.absent.items():
        for shift in shifts:
            if name in technicians and has_skills(technicians[name], visit, at=shift.start):
                yield Family(_constant(AddShift(name, shift)))
