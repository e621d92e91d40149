"""Judgements rest on a person and on evidence; approvals on somebody else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from firstfix.apps.cases.commands import (
    confirm_hypothesis,
    correct_hypothesis,
    grant_approval,
    propose_hypothesis,
    refute_hypothesis,
    request_approval,
    support_hypothesis,
)
from firstfix.apps.cases.facts import named_person, other_person
from firstfix.apps.cases.models import ApprovalRequest, Hypothesis
from firstfix.apps.evidence.commands import add_evidence, review_evidence
from firstfix.apps.evidence.facts import as_facts
from firstfix.engines.readiness import EvidenceFact, Medium, Purpose
from firstfix.kernel import clock
from firstfix.kernel.facts import Question
from firstfix.kernel.identity import SYSTEM, ActorKind
from tests import world

pytestmark = pytest.mark.django_db

JUDGEMENTS = {
    support_hypothesis: ("for",),
    confirm_hypothesis: ("for",),
    refute_hypothesis: ("against",),
    correct_hypothesis: ("for", "against"),
}


@pytest.fixture
def region() -> world.Region:
    return world.region()


def hypothesis(region: world.Region, case_id: UUID) -> UUID:
    said = {"statement": "The uplink port is dead", "layer": "physical"}
    return world.must(propose_hypothesis(region.by("engineer"), case_id=case_id, **said)).subject_id


@pytest.mark.covers("S1-F07")
@pytest.mark.parametrize("judge", JUDGEMENTS)
@pytest.mark.parametrize("role", ["for", "against", "attachment"])
def test_a_hypothesis_is_judged_only_on_evidence_that_speaks_that_way(
    region: world.Region, judge: Any, role: str
) -> None:
    case = world.case(region)
    about = hypothesis(region, case.pk)
    bare = world.refused(judge(region.by("engineer"), about, because="I have seen this before."))
    assert [missing.code for missing in bare.missing] == ["evidence_linked"]
    assert bare.remedy == "link_evidence"
    world.evidence(region, case, subject_type="hypothesis", subject_id=about, role=role)
    answer = judge(region.by("engineer"), about, because="The light level is 20 dB too low.")
    if role in JUDGEMENTS[judge]:
        world.must(answer)
    else:
        world.refused(answer)


def test_evidence_of_another_hypothesis_does_not_count(region: world.Region) -> None:
    case = world.case(region)
    one, other = hypothesis(region, case.pk), hypothesis(region, case.pk)
    world.evidence(region, case, subject_type="hypothesis", subject_id=other, role="for")
    world.refused(support_hypothesis(region.by("engineer"), one, because="It is near."))


def test_what_a_machine_suggested_does_not_count_before_a_person_looked(region: world.Region) -> None:
    case = world.case(region)
    about = hypothesis(region, case.pk)
    model = replace(region.engineer, kind=ActorKind.ASSISTANT)
    said = {"title": "Light level", "kind": "value", "value": {"value": -40}, "case_id": case.pk}
    link = {"subject_type": "hypothesis", "subject_id": about, "role": "for"}
    suggested = world.must(add_evidence(world.context(model), **said, **link)).subject_id
    world.refused(support_hypothesis(world.context(model), about, because="It is likely."), "human_only")
    world.refused(support_hypothesis(region.by("engineer"), about, because="It is likely."))
    world.must(review_evidence(region.by("engineer"), suggested, because="I measured the same."))
    world.must(support_hypothesis(region.by("engineer"), about, because="I measured the same."))


@pytest.mark.parametrize(
    ("kind", "is_person"),
    [(ActorKind.PERSON, True), (ActorKind.TOKEN, False), (ActorKind.ASSISTANT, False)],
)
def test_only_a_person_is_a_named_person(region: world.Region, kind: ActorKind, is_person: bool) -> None:
    about = Hypothesis.objects.get(pk=hypothesis(region, world.case(region).pk))
    who = replace(region.engineer, kind=kind)
    verdict = named_person(Question(about, "support_hypothesis", who, clock.now()))
    assert verdict.passes is is_person


def approval(region: world.Region) -> UUID:
    asked = {"kind": "partial_closure", "case_id": world.case(region).pk, "because": "Half of it is fixed."}
    return world.must(request_approval(region.by("lead_specialist"), **asked)).subject_id


def test_nobody_approves_what_they_asked_for(region: world.Region) -> None:
    asked = approval(region)
    own = world.refused(grant_approval(region.by("lead_specialist"), asked, because="I agree with me."))
    assert [missing.code for missing in own.missing] == ["other_person"]
    world.must(grant_approval(region.by("manager"), asked, because="The customer agreed."))


def test_who_has_no_person_cannot_tell_whether_it_is_another(region: world.Region) -> None:
    request = ApprovalRequest.objects.get(pk=approval(region))
    assert other_person(Question(request, "grant_approval", SYSTEM, clock.now())) is None


def test_gates_see_evidence_as_it_was_recorded(region: world.Region) -> None:
    evidence = world.evidence(region, purpose="post_fix_check", check_name="Uplink", has_passed=True)
    assert as_facts([evidence]) == (
        EvidenceFact(Purpose.POST_FIX_CHECK, Medium.VALUE, evidence.collected_at, "Uplink", True, True),
    )


def test_the_hypothesis_keeps_who_judged_it_and_why(region: world.Region) -> None:
    case = world.case(region)
    about = hypothesis(region, case.pk)
    world.evidence(region, case, subject_type="hypothesis", subject_id=about, role="for")
    world.must(confirm_hypothesis(region.by("engineer"), about, because="New optics, and the light is back."))
    judged = Hypothesis.objects.get(pk=about)
    assert (judged.state, judged.judged_by_id) == ("confirmed", region.engineer_id)
