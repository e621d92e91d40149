"""A truck rolls only when everything its kind of case asks for is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from firstfix.engines.readiness import (
    AccessFacts,
    Basic,
    BasicAnswer,
    CaseKind,
    ChangeFacts,
    EngineerFacts,
    FirmwareFacts,
    PartNeed,
    Prerequisite,
    RemoteAttempt,
    Step,
    judge_engineer,
    judge_readiness,
    next_remedies,
)
from tests.engines.readiness.samples import HOUR, STARTS_AT, codes, ready

ALL = set(CaseKind)
I, R, N, U, M = CaseKind  # incident, request, installation, upgrade, maintenance  # noqa: E741
ACCESS = ready(I).access
DANA = ready(I).engineer
UNMET = Prerequisite("SaaS connector: dns.app", is_met=False, reason="The name is not known.")
FIRMWARE = ready(U).firmware

# What is taken away; which kinds ask for it; the code that is missing then; who can give it.
GAPS = [
    ("no remote attempt", {"remote_attempt": None}, {I, R, U}, "remote_attempt", "support_specialist"),
    (
        "hollow attempt",
        {"remote_attempt": RemoteAttempt(tried="done")},
        {I, R, U},
        "remote_attempt",
        "engineer",
    ),
    *(
        (
            f"{basic} open",
            {"basics": {other: BasicAnswer(is_sound=True) for other in Basic if other is not basic}},
            {I},
            "basic",
            "customer_contact",
        )
        for basic in Basic
    ),
    ("no hypothesis", {"hypothesis": ""}, {I}, "hypothesis", "engineer"),
    ("no survey", {"is_site_surveyed": False}, {N}, "site_survey", "customer_contact"),
    ("no pre-checks", {"pre_checks": {}}, {U}, "pre_checks", "engineer"),
    ("a pre-check open", {"pre_checks": {"backup": None}}, {U}, "pre_check_open", "engineer"),
    ("a pre-check failed", {"pre_checks": {"backup": False}}, {U}, "pre_check_failed", "engineer"),
    ("not met", {"prerequisites": (UNMET,)}, ALL, "prerequisite", "customer_contact"),
    ("no day", {"visit_starts_at": None}, ALL, "day", "dispatcher"),
    ("parts not listed", {"are_parts_listed": False, "parts": ()}, ALL, "parts_not_listed", "engineer"),
    ("part not reserved", {"parts": (PartNeed("PSU", 2, 1),)}, ALL, "part_not_reserved", "logistics"),
    ("part without arrival", {"parts": (PartNeed("PSU", 1, 1),)}, ALL, "part_without_arrival", "logistics"),
    (
        "part too late",
        {"parts": (PartNeed("PSU", 1, 1, arrives_at=STARTS_AT + HOUR),)},
        ALL,
        "part_late",
        "logistics",
    ),
    (
        "access not confirmed",
        {"access": replace(ACCESS, is_confirmed=False)},
        ALL,
        "access",
        "customer_contact",
    ),
    ("access lapses", {"access": replace(ACCESS, valid_until=STARTS_AT)}, ALL, "access_lapses", "dispatcher"),
    ("no window", {"access": replace(ACCESS, opens_at=None)}, ALL, "window", "customer_contact"),
    (
        "before the window",
        {"access": replace(ACCESS, opens_at=STARTS_AT + HOUR)},
        ALL,
        "outside_window",
        "dispatcher",
    ),
    (
        "past the window",
        {"access": replace(ACCESS, closes_at=STARTS_AT + HOUR)},
        ALL,
        "outside_window",
        "dispatcher",
    ),
    ("no escort", {"access": replace(ACCESS, escort="")}, ALL, "escort", "customer_contact"),
    ("no clearance", {"access": replace(ACCESS, has_legal_clearance=False)}, ALL, "clearance", "dispatcher"),
    ("no engineer", {"engineer": None}, ALL, "engineer", "dispatcher"),
    (
        "skill missing",
        {"engineer": replace(DANA, skills={"work at height": None})},
        ALL,
        "skill",
        "dispatcher",
    ),
    (
        "certificate expired",
        {"engineer": replace(DANA, skills={"network": None, "work at height": date(2026, 3, 9)})},
        ALL,
        "skill_expired",
        "manager",
    ),
    ("hazards not written", {"are_safety_notes_written": False}, ALL, "safety_notes", "customer_contact"),
    (
        "hazards not read",
        {"engineer": replace(DANA, has_read_safety_notes=False)},
        ALL,
        "safety_notes_read",
        "engineer",
    ),
    ("change unanswered", {"changes_configuration": None}, {I, R, M}, "change_question", "engineer"),
    ("change not approved", {"change": ChangeFacts(False, True)}, {I, R, U, M}, "change_approval", "manager"),
    ("no rollback plan", {"change": ChangeFacts(True, False)}, {I, R, U, M}, "rollback_plan", "engineer"),
    (
        "change window missed",
        {"change": ChangeFacts(True, True, STARTS_AT + 3 * HOUR, STARTS_AT + 4 * HOUR)},
        {I, R, U, M},
        "change_window",
        "dispatcher",
    ),
    ("no plan", {"has_commissioning_plan": False}, {N}, "commissioning_plan", "lead_specialist"),
    ("no criteria", {"acceptance_criteria_count": 0}, {N}, "acceptance_criteria", "customer_approver"),
    ("firmware not compared", {"firmware": None}, {U}, "firmware_path", "engineer"),
    (
        "firmware undocumented",
        {"firmware": FirmwareFacts("1.0", "4.0", (), ("4.0",), frozenset({"4.0"}))},
        ALL,
        "firmware_undocumented",
        "engineer",
    ),
    (
        "firmware step left out",
        {"firmware": replace(FIRMWARE, planned_path=("3.0",))},
        ALL,
        "firmware_gap",
        "engineer",
    ),
    (
        "firmware package missing",
        {"firmware": replace(FIRMWARE, in_kit=frozenset({"3.0"}))},
        ALL,
        "firmware_package",
        "engineer",
    ),
]
COMPLIANCE = {"clearance", "skill_expired", "safety_notes", "safety_notes_read", "engineer"}


@pytest.mark.parametrize("kind", CaseKind)
def test_a_truck_rolls_when_everything_is_there(kind):
    assert judge_readiness(ready(kind)).passes


@pytest.mark.covers("S1-X10", "S1-F34")
@pytest.mark.parametrize("kind", CaseKind)
@pytest.mark.parametrize(
    ("changes", "kinds", "code", "who"), [gap[1:] for gap in GAPS], ids=[gap[0] for gap in GAPS]
)
def test_each_gap_alone_stops_the_kinds_that_ask_for_it(kind, changes, kinds, code, who):
    verdict = judge_readiness(ready(kind, **changes))
    assert codes(verdict) == ([code] if kind in kinds else [])
    for lack in verdict.missing:
        assert who in lack.who
        assert lack.remedy
        assert "{" not in lack.text()
        assert lack.text()


@pytest.mark.covers("S1-R17")
@pytest.mark.parametrize(
    ("changes", "code"), [(gap[1], gap[3]) for gap in GAPS], ids=[gap[0] for gap in GAPS]
)
def test_an_override_opens_the_gate_except_where_safety_or_the_law_asks(changes, code):
    kind = next(kind for name, change, kinds, _, _ in GAPS if change is changes for kind in sorted(kinds))
    verdict = judge_readiness(ready(kind, **changes))
    after = verdict.overridden({code})
    assert verdict.override == "override_readiness"
    assert verdict.may_be_overridden is (code not in COMPLIANCE)
    assert after.passes is (code not in COMPLIANCE)
    assert [lack.code for lack in verdict.binding] == ([code] if code in COMPLIANCE else [])


def test_what_was_overridden_is_said_and_nothing_else_is_lifted():
    verdict = judge_readiness(ready(I, hypothesis="", remote_attempt=None))
    after = verdict.overridden({"hypothesis", "clearance"})
    assert codes(after) == ["remote_attempt"]
    assert [held.code for held in after.holds if held.code.endswith("_overridden")] == [
        "hypothesis_overridden"
    ]


def test_the_sentence_names_the_part_and_both_times():
    late = PartNeed("PSU 920W", 1, 1, arrives_at=STARTS_AT + HOUR)
    lack = judge_readiness(ready(I, parts=(late,))).missing[0]
    assert lack.text() == (
        "PSU 920W arrives at 2026-03-10T10:00:00+00:00, after the visit starts at 2026-03-10T09:00:00+00:00."
    )


def test_the_missing_firmware_version_is_named():
    lack = judge_readiness(ready(U, firmware=replace(FIRMWARE, planned_path=("3.0",)))).missing[0]
    assert "must go over: 2.0" in lack.text()


def test_firmware_steps_in_the_wrong_order_are_refused():
    turned = replace(FIRMWARE, planned_path=("3.0", "2.0"))
    assert codes(judge_readiness(ready(U, firmware=turned))) == ["firmware_gap"]


def test_a_remote_fix_may_be_ruled_out_with_a_reason_but_not_without():
    reason = RemoteAttempt(ruled_out_because="Management port is dark")
    assert judge_readiness(ready(I, remote_attempt=reason)).passes
    empty = RemoteAttempt(ruled_out_because="n/a")
    assert codes(judge_readiness(ready(I, remote_attempt=empty))) == ["remote_attempt"]


@pytest.mark.covers("S0-P05", "S1-X04")
def test_each_basic_is_answered_or_waived_with_a_reason():
    answers = ready(I).basics
    waived = {**answers, Basic.NTP: BasicAnswer(waived_because="Device has no clock")}
    assert judge_readiness(ready(I, basics=waived)).passes
    hollow = {**answers, Basic.NTP: BasicAnswer(waived_because="ok")}
    assert codes(judge_readiness(ready(I, basics=hollow))) == ["basic"]
    assert codes(judge_readiness(ready(I, basics={}))) == ["basic"] * len(Basic)


def test_a_basic_found_faulty_is_an_answer_and_is_said():
    basics = {**ready(I).basics, Basic.CABLING: BasicAnswer(is_sound=False)}
    verdict = judge_readiness(ready(I, basics=basics))
    assert verdict.passes
    assert "Checked and found faulty: cabling" in [held.text() for held in verdict.holds]


@pytest.mark.parametrize(
    ("step", "expected"),
    [(Step.READY, []), (Step.SCHEDULE, ["day"]), (Step.DISPATCH, ["day", "engineer"])],
)
def test_each_later_step_needs_more_to_be_known(step, expected):
    facts = ready(I, step=step, visit_starts_at=None, visit_ends_at=None, visit_day=None, engineer=None)
    assert codes(judge_readiness(facts)) == expected


def test_work_that_changes_no_configuration_needs_no_change():
    assert judge_readiness(ready(I, changes_configuration=False, change=None)).passes


def test_another_engineer_is_judged_anew():
    novice = EngineerFacts("Vlad", {"network": None})
    empty_van = (PartNeed("PSU 920W", 1, reserved_count=1),)
    verdict = judge_engineer(ready(I, engineer=novice, parts=empty_van))
    assert codes(verdict) == ["skill", "part_without_arrival"]
    assert [lack.code for lack in verdict.binding] == ["skill"]


def test_errands_are_grouped_by_who_can_run_them():
    verdict = judge_readiness(ready(I, access=AccessFacts(), hypothesis="", basics={}))
    remedies = next_remedies(verdict)
    assert [(remedy.who, len(remedy.missing)) for remedy in remedies] == [
        (("support_specialist", "customer_contact", "engineer"), 5),
        (("customer_contact", "dispatcher"), 2),
        (("engineer", "support_specialist", "lead_specialist"), 1),
    ]
    assert remedies[0].commands == ("answer_basic",)
    assert sum(len(remedy.missing) for remedy in remedies) == len(verdict.missing)


@given(st.sampled_from(CaseKind), st.lists(st.sampled_from(GAPS), max_size=6, unique_by=lambda gap: gap[0]))
def test_several_gaps_stop_a_truck_exactly_when_its_kind_asks_for_one_of_them(kind, gaps):
    changes: dict[str, object] = {}
    for gap in gaps:
        # Two gaps in the same place replace each other, so only separate ones are put together.
        assume(not changes.keys() & gap[1].keys())
        changes |= gap[1]
    is_asked = any(kind in gap[2] for gap in gaps)
    assert judge_readiness(ready(kind, **changes)).passes is (not is_asked)


@given(st.permutations(list(Basic)), st.integers(min_value=0, max_value=5))
def test_the_order_in_which_basics_were_answered_plays_no_part(order, count):
    answers = {basic: BasicAnswer(is_sound=True) for basic in order[:count]}
    turned = dict(reversed(answers.items()))
    assert judge_readiness(ready(I, basics=answers)) == judge_readiness(ready(I, basics=turned))


@given(st.integers(min_value=-300, max_value=300))
def test_a_part_is_in_time_exactly_when_it_arrives_by_the_start(minutes):
    arrives_at = STARTS_AT + timedelta(minutes=minutes)
    verdict = judge_readiness(ready(I, parts=(PartNeed("PSU", 1, 1, arrives_at=arrives_at),)))
    assert verdict.passes is (minutes <= 0)


def test_prerequisites_that_are_met_are_told_once_and_what_nobody_looked_at_stops_nobody() -> None:
    met = tuple(Prerequisite(name, is_met=True) for name in ("dns.app", "tcp.app"))
    holds = [one for one in judge_readiness(ready(I, prerequisites=met)).holds if one.code == "prerequisite"]
    assert [one.params for one in holds] == [{"count": 2, "names": "dns.app, tcp.app"}]
    assert "prerequisite" not in codes(judge_readiness(ready(I)))
