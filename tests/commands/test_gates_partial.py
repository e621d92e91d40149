"""A partial end through the real commands: approved, accepted, and not forgotten once the order is closed."""

from __future__ import annotations

from uuid import UUID

import pytest

from firstfix.apps.cases.commands import (
    add_note,
    grant_approval,
    prepare_closure,
    record_acceptance,
    reopen_case,
    request_approval,
    resolve_case,
    revoke_approval,
    start_case,
    verify_case,
)
from firstfix.apps.cases.models import ApprovalUse, Case
from firstfix.apps.visits.commands import (
    close_work_order,
    complete_work_order,
    complete_work_order_partially,
    review_work_order,
)
from tests import site_work, world

pytestmark = pytest.mark.django_db

WHY = "One of two ports works; the other waits for a part."


@pytest.mark.covers("S1-R09")
def test_a_case_that_was_remedied_in_part_is_not_resolved_against_the_customers_refusal() -> None:
    region = world.region()
    case_id, _approval_id = partly_done(region)
    answer(region, case_id, "refused")
    assert missing(region, case_id) == {"partial_acceptance"}
    answer(region, case_id, "accepted")
    world.must(resolve_case(region.by("support_specialist"), case_id))


def test_a_case_that_was_remedied_in_part_is_not_resolved_once_the_approval_is_revoked() -> None:
    region = world.region()
    case_id, approval_id = partly_done(region)
    world.must(revoke_approval(region.by("lead_specialist"), approval_id, because="It was too early."))
    assert missing(region, case_id) == {"partial_approval"}


@pytest.mark.covers("S1-R09")
def test_an_approval_that_a_customers_condition_made_necessary_serves_once() -> None:
    region = world.region()
    case_id = wholly_done(region)
    asked = site_work.approve(region, "partial_closure", Case.objects.get(pk=case_id))
    world.must(prepare_closure(region.by("engineer"), case_id, approval_id=asked))
    answer(region, case_id, "conditional")
    world.must(resolve_case(region.by("support_specialist"), case_id))
    assert ApprovalUse.objects.get(approval_id=asked).subject_id == case_id
    world.must(reopen_case(region.by("support_specialist"), case_id, because="Port 2 is still dark."))
    world.must(start_case(region.by("engineer"), case_id))
    world.must(verify_case(region.by("engineer"), case_id))
    again = {"code": "fixed_on_site", "root_cause": "The power supply was dying.", "approval_id": asked}
    world.must(prepare_closure(region.by("engineer"), case_id, **again))
    assert missing(region, case_id) == {"partial_approval"}


def wholly_done(region: world.Region) -> UUID:
    """Give a case at its end, whose order was done and closed; the customer has yet to answer."""
    order = site_work.complete(region).work_order
    world.must(start_case(region.by("engineer"), order.case_id))
    world.must(add_note(region.by("engineer"), order.case_id, words="Replaced the power supply; it is up."))
    world.must(complete_work_order(region.by("engineer"), order.pk))
    world.must(review_work_order(region.by("dispatcher"), order.pk))
    world.must(close_work_order(region.by("dispatcher"), order.pk))
    world.must(verify_case(region.by("engineer"), order.case_id))
    pieces = {"code": "fixed_on_site", "root_cause": "The power supply was dying."}
    world.must(prepare_closure(region.by("engineer"), order.case_id, **pieces))
    return UUID(str(order.case_id))


def partly_done(region: world.Region) -> tuple[UUID, UUID]:
    """Give a case at its end, whose order was done in part and then reviewed and closed, and its approval."""
    order = site_work.complete(region).work_order
    case = Case.objects.get(pk=order.case_id)
    question = {"kind": "partial_closure", "case_id": case.pk, "because": WHY}
    asked = world.must(request_approval(region.by("engineer"), **question)).subject_id
    world.must(grant_approval(region.by("lead_specialist"), asked, because="Agreed."))
    world.must(start_case(region.by("engineer"), case.pk))
    world.must(add_note(region.by("engineer"), case.pk, words="Replaced the power supply, port 1 came up."))
    done = complete_work_order_partially(region.by("engineer"), order.pk, because=WHY, approval_id=asked)
    world.must(done)
    world.must(review_work_order(region.by("dispatcher"), order.pk))
    world.must(close_work_order(region.by("dispatcher"), order.pk))
    world.must(verify_case(region.by("engineer"), case.pk))
    pieces = {"code": "fixed_on_site", "root_cause": "The power supply was dying."}
    world.must(prepare_closure(region.by("engineer"), case.pk, **pieces))
    return case.pk, asked


def answer(region: world.Region, case_id: UUID, outcome: str) -> None:
    told = {"outcome": outcome, "reason": "" if outcome == "accepted" else "Port 2 is still dark."}
    world.must(record_acceptance(region.by("customer_contact"), case_id, **told))


def missing(region: world.Region, case_id: UUID) -> set[str]:
    refusal = world.refused(resolve_case(region.by("support_specialist"), case_id), "gate_missing")
    return {lack.code for lack in refusal.missing}
