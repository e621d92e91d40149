"""Words to a customer as a draft: anybody of ours writes, a person sends, and grave ones are approved."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from firstfix.apps.cases import commands as cases
from firstfix.apps.cases.models import (
    ApprovalRequest,
    ApprovalUse,
    Case,
    ClockEvent,
    Message,
    MessageDraft,
)
from firstfix.apps.cases.queries import visible_message_drafts
from firstfix.kernel.commands import Done
from firstfix.kernel.identity import ActorKind
from firstfix.kernel.ledger.models import LedgerRow
from firstfix.kernel.ledger.timeline import timeline
from firstfix.kernel.refusal import Reason, Refusal
from tests import world

pytestmark = pytest.mark.django_db

WORDS = "The uplink drops because its firmware loses a timer; we restart it every hour until Monday."
BETTER = "The uplink drops because its firmware loses a timer; a corrected one is there on Monday."
WHY = "The whole house is without network."
MACHINES = (ActorKind.TOKEN, ActorKind.SERVICE, ActorKind.ASSISTANT)


def drafted(
    region: world.Region, case: Case, *, kind: str = "technical", by: str = "lead_specialist"
) -> MessageDraft:
    made = cases.draft_message(region.by(by), case_id=case.pk, words=WORDS, kind=kind)
    return MessageDraft.objects.get(pk=world.must(made).subject_id)


def send(region: world.Region, draft: MessageDraft, role: str = "lead_specialist") -> Done | Refusal:
    return cases.send_draft(region.by(role), draft.pk)


def asked(region: world.Region, draft: MessageDraft, role: str = "lead_specialist") -> UUID:
    about = {"case_id": draft.case_id, "subject_type": "message_draft", "subject_id": draft.pk}
    answer = cases.request_approval(region.by(role), kind="incident_communication", because=WHY, **about)
    return world.must(answer).subject_id


def approved(region: world.Region, draft: MessageDraft) -> UUID:
    approval_id = asked(region, draft)
    world.must(cases.grant_approval(region.by("manager"), approval_id, because=WHY))
    return approval_id


@pytest.mark.covers("S2-R03")
def test_a_lead_drafts_technical_words_alone_and_they_leave_only_when_a_person_sends_them() -> None:
    region = world.region()
    case = world.case(region, severity=1)
    for role in ("customer_contact", "logistics"):
        denied = cases.draft_message(region.by(role), case_id=case.pk, words=WORDS)
        assert world.refused(denied).reason is Reason.NOT_ALLOWED
    draft = drafted(region, case)
    assert (draft.state, draft.message, Message.objects.filter(case=case).count()) == ("draft", None, 0)
    assert not ApprovalRequest.objects.exists()
    for machine in MACHINES:
        probe = world.context(replace(region.lead_specialist, kind=machine))
        world.refused(cases.send_draft(probe, draft.pk), "human_only")
    world.must(send(region, draft))
    draft.refresh_from_db()
    message = Message.objects.get(case=case)
    assert (draft.state, draft.message, message.body) == ("sent", message, WORDS)
    assert (message.visibility, message.direction) == ("public", "outbound")
    assert message.author_id == region.lead_specialist.person_id
    assert ClockEvent.objects.filter(case=case, kind="responded").exists()
    assert not ApprovalRequest.objects.exists()


def test_a_machine_may_draft_and_a_person_who_read_it_sends() -> None:
    region = world.region()
    case = world.case(region)
    probe = world.context(replace(region.lead_specialist, kind=ActorKind.ASSISTANT))
    made = world.must(cases.draft_message(probe, case_id=case.pk, words=WORDS))
    draft = MessageDraft.objects.get(pk=made.subject_id)
    world.must(cases.revise_draft(region.by("engineer"), draft.pk, words=BETTER))
    seen_before = world.context(region.lead_specialist, seen_version=made.version)
    world.refused(cases.send_draft(seen_before, draft.pk), "stale")
    world.must(send(region, draft))
    assert Message.objects.get(case=case).body == BETTER


def test_what_was_sent_or_discarded_is_neither_changed_nor_sent_again() -> None:
    region = world.region()
    case = world.case(region)
    sent, discarded = drafted(region, case), drafted(region, case)
    world.must(send(region, sent))
    world.must(cases.discard_draft(region.by("lead_specialist"), discarded.pk, because="It is wrong."))
    for draft in (sent, discarded):
        for answer in (
            send(region, draft),
            cases.revise_draft(region.by("lead_specialist"), draft.pk, words=BETTER),
        ):
            assert world.refused(answer).code in ("wrong_state", "already_there")
    assert Message.objects.filter(case=case).count() == 1


def test_a_draft_sent_twice_reaches_the_customer_once() -> None:
    region = world.region()
    draft = drafted(region, world.case(region))
    once = region.by("lead_specialist")
    answers = [cases.send_draft(once, draft.pk) for _ in range(2)]
    assert [world.must(answer).is_replay for answer in answers] == [False, True]
    assert Message.objects.filter(case=draft.case_id).count() == 1


def test_a_secret_gets_into_no_draft() -> None:
    region = world.region()
    case = world.case(region)
    secret = "Log in with password: hunter2-Harbour-77"
    answer = cases.draft_message(region.by("lead_specialist"), case_id=case.pk, words=secret)
    world.refused(answer, "secret_in_text")
    draft = drafted(region, case)
    world.refused(cases.revise_draft(region.by("engineer"), draft.pk, words=secret), "secret_in_text")
    draft.refresh_from_db()
    assert draft.words == WORDS


def test_the_customer_sees_no_draft_and_reads_what_was_sent() -> None:
    region = world.region()
    case = world.case(region)
    draft = drafted(region, case)
    assert visible_message_drafts(region.engineer).get() == draft
    assert not visible_message_drafts(region.customer_contact).exists()
    world.must(send(region, draft))
    public = {entry.command for entry in timeline("case", case.pk, is_public_only=True)}
    assert "send_draft" in public
    assert "draft_message" not in public


@pytest.mark.covers("S2-R11")
@pytest.mark.parametrize("severity", [1, 2])
def test_formal_words_in_a_grave_case_are_sent_under_a_managers_approval_of_these_very_words(
    severity: int,
) -> None:
    region = world.region()
    case = world.case(region, severity=severity)
    draft = drafted(region, case, kind="incident")
    refusal = world.refused(send(region, draft), "approval_missing")
    assert refusal.remedy == "request_approval"
    assert refusal.remedy_given["subject_id"] == str(draft.pk)
    assert all(role in refusal.text() for role in ("manager", "director", "executive"))
    approval_id = asked(region, draft)
    denied = cases.grant_approval(region.by("incident_commander"), approval_id, because=WHY)
    world.refused(denied, "no_right_here")
    world.refused(send(region, draft), "approval_missing")
    world.must(cases.grant_approval(region.by("manager"), approval_id, because=WHY))
    done = world.must(send(region, draft))
    assert ApprovalUse.objects.get(approval=approval_id).subject_id == draft.pk
    body = json.loads(LedgerRow.objects.get(command_id=done.command_id).body)
    assert body["facts"]["incident_communication_approval_id"] == str(approval_id)


@pytest.mark.covers("S2-R11")
def test_a_revision_voids_what_was_approved_or_only_asked_before_it() -> None:
    region = world.region()
    draft = drafted(region, world.case(region, severity=1), kind="incident")
    approved(region, draft)
    pending = asked(region, draft)
    world.must(cases.revise_draft(region.by("lead_specialist"), draft.pk, words=BETTER))
    world.refused(send(region, draft), "approval_missing")
    late = cases.grant_approval(region.by("manager"), pending, because=WHY)
    refusal = world.refused(late, "words_changed_since")
    assert (refusal.remedy, refusal.remedy_given["subject_id"]) == ("request_approval", str(draft.pk))
    approved(region, draft)
    world.must(send(region, draft))
    assert Message.objects.get(case=draft.case_id).body == BETTER


def test_an_approval_of_other_words_counts_for_nothing() -> None:
    region = world.region()
    case = world.case(region, severity=1)
    one, other = drafted(region, case, kind="incident"), drafted(region, case, kind="incident")
    approved(region, other)
    whole_case = {"case_id": case.pk, "kind": "incident_communication", "because": WHY}
    about_case = world.must(cases.request_approval(region.by("engineer"), **whole_case)).subject_id
    world.must(cases.grant_approval(region.by("manager"), about_case, because=WHY))
    world.refused(send(region, one), "approval_missing")
    world.must(send(region, other))


def test_nobody_approves_their_own_words_even_where_somebody_else_asks() -> None:
    region = world.region()
    case = world.case(region, severity=1)
    draft = drafted(region, case, kind="incident", by="manager")
    approval_id = asked(region, draft, "engineer")
    own = cases.grant_approval(region.by("manager"), approval_id, because=WHY)
    lack = world.refused(own, "gate_missing").missing[0]
    assert (lack.code, "own words" in lack.text()) == ("other_person", True)
    world.must(cases.grant_approval(region.by("director"), approval_id, because=WHY))
    world.must(send(region, draft))


@pytest.mark.parametrize(("severity", "kind"), [(3, "incident"), (4, "incident"), (1, "technical")])
def test_below_the_threshold_and_for_technical_words_nobody_is_asked(severity: int, kind: str) -> None:
    region = world.region()
    draft = drafted(region, world.case(region, severity=severity), kind=kind)
    world.must(send(region, draft))
    assert not ApprovalUse.objects.exists()


def test_formal_words_in_a_case_that_nobody_triaged_count_as_grave() -> None:
    region = world.region()
    report: dict[str, Any] = {
        "title": "No network",
        "organization_id": region.organization.pk,
        "team_id": region.team.pk,
    }
    made = world.must(cases.create_case(region.by("support_specialist"), **report)).subject_id
    draft = drafted(region, Case.objects.get(pk=made), kind="incident")
    world.refused(send(region, draft), "approval_missing")
