"""Sign a visit off with conditions: what is still to be done stands beside the name (S0-P11)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from firstfix.apps.cases.models import AcceptanceOutcome, ClockEventKind
from firstfix.apps.visits.commands.signing import Signature, keep_signature
from firstfix.apps.visits.commands.visit_steps import AROUND_VISIT, announce_visit, tell_clocks
from firstfix.apps.visits.models import Visit
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, command
from firstfix.kernel.commands.inputs import Words

__all__ = ["ConditionalSignature", "sign_visit_conditionally"]


class ConditionalSignature(Signature):
    """Who answers, and what they ask for besides, each condition by itself."""

    conditions: Annotated[tuple[Words, ...], Field(min_length=1, max_length=50)]
    reason: Words | Literal[""] = ""


@command(
    on="visit",
    touches=AROUND_VISIT,
    says=mark("{actor} recorded that the customer accepted with conditions."),
    is_public=True,
)
def sign_visit_conditionally(work: Work, visit: Visit, given: ConditionalSignature) -> None:
    """Record that the customer accepts with conditions."""
    keep_signature(
        work,
        visit,
        given,
        outcome=AcceptanceOutcome.CONDITIONAL,
        conditions=given.conditions,
        reason=given.reason or "; ".join(given.conditions),
    )
    tell_clocks(work, visit, ClockEventKind.SIGNED)
    announce_visit(work, visit)
