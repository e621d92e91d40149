"""Clocks as pages draw them: from the stored columns in lists, from a full reading where one is explained."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.translation import get_language, gettext

from firstfix.apps.cases.models import WaitingParty
from firstfix.apps.directory.models import TARGET_KINDS
from firstfix.engines.service_clock import Calendar, ClockReading, ClockState
from firstfix.engines.verdict import mark

__all__ = [
    "OPEN_STATES",
    "ClockRow",
    "ClockShown",
    "by_what_is_due",
    "drawn_reading",
    "kind_words",
    "party_words",
    "shown_clock",
]


class ClockRow(NamedTuple):
    """The stored columns of a clock; ``minutes`` is what its target allows."""

    kind: str
    state: str
    started_at: datetime | None
    due_at: datetime | None
    used_seconds: int
    minutes: int


class ClockShown(NamedTuple):
    """A stored clock as a list draws it; without a reading, what is left is time until it is due."""

    name: str
    state: str
    left_minutes: float
    used_share: float


# A clock is drawn as at risk when less than a quarter of its time is left: early enough that a
# dispatcher can still send somebody, late enough not to shout all day.
RISK_SHARE = 75.0

_PAUSED = (ClockState.PAUSED.value, ClockState.PAUSED_BREACHED.value)
OPEN_STATES = (ClockState.RUNNING.value, ClockState.RUNNING_BREACHED.value, *_PAUSED)
"""The states of a clock that a list shows: it began and has not ended."""
_ENDED = {ClockState.MET.value: "met", ClockState.BREACHED.value: "missed"}
_KINDS = dict(TARGET_KINDS)
_PARTIES: Mapping[str, str] = {
    "customer": mark("the customer"),
    "vendor": mark("the vendor"),
    "part": mark("a part"),
    "approval": mark("an approval"),
    "engineering": mark("engineering"),
    "monitoring": mark("monitoring"),
}


def kind_words(kind: str) -> str:
    """Give what a target promises, with a capital."""
    return _kind_words(get_language(), kind)


@lru_cache(maxsize=64)
def _kind_words(_language: str | None, kind: str) -> str:
    words = str(_KINDS.get(kind, kind))
    return words[:1].upper() + words[1:]


def party_words(party: str) -> str:
    """Give whom a case waits for, as a sentence says it."""
    return gettext(_PARTIES[party]) if party in WaitingParty.values else party


def shown_clock(row: ClockRow, now: datetime) -> ClockShown:
    """Give a stored clock as a list draws it."""
    return ClockShown(kind_words(row.kind), *_judged(row, now))


def _judged(row: ClockRow, now: datetime) -> tuple[str, float, float]:
    if row.state in _PAUSED or row.due_at is None:
        left = row.minutes - row.used_seconds / 60
        return "paused", left, _share(row.used_seconds / 60, row.minutes)
    left = (row.due_at - now).total_seconds() / 60
    if left < 0:
        return "late", left, 100.0
    whole = (row.due_at - (row.started_at or now)).total_seconds() / 60
    share = _share(whole - left, whole)
    return ("risk" if share > RISK_SHARE else "running"), left, share


def drawn_reading(reading: ClockReading, reason_id: str) -> dict[str, Any]:
    """Give a full reading for ``ui.clock``, with the panel that explains it."""
    used, allowed = reading.used_seconds / 60, float(reading.target.minutes)
    waits = [pause for pause in reading.paused if pause.end_at is None]
    return {
        "name": kind_words(reading.target.kind.value),
        "state": _state(reading, _share(used, allowed)),
        "left_minutes": used if reading.state.value in _ENDED else reading.left_seconds / 60,
        "used_share": _share(used, allowed),
        "clock": "calendar" if _never_closes(reading.target.calendar) else "service",
        "due_at": reading.due_at,
        "paused_by": party_words(waits[0].by) if waits else "",
        "paused_at": waits[0].start_at if waits else None,
        "reason_id": reason_id,
    }


def by_what_is_due(drawn: Mapping[str, Any]) -> tuple[Any, ...]:
    """Give the key that sorts drawn readings: what is due next, what is paused, then what has ended."""
    due_at = drawn["due_at"]
    due = due_at.timestamp() if due_at else 0.0
    return drawn["state"] in _ENDED.values(), due_at is None, due, drawn["name"]


def _never_closes(calendar: Calendar) -> bool:
    return calendar == Calendar.always(calendar.zone)


def _state(reading: ClockReading, share: float) -> str:
    if reading.state.value in _ENDED:
        return _ENDED[reading.state.value]
    if reading.state is ClockState.NOT_STARTED:
        return "unknown"
    if reading.state.value in _PAUSED:
        return "paused"
    if reading.is_breached:
        return "late"
    return "risk" if share > RISK_SHARE else "running"


def _share(used: float, allowed: float) -> float:
    return max(0.0, min(100.0, 100 * used / allowed)) if allowed > 0 else 100.0
