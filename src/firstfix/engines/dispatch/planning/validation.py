"""What is wrong with a job before anybody plans it: sentences that name the element and the field.

Only what cannot be meant is a problem. A visit that nobody can do, for want of a skill, of time or of parts,
is none: the plan answers it by leaving the visit out. A window is about the start, so one that is shorter
than the visit is none either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from firstfix.engines.dispatch.planning.ground import NEVER
from firstfix.engines.dispatch.planning.model import Job, Meal, Pin, Technician, Visit

__all__ = ["MOST_VISITS", "problems_of"]

# Travel grows with the square, and planning holds it three times, each entry in eight bytes: for so many
# places that is 600 MB.
MOST_VISITS = 5_000


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
        if not technician.burden >= 0:
            yield f"Technician {technician.id}, burden: {technician.burden} visits are less than none."
        yield from _counts(f"Technician {technician.id}, van_stock", technician.van_stock)
        yield from _shifts(technician)


def _counts(where: str, parts: Mapping[str, int]) -> Iterator[str]:
    for part, count in parts.items():
        if not count >= 0:
            yield f"{where}: {count} of {part} are less than none."


def _depots(job: Job) -> Iterator[str]:
    for depot in job.depots:
        if not depot.minutes >= 0:
            yield f"Depot {depot.id}, minutes: {depot.minutes} are less than none."
        yield from _counts(f"Depot {depot.id}, stock", depot.stock)


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
    if visit.value is not None and not visit.value >= 0:
        yield f"value: {visit.value} is less than nothing; 0 for what need not be done."
    yield from _counts("parts", visit.parts)
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
        here = f"Visit {visit.id}, pin"
        for name, number in ((visit.pin.technician, visit.pin.shift), *visit.pin.crew):
            count = shift_counts.get(name)
            if count is None:
                yield f"{here}: there is no technician {name}."
            elif not 0 <= number < count:
                yield (f"{here}: technician {name} has no shift {number}; there are {count}, counted from 0.")
        yield from (f"{here}: {problem}" for problem in _about_pin(job, visit, visit.pin))


def _about_pin(job: Job, visit: Visit, pin: Pin) -> Iterator[str]:
    names = {pin.technician, *(name for name, _number in pin.crew)}
    if len(names) != visit.crew or len(pin.crew) != visit.crew - 1:
        yield f"it names {len(names)} of a crew of {visit.crew}; each has to be named once."
    is_to_come = pin.start is not None and pin.start >= job.now
    if is_to_come and visit.windows and not any(a <= (pin.start or 0) <= b for a, b in visit.windows):
        yield f"its start at {pin.start} lies in no window of the visit; change the pin or the windows."


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
    _depots,
    _visits,
    _pins,
    _calendars,
    _precedence,
)
