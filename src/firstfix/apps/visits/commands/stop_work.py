"""Stop unsafe work: anybody on site, at any time, without asking anybody (S1-X09)."""

from __future__ import annotations

from firstfix.apps.visits.commands.visit_steps import AROUND_VISIT, acting_person, announce_visit, begin_time
from firstfix.apps.visits.events import WorkStopped
from firstfix.apps.visits.models import StopWork, TimeKind, Visit
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, command
from firstfix.kernel.commands.inputs import Words

__all__ = ["stop_work"]


@command(
    on="visit",
    touches=AROUND_VISIT,
    says=mark("{actor} stopped the work for safety: {hazard}"),
    is_public=True,
)
def stop_work(work: Work, visit: Visit, *, hazard: Words) -> None:
    """Stop unsafe work; say what is unsafe."""
    stop = StopWork.objects.create(
        id=work.new_id("stop_work"),
        visit=visit,
        hazard=hazard,
        stopped_by_id=acting_person(work),
        stopped_at=work.at,
    )
    begin_time(work, visit, TimeKind.WAIT)
    work.emit(WorkStopped(visit.pk, stop.pk))
    announce_visit(work, visit)
