"""Check in on site: arrival is told, never tracked."""

from __future__ import annotations

from firstfix.apps.cases.models import ClockEventKind
from firstfix.apps.visits.commands.visit_steps import (
    AROUND_VISIT,
    acting_person,
    announce_visit,
    begin_time,
    tell_clocks,
)
from firstfix.apps.visits.events import CheckedIn
from firstfix.apps.visits.models import CheckIn, CheckInMethod, Geofence, TimeKind, Visit
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, command

__all__ = ["check_in"]


@command(on="visit", touches=AROUND_VISIT, says=mark("{actor} arrived on site."), is_public=True)
def check_in(
    work: Work,
    visit: Visit,
    *,
    method: CheckInMethod = CheckInMethod.TYPED,
    geofence: Geofence = Geofence.NOT_ASKED,
) -> None:
    """Say that you arrived on site; where you are stays on your device (S0-P02)."""
    person_id = acting_person(work)
    CheckIn.objects.create(
        id=work.new_id("check_in"),
        visit=visit,
        person_id=person_id,
        method=method,
        geofence=geofence,
        checked_in_at=work.at,
        received_at=work.now,
    )
    begin_time(work, visit, TimeKind.WAIT)
    tell_clocks(work, visit, ClockEventKind.ARRIVED)
    work.emit(CheckedIn(visit.pk, visit.work_order.case_id, person_id, work.at))
    announce_visit(work, visit)
