"""What the database refuses of cases by itself."""

from __future__ import annotations

from typing import Any

import pytest

from firstfix.apps.cases import models as cases
from tests import rows
from tests.commands.rule_tables import Rules, check_rule, names_itself, untried
from tests.rows import NOON, hour

pytestmark = pytest.mark.django_db

HASH = "a" * 64


def clock_event(**fields: Any) -> Any:
    wanted = {"case": rows.case(), "kind": "responded", "effective_at": NOON, "received_at": NOON}
    return cases.ClockEvent.objects.create(**wanted | fields)


def wait(**fields: Any) -> Any:
    wanted = {"case": rows.case(), "party": "customer", "reason": "a window", "started_at": NOON}
    return cases.WaitingPeriod.objects.create(**wanted | fields)


def remote_attempt(**fields: Any) -> Any:
    wanted = {"case": rows.case(), "attempted_by": rows.person(), "attempted_at": NOON}
    return cases.RemoteAttempt.objects.create(**wanted | fields)


def basics_answer(**fields: Any) -> Any:
    wanted = {"case": rows.case(), "basic": "dns", "answered_by": rows.person(), "answered_at": NOON}
    return cases.BasicsAnswer.objects.create(**wanted | fields)


def approval(**fields: Any) -> Any:
    wanted = {"kind": "severity_change", "subject_type": "case", "subject_id": rows.case().pk}
    wanted |= {"reason": "more users", "requested_by": rows.person(), "requested_at": NOON}
    return cases.ApprovalRequest.objects.create(**wanted | fields)


def own_approval() -> dict[str, Any]:
    somebody = rows.person()
    return {"requested_by": somebody, "decided_by": somebody, "decided_at": NOON, "state": "granted"}


def workaround(**fields: Any) -> Any:
    wanted = {"case": rows.case(), "wording": "Bridged it.", "basis": "documented"}
    wanted |= {"affects_stability": False, "applied_by": rows.person(), "applied_at": NOON}
    return cases.Workaround.objects.create(**wanted | fields)


def closure(**fields: Any) -> Any:
    wanted = {"case": rows.case(), "code": "fixed_remotely", "closed_at": NOON}
    return cases.Closure.objects.create(**wanted | fields)


def acceptance(**fields: Any) -> Any:
    wanted = {"case": rows.case(), "outcome": "accepted", "given_by_name": "Mary", "given_at": NOON}
    return cases.CustomerAcceptance.objects.create(**wanted | fields)


def knowledge(**fields: Any) -> Any:
    wanted = {"case": rows.case(), "linked_by": rows.person(), "linked_at": NOON}
    return cases.KnowledgeLink.objects.create(**wanted | fields)


def commitment(**fields: Any) -> Any:
    wanted = {"case": rows.case(), "what": "A call", "to_whom": "Mary", "owner": rows.person()}
    return cases.Commitment.objects.create(**wanted | {"made_at": NOON, "due_at": hour(1)} | fields)


def hand_over(**fields: Any) -> Any:
    wanted = {"case": rows.case(), "from_person": rows.person(), "to_person": rows.person()}
    wanted |= {"to_team": rows.team(), "summary": "s", "reason": "r", "offered_at": NOON}
    return cases.HandOver.objects.create(**wanted | fields)


def to_oneself() -> dict[str, Any]:
    somebody = rows.person()
    return {"from_person": somebody, "to_person": somebody}


def hand_over_answer(**fields: Any) -> Any:
    wanted = {"hand_over": hand_over(), "answered_by": rows.person(), "answered_at": NOON}
    return cases.HandOverAnswer.objects.create(**wanted | fields)


def source(**fields: Any) -> Any:
    return cases.IntakeSource.objects.create(**{"code": "a", "name": "A", "team": rows.team()} | fields)


def decision(**fields: Any) -> Any:
    quarantined = cases.QuarantinedMessage.objects.create(reason="loop", received_at=NOON)
    return cases.QuarantineDecision.objects.create(
        **{"quarantined": quarantined, "decided_at": NOON} | fields
    )


def swarm(**fields: Any) -> Any:
    wanted = {"case": rows.case(), "purpose": "Why does it drop?", "started_by": rows.person()}
    return cases.Swarm.objects.create(**wanted | {"started_at": NOON} | fields)


def draft(**fields: Any) -> Any:
    wanted = {"case": rows.case(), "kind": "technical", "words": "It is fixed.", "drafted_at": NOON}
    return cases.MessageDraft.objects.create(**wanted | fields)


def policy(**fields: Any) -> Any:
    wanted = {"area": "routing", "number": 2, "title": "Nights", "wording": "To the duty desk."}
    wanted |= {"staged_by": rows.person(), "staged_at": NOON}
    return cases.PolicyVersion.objects.create(**wanted | fields)


def enacted() -> dict[str, Any]:
    return {"state": "in_force", "enacted_by": rows.person(), "enacted_at": NOON}


# rule -> (maker, what is allowed, what is refused)
RULES: Rules = {
    "case_waits_for_a_known_party_while_waiting": (
        rows.case,
        lambda: {"state": "waiting", "waiting_on": "part"},
        lambda: {"state": "in_progress", "waiting_on": "part"},
    ),
    "case_merged_names_where_into": (
        rows.case,
        lambda: {"state": "merged", "merged_into": rows.case()},
        lambda: {"state": "merged"},
    ),
    "case_levels_1_to_4": (rows.case, lambda: {"severity": 4}, lambda: {"severity": 0}),
    "message_internal_is_never_sent": (
        rows.message,
        lambda: {"visibility": "public", "direction": "outbound"},
        lambda: {"visibility": "internal", "direction": "outbound"},
    ),
    "quarantine_decision_accepted_into_a_case": (
        decision,
        lambda: {"result": "accepted", "case": rows.case()},
        lambda: {"result": "accepted"},
    ),
    "clock_event_answer_has_a_person": (clock_event, lambda: {"person": rows.person()}, dict),
    "waiting_period_ends_after_it_starts": (
        wait,
        lambda: {"ended_at": hour(1)},
        lambda: {"ended_at": hour(-1)},
    ),
    "severity_proposal_severity_1_to_4": (
        lambda **f: cases.SeverityProposal.objects.create(case=rows.case(), proposed_at=NOON, **f),
        lambda: {"severity": 1},
        lambda: {"severity": 5},
    ),
    "assessment_levels_1_to_4": (
        lambda **f: cases.Assessment.objects.create(
            **{"severity": 1, "impact": 1, "urgency": 1, "priority": 1, "reason": "r"} | f,
            case=rows.case(),
            assessed_by=rows.person(),
            assessed_at=NOON,
        ),
        dict,
        lambda: {"urgency": 5},
    ),
    "hypothesis_judged_by_somebody": (
        rows.hypothesis,
        lambda: {"state": "refuted", "judged_by": rows.person(), "judged_at": NOON},
        lambda: {"state": "refuted"},
    ),
    "hypothesis_corrects_another": (
        names_itself(rows.hypothesis, "corrects"),
        dict,
        lambda: {"itself": True},
    ),
    "remote_attempt_says_what_or_why_not": (
        remote_attempt,
        lambda: {"result": "ruled_out", "ruled_out_because": "The site is offline."},
        lambda: {"result": "ruled_out", "tried": "nothing"},
    ),
    "basics_answer_waived_with_a_reason": (
        basics_answer,
        lambda: {"answer": "waived", "waived_because": "It has no network."},
        lambda: {"answer": "waived"},
    ),
    "approval_request_decided_by_another": (
        approval,
        lambda: {"state": "granted", "decided_by": rows.person(), "decided_at": NOON},
        own_approval,
    ),
    "approval_request_granted_by_somebody": (
        approval,
        lambda: {"state": "withdrawn"},
        lambda: {"state": "granted"},
    ),
    "workaround_risky_is_approved": (
        workaround,
        lambda: {"affects_stability": True, "approval": approval()},
        lambda: {"basis": "non_standard"},
    ),
    "closure_code_given_when_closed": (closure, dict, lambda: {"code": ""}),
    "closure_cause_is_stated_or_unknown_not_both": (
        closure,
        lambda: {"root_cause": "Dead supply"},
        lambda: {"root_cause": "Dead supply", "root_cause_unknown_because": "Nobody knows"},
    ),
    "closure_partial_is_approved": (
        closure,
        lambda: {"is_partial": True, "approval": approval()},
        lambda: {"is_partial": True},
    ),
    "customer_acceptance_of_somebody": (acceptance, dict, lambda: {"given_by_name": ""}),
    "customer_acceptance_reason_unless_accepted": (
        acceptance,
        lambda: {"outcome": "refused", "reason": "Still noisy"},
        lambda: {"outcome": "refused"},
    ),
    "knowledge_link_reference_or_waiver": (knowledge, lambda: {"reference": "KB-1"}, dict),
    "commitment_is_made_to_somebody": (commitment, dict, lambda: {"to_whom": ""}),
    "commitment_settled_with_a_time": (
        commitment,
        lambda: {"state": "kept", "settled_at": NOON},
        lambda: {"state": "kept"},
    ),
    "hand_over_to_another_person": (hand_over, dict, to_oneself),
    "hand_over_answer_returned_with_a_reason": (
        hand_over_answer,
        lambda: {"result": "returned", "reason": "Wrong team"},
        lambda: {"result": "returned"},
    ),
    "swarm_finished_with_an_outcome": (
        swarm,
        lambda: {"state": "finished", "outcome": "A loose card."},
        lambda: {"state": "finished"},
    ),
    "message_draft_sent_is_a_message": (
        draft,
        lambda: {"state": "sent", "message": rows.message()},
        lambda: {"state": "sent"},
    ),
    "update_cadence_takes_time": (
        lambda **f: cases.UpdateCadence.objects.create(
            case=rows.case(), set_by=rows.person(), set_at=NOON, **f
        ),
        lambda: {"every_minutes": 30},
        lambda: {"every_minutes": 0},
    ),
    "policy_version_in_force_by_approval": (policy, lambda: enacted() | {"approval": approval()}, enacted),
    "intake_source_alerts_have_a_customer": (
        source,
        lambda: {"kind": "alertmanager", "organization": rows.organization()},
        lambda: {"kind": "alertmanager"},
    ),
}


@pytest.mark.parametrize("rule", RULES)
def test_the_database_allows_one_row_and_refuses_the_other(rule: str) -> None:
    check_rule(rule, *RULES[rule])


def test_every_rule_is_tried() -> None:
    assert untried(RULES, ("cases",)) == set()
