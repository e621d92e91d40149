"""What the database refuses of evidence, visits and dispatching by itself."""

from __future__ import annotations

from typing import Any

import pytest

from firstfix.apps.dispatching import models as dispatching
from firstfix.apps.visits import models as visits
from tests import rows
from tests.commands.rule_tables import Rules, check_rule, untried
from tests.rows import NOON, hour

pytestmark = pytest.mark.django_db

HASH = "a" * 64


def readiness_item(**fields: Any) -> Any:
    return visits.ReadinessItem.objects.create(**{"work_order": rows.work_order(), "code": "access"} | fields)


def override(**fields: Any) -> Any:
    wanted = {"work_order": rows.work_order(), "right": "override_readiness"}
    wanted |= {"overridden_by": rows.person(), "overridden_at": NOON}
    return visits.ReadinessOverride.objects.create(**wanted | fields)


def part_need(**fields: Any) -> Any:
    wanted = {"work_order": rows.work_order(), "part_type": rows.part_type(), "source": "request"}
    return visits.PartNeed.objects.create(**wanted | fields)


def criterion(**fields: Any) -> Any:
    wanted = {"work_order": rows.work_order(), "position": 1, "wording": "It answers a ping."}
    wanted |= {"agreed_by": rows.person(), "agreed_at": NOON}
    return visits.AcceptanceCriterion.objects.create(**wanted | fields)


def order_outcome(**fields: Any) -> Any:
    return visits.WorkOrderOutcome.objects.create(
        **{"work_order": rows.work_order(), "state": "done", "reported_at": NOON} | fields
    )


def visit_outcome(**fields: Any) -> Any:
    return visits.VisitOutcome.objects.create(
        **{"visit": rows.visit(), "result": "fixed", "reported_at": NOON} | fields
    )


def supervised_by_oneself() -> dict[str, Any]:
    somebody = rows.person()
    return {"engineer": somebody, "supervisor": somebody}


def stop(**fields: Any) -> Any:
    wanted = {"visit": rows.visit(), "hazard": "live wire", "stopped_by": rows.person(), "stopped_at": NOON}
    return visits.StopWork.objects.create(**wanted | fields)


def time_entry(**fields: Any) -> Any:
    wanted = {"case": rows.case(), "person": rows.person(), "kind": "work"}
    wanted |= {"started_at": NOON, "ended_at": hour(1), "received_at": NOON}
    return visits.TimeEntry.objects.create(**wanted | fields)


def helping_oneself() -> dict[str, Any]:
    somebody = rows.person()
    return {"person": somebody, "assisted": somebody, "kind": "assist"}


def part_use(**fields: Any) -> Any:
    wanted = {"visit": rows.visit(), "part_type": rows.part_type(), "ground": "request"}
    wanted |= {"stock_move": rows.move(), "used_by": rows.person(), "used_at": NOON, "received_at": NOON}
    return visits.PartUse.objects.create(**wanted | fields)


def change(**fields: Any) -> Any:
    wanted = {"case": rows.case(), "title": "New VLAN", "plan": "Set it.", "requested_by": rows.person()}
    return visits.Change.objects.create(**wanted | {"requested_at": NOON} | fields)


def change_step(**fields: Any) -> Any:
    return visits.ChangeStep.objects.create(
        **{"change": change(), "phase": "execute", "position": 1, "wording": "Set it."} | fields
    )


def done() -> dict[str, Any]:
    return {"done_by": rows.person(), "done_at": NOON}


def check_result(**fields: Any) -> Any:
    template = visits.ChecklistTemplate.objects.create(
        code="c",
        edition=visits.ChecklistTemplate.objects.count() + 1,
        title="C",
        purpose="maintenance",
        steps=[],
        published_at=NOON,
    )
    run = visits.ChecklistRun.objects.create(template=template, case=rows.case(), started_at=NOON)
    return visits.ChecklistResult.objects.create(**{"run": run, "step_code": "s"} | fields)


def answered(state: str, **fields: Any) -> dict[str, Any]:
    return {"state": state, "answered_by": rows.person(), "answered_at": NOON} | fields


def sign_off(**fields: Any) -> Any:
    wanted = {"visit": rows.visit(), "outcome": "accepted", "method": "on_device", "signer_name": "Mary"}
    wanted |= {"text": "Fixed.", "text_sha256": HASH, "signed_at": NOON, "received_at": NOON}
    return visits.SignOff.objects.create(**wanted | fields)


def report(**fields: Any) -> Any:
    wanted = {"visit": rows.visit(), "edition": 1, "document": {}, "content_sha256": HASH, "made_at": NOON}
    return visits.ServiceReport.objects.create(**wanted | fields)


def report_waiver(**fields: Any) -> Any:
    wanted = {"visit": rows.visit(), "section": "parts", "waived_by": rows.person(), "waived_at": NOON}
    return visits.ReportWaiver.objects.create(**wanted | fields)


def absence(**fields: Any) -> Any:
    wanted = {"person": rows.person(), "kind": "leave", "start_at": NOON, "end_at": hour(1)}
    return dispatching.Absence.objects.create(**wanted | {"noted_at": NOON} | fields)


def shift(**fields: Any) -> Any:
    wanted = {"person": rows.person(), "team": rows.team(), "start_at": NOON, "end_at": hour(1)}
    return dispatching.OnCallShift.objects.create(**wanted | fields)


def proposal(**fields: Any) -> Any:
    wanted = {"zone": "Europe/Berlin", "horizon_start_at": NOON, "horizon_end_at": hour(1), "seconds": 1}
    wanted |= {"policy_version": "dispatch-1", "asked_at": NOON}
    return dispatching.PlanProposal.objects.create(**wanted | fields)


# rule -> (maker, what is allowed, what is refused)
RULES: Rules = {
    "file_blob_hash_has_its_length": (rows.blob, dict, lambda: {"sha256": "abc"}),
    "evidence_item_is_a_file_or_a_value": (
        rows.evidence,
        lambda: {"value": None, "blob": rows.blob()},
        lambda: {"blob": rows.blob()},
    ),
    "evidence_item_hash_has_its_length": (rows.evidence, dict, lambda: {"sha256": "abc"}),
    "evidence_item_held_back_stays_inside": (
        rows.evidence,
        lambda: {"redaction_state": "held_back"},
        lambda: {"redaction_state": "held_back", "visibility": "public"},
    ),
    "work_order_priority_1_to_4": (rows.work_order, dict, lambda: {"priority": 0}),
    "work_order_takes_time_and_people": (rows.work_order, dict, lambda: {"duration_minutes": 0}),
    "work_order_window_ends_after_it_starts": (
        rows.work_order,
        lambda: {"earliest_start_at": NOON, "latest_end_at": hour(1)},
        lambda: {"earliest_start_at": NOON, "latest_end_at": NOON},
    ),
    "part_need_of_something": (part_need, dict, lambda: {"quantity": 0}),
    "acceptance_criterion_exception_by_somebody": (
        criterion,
        lambda: {"exception_reason": "Later", "exception_accepted_by": rows.person()},
        lambda: {"exception_reason": "Later"},
    ),
    "work_order_outcome_other_than_done_has_a_reason": (
        order_outcome,
        dict,
        lambda: {"state": "not_done"},
    ),
    "readiness_item_answered_at_a_time": (
        readiness_item,
        lambda: {"answer": "yes", "answered_at": NOON},
        lambda: {"answer": "yes"},
    ),
    "readiness_item_window_ends_after_it_starts": (
        readiness_item,
        lambda: {"opens_at": NOON, "closes_at": hour(1)},
        lambda: {"opens_at": NOON, "closes_at": NOON},
    ),
    "readiness_item_prerequisite_is_named": (
        readiness_item,
        lambda: {"code": "prerequisite", "name": "DNS"},
        lambda: {"code": "prerequisite"},
    ),
    "readiness_override_has_a_reason": (override, lambda: {"reason": "A hospital"}, dict),
    "visit_has_an_engineer_once_assigned": (
        rows.visit,
        lambda: {"state": "assigned", "engineer": rows.person()},
        lambda: {"state": "assigned"},
    ),
    "visit_supervisor_is_another_person": (
        rows.visit,
        lambda: {"engineer": rows.person(), "supervisor": rows.person()},
        supervised_by_oneself,
    ),
    "visit_plan_is_whole_and_forward": (
        rows.visit,
        lambda: {"planned_start_at": NOON, "planned_end_at": hour(1)},
        lambda: {"planned_start_at": NOON},
    ),
    "visit_outcome_abort_cause_only_if_aborted": (
        visit_outcome,
        lambda: {"result": "aborted", "abort_cause": "unsafe"},
        lambda: {"abort_cause": "unsafe"},
    ),
    "stop_work_cleared_by_somebody_in_words": (
        stop,
        lambda: {"cleared_at": NOON, "cleared_by": rows.person(), "clearance": "Fuse out"},
        lambda: {"cleared_at": NOON, "cleared_by": rows.person()},
    ),
    "time_entry_ends_after_it_starts": (time_entry, dict, lambda: {"ended_at": NOON}),
    "time_entry_assists_another": (
        time_entry,
        lambda: {"kind": "assist", "assisted": rows.person()},
        helping_oneself,
    ),
    "part_use_of_something": (part_use, dict, lambda: {"quantity": 0}),
    "part_use_on_a_hypothesis_shows_the_failure": (
        part_use,
        lambda: {
            "ground": "hypothesis",
            "hypothesis": rows.hypothesis(),
            "failing_evidence": rows.evidence(),
        },
        lambda: {"ground": "hypothesis", "hypothesis": rows.hypothesis()},
    ),
    "part_use_on_a_finding_shows_it": (
        part_use,
        lambda: {"ground": "finding", "failing_evidence": rows.evidence()},
        lambda: {"ground": "finding"},
    ),
    "part_use_serial_names_one": (
        part_use,
        lambda: {"serial_in": "A1"},
        lambda: {"serial_in": "A1", "quantity": 2},
    ),
    "change_risk_1_to_4": (change, lambda: {"risk": 4}, lambda: {"risk": 5}),
    "change_window_is_whole_and_forward": (
        change,
        lambda: {"window_start_at": NOON, "window_end_at": hour(1)},
        lambda: {"window_start_at": NOON},
    ),
    "change_approved_has_a_way_back": (
        change,
        lambda: {"state": "approved", "rollback_plan": "Load the old one."},
        lambda: {"state": "approved"},
    ),
    "change_step_done_by_somebody": (
        change_step,
        lambda: {"result": "done"} | done(),
        lambda: {"result": "done"},
    ),
    "change_step_skipped_in_words": (
        change_step,
        lambda: {"result": "skipped", "observed": "Not fitted"} | done(),
        lambda: {"result": "skipped"} | done(),
    ),
    "checklist_result_answered_by_somebody": (
        check_result,
        lambda: answered("failed"),
        lambda: {"state": "failed"},
    ),
    "checklist_result_passed_with_evidence": (
        check_result,
        lambda: answered("passed", evidence=rows.evidence()),
        lambda: answered("passed"),
    ),
    "checklist_result_left_out_with_a_reason": (
        check_result,
        lambda: answered("not_applicable", reason="No fan"),
        lambda: answered("not_applicable"),
    ),
    "checklist_result_waived_by_a_right": (
        check_result,
        lambda: answered("waived", reason="Urgent", right="S1-R08"),
        lambda: answered("waived", reason="Urgent"),
    ),
    "sign_off_of_somebody": (sign_off, dict, lambda: {"signer_name": ""}),
    "sign_off_bound_to_its_text": (sign_off, dict, lambda: {"text_sha256": ""}),
    "sign_off_other_than_accepted_has_a_reason": (
        sign_off,
        lambda: {"outcome": "refused", "reason": "Still noisy"},
        lambda: {"outcome": "refused"},
    ),
    "service_report_hash_has_its_length": (report, dict, lambda: {"content_sha256": "abc"}),
    "report_waiver_has_a_reason": (report_waiver, lambda: {"reason": "No part"}, dict),
    "assignment_ends_after_it_starts": (rows.assignment, dict, lambda: {"end_at": NOON}),
    "absence_ends_after_it_starts": (absence, dict, lambda: {"end_at": NOON}),
    "on_call_shift_ends_after_it_starts": (shift, dict, lambda: {"end_at": NOON}),
    "plan_proposal_ends_after_it_starts": (proposal, dict, lambda: {"horizon_end_at": NOON}),
}


@pytest.mark.parametrize("rule", RULES)
def test_the_database_allows_one_row_and_refuses_the_other(rule: str) -> None:
    check_rule(rule, *RULES[rule])


def test_every_rule_is_tried() -> None:
    assert untried(RULES, ("evidence", "visits", "dispatching")) == set()
