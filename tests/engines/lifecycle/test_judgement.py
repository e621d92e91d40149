"""A refusal says where things stand, what leads onward, and what is missing."""

from __future__ import annotations

import pytest

from firstfix.engines.lifecycle import MACHINES, Refused, Transition, judge_transition
from firstfix.engines.verdict import Missing, Verdict

CASE, VISIT, ORDER = MACHINES["case"], MACHINES["visit"], MACHINES["work_order"]
LACK = Missing("evidence_after_fix", "Missing: {what}", {"what": "a check"}, who=("engineer",))


def refusal(machine, state, command, answers=()):
    judged = judge_transition(machine, state, command, dict(answers))
    assert isinstance(judged, Refused)
    return judged


def test_a_command_whose_need_passes_gets_its_row():
    judged = judge_transition(
        CASE, "verifying", "resolve_case", {"closure_of_case": Verdict("closure_of_case")}
    )
    assert judged == Transition("verifying", "resolve_case", "resolved", ("closure_of_case",))


@pytest.mark.parametrize("answers", [{}, {"closure_of_case": None}, {"something_else": Verdict("x")}])
def test_an_unanswered_need_is_a_refusal_never_a_pass(answers):
    refused = refusal(CASE, "verifying", "resolve_case", answers)
    assert refused.code == "gate_missing"
    assert refused.unanswered == ("closure_of_case",)
    assert refused.missing[0].code == "need_unanswered"
    assert not refused.missing[0].waivable
    assert "proof that the case is solved" in refused.missing[0].text()


def test_a_gate_that_refuses_hands_on_what_is_missing():
    verdict = Verdict("closure_of_case", missing=(LACK,))
    refused = refusal(CASE, "verifying", "resolve_case", {"closure_of_case": verdict})
    assert refused.missing == (LACK,)
    assert refused.verdicts == (verdict,)
    assert refused.text() == "“Resolve the case” needs more for this case; missing: 1."


def test_a_wrong_state_says_the_present_one_and_what_is_possible():
    refused = refusal(CASE, "new", "resolve_case")
    assert refused.code == "wrong_state"
    assert refused.text() == (
        "This case is new. “Resolve the case” starts from: verifying. "
        "Possible now: Triage the case, Merge the case into another, Cancel the case."
    )
    assert refused.onward == ("triage_case", "merge_case", "cancel_case")
    assert refused.sources == ("verifying",)


def test_a_late_command_whose_aim_is_reached_is_told_so():
    refused = refusal(VISIT, "complete", "complete_visit")
    assert refused.code == "already_there"
    assert refused.text() == "This visit is already complete; there is nothing left to do."


def test_a_late_command_never_undoes_newer_truth():
    refused = refusal(ORDER, "cancelled", "complete_work_order", {"closure_of_work_order": Verdict("x")})
    assert refused.code == "wrong_state"
    assert "nothing leads on from there" in refused.text()


def test_what_does_not_exist_yet_must_first_be_created():
    assert refusal(CASE, "", "close_case").text() == "There is no case yet. First: Create a case."


def test_what_exists_cannot_be_created_again():
    assert refusal(CASE, "waiting", "create_case").text() == "This case exists already; it is waiting."


def test_the_words_of_a_refusal_can_be_translated_one_by_one():
    words = refusal(CASE, "new", "resolve_case").words(str.upper)
    assert words["state"] == "NEW"
    assert words["onward"].startswith("TRIAGE THE CASE, ")


@pytest.mark.parametrize(("state", "command"), [("nowhere", "close_case"), ("new", "fly_away")])
def test_an_unknown_name_is_a_fault_of_the_program(state, command):
    with pytest.raises(LookupError):
        judge_transition(CASE, state, command, {})
