"""The difference between two plans in words that a dispatcher can read to a customer.

Points become what they stand for: minutes of driving and of overtime, customers who wait, calls to make.
Where something has no measure of its own, the minutes of driving that it is worth are told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from firstfix.engines.dispatch.planning.draft import Draft
from firstfix.engines.dispatch.planning.model import Job
from firstfix.engines.dispatch.planning.policy import Policy
from firstfix.engines.dispatch.planning.schedule import tell_day
from firstfix.engines.dispatch.planning.terms import Terms
from firstfix.engines.dispatch.planning.why_slots import Alternative
from firstfix.engines.dispatch.planning.why_told import Spot
from firstfix.engines.dispatch.planning.why_words import At, Lasting, Named, Place, Said, worth_in_minutes
from firstfix.engines.verdict import mark

__all__ = ["choice_sentences", "difference_sentences", "term_sentences"]


class Line(Protocol):
    """One technician's line in the table, as the sentences read it."""

    @property
    def technician(self) -> str: ...
    @property
    def is_planned(self) -> bool: ...
    @property
    def best(self) -> Alternative | None: ...


def choice_sentences(job: Job, stop: int, planned: Spot, lines: Sequence[Line]) -> tuple[Said, ...]:
    """Say why the planned technician has a visit: nobody else can, or the next best costs more."""
    visit, others = job.visits[stop], [line for line in lines if not line.is_planned]
    who: dict[str, Place] = {
        "visit": Named(visit.id),
        "technician": Named(planned.technician),
        "start": At(planned.starts),
    }
    said = [_planned(who, [line.technician for line in lines if line.is_planned])]
    if visit.pin is not None:
        return (*said, Said("fixed", mark("{visit} is fixed to {technician} and stays there."), who))
    able = [(line.technician, line.best) for line in others if line.best is not None]
    if not able and visit.crew > 1:
        return (*said, Said("only_crew", mark("Nobody else can have {visit} in these days."), who))
    if not able:
        sentence = mark("{technician} is the only one of {count} who can have {visit} in these days.")
        return (*said, Said("only_one", sentence, {**who, "count": len(lines)}))
    other, best = able[0]
    return (*said, _next_best(who, other, best, job.policy))


def _planned(who: Mapping[str, Place], planned: Sequence[str]) -> Said:
    """Say who starts the visit when; of a crew, everybody."""
    if len(planned) < 2:
        return Said("planned", mark("{technician} starts {visit} at {start}."), who)
    together = {**who, "technicians": tuple(map(Named, sorted(planned)))}
    return Said("planned", mark("{technicians} start {visit} together at {start}."), together)


def _next_best(who: dict[str, Place], other: str, best: Alternative, policy: Policy) -> Said:
    worth = worth_in_minutes(abs(best.points), policy.travel)
    params = {**who, "other": Named(other), "minutes": Lasting(worth), "other_start": At(best.spot.starts)}
    if best.points > 0:
        sentence = mark(
            "The next best is {other} at {other_start}; all in all that is as much as {minutes} more on "
            "the road."
        )
        return Said("next_best", sentence, params)
    if best.points == 0:
        return Said("as_good", mark("{other} at {other_start} would be just as good."), params)
    sentence = mark(
        "{other} at {other_start} would be better, by as much as {minutes} on the road: planning again "
        "may find it."
    )
    return Said("better", sentence, params)


def difference_sentences(draft: Draft, stop: int, alternative: Alternative) -> tuple[Said, ...]:
    """Say what an alternative changes: its slot, who gives way, and each term of the difference."""
    spot, job = alternative.spot, draft.ground.job
    who: dict[str, Place] = {
        "visit": Named(job.visits[stop].id),
        "technician": Named(spot.technician),
        "start": At(spot.starts),
    }
    said = [Said("slot", mark("{technician} could start {visit} at {start}."), who)]
    said.extend(_gave_way(alternative))
    waits = tuple(_waits(draft, alternative))
    # Who waits has been named: the sum of it says nothing more.
    difference = replace(alternative.difference, lateness=0) if waits else alternative.difference
    return (*said, *waits, *term_sentences(difference, job.policy))


def _gave_way(alternative: Alternative) -> Iterator[Said]:
    gave_way = alternative.gave_way
    if gave_way is None:
        return
    params: dict[str, Place] = {"visit": Named(gave_way.visit)}
    if gave_way.spot is None:
        yield Said("gives_way", mark("{visit} would have to give way and would be left out."), params)
    else:
        spot = gave_way.spot
        yield Said(
            "moves",
            mark("{visit} would have to give way and move to {technician} at {start}."),
            {**params, "technician": Named(spot.technician), "start": At(spot.starts)},
        )


def _waits(draft: Draft, alternative: Alternative) -> Iterator[Said]:
    """Say whose promise would be missed by more or by less."""
    before = _late_minutes(draft, alternative)
    for day in alternative.days:
        for planned in day.visits:
            more = planned.late_minutes - before.get(planned.visit, 0)
            if more:
                sentence = (
                    mark("{visit} would be late by {minutes} more.")
                    if more > 0
                    else mark("{visit} would be late by {minutes} less.")
                )
                params: dict[str, Place] = {"visit": Named(planned.visit), "minutes": Lasting(abs(more))}
                yield Said("waits_longer" if more > 0 else "waits_less", sentence, params)


def _late_minutes(draft: Draft, alternative: Alternative) -> dict[str, int]:
    ground = draft.ground
    stops = [ground.number[planned.visit] for day in alternative.days for planned in day.visits]
    rows = {draft.row_of[stop] for stop in stops if draft.row_of[stop] >= 0}
    told = [each for row in rows for each in tell_day(ground, row, draft.days[row].order).stops]
    return {ground.job.visits[each.visit].id: each.late_minutes for each in told}


def term_sentences(difference: Terms, policy: Policy) -> tuple[Said, ...]:
    """Say each term of a difference that is not nothing, in the order of the terms."""
    return tuple(
        _term(name, points, policy)
        for name in Terms.__slots__
        for points in (getattr(difference, name),)
        if points
    )


def _term(name: str, points: int, policy: Policy) -> Said:
    unit = policy.overtime if name == "overtime" else policy.travel
    minutes = worth_in_minutes(abs(points), unit)
    more, less = _TERMS[name]
    return Said(name, more if points > 0 else less, {"minutes": Lasting(minutes), "points": points})


_TERMS: Mapping[str, tuple[str, str]] = {
    "travel": (mark("{minutes} more on the road."), mark("{minutes} less on the road.")),
    "overtime": (mark("{minutes} more overtime."), mark("{minutes} less overtime.")),
    "lateness": (
        mark("Customers would wait longer than promised; that counts like {minutes} on the road."),
        mark("Customers would wait less beyond the promise; that counts like {minutes} on the road."),
    ),
    "unserved": (
        mark("More would be left undone; that counts like {minutes} on the road."),
        mark("Less would be left undone; that counts like {minutes} on the road."),
    ),
    "preference": (
        mark("Fewer customers would see whom they prefer; that counts like {minutes} on the road."),
        mark("More customers would see whom they prefer; that counts like {minutes} on the road."),
    ),
    "fairness": (
        mark("Unpopular work would be shared less fairly; that counts like {minutes} on the road."),
        mark("Unpopular work would be shared more fairly; that counts like {minutes} on the road."),
    ),
    "disruption": (
        mark("More customers would have to be called; that counts like {minutes} on the road."),
        mark("Fewer customers would have to be called; that counts like {minutes} on the road."),
    ),
    "parts": (
        mark("More trips to pick up parts; that counts like {minutes} on the road."),
        mark("Fewer trips to pick up parts; that counts like {minutes} on the road."),
    ),
}
