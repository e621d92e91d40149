"""Business hours: the open hours of the calendar by which a service was promised, of each case its own."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from firstfix.apps.cases.models import CalendarEdition, TargetClock
from firstfix.apps.directory.models import WorkCalendar
from firstfix.engines.scorecard import Kpi, measures
from firstfix.engines.scorecard.ground import Ground
from firstfix.engines.scorecard.history import History
from firstfix.engines.scorecard.measure import Observed
from firstfix.engines.scorecard.open_hours import OPEN_HOURS_KPIS
from firstfix.engines.service_clock import ALWAYS, Calendar, Timeline, timeline_of
from firstfix.engines.verdict import mark

__all__ = ["EVERY_MINUTE", "SERVICE_HOURS_KPIS", "calendar_name", "hours_between", "work_calendar_name"]

# A promise without a calendar counts every minute (directory.ServiceTarget.calendar).
EVERY_MINUTE: Final = "always"
"""The name of the calendar in which every minute counts."""
# Between a working calendar and its version; no hash has it.
_VERSION: Final = "@"
_HOUR: Final = 3600


def calendar_name(clock: TargetClock | None) -> str:
    """Give the name under which an event tells a promise's calendar; "" where nothing was promised."""
    if clock is None:
        return ""
    target: dict[str, Any] = clock.target
    return str(target["calendar"] or EVERY_MINUTE)


def work_calendar_name(calendar_id: UUID | None, version: int | None) -> str:
    """Give the name under which an event tells the calendar of a person or a team."""
    return EVERY_MINUTE if calendar_id is None else f"{calendar_id}{_VERSION}{version}"


def hours_between(name: str, first: int, last: int) -> float:
    """Give the open hours between two moments (seconds as in ``Event.at``) by the calendar of that name."""
    return _timeline(name).seconds_between(first, last) / _HOUR


def _restore_hours(history: History, ground: Ground) -> Observed:
    if history.resolved_at is None:
        return "no_resolved_at"
    return _hours(ground.text(history, "restore_calendar"), history.opened_at, history.resolved_at)


def _response_hours(history: History, ground: Ground) -> Observed:
    if history.responded_at is None:
        return "no_response"
    return _hours(ground.text(history, "response_calendar"), history.opened_at, history.responded_at)


def _hours(name: str, first: int, last: int) -> Observed:
    return hours_between(name, first, last) if name else "no_promise"


@lru_cache(maxsize=512)
def _timeline(name: str) -> Timeline:
    # The name is the hash of the calendar's content, or tells its version: no memory of it grows stale.
    if name == EVERY_MINUTE:
        return timeline_of(ALWAYS)
    calendar_id, versioned, _ = name.partition(_VERSION)
    if versioned:
        kept = WorkCalendar.objects.values_list("definition", flat=True).get(pk=calendar_id)
        return timeline_of(Calendar.from_json(kept))
    definition = CalendarEdition.objects.values_list("definition", flat=True).get(pk=name)
    return timeline_of(Calendar.from_json(definition))


_RESTORE: Final = replace(
    measures.RESTORE_OPEN_HOURS,
    definition=mark(
        "Open hours, by the calendar of the promise to the customer, from opening to the last resolution."
    ),
    observe=_restore_hours,
    needs=(("resolved",), ("restore_calendar",)),
)
_RESPONSE: Final = replace(
    measures.RESPONSE_OPEN_HOURS,
    definition=mark(
        "Open hours, by the calendar of the promise to the customer, from opening to the first response."
    ),
    observe=_response_hours,
    needs=(("response_calendar",),),
)
_MEASURES: Final = {one.id: one for one in (_RESTORE, _RESPONSE)}

SERVICE_HOURS_KPIS: Final[tuple[Kpi, ...]] = tuple(
    replace(kpi, measure=_MEASURES[kpi.measure.id]) for kpi in OPEN_HOURS_KPIS
)
"""The engine's KPIs in business hours, each beside the hours by the clock (S1-K03: both clocks shown)."""
