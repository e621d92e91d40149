"""What a repair moved: where each visit was and is, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from firstfix.cli.planning.reasons import moment_text, said_text
from firstfix.engines.dispatch.day_files import MoveForm, ReadDay, plain
from firstfix.engines.dispatch.day_files.answer_forms import PlaceInPlanForm
from firstfix.engines.dispatch.events import Away, Cancelled, Event, NoAccess, Overrun, PartDelayed
from firstfix.engines.dispatch.planning import At, Named, Plan, Said, Spot
from firstfix.engines.verdict import mark

__all__ = ["Move", "move_form", "move_lines", "moves_of", "named_visit"]


@dataclass(frozen=True, slots=True)
class Move:
    """One visit that is not where it was published; None where it was or is not in the plan."""

    visit: str
    before: Spot | None
    after: Spot | None
    why: Said


def moves_of(day: ReadDay, before: Plan, after: Plan, events: Sequence[Event]) -> list[Move]:
    """Give what is with another engineer, at another time, in the plan anew, or not in it any more.

    A shift of no more minutes than the policy lets go unnoticed is no move.
    """
    planned = [each.visit for planned in before.days for each in planned.visits]
    names = dict.fromkeys([*(visit.id for visit in day.job.visits), *planned])
    moves = []
    for name in names:
        old, new = _place_of(before, name), _place_of(after, name)
        if _has_moved(old, new, day.job.policy.unmoved_minutes):
            moves.append(Move(name, old, new, _why(name, old, events)))
    return moves


def move_lines(day: ReadDay, moves: Sequence[Move]) -> Iterator[str]:
    """Give a table: visit, before, after, why."""
    if not moves:
        yield "Nothing that was published moves."
        return
    yield f"{len(moves)} moved"
    for move in moves:
        name, told = plain(named_visit(day, move.visit)), said_text(day, move.why)
        yield f"  {name}: {_place(day, move.before)} -> {_place(day, move.after)}. {told}"


def named_visit(day: ReadDay, visit: str) -> str:
    """Give a visit's id with its name where it has one: of many ``Line card`` one wants to know which."""
    name = day.called(visit)
    return visit if name == visit else f"{visit}, {name}"


def move_form(day: ReadDay, move: Move) -> MoveForm:
    """Give a move as files have it."""
    return MoveForm(
        visit=move.visit,
        before=_form(day, move.before),
        after=_form(day, move.after),
        reason=said_text(day, move.why),
    )


def _place_of(plan: Plan, visit: str) -> Spot | None:
    """Give where a visit is in a plan, None where it is left out; of a crew, who is named first."""
    for day in plan.days:
        for position, each in enumerate(day.visits):
            if each.visit == visit:
                return Spot(day.technician, day.shift, position, each.starts)
    return None


def _has_moved(old: Spot | None, new: Spot | None, unnoticed: int) -> bool:
    if old is None or new is None:
        return old is not new
    return old.technician != new.technician or abs(old.starts - new.starts) > unnoticed


def _form(day: ReadDay, place: Spot | None) -> PlaceInPlanForm | None:
    if place is None:
        return None
    return PlaceInPlanForm(technician=place.technician, starts_at=day.horizon.text(place.starts))


def _place(day: ReadDay, place: Spot | None) -> str:
    if place is None:
        return "not planned"
    return f"{plain(day.called(place.technician))} {moment_text(day, place.starts)}"


def _why(name: str, old: Spot | None, events: Sequence[Event]) -> Said:
    """Say which event is behind a move; the last one where there are several."""
    told = [said for event in events for said in _about(event, name, old)]
    if told:
        return told[-1]
    if old is None:
        return Said("new", mark("It is new."))
    return Said("follows", mark("It follows from the other changes."))


def _about(event: Event, name: str, old: Spot | None) -> Iterator[Said]:
    if isinstance(event, Away):
        is_over = old is not None and event.ends is not None and event.ends <= old.starts
        if old is not None and event.technician == old.technician and not is_over:
            yield Said("away", mark("{technician} is away."), {"technician": Named(event.technician)})
    elif event.visit == name:
        yield from _of_visit(event)


def _of_visit(event: Event) -> Iterator[Said]:
    match event:
        case Cancelled():
            yield Said("cancelled", mark("It was cancelled."))
        case Overrun():
            yield Said("overrun", mark("It takes {minutes} minutes longer."), {"minutes": event.minutes})
        case NoAccess(until=None):
            yield Said("no_access", mark("Nobody lets us in in these days."))
        case NoAccess(until=int() as until):
            yield Said("no_access_before", mark("Nobody lets us in before {until}."), {"until": At(until)})
        case PartDelayed():
            yield Said("part", mark("The part is there at {until}."), {"until": At(event.until)})
