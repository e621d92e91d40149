"""Have all figures computed anew from the ledger."""

from __future__ import annotations

from firstfix.apps.scorecards.commands.keeping import MUTEX, keeping
from firstfix.apps.scorecards.models import ScorecardRebuild
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, command
from firstfix.kernel.commands.inputs import Words
from firstfix.kernel.jobs.running import enqueue
from firstfix.kernel.locks import mutex

__all__ = ["REBUILD_JOB", "rebuild_scorecards"]

REBUILD_JOB = "compute_scorecards"


@command(
    on="scorecard_rebuild",
    creates=True,
    says=mark("{actor} had all figures of the scorecards computed anew: {because}"),
)
def rebuild_scorecards(work: Work, *, because: Words) -> ScorecardRebuild:
    """Compute all figures of the scorecards anew from the ledger; those shown stay until it is done."""
    rebuild = ScorecardRebuild.objects.create(
        id=work.subject_id,
        version=1,
        reason=because,
        asked_by_id=work.actor.person_id,
        asked_at=work.at,
    )
    with mutex(MUTEX):
        kept = keeping()
        kept.rebuild = rebuild
        kept.save(update_fields=["rebuild"])
    enqueue(REBUILD_JOB, {"rebuild_id": str(rebuild.pk)}, unique_key=f"{REBUILD_JOB}:{rebuild.pk}")
    return rebuild
