"""Record that the customer refused to sign: a full answer, in their words (S0-P11)."""

from __future__ import annotations

from firstfix.apps.cases.models import AcceptanceOutcome
from firstfix.apps.visits.commands.signing import Signature, keep_signature
from firstfix.apps.visits.commands.visit_steps import AROUND_VISIT, announce_visit
from firstfix.apps.visits.models import Visit
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, command
from firstfix.kernel.commands.inputs import Words

__all__ = ["RefusedSignature", "refuse_visit_signature"]


class RefusedSignature(Signature):
    """Who refused, and why, in their words."""

    reason: Words


@command(
    on="visit",
    touches=AROUND_VISIT,
    says=mark("{actor} recorded that the customer refused to sign."),
    is_public=True,
)
def refuse_visit_signature(work: Work, visit: Visit, given: RefusedSignature) -> None:
    """Record that the customer refused to sign, with the reason."""
    keep_signature(work, visit, given, outcome=AcceptanceOutcome.REFUSED, reason=given.reason)
    announce_visit(work, visit)
