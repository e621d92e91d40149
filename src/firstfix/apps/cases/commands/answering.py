"""What the customer says to the result of a case, outside of a signature on site."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from firstfix.apps.cases.models import AcceptanceOutcome, Case, CustomerAcceptance
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Kind, Work, command
from firstfix.kernel.commands.inputs import Line, Words
from firstfix.kernel.refusal import Refusal

__all__ = ["AcceptanceInput", "record_acceptance"]


class AcceptanceInput(Input):
    """Accepted, accepted with conditions, or refused; by whom, and in which words."""

    outcome: AcceptanceOutcome
    reason: Words | Literal[""] = ""
    given_by_id: UUID | None = None
    given_by_name: Line | Literal[""] = ""


@command(
    on="case", kind=Kind.RECORDING, says=mark("The customer answered: {outcome}. {reason}"), is_public=True
)
def record_acceptance(work: Work, case: Case, given: AcceptanceInput) -> Refusal | None:
    """Record that the customer accepted or refused the result."""
    if given.outcome != AcceptanceOutcome.ACCEPTED and not given.reason:
        return Refusal(
            "reason_needed",
            mark("Field reason: a condition or a refusal needs the customer's own words."),
            fields={"reason": "needed"},
        )
    is_customer = work.actor.has_role("customer_contact", "customer_approver", "external_party")
    CustomerAcceptance.objects.create(
        id=work.new_id("acceptance"),
        case=case,
        outcome=given.outcome,
        reason=given.reason,
        given_by_id=work.actor.person_id if is_customer else given.given_by_id,
        given_by_name=_name(work, case, given, is_customer=is_customer),
        recorded_by_id=None if is_customer else work.actor.person_id,
        given_at=work.at,
    )
    return None


def _name(work: Work, case: Case, given: AcceptanceInput, *, is_customer: bool) -> str:
    if given.given_by_name:
        return given.given_by_name
    if is_customer:
        return work.actor.name
    return "" if given.given_by_id else str(case.contact or case.organization)
