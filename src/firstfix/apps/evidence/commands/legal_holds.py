"""Hold a case's content against erasure, and lift the hold again."""

from __future__ import annotations

from firstfix.apps.cases.models import Case
from firstfix.apps.evidence.models import LegalHold
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, command
from firstfix.kernel.commands.inputs import Words
from firstfix.kernel.refusal import Refusal

__all__ = ["lift_legal_hold", "place_legal_hold"]


@command(on="case", says=mark("{actor} placed a legal hold: nothing of the case is erased. {because}"))
def place_legal_hold(work: Work, case: Case, *, because: Words) -> Refusal | None:
    """Keep everything of the case, whatever its retention says, until somebody lifts the hold."""
    if LegalHold.objects.filter(case=case, lifted_at=None).exists():
        return Refusal("held_already", mark("The case is on legal hold already."))
    LegalHold.objects.create(
        id=work.new_id("hold"),
        case=case,
        reason=because,
        placed_by_id=work.actor.person_id,
        placed_at=work.at,
    )
    return None


@command(on="case", says=mark("{actor} lifted the legal hold. {because}"))
def lift_legal_hold(work: Work, case: Case, *, because: Words) -> Refusal | None:
    """Lift the legal hold; what has outlived its retention is erased the next time that is looked for."""
    lifted = LegalHold.objects.filter(case=case, lifted_at=None).update(
        lifted_at=work.at, lifted_by_id=work.actor.person_id
    )
    return None if lifted else Refusal("not_held", mark("The case is not on legal hold."))
