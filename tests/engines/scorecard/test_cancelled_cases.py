"""Cases cancelled or merged in another system: no ended work, and no way to a better figure."""

from __future__ import annotations

from firstfix.engines.scorecard import KPIS, Value, report_of
from firstfix.engines.scorecard.known_mappings import SERVICENOW_INCIDENTS
from firstfix.engines.scorecard.scoring import Cases, Pair, score
from firstfix.engines.scorecard.table_log import read_table
from tests.engines.scorecard.logs import plain_cases

GIVEN_UP = """
case, at,               kind,      priority, sla_met, asset, group, merged_into
C1,   2026-03-02 08:00, new,       P1,       true,    A,     G,
C1,   2026-03-02 09:00, active,    P1,       true,    A,     G,
C1,   2026-03-02 10:00, resolved,  P1,       true,    A,     G,
C2,   2026-03-02 08:00, new,       P1,       true,    B,     G,
C2,   2026-03-02 11:00, cancelled, P1,       true,    B,     G,
C3,   2026-03-02 08:00, new,       P1,       false,   C,     G,
C3,   2026-03-02 09:00, active,    P1,       false,   C,     G,
C3,   2026-03-02 23:00, cancelled, P1,       false,   C,     G,
C4,   2026-03-02 08:00, new,       P1,       true,    D,     G,
C4,   2026-03-02 10:00, resolved,  P1,       true,    D,     G,
C4,   2026-03-03 10:00, active,    P1,       true,    D,     G,
C4,   2026-03-03 11:00, cancelled, P1,       true,    D,     G,
C5,   2026-03-02 08:00, new,       P1,       true,    E,     G,
C5,   2026-03-02 08:30, cancelled, P1,       true,    E,     G,     C1
"""


def halves(cases: Cases, kpi_id: str) -> tuple[Value, Value]:
    scored = score(next(kpi for kpi in KPIS if kpi.id == kpi_id), cases)
    assert isinstance(scored, Pair), scored
    return scored.value, scored.counter


def told(value: Value) -> tuple[dict[str, float], dict[str, int]]:
    return dict(value.cases()), dict(value.excluded)


def test_what_was_given_up_is_no_ended_job_and_is_counted_by_that_name() -> None:
    jobs, first_contact = halves(plain_cases(GIVEN_UP), "S1-K01")
    assert told(jobs) == ({"C1": 1.0}, {"cancelled": 4})
    assert told(first_contact) == ({"C1": 1.0}, {"cancelled": 4})
    assert jobs.excluded_cases("cancelled") == ["C2", "C3", "C4", "C5"]


def test_giving_up_in_time_keeps_no_promise_and_hides_no_missed_one() -> None:
    met, paused = halves(plain_cases(GIVEN_UP), "S1-K04")
    assert told(met) == ({"C1": 1.0, "C3": 0.0}, {"cancelled": 3})
    assert told(paused)[1] == {"cancelled": 4}


def test_giving_up_hides_no_reopening_and_merging_hides_no_second_case() -> None:
    reopened, again = halves(plain_cases(GIVEN_UP), "S1-K05")
    assert told(reopened) == ({"C1": 0.0, "C4": 1.0}, {"cancelled": 3})
    assert told(again)[0] == {"C5": 1.0}


def test_giving_up_is_no_response() -> None:
    response, _ = halves(plain_cases(GIVEN_UP), "S2-K05")
    assert told(response) == ({"C1": 1.0, "C3": 1.0, "C4": 2.0}, {"cancelled": 2})


def test_a_stamp_of_closure_makes_no_service_of_a_cancelled_case() -> None:
    header = "number,sys_updated_at,incident_state,opened_at,resolved_at,closed_at\n"
    rows = [
        "I1,2026-03-02 08:00,New,2026-03-02 08:00,,\n",
        "I1,2026-03-02 09:00,Canceled,2026-03-02 08:00,2026-03-02 09:00,2026-03-02 09:00\n",
        "I2,2026-03-02 08:00,New,2026-03-02 08:00,,\n",
        "I2,2026-03-02 12:00,Closed,2026-03-02 08:00,2026-03-02 11:00,2026-03-02 12:00\n",
    ]
    cases = Cases(read_table([header, *rows], SERVICENOW_INCIDENTS))
    closed, restored = halves(cases, "LOG-CLOSE")
    assert told(closed) == ({"I2": 4.0}, {"cancelled": 1})
    assert told(restored) == ({"I2": 3.0}, {"cancelled": 1})


def test_a_cancelled_case_lacks_no_time_of_resolution() -> None:
    text = GIVEN_UP.replace("merged_into", "resolved_at").replace("C1\n", "\n")
    found = {finding.code: finding for finding in report_of(plain_cases(text)).findings}
    assert found["missing_resolved_at"].cases == ("C1",)
