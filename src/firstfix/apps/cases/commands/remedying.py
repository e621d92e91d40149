"""Go about a fault: recommend the way to go on, and apply a workaround."""

from __future__ import annotations

from firstfix.apps.cases.commands.approval_use import under_approval
from firstfix.apps.cases.models import (
    Approach,
    ApproachRecommendation,
    ApprovalKind,
    Case,
    Workaround,
    WorkaroundBasis,
)
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Kind, Work, command
from firstfix.kernel.commands.inputs import Words

__all__ = ["WorkaroundInput", "apply_workaround", "recommend_approach"]


@command(on="case", kind=Kind.RECORDING, says=mark("{actor} recommends ({approach}): {because}"))
def recommend_approach(work: Work, case: Case, *, approach: Approach, because: Words) -> None:
    """Recommend a workaround now or deep diagnosis first; nobody is asked whether one may (S1-R04)."""
    recommended = ApproachRecommendation.objects.create(
        id=work.new_id("approach"),
        case=case,
        approach=approach,
        reason=because,
        recommended_by_id=work.actor.person_id,
        recommended_at=work.at,
    )
    work.result["recommendation_id"] = str(recommended.pk)


class WorkaroundInput(Input):
    """What is done, on what basis, and whether the service may become less stable by it."""

    words: Words
    basis: WorkaroundBasis
    affects_stability: bool


@command(on="case", says=mark("{actor} applied a workaround ({basis}): {words}"))
def apply_workaround(work: Work, case: Case, given: WorkaroundInput) -> None:
    """Apply a workaround; what is documented nowhere or affects stability needs approval (S1-R07)."""
    is_risky = given.affects_stability or given.basis == WorkaroundBasis.NON_STANDARD
    approval = under_approval(work, ApprovalKind.RISKY_WORKAROUND, "case", case.pk) if is_risky else None
    applied = Workaround.objects.create(
        id=work.new_id("workaround"),
        case=case,
        wording=given.words,
        basis=given.basis,
        affects_stability=given.affects_stability,
        approval=approval,
        applied_by_id=work.actor.person_id,
        applied_at=work.at,
    )
    work.result["workaround_id"] = str(applied.pk)
