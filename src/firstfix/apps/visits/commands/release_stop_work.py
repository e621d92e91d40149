"""Release stopped work, once the hazard is gone."""

from __future__ import annotations

from firstfix.apps.visits.commands.visit_steps import AROUND_VISIT, acting_person, announce_visit
from firstfix.apps.visits.models import Visit
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, command
from firstfix.kernel.commands.inputs import Words

__all__ = ["release_stop_work"]


@command(
    on="visit",
    touches=AROUND_VISIT,
    says=mark("{actor} made the site safe again: {clearance}"),
    is_public=True,
)
def release_stop_work(work: Work, visit: Visit, *, clearance: Words) -> None:
    """Say how the site was made safe; the safety notes are read again before work goes on."""
    visit.stops.filter(cleared_at=None).update(
        clearance=clearance, cleared_by_id=acting_person(work), cleared_at=work.at
    )
    announce_visit(work, visit)
