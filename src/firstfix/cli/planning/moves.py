"""What a repair moved: where each visit was and is, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from firstfix.cli.planning.reasons import moment_text
from firstfix.engines.dispatch.day_files import MoveForm, ReadDay, plain
from firstfix.engines.dispatch.day_files.answer_forms import PlaceInPlanForm
from firstfix.engines.dispatch.events import Away, Cancelled, Event, NoAccess, Overrun, PartDelayed
from firstfix.engines.dispatch.planning import Plan

__all__ = ["move_lines", "moves_of"]

_Place = tuple[str, int]


def moves_of(day: ReadDay, before: Plan, after: Plan, events: Sequence[Event]) -> list[MoveForm]:
    """Give what is with another engineer, at another time, in the plan anew, or not in it any more.

    Shifts of no more minutes than the policy lets go unnoticed are none.
    """
    old, new = _places(before), _places(after)
    names = [visit.id for visit in day.job.visits]
    names += [name for name in old if name not in names]
    unnoticed = day.job.policy.unmoved_minutes
    return [
        MoveForm(
            visit=name,
            before=_form(day, old.get(name)),
            after=_form(day, new.get(name)),
            reason=_reason(day, name, old.get(name), events),
        )
        for name in names
        if _has_moved(old.get(name), new.get(name), unnoticed)
    ]


def move_lines(day: ReadDay, moves: Sequence[MoveForm]) -> Iterator[str]:
    """Give a table: visit, before, after, why."""
    if not moves:
        yield "Nothing that was published moves."
        return
    yield f"{len(moves)} moved"
    for move in moves:
        name = plain(day.called(move.visit))
        yield f"  {name}: {_told(day, move.before)} -> {_told(day, move.after)}. {move.reason}"


def _places(plan: Plan) -> Mapping[str, _Place]:
    """Give where each visit is; for a crew, the one who is named first."""
    places: dict[str, _Place] = {}
    for planned in plan.days:
        for each in planned.visits:
            places.setdefault(each.visit, (planned.technician, each.starts))
    return places


def _has_moved(old: _Place | None, new: _Place | None, unnoticed: int) -> bool:
    if old is None or new is None:
        return old is not new
    return old[0] != new[0] or abs(old[1] - new[1]) > unnoticed


def _form(day: ReadDay, place: _Place | None) -> PlaceInPlanForm | None:
    if place is None:
        return None
    return PlaceInPlanForm(technician=place[0], starts_at=day.horizon.text(place[1]))


def _told(day: ReadDay, place: PlaceInPlanForm | None) -> str:
    if place is None:
        return "not planned"
    return f"{plain(day.called(place.technician))} {place.starts_at[5:16].replace('T', ' ')}"


def _reason(day: ReadDay, name: str, old: _Place | None, events: Sequence[Event]) -> str:
    """Say which event is behind a move; the last one where there are several."""
    told = [words for event in events for words in _about(day, event, name, old)]
    if told:
        return told[-1]
    return "It is new." if old is None else "It follows from the other changes."


def _about(day: ReadDay, event: Event, name: str, old: _Place | None) -> Iterator[str]:
    if isinstance(event, Away) and old is not None and event.technician == old[0]:
        is_over = event.ends is not None and event.ends <= old[1]
        if not is_over:
            yield f"{plain(day.called(event.technician))} is away."
    if getattr(event, "visit", None) != name:
        return
    match event:
        case Cancelled():
            yield "It was cancelled."
        case Overrun():
            yield f"It takes {event.minutes} minutes longer."
        case NoAccess():
            until = "in these days" if event.until is None else f"before {moment_text(day, event.until)}"
            yield f"Nobody lets us in {until}."
        case PartDelayed():
            yield f"The part is there at {moment_text(day, event.until)}."
