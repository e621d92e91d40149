"""Nothing is called solved without its proof, whatever its kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from firstfix.engines.readiness import (
    Acceptance,
    AcceptanceOutcome,
    CaseKind,
    CheckFact,
    Medium,
    Purpose,
    RepeatCause,
    WorkOrderClosureFacts,
    judge_case_closure,
    judge_evidence_after_fix,
    judge_time_and_parts,
    judge_work_order_closure,
)
from tests.engines.readiness.samples import PROVED_AT, PURPOSE, WORKED_AT, closable, codes, proof, work

EARLY = WORKED_AT - timedelta(minutes=1)
REFUSED = Acceptance(AcceptanceOutcome.REFUSED, PROVED_AT, "Wants the old cable back")
CONDITIONAL = Acceptance(AcceptanceOutcome.CONDITIONAL, PROVED_AT, "Label still to be printed")

# What is taken from the work; the code that is missing then. The same for every kind.
WORK_GAPS = [
    ({"last_work_at": None}, "work"),
    ({"evidence": ()}, "evidence_after_fix"),
    ({"checks": (CheckFact("fan", "open"),)}, "check_open"),
    ({"checks": (CheckFact("fan", "failed"),)}, "check_open"),
    ({"notes": ""}, "notes"),
    ({"notes": "resolved"}, "notes"),
    ({"time_entry_count": 0}, "time"),
    ({"are_parts_stated": False}, "parts"),
    ({"unsettled_parts": ("PSU",)}, "part_unsettled"),
    ({"unmatched_changes": ("MTU 1500 to 9000",)}, "change_unmatched"),
    ({"acceptance": None}, "acceptance"),
    ({"acceptance": Acceptance(AcceptanceOutcome.ACCEPTED, EARLY)}, "acceptance_outdated"),
    ({"acceptance": replace(REFUSED, reason="")}, "acceptance_reason"),
    ({"is_partial": True}, "partial_approval"),
    ({"acceptance": CONDITIONAL}, "partial_approval"),
    ({"is_partial": True, "is_partial_approved": True, "acceptance": REFUSED}, "partial_acceptance"),
]
CASE_GAPS = [
    ({"closure_code": ""}, "closure_code"),
    ({"root_cause": ""}, "root_cause"),
    ({"severity": None}, "severity"),
    ({"severity": 1}, "knowledge"),
    ({"severity": 2}, "knowledge"),
    ({"severity": 2, "knowledge_waived_because": "n/a"}, "knowledge"),
    ({"open_work_orders": ("WO-7",)}, "work_order_open"),
    ({"open_visits": ("V-9",)}, "visit_open"),
    ({"aborted_visits": {"V-8": ""}}, "abort_cause"),
    ({"visit_count": 2}, "repeat_cause"),
]


@pytest.mark.parametrize("kind", CaseKind)
@pytest.mark.parametrize("severity", [3, 4])
def test_a_case_with_everything_on_record_may_be_resolved(kind, severity):
    assert judge_case_closure(closable(kind, severity=severity)).passes


@pytest.mark.covers("S1-D05")
@pytest.mark.parametrize("kind", CaseKind)
@pytest.mark.parametrize(("changes", "code"), WORK_GAPS + CASE_GAPS)
def test_each_gap_alone_keeps_a_case_open_and_nobody_goes_round(kind, changes, code):
    verdict = judge_case_closure(closable(kind, **changes))
    assert codes(verdict) == [code]
    assert verdict.override is None
    assert not verdict.may_be_overridden
    assert verdict.overridden({code}) == verdict
    lack = verdict.missing[0]
    assert lack.who
    assert lack.remedy
    assert lack.text()
    assert "{" not in lack.text()


@pytest.mark.parametrize("kind", CaseKind)
@pytest.mark.parametrize(("changes", "code"), WORK_GAPS)
def test_each_gap_of_the_work_keeps_a_work_order_open(kind, changes, code):
    assert codes(judge_work_order_closure(WorkOrderClosureFacts(work(kind, **changes)))) == [code]


def test_a_work_order_waits_for_its_visits_and_their_causes():
    facts = WorkOrderClosureFacts(work(CaseKind.INCIDENT), ("V-9",), {"V-8": "", "V-7": "no_access"})
    verdict = judge_work_order_closure(facts)
    assert codes(verdict) == ["visit_open", "abort_cause"]
    assert verdict.missing[0].text() == "The visit V-9 is still open."
    assert judge_work_order_closure(WorkOrderClosureFacts(work(CaseKind.INCIDENT))).passes


@pytest.mark.parametrize("kind", CaseKind)
@pytest.mark.parametrize(
    "changes",
    [
        {"collected_at": EARLY},
        {"purpose": Purpose.DIAGNOSIS},
        {"is_a_persons": False},
        {"has_passed": None},
    ],
)
def test_evidence_of_the_wrong_sort_proves_nothing(kind, changes):
    verdict = judge_evidence_after_fix(work(kind, evidence=(proof(kind, **changes),)))
    assert codes(verdict) == ["evidence_after_fix"]


@pytest.mark.parametrize("kind", CaseKind)
def test_each_kind_asks_for_its_own_purpose(kind):
    for purpose in Purpose:
        verdict = judge_evidence_after_fix(work(kind, evidence=(proof(kind, purpose=purpose),)))
        assert verdict.passes is (purpose is PURPOSE[kind])


@pytest.mark.parametrize(
    ("kind", "medium"),
    [
        (CaseKind.INCIDENT, Medium.DOCUMENT),
        (CaseKind.INCIDENT, Medium.CONFIGURATION),
        (CaseKind.UPGRADE, Medium.PHOTO),
        (CaseKind.INSTALLATION, Medium.CONFIGURATION),
    ],
)
def test_a_medium_that_cannot_show_it_does_not_count(kind, medium):
    assert codes(judge_evidence_after_fix(work(kind, evidence=(proof(kind, medium=medium),)))) == [
        "evidence_after_fix"
    ]


def test_a_later_failure_of_the_same_check_takes_the_proof_back():
    passed = proof(CaseKind.INCIDENT)
    failed = replace(passed, collected_at=PROVED_AT + timedelta(minutes=5), has_passed=False)
    for evidence in ((passed, failed), (failed, passed)):
        verdict = judge_evidence_after_fix(work(CaseKind.INCIDENT, evidence=evidence))
        assert codes(verdict) == ["evidence_failed"]
        assert verdict.missing[0].text() == "The last check shows that it is not fixed: link"


def test_a_later_pass_of_the_same_check_takes_the_failure_back():
    failed = proof(CaseKind.INCIDENT, has_passed=False)
    passed = proof(CaseKind.INCIDENT, collected_at=PROVED_AT + timedelta(minutes=5))
    assert judge_evidence_after_fix(work(CaseKind.INCIDENT, evidence=(passed, failed))).passes


def test_the_refusal_says_that_what_is_there_was_too_early():
    early = proof(CaseKind.INCIDENT, collected_at=EARLY)
    text = judge_evidence_after_fix(work(CaseKind.INCIDENT, evidence=(early,))).missing[0].text()
    assert text.startswith(
        "Missing: a check after the fix, collected after the last work at 2026-03-10T10:00"
    )
    assert "before it" in text


@pytest.mark.parametrize("kind", [CaseKind.INSTALLATION, CaseKind.MAINTENANCE])
def test_work_that_is_a_list_needs_its_list(kind):
    assert codes(judge_evidence_after_fix(work(kind, checks=()))) == ["checklist"]
    assert judge_evidence_after_fix(work(CaseKind.INCIDENT, checks=())).passes


@pytest.mark.covers("S1-R09")
@pytest.mark.parametrize("answer", [Acceptance(AcceptanceOutcome.ACCEPTED, PROVED_AT), CONDITIONAL])
def test_a_partial_remediation_closes_with_approval_and_acceptance_only(answer):
    facts = closable(CaseKind.INCIDENT, is_partial=True, is_partial_approved=True, acceptance=answer)
    assert judge_case_closure(facts).passes
    unapproved = closable(CaseKind.INCIDENT, is_partial=True, acceptance=answer)
    assert codes(judge_case_closure(unapproved)) == ["partial_approval"]
    refused = closable(CaseKind.INCIDENT, is_partial=True, is_partial_approved=True, acceptance=REFUSED)
    assert codes(judge_case_closure(refused)) == ["partial_acceptance"]


def test_an_accepted_exception_settles_a_check_but_makes_the_work_partial():
    checks = (CheckFact("coverage in the yard", "failed", is_exception_accepted=True),)
    assert codes(judge_case_closure(closable(CaseKind.INSTALLATION, checks=checks))) == ["partial_approval"]
    approved = closable(CaseKind.INSTALLATION, checks=checks, is_partial_approved=True)
    assert judge_case_closure(approved).passes


def test_a_refused_signature_with_its_reason_is_an_outcome():
    assert judge_case_closure(closable(CaseKind.INCIDENT, acceptance=REFUSED)).passes


def test_an_explicit_unknown_is_a_root_cause():
    facts = closable(CaseKind.INCIDENT, root_cause="", root_cause_unknown_because="Log was overwritten")
    assert judge_case_closure(facts).passes


@pytest.mark.parametrize(
    "changes", [{"knowledge": "KB-12"}, {"knowledge_waived_because": "Known error KE-3"}]
)
def test_a_severe_case_closes_with_an_article_or_a_reasoned_waiver(changes):
    assert judge_case_closure(closable(CaseKind.INCIDENT, severity=1, **changes)).passes


@pytest.mark.covers("S0-P18")
@pytest.mark.parametrize("cause", RepeatCause)
def test_a_second_visit_says_why_one_was_not_enough(cause):
    assert codes(judge_case_closure(closable(CaseKind.INCIDENT, visit_count=2))) == ["repeat_cause"]
    assert judge_case_closure(closable(CaseKind.INCIDENT, visit_count=2, repeat_cause=cause)).passes


def test_time_and_parts_are_asked_before_a_visit_is_complete():
    assert judge_time_and_parts(work(CaseKind.INCIDENT)).passes
    bare = work(CaseKind.INCIDENT, time_entry_count=0, are_parts_stated=False, unsettled_parts=("PSU",))
    assert codes(judge_time_and_parts(bare)) == ["time", "parts", "part_unsettled"]


pieces = st.builds(
    lambda kind, minutes, check, has_passed: proof(
        kind, collected_at=WORKED_AT + timedelta(minutes=minutes), check=check, has_passed=has_passed
    ),
    st.sampled_from(CaseKind),
    st.integers(min_value=-60, max_value=60),
    st.sampled_from(["link", "fan", "disk"]),
    st.sampled_from([True, False, None]),
)


@given(st.sampled_from(CaseKind), st.lists(pieces, max_size=6), pieces)
def test_more_evidence_that_does_not_fail_never_turns_a_pass_into_a_refusal(kind, evidence, extra):
    before = judge_case_closure(closable(kind, evidence=tuple(evidence)))
    after = judge_case_closure(closable(kind, evidence=(*evidence, replace(extra, has_passed=True))))
    assert after.passes or not before.passes


@given(st.sampled_from(CaseKind), st.lists(pieces, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_the_evidence_plays_no_part(kind, evidence, dice):
    shuffled = list(evidence)
    dice.shuffle(shuffled)
    first = judge_evidence_after_fix(work(kind, evidence=tuple(evidence)))
    second = judge_evidence_after_fix(work(kind, evidence=tuple(shuffled)))
    assert first.passes == second.passes
    assert sorted(codes(first)) == sorted(codes(second))


@given(st.lists(st.sampled_from(WORK_GAPS + CASE_GAPS), max_size=5), st.sampled_from(CaseKind))
def test_several_gaps_never_make_a_pass(gaps, kind):
    changes: dict[str, object] = {}
    for gap in gaps:
        # Two gaps in the same place replace each other, so only separate ones are put together.
        assume(not changes.keys() & gap[0].keys())
        changes |= gap[0]
    assert judge_case_closure(closable(kind, **changes)).passes is (not gaps)
