"""The customer's answer at the end of a visit: accepted, with conditions, refused; bound to what they saw."""

from __future__ import annotations

import pytest

from firstfix.apps.cases.models import ClockEvent
from firstfix.apps.visits.commands import (
    add_work_note,
    leave_site,
    refuse_visit_signature,
    resume_work,
    sign_visit,
    sign_visit_conditionally,
    verify_visit,
)
from firstfix.apps.visits.models import SignOff
from firstfix.apps.visits.report.gathering import gather_facts
from firstfix.apps.visits.report.showing import report_page_context
from firstfix.engines.documents import content_hash, load_document
from firstfix.kernel import clock
from tests import site_work, world

pytestmark = pytest.mark.django_db


@pytest.mark.covers("S0-P11")
def test_nobody_signs_before_there_is_evidence_after_the_fix() -> None:
    region = world.region()
    visit = site_work.working(region)
    world.must(verify_visit(region.by("engineer"), visit.pk, result="fixed"))
    lacks = world.refused(sign_visit(region.by("engineer"), visit.pk, **site_work.SIGNER)).missing
    assert [(lack.code, lack.waivable) for lack in lacks] == [("evidence_after_fix", False)]
    assert not SignOff.objects.exists()


@pytest.mark.covers("S1-D13")
def test_a_signature_is_bound_to_the_text_that_was_signed() -> None:
    region = world.region()
    visit = site_work.verifying(region)
    shown = report_page_context(visit, now=clock.now())["signing_sha256"]
    world.must(sign_visit(region.by("engineer"), visit.pk, shown_sha256=shown, **site_work.SIGNER))
    answer = SignOff.objects.get(visit=visit)
    assert content_hash(load_document(answer.text.encode("ascii"))) == answer.text_sha256 == shown
    assert (answer.signer_name, answer.outcome) == ("Nora Nurse", "accepted")
    assert {"signed", "verified"} <= set(ClockEvent.objects.values_list("kind", flat=True))


def test_a_report_that_changed_after_it_was_shown_is_not_signed() -> None:
    region = world.region()
    visit = site_work.verifying(region)
    shown = report_page_context(visit, now=clock.now())["signing_sha256"]
    note = {"visit_id": visit.pk, "visibility": "public", "text": "Tightened one more screw."}
    world.must(add_work_note(region.by("engineer"), visit.work_order.case_id, **note))
    answer = sign_visit(region.by("engineer"), visit.pk, shown_sha256=shown, **site_work.SIGNER)
    assert world.refused(answer, "report_changed").reason == "conflict"


def test_a_signature_still_fits_after_the_visit_was_completed() -> None:
    visit = site_work.complete(world.region())
    document = gather_facts(visit, prepared_at=clock.now())
    assert document.sign_off is not None
    signing = report_page_context(visit, now=clock.now())["signing_sha256"]
    assert document.sign_off.signed_hash == signing


@pytest.mark.covers("S0-P11", "S1-D13")
def test_conditions_and_refusals_are_full_answers_with_their_reasons() -> None:
    region = world.region()
    visit = site_work.verifying(region)
    conditional = {"conditions": ("Replace the second supply in March.",), **site_work.SIGNER}
    empty = sign_visit_conditionally(region.by("engineer"), visit.pk, conditions=(), **site_work.SIGNER)
    world.refused(empty, "invalid_input")
    world.must(sign_visit_conditionally(region.by("engineer"), visit.pk, **conditional))
    kept = SignOff.objects.get(visit=visit)
    assert kept.conditions == ["Replace the second supply in March."]
    world.must(leave_site(region.by("engineer"), visit.pk))


@pytest.mark.covers("S0-P11", "S1-D13")
def test_a_refusal_needs_no_proof_but_a_reason_and_may_turn_into_a_signature() -> None:
    region = world.region()
    visit = site_work.working(region)
    world.must(verify_visit(region.by("engineer"), visit.pk, result="not_fixed"))
    assert (
        "reason"
        in world.refused(refuse_visit_signature(region.by("engineer"), visit.pk, **site_work.SIGNER)).fields
    )
    refusal = {"reason": "The ward still drops calls.", **site_work.SIGNER}
    world.must(refuse_visit_signature(region.by("engineer"), visit.pk, **refusal))
    site_work.measured(region, visit, purpose="post_fix_check", has_passed=True)
    world.must(sign_visit(region.by("engineer"), visit.pk, **site_work.SIGNER))
    assert list(SignOff.objects.order_by("signed_at").values_list("outcome", flat=True)) == [
        "refused",
        "accepted",
    ]


def test_going_back_to_work_voids_a_signature() -> None:
    region = world.region()
    visit = site_work.signed(region)
    world.must(resume_work(region.by("engineer"), visit.pk))
    visit.refresh_from_db()
    assert gather_facts(visit, prepared_at=clock.now()).sign_off is None


@pytest.mark.covers("S1-D13")
def test_the_customer_signs_with_their_own_account_too() -> None:
    region = world.region()
    visit = site_work.verifying(region)
    answer = sign_visit(region.by("customer_contact"), visit.pk, method="link", **site_work.SIGNER)
    world.must(answer)
    assert SignOff.objects.get(visit=visit).method == "link"


def test_an_engineer_who_was_not_there_cannot_record_a_signature() -> None:
    region = world.region()
    visit = site_work.verifying(region)
    stranger = world.actor("engineer", teams=(region.team.pk,))
    world.refused(sign_visit(world.context(stranger), visit.pk, **site_work.SIGNER), "no_right_here")
