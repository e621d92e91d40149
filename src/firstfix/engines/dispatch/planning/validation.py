"""What is wrong with a job before anybody plans it: sentences that name the element and the field.

Only what cannot be meant is a problem. A visit that nobody can do, for want of a skill or of time, is none:
the plan answers it by leaving the visit out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from firstfix.engines.dispatch.planning.ground import NEVER
from firstfix.engines.dispatch.planning.model import Job, Meal, Technician, Visit

__all__ = ["MOST_VISITS", "problems_of"]

# Travel grows with the square: for so many places it holds 400 million numbers, which is 3 GB of memory.
MOST_VISITS = 20_000


def problems_of(job: Job) -> tuple[str, ...]:
    """Give a sentence for each thing in the job that cannot be meant; none where it can be planned."""
    if len(job.visits) > MOST_VISITS:
        return (
            f"visits: {len(job.visits):,} are too many for one plan; {MOST_VISITS:,} at most can be planned.",
        )
    return tuple(sentence for ask in _QUESTIONS for sentence in ask(job))


def _ids(job: Job) -> Iterator[str]:
    for kind, elements in (("Technician", job.technicians), ("Visit", job.visits), ("Depot", job.depots)):
        counts = Counter(element.id for element in elements)
        for name, count in counts.items():
            if count > 1:
                yield f"{kind} {name}, id: it is given {count} times; each needs one of its own."


def _technicians(job: Job) -> Iterator[str]:
    if not job.technicians:
        yield "technicians: there is nobody to send; name at least one."
    for technician in job.technicians:
        if not technician.pace >= 1:
            yield f"Technician {technician.id}, pace: {technician.pace} must be 1 or more; 100 is normal."
        if technician.capacity is not None and not technician.capacity >= 0:
            yield f"Technician {technician.id}, capacity: {technician.capacity} is less than nothing."
        if not technician.rest >= 0:
            yield f"Technician {technician.id}, rest: {technician.rest} minutes are less than none."
        yield from _shifts(technician)


def _shifts(technician: Technician) -> Iterator[str]:
    for number, shift in enumerate(technician.shifts):
        here = f"Technician {technician.id}, shift {number}"
        if not shift.start <= shift.end:
            yield f"{here}: it ends at {shift.end}, before it starts at {shift.start}."
        if not shift.overtime >= 0:
            yield f"{here}, overtime: {shift.overtime} minutes are less than none."
        if shift.meal is not None:
            yield from (f"{here}, meal: {problem}" for problem in _meal(shift.meal))
    for number, (before, after) in enumerate(pairwise(technician.shifts)):
        if after.start < before.end:
            yield (
                f"Technician {technician.id}, shift {number + 1}: it starts at {after.start}, before shift "
                f"{number} ends at {before.end}; they must not overlap."
            )


def _meal(meal: Meal) -> Iterator[str]:
    if not meal.earliest <= meal.latest:
        yield f"it may start until {meal.latest}, which is before its earliest start at {meal.earliest}."
    if not meal.minutes >= 0:
        yield f"{meal.minutes} minutes are less than none."


def _travel(job: Job) -> Iterator[str]:
    count = len(job.travel)
    for start, line in enumerate(job.travel):
        if len(line) != count:
            yield f"travel, line {start}: it has {len(line)} entries, but there are {count} places."
        # Written so that what is no number (NaN) is found, too.
        wrong = next((end for end, minutes in enumerate(line) if not 0 <= minutes < NEVER), None)
        if wrong is not None:
            yield f"travel, line {start}: {line[wrong]} minutes to place {wrong} cannot be driven."


def _places(job: Job) -> Iterator[str]:
    count = len(job.travel)
    for where, place in _named_places(job):
        if not 0 <= place < count:
            yield f"{where}: there is no place {place}; travel knows {count}, counted from 0."


def _named_places(job: Job) -> Iterator[tuple[str, int]]:
    for technician in job.technicians:
        for number, shift in enumerate(technician.shifts):
            yield f"Technician {technician.id}, shift {number}, start_place", shift.start_place
            yield f"Technician {technician.id}, shift {number}, end_place", shift.end_place
    yield from ((f"Visit {visit.id}, place", visit.place) for visit in job.visits)
    yield from ((f"Depot {depot.id}, place", depot.place) for depot in job.depots)


def _visits(job: Job) -> Iterator[str]:
    for visit in job.visits:
        yield from (f"Visit {visit.id}, {problem}" for problem in _about(visit))
        if visit.value is None and visit.priority not in job.policy.unserved:
            yield (
                f"Visit {visit.id}, priority: the policy {job.policy.version} has no price for leaving out "
                f"priority {visit.priority}; give a value."
            )


def _about(visit: Visit) -> Iterator[str]:
    if not visit.minutes >= 0:
        yield f"minutes: {visit.minutes} are less than none."
    if not visit.load >= 0:
        yield f"load: {visit.load} is less than nothing."
    if not visit.crew >= 1:
        yield f"crew: {visit.crew} technicians can do nothing; it takes one at least."
    for number, (opens, closes) in enumerate(visit.windows):
        if not opens <= closes:
            yield f"windows: window {number} closes at {closes}, before it opens at {opens}."


def _pins(job: Job) -> Iterator[str]:
    shift_counts = {technician.id: len(technician.shifts) for technician in job.technicians}
    for visit in job.visits:
        if visit.pin is None:
            continue
        count = shift_counts.get(visit.pin.technician)
        if count is None:
            yield f"Visit {visit.id}, pin: there is no technician {visit.pin.technician}."
        elif not 0 <= visit.pin.shift < count:
            yield (
                f"Visit {visit.id}, pin: technician {visit.pin.technician} has no shift {visit.pin.shift}; "
                f"there are {count}, counted from 0."
            )


def _calendars(job: Job) -> Iterator[str]:
    asked: dict[str, str] = {}
    for visit in job.visits:
        if visit.promise is not None and visit.promise.calendar is not None:
            asked.setdefault(visit.promise.calendar, visit.id)
    shifts = [shift for technician in job.technicians for shift in technician.shifts]
    end = max((shift.end + shift.overtime for shift in shifts), default=0)
    for name, visit_id in asked.items():
        passed = job.calendars.get(name)
        if passed is None:
            yield f"Visit {visit_id}, promise: there is no calendar {name}."
        elif len(passed) <= end:
            yield f"Calendar {name}: it ends at minute {len(passed) - 1}, but somebody may work until {end}."
        elif any(before > after for before, after in pairwise(passed)):
            yield f"Calendar {name}: the service minutes that have passed become fewer."


def _precedence(job: Job) -> Iterator[str]:
    known = {visit.id for visit in job.visits}
    for visit in job.visits:
        strangers = [name for name in visit.after if name not in known]
        yield from (f"Visit {visit.id}, after: there is no visit {name}." for name in strangers)
    try:
        TopologicalSorter({visit.id: visit.after for visit in job.visits}).prepare()
    except CycleError as error:
        first, *rest = reversed(error.args[1])
        yield f"Visit {first}, after: it waits for itself ({first} after {' after '.join(rest)})."


_QUESTIONS: tuple[Callable[[Job], Iterator[str]], ...] = (
    _ids,
    _technicians,
    _travel,
    _places,
    _visits,
    _pins,
    _calendars,
    _precedence,
)
