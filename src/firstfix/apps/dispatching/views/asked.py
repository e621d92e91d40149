"""What a dispatcher asks the engine about one visit on the board: where it fits, and why it is there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

from firstfix.apps.dispatching.forms import POINTS_A_MINUTE, TERM_WORDS, ToldWhy, told_why, worth_words
from firstfix.apps.dispatching.queries import (
    BoardSpan,
    PlanScope,
    suggest_slots,
    why_engineer,
    why_unplanned,
)
from firstfix.apps.visits.models import Visit
from firstfix.kernel import clock
from firstfix.kernel.identity import Actor

__all__ = ["WORDS_OF_COSTS", "asked", "why_of"]

WORDS_OF_COSTS = {"term_words": TERM_WORDS, "worth": worth_words, "points_a_minute": POINTS_A_MINUTE}
"""What templates say costs with."""

# One day alone is seldom enough to say where else something fits. Saturdays and Sundays do not count: few
# work then, so that on a Friday evening three days in a row would offer nobody.
_LEAST_WEEKDAYS = 3


def asked(request: HttpRequest, actor: Actor, span: BoardSpan, found: dict[str, Any]) -> dict[str, Any]:
    """Give the answer to ``?show=slots`` or ``?show=why`` about what was chosen, if either is asked."""
    show, visit, order = request.GET.get("show"), found.get("visit"), found.get("order")
    scope = _scope(actor, span, visit)
    if show == "slots" and order is not None:
        hours = {"start": scope.start_at, "end": scope.end_at, "now": scope.now}
        return {"slots": suggest_slots(actor, visit or order, **hours), **WORDS_OF_COSTS}
    if show == "why" and order is not None:
        key = f"visit:{visit.pk}" if visit else f"order:{order.pk}"
        return {"why": why_of(actor, key, scope, span.zone), "why_asked": True, **WORDS_OF_COSTS}
    return {}


def why_of(actor: Actor, key: str, of: Any, zone: str) -> ToldWhy | None:
    """Give why the trip is with its engineer, or else why nobody has it; None where it is in no plan."""
    why = why_engineer(actor, key, of=of, zone=zone) or why_unplanned(actor, key, of=of, zone=zone)
    return told_why(why) if why else None


def _scope(actor: Actor, span: BoardSpan, visit: Visit | None) -> PlanScope:
    start, end = span.start_at, max(span.end_at, _after_weekdays(span.start_at))
    if visit is not None and visit.planned_start_at is not None and visit.planned_end_at is not None:
        start = min(start, visit.planned_start_at - timedelta(hours=12))
        end = max(end, visit.planned_end_at + timedelta(hours=12))
    return PlanScope(actor, start, end, clock.now())


def _after_weekdays(start: datetime) -> datetime:
    """Give the end of the last weekday that a question looks at, from the day ``start`` on."""
    days = (start + timedelta(days=number) for number in range(7))
    weekdays = [day for day in days if day.weekday() < 5]
    return weekdays[_LEAST_WEEKDAYS - 1] + timedelta(days=1)
