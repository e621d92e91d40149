"""Sign a visit off: the customer accepts the work, once it is proved (S1-D13, S0-P11)."""

from __future__ import annotations

from firstfix.apps.cases.models import AcceptanceOutcome, ClockEventKind
from firstfix.apps.visits.commands.signing import Signature, keep_signature
from firstfix.apps.visits.commands.visit_steps import AROUND_VISIT, announce_visit, tell_clocks
from firstfix.apps.visits.models import Visit
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, command

__all__ = ["sign_visit"]


@command(
    on="visit",
    touches=AROUND_VISIT,
    says=mark("{actor} recorded that the customer accepted."),
    is_public=True,
)
def sign_visit(work: Work, visit: Visit, given: Signature) -> None:
    """Record that the customer accepts the work; without evidence after the fix nobody can sign."""
    keep_signature(work, visit, given, outcome=AcceptanceOutcome.ACCEPTED)
    # The gate has just seen evidence after the fix: that is what "verified" means.
    tell_clocks(work, visit, ClockEventKind.VERIFIED)
    tell_clocks(work, visit, ClockEventKind.SIGNED)
    announce_visit(work, visit)
