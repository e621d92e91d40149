"""Read a target's clock: sort the events, let each act on a tally, measure the last stretch up to now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from operator import itemgetter

from firstfix.engines.service_clock.event import ClockEvent
from firstfix.engines.service_clock.moments import moment_of, second_of
from firstfix.engines.service_clock.reading import ClockReading, ClockState, Note, NoteCode
from firstfix.engines.service_clock.tally import Tally
from firstfix.engines.service_clock.target import Role, Target
from firstfix.engines.service_clock.timeline import NeverOpens

__all__ = ["read_clock"]

# Times are shown to the minute, so a smaller delay could not be seen beside them.
_LATE_FROM_SECONDS = 60

_STATES = {
    # (has stopped, is held, is breached)
    (True, False, False): ClockState.MET,
    (True, False, True): ClockState.BREACHED,
    (False, True, False): ClockState.PAUSED,
    (False, True, True): ClockState.PAUSED_BREACHED,
    (False, False, False): ClockState.RUNNING,
    (False, False, True): ClockState.RUNNING_BREACHED,
}

_Stamped = tuple[int, int, bool, str, str, str, str, ClockEvent]
_order = itemgetter(0, 1, 2, 3, 4, 5, 6)


def read_clock(target: Target, events: Iterable[ClockEvent], now: datetime) -> ClockReading:
    """Give what ``target``'s clock says at ``now``, judging ``events`` in any order by their effective time.

    Events of kinds the target does not name are ignored; those effective after ``now`` do not count
    yet. A calendar without enough open time gives a reading whose ``due_at`` is ``None`` with the
    reason ``never_due``. ``ValueError`` when ``now`` has no zone or lies outside 1970-2199.
    """
    now_second = second_of(now, name="now")
    stamped = _in_order(target, events)
    tally = Tally(target, stamped[0][0] if stamped else now_second, now_second)
    for second, *_, event in stamped:
        _take(tally, event, second)
    return _reading(tally)


def _in_order(target: Target, events: Iterable[ClockEvent]) -> list[_Stamped]:
    """Stamp the events that concern the target with the key that orders them, and sort.

    Seconds of UTC and not the datetimes themselves: two datetimes of one zone compare by wall clock,
    which runs backwards in the autumn fold.
    """
    roles = target.roles
    stamped = [
        (
            second_of(event.at),
            event.at.microsecond,
            roles[event.kind] is not Role.START,
            event.id,
            event.kind,
            event.by,
            event.reason,
            event,
        )
        for event in events
        if event.kind in roles
    ]
    stamped.sort(key=_order)
    return stamped


def _take(tally: Tally, event: ClockEvent, second: int) -> None:
    if second > tally.now:
        tally.note(NoteCode.AHEAD, event)
        return
    if event.received_at is not None and second_of(event.received_at) - second >= _LATE_FROM_SECONDS:
        tally.note(NoteCode.LATE, event)
    _ACTIONS[tally.target.roles[event.kind]](tally, event, second)


_ACTIONS = {
    Role.START: Tally.start,
    Role.STOP: Tally.stop,
    Role.PAUSE: Tally.pause,
    Role.RESUME: Tally.resume,
    Role.REOPEN: Tally.reopen,
    Role.RESTART: Tally.restart,
}


def _reading(tally: Tally) -> ClockReading:
    tally.settle(tally.now)
    due, due_if_resumed = _due(tally)
    return ClockReading(
        target=tally.target,
        now_at=moment_of(tally.now),
        state=_state(tally),
        started_at=_moment(tally.started),
        stopped_at=_moment(tally.stopped),
        due_at=_moment(due),
        due_at_if_resumed_now=_moment(due_if_resumed),
        used_seconds=tally.used,
        left_seconds=tally.limit - tally.used,
        paused_seconds=tally.paused,
        breached_at=_moment(tally.breached),
        paused=tally.pauses(allowed=True),
        refused_pauses=tally.pauses(allowed=False),
        rounds_before=tuple(tally.rounds),
        notes=tuple(tally.notes),
    )


def _state(tally: Tally) -> ClockState:
    if tally.started is None:
        return ClockState.NOT_STARTED
    has_stopped = tally.stopped is not None
    return _STATES[has_stopped, tally.is_held and not has_stopped, tally.breached is not None]


def _due(tally: Tally) -> tuple[int | None, int | None]:
    """Give when the clock is due, and when it would be due if it were resumed now."""
    if tally.started is None or tally.breached is not None:
        return tally.breached, None
    try:
        if not tally.is_held:
            return tally.timeline.reach(tally.runs_since, tally.left_at_run), None
        return None, None if tally.stopped is not None else tally.timeline.reach(tally.now, tally.left)
    except NeverOpens:
        tally.notes.append(Note(NoteCode.NEVER_DUE))
        return None, None


def _moment(second: int | None) -> datetime | None:
    return None if second is None else moment_of(second)
