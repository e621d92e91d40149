"""Escalations: a person submits a complete package, the receiving team accepts or returns it with reasons."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from firstfix.apps.cases import commands as cases
from firstfix.apps.cases.models import ApprovalRequest, Case, Workaround
from firstfix.apps.escalations import commands as escalations
from firstfix.apps.escalations.models import Escalation, EscalationStep
from firstfix.apps.escalations.queries import visible_escalations
from firstfix.kernel.commands import CommandContext, Done
from firstfix.kernel.identity import Actor, ActorKind
from firstfix.kernel.ledger.models import LedgerRow
from firstfix.kernel.ledger.timeline import timeline
from firstfix.kernel.refusal import Reason
from tests import world
from tests.world import Region, context, must, refused
from tests.written_work import WHY, begun, completed, engineering, packed, submitted

pytestmark = pytest.mark.django_db

MACHINES = (ActorKind.TOKEN, ActorKind.SERVICE, ActorKind.ASSISTANT)


@pytest.fixture
def region() -> Region:
    return world.region()


@pytest.fixture
def receiver(region: Region) -> Actor:
    return world.actor("engineering_receiver", teams=(engineering(region).pk,))


def seen(escalation: Escalation) -> Escalation:
    return Escalation.objects.get(pk=escalation.pk)


def ledger_of(done: Done) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(LedgerRow.objects.get(command_id=done.command_id).body)
    return body


def test_a_package_that_lacks_something_is_not_complete_and_says_all_of_it(region: Region) -> None:
    escalation = begun(region)
    answer = refused(escalations.complete_escalation(region.by("engineer"), escalation.pk), "gate_missing")
    assert [lack.code for lack in answer.missing] == ["impact", "basics", "tried", "evidence"]
    assert [lack.remedy for lack in answer.missing] == [
        "state_impact",
        "answer_basic",
        "record_remote_attempt",
        "add_evidence",
    ]
    packed(region, escalation)
    must(escalations.complete_escalation(region.by("engineer"), escalation.pk))
    assert seen(escalation).state == "complete"


def test_what_is_asked_of_a_manager_rests_on_the_impact(region: Region) -> None:
    escalation = begun(region, reason="customer_conflict", ask="decision")
    answer = refused(escalations.complete_escalation(region.by("engineer"), escalation.pk), "gate_missing")
    assert [lack.code for lack in answer.missing] == ["impact"]


def test_a_draft_is_not_submitted_before_it_is_complete(region: Region) -> None:
    escalation = begun(region)
    answer = refused(
        escalations.submit_escalation(region.by("engineer"), escalation.pk, because=WHY), "wrong_state"
    )
    assert "Complete the escalation" in answer.text()


def test_an_escalation_goes_from_the_engineer_to_engineering_and_back(
    region: Region, receiver: Actor
) -> None:
    escalation = submitted(region)
    must(escalations.acknowledge_escalation(context(receiver), escalation.pk))
    must(escalations.accept_escalation(context(receiver), escalation.pk))
    must(escalations.act_on_escalation(context(receiver), escalation.pk, words="Reproduced on the bench."))
    fix = {"answer": "fix", "words": "Release 7.3 fixes it."}
    must(escalations.answer_escalation(context(receiver), escalation.pk, **fix))
    must(escalations.confirm_escalation(region.by("engineer"), escalation.pk))
    must(escalations.close_escalation(region.by("engineer"), escalation.pk))
    assert seen(escalation).state == "closed"
    kinds = (
        EscalationStep.objects.filter(escalation=escalation)
        .order_by("taken_at")
        .values_list("kind", flat=True)
    )
    assert list(kinds) == [
        "submitted", "acknowledged", "accepted", "acted", "answered", "confirmed", "closed",
    ]  # fmt: skip
    told = [entry.command for entry in timeline("case", escalation.case_id)]
    assert told[-1] == "close_escalation"


def test_a_return_names_reasons_from_the_list_and_the_ask_can_be_put_better(
    region: Region, receiver: Actor
) -> None:
    escalation = submitted(region)
    bare = escalations.return_escalation(context(receiver), escalation.pk, reasons=[], words="No.")
    assert "reasons" in refused(bare, "invalid_input").fields
    odd = escalations.return_escalation(context(receiver), escalation.pk, reasons=["mood"], words="No.")
    refused(odd, "invalid_input")
    said = {"reasons": ["ask_unclear", "ask_unclear"], "words": "Which release ran before?"}
    must(escalations.return_escalation(context(receiver), escalation.pk, **said))
    assert EscalationStep.objects.get(kind="returned").reasons == ["ask_unclear"]
    better = {"question": "7.1 ran before. Is it the fault of 7.2?"}
    must(escalations.write_escalation(region.by("engineer"), escalation.pk, **better))
    must(escalations.complete_escalation(region.by("engineer"), escalation.pk))
    must(escalations.submit_escalation(region.by("engineer"), escalation.pk, because=WHY))
    assert seen(escalation).question == better["question"]
    assert EscalationStep.objects.filter(kind="submitted").count() == 2


def test_what_the_receiver_has_is_not_changed_under_their_hands(region: Region) -> None:
    escalation = submitted(region)
    refused(escalations.write_escalation(region.by("engineer"), escalation.pk, title="Other"), "wrong_state")


def test_only_the_team_it_was_sent_to_receives_it(region: Region, receiver: Actor) -> None:
    escalation = submitted(region)
    answer = refused(
        escalations.acknowledge_escalation(region.by("lead_specialist"), escalation.pk), "no_right_here"
    )
    assert "sent to their team" in answer.text()
    refused(escalations.acknowledge_escalation(region.by("engineer"), escalation.pk), "no_right")
    must(escalations.acknowledge_escalation(context(receiver), escalation.pk))


def test_an_answer_that_did_not_hold_goes_back_to_the_receiver(region: Region, receiver: Actor) -> None:
    escalation = submitted(region)
    must(escalations.acknowledge_escalation(context(receiver), escalation.pk))
    must(escalations.accept_escalation(context(receiver), escalation.pk))
    bypass = {"answer": "workaround", "words": "Turn PoE off."}
    must(escalations.answer_escalation(context(receiver), escalation.pk, **bypass))
    must(escalations.reopen_escalation(region.by("engineer"), escalation.pk, because="It rebooted again."))
    assert seen(escalation).state == "in_action"
    must(escalations.answer_escalation(context(receiver), escalation.pk, **bypass))


def test_submitting_twice_under_one_id_submits_once(region: Region) -> None:
    escalation, once = completed(region), region.by("engineer")
    answers = [must(escalations.submit_escalation(once, escalation.pk, because=WHY)) for _ in range(2)]
    assert [answer.is_replay for answer in answers] == [False, True]
    assert EscalationStep.objects.count() == 1


def test_customers_read_nothing_of_what_our_teams_ask_each_other(region: Region) -> None:
    escalation = submitted(region)
    assert list(visible_escalations(region.customer_contact)) == []
    assert list(visible_escalations(region.dispatcher)) == [escalation]
    answer = escalations.submit_escalation(region.by("customer_contact"), escalation.pk, because=WHY)
    assert refused(answer).reason is Reason.NOT_VISIBLE


# S2-Z01: what only a person judges: how severe it is, whether a workaround is safe, when to escalate.


def severity(region: Region) -> tuple[Any, str]:
    case = untriaged(region)
    levels = {"severity": 2, "impact": 2, "urgency": 2, "because": WHY}
    return lambda by: cases.triage_case(by, case.pk, **levels), "support_specialist"


def severity_again(region: Region) -> tuple[Any, str]:
    case = world.case(region)
    approved(region, case, "severity_change")
    levels = {"severity": 1, "impact": 1, "urgency": 1, "because": WHY}
    return lambda by: cases.change_severity(by, case.pk, **levels), "support_specialist"


def workaround_approved(region: Region) -> tuple[Any, str]:
    asked = question(region, world.case(region), "risky_workaround")
    return lambda by: cases.grant_approval(by, asked, because=WHY), "lead_specialist"


def workaround_applied(region: Region) -> tuple[Any, str]:
    case = world.case(region)
    approved(region, case, "risky_workaround")
    risky = {"words": WHY, "basis": "non_standard", "affects_stability": True}
    return lambda by: cases.apply_workaround(by, case.pk, **risky), "engineer"


def escalation_submitted(region: Region) -> tuple[Any, str]:
    escalation = completed(region)
    return lambda by: escalations.submit_escalation(by, escalation.pk, because=WHY), "engineer"


def last_word(done: Done) -> tuple[Any, str]:
    """Give who is on record for what the command decided, and the reason that they gave."""
    if done.command in ("triage_case", "change_severity"):
        row = Case.objects.get(pk=done.subject_id).assessments.latest("assessed_at")
        return row.assessed_by_id, row.reason
    if done.command == "grant_approval":
        asked = ApprovalRequest.objects.get(pk=done.subject_id)
        return asked.decided_by_id, asked.decision_reason
    if done.command == "apply_workaround":
        applied = Workaround.objects.get(case=done.subject_id)
        return applied.applied_by_id, applied.wording
    step = EscalationStep.objects.get(escalation=done.subject_id, kind="submitted")
    return step.taken_by_id, step.wording


JUDGEMENTS = [severity, severity_again, workaround_approved, workaround_applied, escalation_submitted]


@pytest.mark.covers("S2-Z01")
@pytest.mark.parametrize("judging", JUDGEMENTS)
def test_severity_workarounds_and_escalations_are_a_named_persons_with_a_reason(
    region: Region, judging: Any
) -> None:
    attempt, role = judging(region)
    person = region.actors[role]
    before = LedgerRow.objects.count()
    for kind in MACHINES:
        answer = refused(attempt(context(replace(person, kind=kind))), "human_only")
        assert answer.reason is Reason.NOT_ALLOWED
        assert "Only a person may do this" in answer.text()
    assert LedgerRow.objects.count() == before
    done = must(attempt(context(person)))
    assert last_word(done) == (person.person_id, WHY)
    body = ledger_of(done)
    assert (body["actor"], body["actor_kind"]) == (str(person.person_id), "person")


def test_the_ledger_says_by_which_criterion_an_escalation_was_submitted(region: Region) -> None:
    escalation = completed(region)
    done = must(escalations.submit_escalation(region.by("engineer"), escalation.pk, because=WHY))
    assert ledger_of(done)["facts"] == {"reason": "suspected_defect", "ask": "fix"}


def untriaged(region: Region) -> Case:
    report = {"title": "No network", "organization_id": region.organization.pk, "team_id": region.team.pk}
    return Case.objects.get(pk=must(cases.create_case(region.by("dispatcher"), **report)).subject_id)


def question(region: Region, case: Case, kind: str) -> Any:
    asked = cases.request_approval(region.by("engineer"), kind=kind, case_id=case.pk, because=WHY)
    return must(asked).subject_id


def approved(region: Region, case: Case, kind: str) -> None:
    by: CommandContext = region.by("lead_specialist")
    must(cases.grant_approval(by, question(region, case, kind), because=WHY))
