"""What happens while a plan is carried out: visits start and end, take longer, and people are held up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from firstfix.engines.dispatch.planning.model import Job
from firstfix.engines.dispatch.planning.plan import Plan

__all__ = ["Delayed", "Event", "Finished", "Overrun", "SoFar", "Started", "so_far"]


@dataclass(frozen=True, slots=True)
class Started:
    """A visit was started at this minute."""

    visit: str
    at: int


@dataclass(frozen=True, slots=True)
class Finished:
    """A visit was finished at this minute."""

    visit: str
    at: int


@dataclass(frozen=True, slots=True)
class Overrun:
    """At this minute it became known that a visit will be done at ``done``, and not when it was planned."""

    visit: str
    at: int
    done: int


@dataclass(frozen=True, slots=True)
class Delayed:
    """At this minute a technician was held up: the next visit is reached so many minutes later."""

    technician: str
    at: int
    minutes: int


Event = Started | Finished | Overrun | Delayed


@dataclass(slots=True)
class SoFar:
    """What is known at ``now``: starts, ends and estimates by visit, delays by technician."""

    now: int
    started: dict[str, int] = field(default_factory=dict)
    finished: dict[str, int] = field(default_factory=dict)
    estimates: dict[str, int] = field(default_factory=dict)
    delays: dict[str, int] = field(default_factory=dict)


def so_far(job: Job, plan: Plan, events: Iterable[Event], now: int) -> SoFar:
    """Give what is known at a minute; what is pinned to a start before the plan was made has been started."""
    known = SoFar(now)
    for visit in job.visits:
        if visit.pin is not None and visit.pin.start is not None and visit.pin.start < job.now:
            known.started[visit.id] = visit.pin.start
    crews: dict[str, list[str]] = {}
    for day in plan.days:
        for planned in day.visits:
            crews.setdefault(planned.visit, []).append(day.technician)
    # Of two reports of the same minute the later one in the list counts.
    for event in sorted((each for each in events if each.at <= now), key=lambda each: each.at):
        _note(known, event, crews)
    return known


def _note(known: SoFar, event: Event, crews: dict[str, list[str]]) -> None:
    match event:
        case Started(visit, at):
            known.started[visit] = at
            for technician in crews.get(visit, ()):
                known.delays.pop(technician, None)
        case Finished(visit, at):
            known.started.setdefault(visit, at)
            known.finished[visit] = at
        case Overrun(visit, _at, done):
            known.estimates[visit] = done
        case Delayed(technician, _at, minutes):
            known.delays[technician] = minutes
