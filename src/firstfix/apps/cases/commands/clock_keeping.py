"""Keep a case's service clocks: begin them, feed them events, and note what they say.

These are bodies, not commands: every command that changes a case's life calls :func:`note_event` in
its own transaction. What the clocks say can be computed again at any time from the snapshots and
the events; the columns of :class:`TargetClock` are there so that a queue can be sorted by them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from firstfix.apps.cases.models import CalendarEdition, Case, ClockEvent, ClockEventKind, TargetClock
from firstfix.apps.directory.models import Contract, OnReopening, ServiceTarget, Site
from firstfix.engines.custody import canonical_bytes, sha256_hex
from firstfix.engines.service_clock import ALWAYS, Calendar, ClockReading, Target, TargetKind, read_clock
from firstfix.kernel.ids import new_id

__all__ = [
    "change_targets",
    "note_event",
    "note_event_beside",
    "reading_of",
    "refresh",
    "start_clocks",
]

# Until a person has triaged the case, its clocks run against the targets of this priority: a late
# triage can then only loosen what was promised to the untriaged case, save for a P1.
PROVISIONAL_PRIORITY = 2

# A case that ended otherwise keeps no promise running.
_ENDS_EVERY_CLOCK = frozenset({ClockEventKind.MERGED.value, ClockEventKind.CANCELLED.value})


def start_clocks(case: Case, at: datetime, now: datetime) -> None:
    """Begin the clocks of a new case with its report at ``at``."""
    events = [_event(case, ClockEventKind.REPORTED, at, now)]
    ClockEvent.objects.bulk_create(events)
    clocks = [_new_clock(case, target, now) for target in _targets(case)]
    _reread(case, clocks, events, now)
    TargetClock.objects.bulk_create(clocks)


def note_event(case: Case, kind: ClockEventKind, *, at: datetime, now: datetime, **details: Any) -> None:
    """Add one event to the case's life and read its clocks again; ``details`` are fields of the event."""
    event = _event(case, kind, at, now, **details)
    event.save(force_insert=True)
    refresh(case, now)


def note_event_beside(
    case_id: UUID, kind: ClockEventKind, *, at: datetime, now: datetime, **details: Any
) -> None:
    """Add one event to a case that the present command touches and does not save, with its next due time."""
    case = Case.objects.get(pk=case_id)
    note_event(case, kind, at=at, now=now, **details)
    Case.objects.filter(pk=case_id).update(next_due_at=case.next_due_at)


def refresh(case: Case, now: datetime) -> None:
    """Read all clocks of the case again as of ``now`` and keep what they say."""
    clocks = list(case.clocks.all())
    _reread(case, clocks, list(case.clock_events.all()), now)
    if clocks:
        TargetClock.objects.bulk_update(
            clocks,
            [
                "target", "service_target", "state", "started_at", "due_at", "stopped_at",
                "breached_at", "used_seconds", "paused_seconds", "read_at",
            ],
        )  # fmt: skip


def change_targets(case: Case, now: datetime) -> None:
    """Let the clocks count against the targets of the case's present priority, over the same events."""
    known = {(clock.agreement, clock.kind): clock for clock in case.clocks.all()}
    made = []
    for target in _targets(case):
        clock = known.get((target.contract.agreement, target.kind))
        if clock is None:
            made.append(_new_clock(case, target, now))
        else:
            clock.service_target, clock.target = target, _snapshot(target)
            clock.save(update_fields=["service_target", "target"])
    TargetClock.objects.bulk_create(made)
    refresh(case, now)


def reading_of(clock: TargetClock, events: Iterable[ClockEvent], now: datetime) -> ClockReading:
    """Give the full reading of one clock, with its reasons, as of ``now``."""
    target = _target(json.dumps({"kind": clock.kind, **clock.target}, sort_keys=True))
    return read_clock(target, [event.as_judged() for event in events], now)


def _event(case: Case, kind: ClockEventKind, at: datetime, now: datetime, **details: Any) -> ClockEvent:
    return ClockEvent(id=new_id(), case=case, kind=kind, effective_at=at, received_at=now, **details)


def _targets(case: Case) -> Sequence[ServiceTarget]:
    priority = case.priority or PROVISIONAL_PRIORITY
    day = case.opened_at.date()
    contracts = Contract.objects.filter(organization=case.organization_id).in_force(day)
    if case.site_id is not None:
        contracts = contracts.covering(Site(pk=case.site_id, organization_id=case.organization_id))
    targets = ServiceTarget.objects.filter(contract__in=contracts, priority=priority)
    strictest: dict[tuple[str, str], ServiceTarget] = {}
    for target in targets.select_related("contract", "calendar").order_by("minutes"):
        strictest.setdefault((target.contract.agreement, target.kind), target)
    return list(strictest.values())


def _new_clock(case: Case, target: ServiceTarget, now: datetime) -> TargetClock:
    return TargetClock(
        id=new_id(),
        case=case,
        service_target=target,
        agreement=target.contract.agreement,
        kind=target.kind,
        target=_snapshot(target),
        read_at=now,
    )


def _snapshot(target: ServiceTarget) -> dict[str, Any]:
    calendar = target.calendar
    return {
        "name": str(target),
        "minutes": target.minutes,
        "calendar": calendar
        and _edition_hash(calendar.pk, calendar.version, json.dumps(calendar.definition)),
        "start_on": target.start_on,
        "stop_on": target.stop_on,
        "pause_reasons": target.pause_reasons,
        "on_reopening": target.on_reopening,
    }


@lru_cache(maxsize=512)
def _edition_hash(_calendar_id: UUID, _version: int, definition: str) -> str:
    content = json.loads(definition)
    digest = sha256_hex(canonical_bytes(content))
    CalendarEdition.objects.get_or_create(hash=digest, defaults={"definition": content})
    return digest


@lru_cache(maxsize=4096)
def _target(snapshot: str) -> Target:
    promise: Mapping[str, Any] = json.loads(snapshot)
    reopened = frozenset({ClockEventKind.REOPENED.value})
    restarts = promise["on_reopening"] == OnReopening.RESTART
    return Target(
        kind=TargetKind(promise["kind"]),
        minutes=promise["minutes"],
        calendar=_calendar(promise["calendar"]),
        name=promise["name"],
        start_on=frozenset(promise["start_on"]),
        stop_on=frozenset(promise["stop_on"]) | _ENDS_EVERY_CLOCK,
        pause_on={ClockEventKind.WAITING_STARTED.value: "waiting"},
        resume_on=frozenset({ClockEventKind.WAITING_ENDED.value}),
        allowed_pause_reasons=frozenset(promise["pause_reasons"]),
        reopen_on=frozenset() if restarts else reopened,
        restart_on=reopened if restarts else frozenset(),
    )


@lru_cache(maxsize=1024)
def _calendar(digest: str | None) -> Calendar:
    if digest is None:
        return ALWAYS
    return Calendar.from_json(CalendarEdition.objects.values_list("definition", flat=True).get(pk=digest))


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
