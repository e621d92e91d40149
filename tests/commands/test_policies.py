"""A policy is staged as a version, and in force by the council's approval alone (S2-R06, S2-R07)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from firstfix.apps.cases import commands as cases
from firstfix.apps.cases.forms import waiting_for
from firstfix.apps.cases.models import (
    APPROVED_AS,
    ApprovalRequest,
    ApprovalUse,
    PolicyArea,
    PolicyVersion,
    built_in_definition,
    criteria_in_force,
)
from firstfix.apps.cases.queries import visible_policy_versions
from firstfix.engines.triage import CRITERIA_V1
from firstfix.kernel.commands import CommandContext, Done
from firstfix.kernel.identity import SYSTEM, Actor, ActorKind
from firstfix.kernel.ledger.models import LedgerRow
from firstfix.kernel.refusal import Reason, Refusal
from firstfix.kernel.worker.loop import drain
from tests import world

pytestmark = pytest.mark.django_db

WHY = "The council looked at it on Tuesday."
PROCESS = [area for area, kind in APPROVED_AS.items() if kind == "process_change"]
WORKFLOW = [area for area, kind in APPROVED_AS.items() if kind == "workflow_change"]


def council() -> CommandContext:
    return world.context(world.actor("council_member"))


def definition_of(area: PolicyArea) -> str:
    built_in = built_in_definition(area)
    return json.dumps(built_in) if built_in else ""


def staged(by: CommandContext, area: PolicyArea | str = "routing", **fields: Any) -> PolicyVersion:
    said = {"title": "Nights", "wording": "At night to the duty desk.", "definition": ""}
    said["definition"] = definition_of(PolicyArea(area))
    made = cases.stage_policy(by, area=area, **said | fields)
    return PolicyVersion.objects.get(pk=world.must(made).subject_id)


def asked(by: CommandContext, version: PolicyVersion) -> UUID:
    about = {"subject_type": "policy_version", "subject_id": version.pk, "kind": version.approved_as.value}
    return world.must(cases.request_approval(by, because=WHY, **about)).subject_id


def approved(by: CommandContext, version: PolicyVersion) -> UUID:
    approval_id = asked(by, version)
    world.must(cases.grant_approval(council(), approval_id, because=WHY))
    return approval_id


def enact(by: CommandContext, version: PolicyVersion) -> Done | Refusal:
    return cases.enact_policy(by, version.pk)


def again(by: CommandContext) -> CommandContext:
    return world.context(by.actor)


def enacted(region: world.Region, area: PolicyArea | str, **fields: Any) -> PolicyVersion:
    version = staged(region.by("lead_specialist"), area, **fields)
    approved(region.by("lead_specialist"), version)
    world.must(enact(region.by("manager"), version))
    drain()
    return PolicyVersion.objects.get(pk=version.pk)


# What S2-G02 wants under a versioned policy.
GOVERNED = ("incident_communication", "severity_definitions", "approval_paths", "documentation_standards")


def rows() -> list[Any]:
    return [
        pytest.param(area, id=f"{code} {area}", marks=pytest.mark.covers(code))
        for code, areas in (("S2-R06", PROCESS), ("S2-R07", WORKFLOW), ("S2-G02", GOVERNED))
        for area in areas
    ]


@pytest.mark.parametrize("area", rows())
def test_a_version_is_staged_and_in_force_only_once_the_council_approved_these_very_words(
    area: PolicyArea,
) -> None:
    area = PolicyArea(area)
    region = world.region()
    lead, manager = region.by("lead_specialist"), region.by("manager")
    denied = cases.stage_policy(region.by("engineer"), area=area, title="Mine", wording="My way.")
    assert world.refused(denied, "no_right").reason is Reason.NOT_ALLOWED
    version = staged(lead, area)
    assert (version.state, version.number) == ("staged", 2)
    assert world.refused(enact(again(lead), version), "no_right").remedy == "request_approval"
    refusal = world.refused(enact(manager, version), "approval_missing")
    assert refusal.remedy_given["kind"] == APPROVED_AS[area].value
    assert "council member" in refusal.text()
    approval_id = asked(again(lead), version)
    for role in ("manager", "director", "lead_specialist"):
        own = cases.grant_approval(region.by(role), approval_id, because=WHY)
        assert world.refused(own).reason is Reason.NOT_ALLOWED
    world.refused(enact(again(manager), version), "approval_missing")
    world.must(cases.grant_approval(council(), approval_id, because=WHY))
    done = world.must(enact(again(manager), version))
    version.refresh_from_db()
    assert (version.state, version.approval_id) == ("in_force", approval_id)
    assert ApprovalUse.objects.get().subject_id == version.pk
    body = json.loads(LedgerRow.objects.get(command_id=done.command_id).body)
    assert body["facts"][f"{APPROVED_AS[area].value}_approval_id"] == str(approval_id)


def test_a_revision_voids_the_councils_approval() -> None:
    region = world.region()
    lead = region.by("lead_specialist")
    version = staged(lead)
    approved(again(lead), version)
    words = {"title": "Nights", "wording": "At night to nobody."}
    world.must(cases.revise_policy(again(lead), version.pk, **words))
    world.refused(enact(region.by("manager"), version), "approval_missing")
    version.refresh_from_db()
    approved(again(lead), version)
    world.must(enact(region.by("manager"), version))


def test_the_next_version_takes_the_place_of_the_one_before_and_both_stay_readable() -> None:
    region = world.region()
    first = enacted(region, "routing")
    second = enacted(region, "routing", wording="At night to two people.")
    first.refresh_from_db()
    assert (first.state, second.state) == ("superseded", "in_force")
    assert (first.number, second.number) == (2, 3)
    assert first.wording == "At night to the duty desk."
    other = enacted(region, "macros")
    second.refresh_from_db()
    assert (second.state, other.state) == ("in_force", "in_force")
    early = cases.supersede_policy(world.context(SYSTEM), other.pk)
    world.refused(early, "nothing_in_its_place")


def test_a_version_that_was_withdrawn_or_is_in_force_is_not_changed_any_more() -> None:
    region = world.region()
    lead = region.by("lead_specialist")
    withdrawn = staged(lead)
    world.must(cases.withdraw_policy(again(lead), withdrawn.pk, because="Nobody wants it."))
    for version in (withdrawn, enacted(region, "macros")):
        for answer in (
            cases.revise_policy(again(lead), version.pk, title="New", wording="New."),
            enact(region.by("manager"), version),
        ):
            assert world.refused(answer).code in ("wrong_state", "already_there")


def test_no_member_of_the_council_approves_their_own_words() -> None:
    author = council()
    version = staged(author)
    own = asked(again(author), version)
    denied = cases.grant_approval(again(author), own, because=WHY)
    assert [lack.code for lack in world.refused(denied, "gate_missing").missing] == ["other_person"]
    by_proxy = asked(world.context(world.actor("lead_specialist")), version)
    denied = cases.grant_approval(again(author), by_proxy, because=WHY)
    assert [lack.code for lack in world.refused(denied, "gate_missing").missing] == ["other_person"]
    world.must(cases.grant_approval(council(), by_proxy, because=WHY))
    world.must(enact(again(author), version))


def test_the_council_finds_in_its_inbox_what_it_is_asked() -> None:
    region = world.region()
    version = staged(region.by("lead_specialist"))
    approval_id = asked(region.by("lead_specialist"), version)
    member = world.actor("council_member")
    assert [one.pk for one in waiting_for(member)["to_decide"]] == [approval_id]
    assert not waiting_for(region.manager)["to_decide"]


def test_severities_are_proposed_by_the_definitions_in_force() -> None:
    region = world.region()
    assert criteria_in_force() is CRITERIA_V1
    answers = {"service": "degraded", "affected": "one", "workaround": "yes", "safety": "no"}
    answers |= {"data_loss": "no", "data_exposure": "no", "regulatory": "no", "business": "runs"}
    case = world.case(region)

    def proposed() -> tuple[int, str]:
        done = world.must(cases.propose_severity(region.by("engineer"), case.pk, answers=answers))
        body = json.loads(LedgerRow.objects.get(command_id=done.command_id).body)
        return done.result["severity"], body["facts"]["criteria"]

    assert proposed() == (3, "severity-1")
    stricter = built_in_definition(PolicyArea.SEVERITY_DEFINITIONS)
    row = {"code": "any_degradation", "severity": 1, "sentence": "Something works only in part."}
    stricter["rows"].append(row | {"when": {"service": ["degraded"]}})
    version = staged(region.by("lead_specialist"), "severity_definitions", definition=json.dumps(stricter))
    assert proposed() == (3, "severity-1")
    approved(region.by("lead_specialist"), version)
    world.must(enact(region.by("manager"), version))
    assert proposed() == (1, "severity-2")


def test_the_council_sets_from_which_severity_formal_words_need_an_approval() -> None:
    region = world.region()
    for limit, severity, code in ((4, 4, "approval_missing"), (0, 1, "")):
        enacted(region, "incident_communication", definition=f'{{"approval_up_to_severity": {limit}}}')
        case = world.case(region, severity=severity)
        said = {"case_id": case.pk, "words": "We are at it.", "kind": "incident"}
        draft = world.must(cases.draft_message(region.by("engineer"), **said)).subject_id
        answer = cases.send_draft(region.by("engineer"), draft)
        assert (answer.code if isinstance(answer, Refusal) else "") == code


BROKEN = {
    "no JSON": ("severity_definitions", "rows: 1"),
    "no object": ("severity_definitions", "[]"),
    "nothing": ("severity_definitions", ""),
    "unknown part": ("severity_definitions", '{"questions": [], "rows": [], "extra": 1}'),
    "not a number": ("incident_communication", '{"approval_up_to_severity": NaN}'),
    "too far": ("incident_communication", '{"approval_up_to_severity": 5}'),
    "a flag": ("incident_communication", '{"approval_up_to_severity": true}'),
    "nothing is read here": ("routing", '{"anything": 1}'),
    "too deep": ("routing", "[" * 9000),
    "NUL": ("routing", '{"a": "\\u0000"}'),
    "half a character": ("routing", '{"a": "\\ud800"}'),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_definition_that_cannot_be_worked_by_is_refused_by_its_field(name: str) -> None:
    area, definition = BROKEN[name]
    region = world.region()
    words = {"title": "New", "wording": "New.", "area": area}
    answer = cases.stage_policy(region.by("lead_specialist"), definition=definition, **words)
    assert "definition" in world.refused(answer, "invalid_input").fields
    assert not PolicyVersion.objects.exists()


def test_a_version_sent_twice_is_staged_once() -> None:
    by = world.context(world.region().lead_specialist)
    answers = [cases.stage_policy(by, area="macros", title="New", wording="New.") for _ in range(2)]
    assert [world.must(answer).is_replay for answer in answers] == [False, True]
    assert PolicyVersion.objects.count() == 1


@pytest.mark.parametrize("machine", [ActorKind.TOKEN, ActorKind.SERVICE, ActorKind.ASSISTANT])
def test_no_machine_stages_or_enacts_in_the_name_of_a_person(machine: ActorKind) -> None:
    region = world.region()
    version = staged(region.by("lead_specialist"))
    approved(region.by("lead_specialist"), version)

    def as_machine(actor: Actor) -> CommandContext:
        return world.context(replace(actor, kind=machine))

    world.refused(enact(as_machine(region.manager), version), "human_only")
    words = {"area": "macros", "title": "New", "wording": "New."}
    world.refused(cases.stage_policy(as_machine(region.lead_specialist), **words), "human_only")


def test_who_enacts_has_seen_the_words_that_come_into_force() -> None:
    region = world.region()
    version = staged(region.by("lead_specialist"))
    words = {"title": "Nights", "wording": "At night to nobody."}
    world.must(cases.revise_policy(region.by("lead_specialist"), version.pk, **words))
    seen_before = world.context(region.manager, seen_version=version.version)
    world.refused(enact(seen_before, version), "stale")


def test_customers_read_no_policy_versions() -> None:
    region = world.region()
    version = staged(region.by("lead_specialist"))
    assert visible_policy_versions(region.engineer).get() == version
    assert not visible_policy_versions(region.customer_contact).exists()
    assert not ApprovalRequest.objects.exists()
