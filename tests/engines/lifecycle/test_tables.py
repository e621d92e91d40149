"""Every life of domain.md can be lived in its table, and nothing else can."""

from __future__ import annotations

import pytest

from firstfix.engines.lifecycle import (
    BEGINNING,
    COMMAND_WORDS,
    MACHINES,
    NEED_WORDS,
    STATE_WORDS,
    SUBJECT_WORDS,
    Refused,
    judge_transition,
)
from firstfix.engines.verdict import Missing, Verdict

# The lives as domain.md tells them ("Lives"), written by hand: command > state it leads to.
LIVES = {
    "case": [
        (
            "create_case>new triage_case>triaged start_case>in_progress wait_case>waiting wait_case>waiting"
            " resume_case>in_progress restore_case>restored verify_case>verifying resolve_case>resolved"
            " close_case>closed reopen_case>reopened start_case>in_progress"
        ),
        (
            "create_case>new triage_case>triaged start_case>in_progress verify_case>verifying"
            " resume_case>in_progress verify_case>verifying resolve_case>resolved reopen_case>reopened"
        ),
        "create_case>new triage_case>triaged restore_case>restored wait_case>waiting verify_case>verifying",
        "create_case>new merge_case>merged",
        "create_case>new cancel_case>cancelled",
    ],
    "work_order": [
        (
            "create_work_order>draft qualify_work_order>qualified block_work_order>blocked"
            " ready_work_order>ready schedule_work_order>scheduled dispatch_work_order>dispatched"
            " complete_work_order>done review_work_order>reviewed close_work_order>closed"
        ),
        (
            "create_work_order>draft qualify_work_order>qualified ready_work_order>ready"
            " dispatch_work_order>dispatched complete_work_order_partially>done_partial"
            " review_work_order>reviewed close_work_order>closed"
        ),
        (
            "create_work_order>draft qualify_work_order>qualified ready_work_order>ready"
            " schedule_work_order>scheduled block_work_order>blocked ready_work_order>ready"
            " schedule_work_order>scheduled unschedule_work_order>ready dispatch_work_order>dispatched"
            " fail_work_order>not_done return_work_order>qualified"
        ),
        "create_work_order>draft resolve_work_order_remotely>resolved_remotely",
        "create_work_order>draft cancel_work_order>cancelled",
    ],
    "visit": [
        (
            "propose_visit>proposed assign_visit>assigned decline_visit>declined reassign_visit>assigned"
            " accept_visit>accepted start_travel>en_route check_in>on_site start_work>working"
            " pause_work>paused resume_work>working stop_work>stopped release_stop_work>on_site"
            " start_work>working verify_visit>verifying sign_visit>signed_off leave_site>left"
            " complete_visit>complete"
        ),
        (
            "propose_visit>proposed assign_visit>assigned accept_visit>accepted check_in>on_site"
            " start_work>working verify_visit>verifying sign_visit_conditionally>signed_conditionally"
            " sign_visit>signed_off resume_work>working verify_visit>verifying"
            " refuse_visit_signature>signature_refused leave_site>left complete_visit>complete"
        ),
        (
            "propose_visit>proposed assign_visit>assigned accept_visit>accepted start_travel>en_route"
            " abort_visit>aborted"
        ),
        "propose_visit>proposed cancel_visit>cancelled",
    ],
    "reservation": [
        (
            "request_part>requested allocate_part>allocated pick_part>picked ship_part>in_transit"
            " load_part>in_van consume_part>consumed unfit_part>in_van return_part>returned"
        ),
        "request_part>requested allocate_part>allocated load_part>in_van report_defective_part>defective",
    ],
    "checklist_result": [
        "ask_check>open fail_check>failed pass_check>passed reopen_check>open skip_check>not_applicable",
        "ask_check>open waive_check>waived",
    ],
    "approval_request": [
        "request_approval>requested grant_approval>granted expire_approval>expired",
        "request_approval>requested reject_approval>rejected",
    ],
    "swarm": ["start_swarm>open request_engineering>open join_swarm>open end_swarm>finished"],
    "message_draft": [
        "draft_message>draft revise_draft>draft send_draft>sent",
        "draft_message>draft discard_draft>discarded",
    ],
    "policy_version": [
        "stage_policy>staged revise_policy>staged enact_policy>in_force supersede_policy>superseded",
        "stage_policy>staged withdraw_policy>withdrawn",
    ],
    "plan_proposal": [
        "request_plan>computing keep_plan>proposed publish_plan>published",
        "request_repair>computing stop_plan>stopping keep_plan>proposed discard_plan>discarded",
        "request_plan>computing fail_plan>failed discard_plan>discarded",
    ],
    "remediation": [
        (
            "record_diagnostic_run>draft ask_remediation>asked ask_remediation>asked"
            " answer_remediation>answered reopen_remediation>asked"
            " answer_remediation>answered close_remediation>closed"
            " reopen_remediation>draft ask_remediation>asked close_remediation>closed"
        ),
        "record_diagnostic_run>draft close_remediation>closed",
        "record_diagnostic_run>draft withdraw_remediation>withdrawn",
        "record_diagnostic_run>draft ask_remediation>asked withdraw_remediation>withdrawn",
    ],
    "commitment": [
        (
            "make_commitment>open renegotiate_commitment>open miss_commitment>overdue"
            " renegotiate_commitment>overdue keep_commitment>kept_late"
        ),
        "make_commitment>open keep_commitment>kept",
    ],
    "access_grant": [
        "request_access>requested approve_access>approved activate_access>active expire_access>expired"
    ],
    "hypothesis": [
        (
            "propose_hypothesis>open support_hypothesis>supported confirm_hypothesis>confirmed"
            " refute_hypothesis>refuted support_hypothesis>supported correct_hypothesis>corrected"
        ),
    ],
    "change": [
        (
            "create_change>draft assess_change>assessed approve_change>approved schedule_change>scheduled"
            " precheck_change>pre_checked execute_change>executing postcheck_change>post_checked"
            " finish_change>successful roll_back_change>rolled_back review_change>reviewed"
        ),
        "create_change>draft execute_emergency_change>executing fail_change>failed review_change>reviewed",
        "create_change>draft assess_change>assessed reject_change>rejected revise_change>draft",
    ],
    "escalation": [
        (
            "create_escalation>draft mark_escalation_incomplete>incomplete complete_escalation>complete"
            " submit_escalation>submitted acknowledge_escalation>acknowledged return_escalation>returned"
            " complete_escalation>complete submit_escalation>submitted acknowledge_escalation>acknowledged"
            " accept_escalation>accepted act_on_escalation>in_action answer_escalation>answered"
            " confirm_escalation>confirmed close_escalation>closed"
        ),
    ],
    "major_incident": [
        (
            "propose_major_incident>candidate declare_major_incident>declared"
            " investigate_major_incident>investigating identify_major_incident>identified"
            " mitigate_major_incident>mitigated monitor_major_incident>monitoring"
            " resolve_major_incident>resolved review_major_incident>in_review"
            " finish_major_incident_review>review_done"
        ),
    ],
    "problem": [
        (
            "log_problem>logged investigate_problem>investigating confirm_root_cause>root_cause_confirmed"
            " record_known_error>known_error plan_problem_fix>fix_planned fix_problem>fixed"
            " verify_problem>verified close_problem>closed reopen_problem>investigating"
        ),
    ],
    "known_error": [
        (
            "draft_known_error>draft validate_known_error>validated publish_known_error>published"
            " offer_known_error_fix>fix_available retire_known_error>retired"
        ),
    ],
    "rma": [
        "request_rma>requested authorise_rma>authorised ship_rma>shipped receive_rma>received"
        f" diagnose_rma>diagnosed {ending} close_rma>closed"
        for ending in (
            "replace_rma>replaced",
            "repair_rma>repaired",
            "credit_rma>credited",
            "scrap_rma>scrapped",
        )
    ],
    "custody_item": [
        (
            "seal_custody_item>sealed take_custody>held offer_hand_over>offered accept_hand_over>held"
            " offer_hand_over>offered dispute_hand_over>disputed settle_custody_dispute>held"
            " destroy_custody_item>destroyed"
        ),
    ],
    "article": [
        (
            "draft_article>draft submit_article>in_review publish_article>published mark_article_stale>stale"
            " retire_article>retired"
        ),
    ],
    "action_item": ["create_action>open accept_action>accepted finish_action>done verify_action>verified"],
    "quality_review": [
        (
            "sample_quality_review>sampled score_quality_review>scored dispute_quality_review>disputed"
            " finish_quality_review>final"
        ),
    ],
}

# domain.md, "Gates": which gate stands before which command.
GATES = {
    ("work_order", "schedule_work_order"): "readiness",
    ("work_order", "dispatch_work_order"): "readiness",
    ("reservation", "consume_part"): "part_use",
    ("change", "execute_change"): "change_may_start",
    ("visit", "leave_site"): "change_matches",
    ("work_order", "complete_work_order"): "closure_of_work_order",
    ("work_order", "complete_work_order_partially"): "closure_of_work_order",
    ("case", "resolve_case"): "closure_of_case",
    ("escalation", "submit_escalation"): "escalation_package",
    ("visit", "start_work"): "safety_acknowledged",
    ("rma", "ship_rma"): "media_sanitised",
    ("custody_item", "destroy_custody_item"): "media_sanitised",
}

PAIRS = [
    (machine.name, state, command)
    for machine in MACHINES.values()
    for state in (BEGINNING, *machine.states)
    for command in machine.commands
]


def all_pass(machine):
    return {need: Verdict(need) for need in machine.needs}


@pytest.mark.parametrize(("name", "life"), [(name, life) for name, lives in LIVES.items() for life in lives])
def test_every_life_of_the_domain_can_be_lived(name, life):
    machine, state = MACHINES[name], BEGINNING
    for step in life.split():
        command, target = step.split(">")
        row = judge_transition(machine, state, command, all_pass(machine))
        assert not isinstance(row, Refused), f"{command} in {state}: {row}"
        assert row.target == target
        state = target


def test_every_table_has_its_lives_here():
    assert set(LIVES) == set(MACHINES)


@pytest.mark.parametrize("name", MACHINES)
def test_every_pair_of_state_and_command_is_judged(name):
    machine = MACHINES[name]
    for _, state, command in (pair for pair in PAIRS if pair[0] == name):
        row = machine.find(state, command)
        with_answers = judge_transition(machine, state, command, all_pass(machine))
        without = judge_transition(machine, state, command, {})
        if row is None:
            assert isinstance(with_answers, Refused)
            assert with_answers.code in {"wrong_state", "already_there"}
            assert with_answers.text()
            assert "{" not in with_answers.text()
            assert with_answers.onward == tuple(other.command for other in machine.allowed(state))
        else:
            assert with_answers == row
            assert isinstance(without, Refused) == bool(row.needs)


def test_each_need_alone_refuses_its_row():
    for machine in MACHINES.values():
        for row in machine.transitions:
            for need in row.needs:
                lack = Missing(f"no_{need}", "Not there.", who=("engineer",))
                answers = all_pass(machine) | {need: Verdict(need, missing=(lack,))}
                judged = judge_transition(machine, row.source, row.command, answers)
                assert isinstance(judged, Refused)
                assert judged.missing == (lack,)


@pytest.mark.parametrize(("place", "need"), GATES.items())
def test_the_gates_of_the_domain_stand_before_every_row_of_their_command(place, need):
    name, command = place
    rows = [row for row in MACHINES[name].transitions if row.command == command]
    assert rows
    assert all(need in row.needs for row in rows)


def test_a_data_bearing_part_has_one_way_out_and_it_asks_for_sanitisation():
    leaving = [row for row in MACHINES["rma"].transitions if row.target == "shipped"]
    destroyed = [row for row in MACHINES["custody_item"].transitions if row.target == "destroyed"]
    assert all("media_sanitised" in row.needs for row in (*leaving, *destroyed))


def test_the_only_way_to_resolved_is_through_the_closure_gate():
    rows = [row for row in MACHINES["case"].transitions if row.target == "resolved"]
    assert [(row.source, row.command, row.needs) for row in rows] == [
        ("verifying", "resolve_case", ("closure_of_case",))
    ]


def test_closed_follows_only_from_resolved():
    assert MACHINES["case"].sources("close_case") == ("resolved",)


def test_reopening_starts_from_resolved_or_closed_only():
    assert MACHINES["case"].sources("reopen_case") == ("resolved", "closed")


def test_unsafe_work_can_be_stopped_and_left_without_any_gate():
    rows = [row for row in MACHINES["visit"].transitions if row.command in {"stop_work", "abort_visit"}]
    assert rows
    assert all(not row.needs for row in rows)
    for state in ("on_site", "working", "paused", "verifying"):
        assert MACHINES["visit"].find(state, "stop_work")
        assert MACHINES["visit"].find(state, "abort_visit")


def test_one_command_name_belongs_to_one_table():
    names = [command for machine in MACHINES.values() for command in machine.commands]
    assert len(names) == len(set(names))


def test_every_code_has_words_and_no_word_is_left_over():
    machines = MACHINES.values()
    assert set(SUBJECT_WORDS) == set(MACHINES)
    assert set(COMMAND_WORDS) == {command for machine in machines for command in machine.commands}
    assert set(NEED_WORDS) == {need for machine in machines for need in machine.needs}
    states = {state for machine in machines for state in (*machine.states, *machine.shown.values())}
    assert set(STATE_WORDS) == states
