"""Why somebody cannot have a visit: the rules in the way, each with names and numbers.

Who lacks a skill is told that and nothing else. Who could have the visit but has no room for it is told, for
each shift, at the position where the least is missing, which rule is broken there and by how many minutes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from firstfix.engines.dispatch.planning.begun import pinned_places
from firstfix.engines.dispatch.planning.day import Day
from firstfix.engines.dispatch.planning.ground import Ground
from firstfix.engines.dispatch.planning.model import Job, Needed, Technician, Visit
from firstfix.engines.dispatch.planning.why_room import Short, least_short
from firstfix.engines.dispatch.planning.why_words import At, Lasting, Named, Place, Said
from firstfix.engines.verdict import mark

__all__ = ["Block", "blocks_of", "tied_down", "windows_are_over"]


@dataclass(frozen=True, slots=True)
class Block:
    """One rule in the way of one technician: ``shift`` is None where it stands in the way of all of them.

    ``minutes`` is how far off it is, where that is a matter of minutes.
    """

    technician: str
    said: Said
    shift: int | None = None
    minutes: int | None = None

    @property
    def code(self) -> str:
        """Give the name of the rule."""
        return self.said.code


def blocks_of(ground: Ground, days: Sequence[Day], stop: int, index: int) -> tuple[Block, ...]:
    """Give the rules that keep the technician with this index from having a visit; it is in no row."""
    job = ground.job
    technician, visit = job.technicians[index], job.visits[stop]
    always = (*_always(technician, visit, job), *_waits(ground, days, stop))
    if always:
        return tuple(Block(technician.id, said) for said in always)
    mine = (day for day in days if ground.technician_of[day.row] == index)
    return tuple(block for day in mine for block in _in_shift(day, stop))


def tied_down(ground: Ground, stop: int, index: int) -> Block:
    """Give the rule for who has all it takes: nobody to go with, or other days that would have to change."""
    technician, visit = ground.job.technicians[index].id, ground.job.visits[stop]
    who: dict[str, Place] = {"visit": Named(visit.id), "technician": Named(technician)}
    if visit.crew > 1:
        sentence = mark("Nobody is free to start {visit} together with {technician}.")
        return Block(technician, Said("no_crew", sentence, who))
    sentence = mark("For {technician} to have {visit}, visits that hang together would have to move.")
    return Block(technician, Said("tied_down", sentence, who))


def windows_are_over(visit: Visit, now: int) -> bool:
    """Tell whether every time at which a visit may start has passed."""
    has_fixed_start = visit.pin is not None and visit.pin.start is not None
    return (
        bool(visit.windows) and not has_fixed_start and all(closes < now for _opens, closes in visit.windows)
    )


def _waits(ground: Ground, days: Sequence[Day], stop: int) -> Iterator[Said]:
    """Say which visits would have to be done before and are not in the plan."""
    for other in ground.ties.waits[stop]:
        if not any(other in day.order for day in days):
            visits = ground.job.visits
            params: dict[str, Place] = {"visit": Named(visits[stop].id), "other": Named(visits[other].id)}
            sentence = mark("{visit} comes after {other}, which is not in the plan.")
            yield Said("waits", sentence, params)


def _always(technician: Technician, visit: Visit, job: Job) -> Iterator[Said]:
    """Say what is in the way in every shift."""
    who: dict[str, Place] = {"technician": Named(technician.id), "visit": Named(visit.id)}
    if not technician.shifts:
        yield Said("no_shift", mark("{technician} has no shift in these days."), who)
        return
    if windows_are_over(visit, job.now):
        yield Said("window_over", mark("The time agreed for {visit} is over."), who)
    first = min(shift.start for shift in technician.shifts)
    if visit.crew == 1:
        yield from _skills(technician, visit, first)
        yield from _parts(technician, visit, job)
    if visit.customer in technician.refused:
        sentence = mark("It is agreed that {technician} does not go to {customer}.")
        yield Said("customer_refused", sentence, {**who, "customer": Named(visit.customer)})
    if visit.pin is not None and technician.id not in {name for name, _shift in pinned_places(visit.pin)}:
        sentence = mark("{visit} is fixed to {holder}.")
        yield Said("pinned", sentence, {**who, "holder": Named(visit.pin.technician)})


def _skills(technician: Technician, visit: Visit, at: int) -> Iterator[Said]:
    for needed in visit.all_of:
        said = _lack(technician, visit, needed, at)
        if said is not None:
            yield said
    for group in visit.any_of:
        if all(_lack(technician, visit, needed, at) is not None for needed in group):
            yield Said(
                "none_of_skills",
                mark("{visit} needs one of these skills: {skills}. {technician} has none of them."),
                {
                    "technician": Named(technician.id),
                    "visit": Named(visit.id),
                    "skills": tuple(_skill_words(needed) for needed in group),
                },
            )


def _lack(technician: Technician, visit: Visit, needed: Needed, at: int) -> Said | None:
    """Say what is missing of one needed skill; None where the technician holds it at this minute."""
    held = [skill for skill in technician.skills if skill.name == needed.name]
    who: dict[str, Place] = {
        "technician": Named(technician.id),
        "visit": Named(visit.id),
        "skill": needed.name,
        "level": needed.level,
    }
    if not held:
        return Said("missing_skill", mark("{visit} needs {skill}, which {technician} does not have."), who)
    high = [skill for skill in held if skill.level >= needed.level]
    if not high:
        sentence = mark("{visit} needs {skill} at level {level}; {technician} has level {held}.")
        return Said("level_too_low", sentence, {**who, "held": max(skill.level for skill in held)})
    if any(skill.expires is None or skill.expires > at for skill in high):
        return None
    last = max(skill.expires for skill in high if skill.expires is not None)
    return Said(
        "expired",
        mark("{visit} needs {skill}; the certificate of {technician} has run out by then ({expires})."),
        {**who, "expires": At(last)},
    )


def _parts(technician: Technician, visit: Visit, job: Job) -> Iterator[Said]:
    """Say which parts neither the van nor any one depot has."""
    van = technician.van_stock
    missing = {
        part: count - van.get(part, 0) for part, count in visit.parts.items() if count > van.get(part, 0)
    }
    if not missing or any(_has_all(depot.stock, missing) for depot in job.depots):
        return
    yield Said(
        "no_parts",
        mark("{visit} needs parts that the van of {technician} and no depot has: {parts}."),
        {
            "technician": Named(technician.id),
            "visit": Named(visit.id),
            "parts": tuple(f"{count} x {part}" for part, count in sorted(missing.items())),
        },
    )


def _has_all(stock: Mapping[str, int], missing: Mapping[str, int]) -> bool:
    return all(stock.get(part, 0) >= count for part, count in missing.items())


def _skill_words(needed: Needed) -> str:
    return f"{needed.name} {needed.level}" if needed.level > 1 else needed.name


def _in_shift(day: Day, stop: int) -> Iterator[Block]:
    """Say what is in the way in one shift."""
    ground, row = day.ground, day.row
    technician, visit = ground.job.technicians[ground.technician_of[row]], ground.job.visits[stop]
    number, shift = ground.shift_of[row], ground.shifts[row]
    who: dict[str, Place] = {
        "technician": Named(technician.id),
        "visit": Named(visit.id),
        "shift": At(shift.start),
    }
    if visit.pin is not None and (technician.id, number) not in pinned_places(visit.pin):
        sentence = mark("{visit} is fixed to another shift of {technician}.")
        yield Block(technician.id, Said("pinned", sentence, who), number)
        return
    skills = tuple(_skills(technician, visit, shift.start)) if visit.crew == 1 else ()
    yield from (Block(technician.id, said, number) for said in skills)
    if not skills:
        yield from _no_room(day, stop, who)


def _no_room(day: Day, stop: int, who: dict[str, Place]) -> Iterator[Block]:
    ground, row = day.ground, day.row
    technician = ground.job.technicians[ground.technician_of[row]].id
    full = _full_van(day, stop, who)
    if full is not None:
        yield Block(technician, full, ground.shift_of[row])
        return
    for short in least_short(ground, row, day.order, stop):
        yield Block(technician, _short_words(ground, short, who), ground.shift_of[row], short.minutes)


def _full_van(day: Day, stop: int, who: dict[str, Place]) -> Said | None:
    ground, limit = day.ground, day.ground.capacity[day.row]
    left = None if limit is None else limit - sum(ground.load[each] for each in day.order)
    if left is None or ground.load[stop] <= left:
        return None
    return Said(
        "van_full",
        mark("The van of {technician} has room for {left} more in the shift from {shift}; it needs {load}."),
        {**who, "left": left, "load": ground.load[stop]},
    )


def _short_words(ground: Ground, short: Short, who: dict[str, Place]) -> Said:
    """Say what breaks at the position where the least is missing."""
    params = {**who, "minutes": Lasting(short.minutes), "until": At(short.until)}
    if short.stop >= 0:
        return _window_words(ground, short, params)
    return Said(short.code, _ENDS[short.code], params)


def _window_words(ground: Ground, short: Short, params: dict[str, Place]) -> Said:
    other = Named(ground.job.visits[short.stop].id)
    if short.is_after_meal:
        return Said("window_after_meal", _ENDS["window_after_meal"], {**params, "other": other})
    if other == params["visit"]:
        return Said("window", _ENDS["window"], params)
    return Said("other_window", _ENDS["other_window"], {**params, "other": other})


_ENDS = {
    "window": mark(
        "{technician} could be there {minutes} after the time agreed for {visit} ends ({until}), in the "
        "shift from {shift}."
    ),
    "other_window": mark(
        "In the shift from {shift}, {technician} would come {minutes} too late to {other}, which has to "
        "start by {until}."
    ),
    "window_after_meal": mark(
        "In the shift from {shift}, the meal makes {technician} {minutes} too late for {other}, which has to "
        "start by {until}."
    ),
    "overtime": mark(
        "In the shift from {shift}, {technician} would be back {minutes} after the latest time that "
        "overtime allows ({until})."
    ),
    "shift_end": mark(
        "In the shift from {shift}, {technician} would be back {minutes} after its end ({until}); no "
        "overtime is allowed."
    ),
    "rest": mark(
        "After the shift from {shift}, {technician} would have {minutes} too little rest before the next "
        "one; it has to end by {until}."
    ),
    "meal": mark(
        "In the shift from {shift}, the meal of {technician} would begin {minutes} after {until}, the "
        "latest time for it."
    ),
}
