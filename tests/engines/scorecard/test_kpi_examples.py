"""Every KPI that a log can carry, by a small log whose figures can be reckoned in the head."""

from __future__ import annotations

import pytest

from firstfix.engines.scorecard.kpis import KPIS
from firstfix.engines.scorecard.scoring import Pair, Withheld, score, score_by
from tests.engines.scorecard.logs import plain_cases

BY_ID = {kpi.id: kpi for kpi in KPIS}


def pair(kpi_id: str, text: str) -> Pair:
    scored = score(BY_ID[kpi_id], plain_cases(text))
    assert isinstance(scored, Pair), scored
    return scored


RESOLUTIONS = """
case, at,               kind,             priority
C1,   2026-03-02 08:00, new,              P1
C1,   2026-03-02 09:00, active,           P1
C1,   2026-03-02 10:00, resolved,         P1
C2,   2026-03-02 08:00, new,              P3
C2,   2026-03-02 14:00, resolved,         P3
C2,   2026-03-03 08:00, active,           P3
C2,   2026-03-03 18:00, resolved,         P3
C3,   2026-03-03 08:00, new,              P2
C3,   2026-03-03 12:00, waiting_customer, P2
C3,   2026-03-03 15:00, active,           P3
C3,   2026-03-03 16:00, resolved,         P3
C4,   2026-03-04 08:00, new,              P1
"""


def test_time_to_resolution_ends_at_the_last_resolution_and_stands_beside_reopenings() -> None:
    scored = pair("S1-K03", RESOLUTIONS)
    assert scored.value.cases() == [("C1", 2.0), ("C2", 34.0), ("C3", 8.0)]
    assert (scored.value.median, scored.value.mean, scored.value.figure) == (8.0, pytest.approx(44 / 3), 8.0)
    assert scored.value.excluded == {"no_resolved_at": 1}
    assert scored.value.excluded_cases("no_resolved_at") == ["C4"]
    assert (scored.counter.hit_count, scored.counter.n) == (1, 3)
    assert scored.counter.excluded == {"not_done": 1}


def test_severe_cases_stay_severe_when_their_priority_is_lowered() -> None:
    assert pair("S2-K01", RESOLUTIONS).value.cases() == [("C1", 2.0), ("C3", 8.0)]
    assert (
        pair(
            "S2-K04",
            RESOLUTIONS.replace("priority", "priority,asset")
            .replace("P1\n", "P1,A\n")
            .replace("P2\n", "P2,A\n")
            .replace("P3\n", "P3,A\n"),
        ).value.n
        == 2
    )


def test_the_first_response_is_the_first_event_that_is_more_than_new() -> None:
    scored = pair("S2-K05", RESOLUTIONS)
    assert scored.value.cases() == [("C1", 1.0), ("C2", 6.0), ("C3", 4.0)]
    assert scored.value.excluded == {"no_response": 1}
    assert scored.counter.figure == 0.0


def test_automatic_replies_are_no_response() -> None:
    text = """
case, at,               kind
C1,   2026-03-02 08:00, new
C1,   2026-03-02 08:01, auto_replied
C1,   2026-03-02 09:00, responded
C1,   2026-03-04 09:00, resolved
"""
    scored = pair("S2-K05", text)
    assert scored.value.cases() == [("C1", 1.0)]
    assert scored.counter.figure == 1.0


def test_first_contact_resolution_knows_handovers_questions_and_reopenings() -> None:
    text = """
case, at,               kind,             group
C1,   2026-03-02 08:00, new,              north
C1,   2026-03-02 09:00, resolved,         north
C2,   2026-03-02 08:00, new,              north
C2,   2026-03-02 09:00, resolved,         south
C3,   2026-03-02 08:00, waiting_customer, north
C3,   2026-03-02 09:00, resolved,         north
C4,   2026-03-02 08:00, resolved,         north
C4,   2026-03-02 09:00, active,           north
C4,   2026-03-02 10:00, resolved,
"""
    assert pair("S2-K17", text).value.cases() == [("C1", 1.0), ("C2", 0.0), ("C3", 0.0), ("C4", 0.0)]
    assert pair("LOG-HANDOVER", text).value.hit_count == 1
    routing = pair("LOG-ROUTING", text).value
    assert (routing.hit_count, routing.n, routing.excluded) == (2, 3, {"no_final_group": 1})
    assert pair("S1-K01", text).value.figure == 4


TARGETS = """
case, at,               kind,           due_at,           sla_met
C1,   2026-03-02 08:00, new,            2026-03-02 12:00,
C1,   2026-03-02 09:00, waiting_vendor, 2026-03-02 12:00,
C1,   2026-03-02 11:00, active,         2026-03-02 12:00,
C1,   2026-03-02 12:00, resolved,       2026-03-02 12:00,
C2,   2026-03-02 08:00, new,            2026-03-02 12:00,
C2,   2026-03-02 13:00, closed,         2026-03-02 12:00,
C3,   2026-03-02 08:00, new,            ,                 yes
C3,   2026-03-02 09:00, closed,         ,                 No
C4,   2026-03-02 08:00, new,            2026-03-02 12:00, true
C5,   2026-03-02 08:00, closed,         ,
"""


@pytest.mark.parametrize("kpi_id", ["S1-K04", "S2-K13"])
def test_a_target_is_judged_once_at_the_end_of_its_case(kpi_id: str) -> None:
    scored = pair(kpi_id, TARGETS)
    assert scored.value.cases() == [("C1", 1.0), ("C2", 0.0), ("C3", 0.0)]
    assert scored.value.excluded == {"not_done": 1, "no_target": 1}
    assert scored.counter.cases() == [("C1", 0.5), ("C2", 0.0), ("C3", 0.0)]
    assert scored.counter.excluded == {"not_done": 1, "no_duration": 1}


def test_what_is_open_and_late_has_missed_its_target_already() -> None:
    late = """
C6,   2026-03-01 08:00, new,            2026-03-01 12:00,
C7,   2026-03-01 08:00, new,            2026-03-09 12:00, false
C8,   2026-03-01 08:00, new,            2026-03-01 12:00, true
"""
    value = pair("S1-K04", TARGETS.strip() + late).value
    assert value.cases()[3:] == [("C6", 0.0), ("C7", 0.0)]
    assert value.excluded == {"not_done": 2, "no_target": 1}


ASSETS = """
case, at,               kind,     asset, category, customer, merged_into
C1,   2026-03-02 08:00, new,      A,     net,      K1,
C1,   2026-03-02 10:00, resolved, A,     net,      K1,
C2,   2026-03-12 08:00, new,      A,     net,      K1,
C2,   2026-03-12 10:00, resolved, A,     net,      K1,
C3,   2026-04-08 08:00, new,      A,     power,    K1,
C3,   2026-04-08 10:00, resolved, A,     net,      K1,
C4,   2026-03-02 08:00, new,      B,     power,    K2,
C4,   2026-03-02 10:00, resolved, B,     power,    K2,       C1
C5,   2026-03-02 08:00, resolved, ,      power,    K3,
C6,   2026-04-20 08:00, new,      C,     ,         K1,
"""


def test_reopenings_stand_beside_new_cases_for_the_same_asset_and_merges() -> None:
    scored = pair("S1-K05", ASSETS)
    assert scored.value.figure == 0.0
    assert scored.counter.cases() == [("C1", 1.0), ("C2", 0.0), ("C4", 1.0)]
    assert scored.counter.excluded == {"no_asset": 1, "not_followed": 1, "not_done": 1}


def test_repeats_are_watched_for_thirty_days_and_never_guessed() -> None:
    scored = pair("S1-K06", ASSETS)
    assert scored.value.cases() == [("C1", 1.0), ("C2", 1.0), ("C4", 0.0)]
    assert scored.value.excluded["not_followed"] == 1
    drivers = pair("S2-K10", ASSETS)
    assert drivers.value.cases() == [("C1", 1.0), ("C2", 1.0), ("C4", 0.0), ("C5", 0.0)]
    assert (drivers.counter.hit_count, drivers.counter.n) == (1, 5)


def test_acceptance_runs_from_assignment_to_acknowledgement() -> None:
    text = """
case, at,               kind
C1,   2026-03-02 08:00, new
C1,   2026-03-02 08:30, assigned
C1,   2026-03-02 09:30, acknowledged
C1,   2026-03-02 09:40, active
C2,   2026-03-02 08:00, new
C2,   2026-03-02 08:30, assigned
C3,   2026-03-02 08:00, new
C4,   2026-03-02 08:00, assigned
C4,   2026-03-02 08:30, acknowledged
C4,   2026-03-02 09:30, assigned
"""
    scored = pair("S1-K08", text)
    assert scored.value.cases() == [("C1", 1.0), ("C4", 0.5)]
    assert scored.value.excluded == {"no_acknowledgement": 1, "no_assignment": 1}
    assert scored.counter.cases() == [("C1", 0.0), ("C4", 1.0)]


def test_ratings_stand_beside_the_share_of_customers_who_answered() -> None:
    text = """
case, at,               kind,            rating
C1,   2026-03-02 08:00, resolved,
C1,   2026-03-03 08:00, survey_answered, 5
C2,   2026-03-02 08:00, resolved,
C3,   2026-03-02 08:00, resolved,        3
C4,   2026-03-02 08:00, new,
"""
    scored = pair("S1-K09", text)
    assert (scored.value.hit_count, scored.value.n) == (1, 2)
    assert (scored.counter.hit_count, scored.counter.n) == (2, 3)


def test_maintenance_that_is_overdue_and_open_is_late() -> None:
    text = """
case, at,               kind,           job_type,    due_at
C1,   2026-03-02 08:00, new,            maintenance, 2026-03-05
C1,   2026-03-02 09:00, evidence_added, maintenance, 2026-03-05
C1,   2026-03-04 08:00, closed,         maintenance, 2026-03-05
C2,   2026-03-02 08:00, new,            maintenance, 2026-03-03
C3,   2026-03-02 08:00, new,            maintenance, 2026-03-09
C4,   2026-03-06 08:00, closed,         break/fix,   2026-03-03
"""
    scored = pair("S1-K13", text)
    assert scored.value.cases() == [("C1", 1.0), ("C2", 0.0)]
    assert scored.counter.cases() == [("C1", 1.0)]


def test_the_backlog_counts_old_open_cases_that_were_ever_severe() -> None:
    text = """
case, at,               kind,   priority
C1,   2026-03-02 08:00, new,    P1
C1,   2026-03-03 08:00, active, P4
C2,   2026-03-11 08:00, new,    P2
C3,   2026-03-02 08:00, new,    P4
C4,   2026-03-02 08:00, closed, P1
C5,   2026-03-12 08:00, new,    odd
"""
    scored = pair("S2-K14", text)
    assert scored.value.cases() == [("C1", 1.0), ("C2", 0.0)]
    assert scored.value.excluded == {"no_priority": 1}
    assert scored.counter.cases() == [("C1", 1.0), ("C2", 0.0), ("C4", 0.0)]


def test_closure_is_shown_apart_from_resolution() -> None:
    text = """
case, at,               kind
C1,   2026-03-02 08:00, new
C1,   2026-03-02 09:00, resolved
C1,   2026-03-07 09:00, closed
"""
    scored = pair("LOG-CLOSE", text)
    assert (scored.value.figure, scored.counter.figure) == (121.0, 1.0)


def test_a_kpi_that_the_log_cannot_carry_is_withheld_and_says_what_is_lacking() -> None:
    scored = score(BY_ID["S1-K05"], plain_cases(RESOLUTIONS))
    assert isinstance(scored, Withheld)
    assert scored.lacks == ("asset",)


def test_segments_hold_every_case_once() -> None:
    pairs = score_by(BY_ID["S1-K03"], plain_cases(RESOLUTIONS), "priority")
    assert {name: one.value.n for name, one in pairs.items()} == {"P1": 1, "P3": 2}
    assert pairs["P1"].value.excluded == {"no_resolved_at": 1}
    months = score_by(BY_ID["S1-K03"], plain_cases(RESOLUTIONS), "month")
    assert {name: one.value.n for name, one in months.items()} == {"2026-03": 3}
    assert isinstance(score_by(BY_ID["S1-K03"], plain_cases(RESOLUTIONS), "site"), Withheld)
    with pytest.raises(ValueError, match="colour"):
        score_by(BY_ID["S1-K03"], plain_cases(RESOLUTIONS), "colour")


def test_few_cases_are_said_to_be_few_and_none_give_no_figure() -> None:
    assert pair("S1-K03", RESOLUTIONS).value.is_small
    empty = pair("S2-K14", "case, at, kind, priority\nC1, 2026-03-02, closed, P1").value
    assert (empty.n, empty.figure, empty.interval) == (0, None, None)
