"""The engine's answers beside the oracle's for one case, and what differs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from firstfix.engines.service_clock import (
    Calendar,
    ClockReading,
    ClockState,
    NeverOpens,
    Pause,
    add_service_minutes,
    next_open,
    read_clock,
    service_seconds_between,
)
from tests.engines.service_clock.oracle import Wait, Walk, open_minutes, wall_clock
from tests.engines.service_clock.random_cases import (
    DAY,
    SPAN_DAYS,
    TAIL_DAYS,
    Case,
    Fortnight,
    engine_calendar,
    engine_target,
    random_calendar,
    random_case,
    random_fortnight,
)


@dataclass(frozen=True)
class Compared:
    """One case after both judges: which state, whether it saw a change of offset, and every difference."""

    state: ClockState
    has_change: bool
    is_late: bool
    differences: tuple[str, ...]


def compare_batch(seed: int, *, calendar_count: int = 5, case_count: int = 10) -> Iterator[Compared]:
    """Give ``calendar_count * case_count`` compared cases of one random fortnight."""
    rng = Random(seed)
    fortnight = random_fortnight(rng)
    wall = wall_clock(fortnight.zone, fortnight.first, (SPAN_DAYS + TAIL_DAYS) * 1440)
    for _ in range(calendar_count):
        plain = random_calendar(rng, fortnight)
        calendar, is_open_at = engine_calendar(plain), open_minutes(plain, wall)
        for _ in range(case_count):
            case = random_case(rng, fortnight)
            yield _compared(case, fortnight, calendar, is_open_at, rng)


def _compared(
    case: Case, fortnight: Fortnight, calendar: Calendar, is_open_at: list[bool], rng: Random
) -> Compared:
    walk = Walk(case.target, fortnight.first, is_open_at)
    walk.run(list(case.events), case.now)
    target, now = engine_target(case.target, calendar), datetime.fromtimestamp(case.now, UTC)
    reading = read_clock(target, case.arrived, now)
    in_order = read_clock(target, sorted(case.arrived, key=lambda event: event.at.timestamp()), now)
    differences = [f"{name}: {told}" for name, told in _differences(reading, walk, case.now)]
    if in_order != reading:
        differences.append("the order of arrival changed the reading")
    differences += _arithmetic_differences(case, fortnight, calendar, is_open_at, rng)
    is_late = any(event.received_at is not None and event.received_at > event.at for event in case.arrived)
    return Compared(reading.state, fortnight.has_change, is_late, tuple(differences))


def _differences(reading: ClockReading, walk: Walk, now: int) -> Iterator[tuple[str, str]]:
    known_to = walk.first + len(walk.is_open_at) * 60
    for name, (told, wanted) in _facts(reading, walk, now).items():
        is_past_known = wanted == "past" and (told is None or told >= known_to)
        if told != wanted and not is_past_known:
            yield name, f"engine {told}, oracle {wanted}"


def _facts(reading: ClockReading, walk: Walk, now: int) -> dict[str, tuple[object, object]]:
    """Give every fact of a reading as (engine's, oracle's), in seconds."""
    due, due_if_resumed = _oracle_due(walk, now)
    allowed = [wait for wait in walk.waits if wait.reason in walk.target.allowed]
    refused = [wait for wait in walk.waits if wait.reason not in walk.target.allowed]
    has_started = walk.started is not None
    return {
        "state": (reading.state.value, _oracle_state(walk)),
        "started_at": (_second(reading.started_at), walk.started),
        "stopped_at": (_second(reading.stopped_at), walk.stopped),
        "due_at": (_second(reading.due_at), due),
        "due_at_if_resumed_now": (_second(reading.due_at_if_resumed_now), due_if_resumed),
        "used": (reading.used_seconds, walk.used),
        "left": (reading.left_seconds, walk.target.limit - walk.used),
        "paused_seconds": (reading.paused_seconds, walk.paused),
        "breached_at": (_second(reading.breached_at), walk.breached),
        "paused": (_told(reading.paused), _walked(allowed) if has_started else []),
        "refused": (_told(reading.refused_pauses), _walked(refused) if has_started else []),
        "rounds": (
            [
                (_second(r.started_at), _second(r.ended_at), r.used_seconds, _second(r.breached_at))
                for r in reading.rounds_before
            ],
            walk.rounds,
        ),
    }


def _oracle_state(walk: Walk) -> str:
    if walk.started is None:
        return "not_started"
    if walk.stopped is not None:
        return "met" if walk.breached is None else "breached"
    state = "paused" if walk.is_held() else "running"
    return state if walk.breached is None else f"{state}_breached"


def _oracle_due(walk: Walk, now: int) -> tuple[object, object]:
    if walk.started is None or walk.breached is not None:
        return walk.breached, None
    if walk.stopped is not None:
        return None if walk.was_held_at_stop else _or_past(walk.due_from(walk.stopped)), None
    due = _or_past(walk.due_from(now))
    return (None, due) if walk.is_held() else (due, None)


def _arithmetic_differences(
    case: Case, fortnight: Fortnight, calendar: Calendar, is_open_at: list[bool], rng: Random
) -> list[str]:
    """Compare adding, measuring and the next opening between two random moments of the case."""
    start = fortnight.first + rng.randrange(SPAN_DAYS * DAY)
    end = start + rng.randrange(TAIL_DAYS * DAY)
    walk = Walk(case.target, fortnight.first, is_open_at)
    told = {
        "between": service_seconds_between(calendar, _moment(start), _moment(end)),
        "add": _second_or_past(
            lambda: add_service_minutes(calendar, _moment(start), case.target.limit // 60)
        ),
        "next": _second_or_past(lambda: next_open(calendar, _moment(start))),
    }
    wanted = {
        "between": _walked_between(start, end, fortnight, is_open_at),
        "add": _or_past(walk.due_from(start)),
        "next": _walked_opening(start, fortnight, is_open_at),
    }
    known_to = fortnight.first + len(is_open_at) * 60
    told = {
        name: "past" if name != "between" and _is_past(answer, known_to) else answer
        for name, answer in told.items()
    }
    return [
        f"{name}: engine {told[name]}, oracle {wanted[name]}" for name in told if told[name] != wanted[name]
    ]


def _walked_between(start: int, end: int, fortnight: Fortnight, is_open_at: list[bool]) -> int:
    """Count the open minutes that lie wholly between, and the open seconds at both ends."""
    is_open = {
        second: is_open_at[(second - fortnight.first) // 60] for second in (start, max(end - 1, start))
    }
    whole_from, whole_to = -(-start // 60) * 60, end // 60 * 60
    if whole_from > whole_to:
        return (end - start) * is_open[start]
    served = sum(is_open_at[(whole_from - fortnight.first) // 60 : (whole_to - fortnight.first) // 60]) * 60
    return served + (whole_from - start) * is_open[start] + (end - whole_to) * is_open[max(end - 1, start)]


def _walked_opening(start: int, fortnight: Fortnight, is_open_at: list[bool]) -> object:
    place = (start - fortnight.first) // 60
    if is_open_at[place]:
        return start
    return next((fortnight.first + i * 60 for i in range(place, len(is_open_at)) if is_open_at[i]), "past")


def _is_past(answer: object, known_to: int) -> bool:
    return answer == "past" or (isinstance(answer, int) and answer >= known_to)


def _second_or_past(ask) -> object:
    try:
        return _second(ask())
    except NeverOpens:
        return "past"


def _told(pauses: tuple[Pause, ...]) -> list[tuple[object, ...]]:
    return sorted(
        (_second(p.start_at), p.by, p.reason, str(_second(p.end_at)), p.seconds, p.service_seconds)
        for p in pauses
    )


def _walked(waits: list[Wait]) -> list[tuple[object, ...]]:
    return sorted((w.since, w.by, w.reason, str(w.until), w.seconds, w.service_seconds) for w in waits)


def _or_past(second: int | None) -> object:
    return "past" if second is None else second


def _second(at: datetime | None) -> int | None:
    return None if at is None else round(at.timestamp())


def _moment(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)
