"""What a repair may be about on some days: the visits that may move, and who is away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from firstfix.apps.dispatching.models import Absence
from firstfix.apps.dispatching.queries.visible import visible_absences
from firstfix.apps.visits.models import Visit
from firstfix.apps.visits.queries import visible_visits
from firstfix.kernel.identity import Actor

__all__ = ["RepairSubjects", "repair_subjects"]

_HELD = ("assigned", "accepted", "en_route", "on_site", "working", "paused", "stopped", "verifying")
_READY = ("ready", "scheduled", "dispatched")
# A list to choose from; whoever looks for more narrows the days.
_MOST = 400


@dataclass(frozen=True, slots=True)
class RepairSubjects:
    """The visits of some days by engineer and time, those that nobody has, and the absences."""

    visits: tuple[Visit, ...]
    waiting: tuple[Visit, ...]
    absences: tuple[Absence, ...]


def repair_subjects(actor: Actor, start: datetime, end: datetime) -> RepairSubjects:
    """Give what may be named when a repair of this time is asked for, as far as the actor sees it."""
    in_time = Q(state__in=_HELD, planned_start_at__lt=end, planned_end_at__gt=start)
    nobody = Q(state__in=("proposed", "declined"), work_order__state__in=_READY)
    rows = visible_visits(actor).filter(in_time | nobody)
    rows = rows.select_related("work_order__case", "work_order__site", "engineer")
    ordered = rows.order_by("engineer__name", "planned_start_at", "id")[:_MOST]
    held = tuple(one for one in ordered if one.state in _HELD)
    waiting = tuple(one for one in ordered if one.state not in _HELD)
    absences = visible_absences(actor).overlapping(start, end).select_related("person")
    return RepairSubjects(held, waiting, tuple(absences.order_by("person__name", "start_at", "id")))
