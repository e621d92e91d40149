"""Keep a case's service clocks: begin them, feed them events, and note what they say.

These are bodies, not commands: every command that changes a case's life calls :func:`note_event` in
its own transaction. What the clocks say can be computed again at any time from the snapshots and
the events; the columns of :class:`TargetClock` are there so that a queue can be sorted by them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import UUIDField

from firstfix.apps.cases.commands.promising import Promise, promises_for, target_of
from firstfix.apps.cases.models import Case, ClockEvent, ClockEventKind, TargetClock
from firstfix.engines.service_clock import ClockReading, read_clock
from firstfix.kernel.ids import new_id
from firstfix.kernel.statements import Question, Slot, insert, update

__all__ = [
    "change_targets",
    "note_event",
    "note_event_beside",
    "reading_of",
    "refresh",
    "start_clocks",
]

# What a clock last said; the promise itself changes with the priority only.
_SAID = (
    "state", "started_at", "due_at", "stopped_at", "breached_at", "used_seconds", "paused_seconds", "read_at",
)  # fmt: skip

_CASE = Question(lambda: Case.objects.filter(pk=Slot("case", UUIDField())))
_CLOCKS = Question(lambda: TargetClock.objects.filter(case=Slot("case", UUIDField())))
_EVENTS = Question(lambda: ClockEvent.objects.filter(case=Slot("case", UUIDField())))


def start_clocks(case: Case, at: datetime, now: datetime) -> None:
    """Begin the clocks of a new case with its report at ``at``."""
    events = [_event(case, ClockEventKind.REPORTED, at, now)]
    clocks = [_new_clock(case, promise, now) for promise in promises_for(case)]
    _reread(case, clocks, events, now)
    insert(events)
    insert(clocks)


def note_event(case: Case, kind: ClockEventKind, *, at: datetime, now: datetime, **details: Any) -> None:
    """Add one event to the case's life and read its clocks again; ``details`` are fields of the event."""
    insert([_event(case, kind, at, now, **details)])
    refresh(case, now)


def note_event_beside(
    case_id: UUID, kind: ClockEventKind, *, at: datetime, now: datetime, **details: Any
) -> None:
    """Add one event to a case that the present command touches and does not save, with its next due time."""
    case = _CASE.first(case=case_id)
    note_event(case, kind, at=at, now=now, **details)
    update(case, ["next_due_at"])


def refresh(case: Case, now: datetime) -> None:
    """Read all clocks of the case again as of ``now`` and keep what they say."""
    clocks = _CLOCKS.rows(case=case.pk)
    _reread(case, clocks, _EVENTS.rows(case=case.pk), now)
    for clock in clocks:
        update(clock, _SAID)


def change_targets(case: Case, now: datetime) -> None:
    """Let the clocks count against the targets of the case's present priority, over the same events.

    What they then say is read with the event that the caller notes next.
    """
    known = {(clock.agreement, clock.kind): clock for clock in _CLOCKS.rows(case=case.pk)}
    made = []
    for promise in promises_for(case):
        clock = known.get((promise.agreement, promise.kind))
        if clock is None:
            made.append(_new_clock(case, promise, now))
        else:
            clock.service_target_id, clock.target = promise.target_id, promise.snapshot
            update(clock, ["service_target", "target"])
    insert(made)


def reading_of(clock: TargetClock, events: Iterable[ClockEvent], now: datetime) -> ClockReading:
    """Give the full reading of one clock, with its reasons, as of ``now``."""
    return read_clock(target_of(clock.kind, clock.target), [event.as_judged() for event in events], now)


def _event(case: Case, kind: ClockEventKind, at: datetime, now: datetime, **details: Any) -> ClockEvent:
    return ClockEvent(id=new_id(), case=case, kind=kind, effective_at=at, received_at=now, **details)


def _new_clock(case: Case, promise: Promise, now: datetime) -> TargetClock:
    return TargetClock(
        id=new_id(),
        case=case,
        service_target_id=promise.target_id,
        agreement=promise.agreement,
        kind=promise.kind,
        target=promise.snapshot,
        read_at=now,
    )


def _reread(case: Case, clocks: Sequence[TargetClock], events: Sequence[ClockEvent], now: datetime) -> None:
    for clock in clocks:
        _keep(clock, reading_of(clock, events, now))
    due = [clock.due_at for clock in clocks if clock.due_at and clock.state == "running"]
    case.next_due_at = min(due, default=None)


def _keep(clock: TargetClock, reading: ClockReading) -> None:
    clock.state = reading.state.value
    clock.started_at, clock.due_at = reading.started_at, reading.due_at
    clock.stopped_at, clock.breached_at = reading.stopped_at, reading.breached_at
    clock.used_seconds, clock.paused_seconds = reading.used_seconds, reading.paused_seconds
    clock.read_at = reading.now_at
