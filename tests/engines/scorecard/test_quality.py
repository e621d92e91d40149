"""What a log hides is told without being asked, on made-up logs and on a real one."""

from __future__ import annotations

from pathlib import Path

import pyarrow.csv
import pyarrow.parquet
import pytest

from firstfix.engines.scorecard.finding import Finding
from firstfix.engines.scorecard.known_mappings import SERVICENOW_INCIDENTS
from firstfix.engines.scorecard.quality import quality_findings
from firstfix.engines.scorecard.scoring import Cases
from firstfix.engines.scorecard.table_log import read_table
from tests.engines.scorecard.logs import plain_cases, plain_log


def told(cases: Cases) -> dict[str, Finding]:
    return {finding.code: finding for finding in quality_findings(cases)}


AT_ONCE = "2026-03-{day:02} {hour:02}:{minute:02}"


def rows_of(
    count: int, *, opened: str = "2026-03-{day:02} 08:00", resolved: str = AT_ONCE, closed: str = AT_ONCE
) -> Cases:
    """Give cases that differ in their minutes, unless a template says otherwise."""
    lines = ["case,at,kind,opened_at,resolved_at,closed_at"]
    for number in range(count):
        places = {"day": number % 20 + 1, "hour": 9 + number % 7, "minute": number % 60}
        stamps = [template.format(**places) for template in (opened, resolved, closed)]
        lines.append(f"C{number},{stamps[0]},new,{','.join([stamps[0], '', ''])}")
        lines.append(f"C{number},{stamps[2]},closed,{','.join(stamps)}")
    return plain_cases("\n".join(lines))


def test_an_honest_log_has_no_complaint_about_its_closures_orders_and_stamps() -> None:
    assert set(told(rows_of(60))) <= {"columns_missing", "times_to_the_minute", "times_without_zone"}


def test_a_timer_that_closes_is_found_with_its_days_and_cases() -> None:
    finding = told(
        rows_of(40, resolved="2026-03-{day:02} 09:{minute:02}", closed="2026-04-{day:02} 09:{minute:02}")
    )["closing_timer"]
    assert finding.params["days"] == 31
    assert len(finding.cases) == 40


def test_closing_a_list_in_one_minute_is_found() -> None:
    finding = told(rows_of(40, closed="2026-04-01 12:00"))["bulk_closing"]
    assert (finding.params["minutes"], finding.params["most"]) == (1, 40)
    assert finding.params["moment"] == "2026-04-01 12:00"


def test_missing_stamps_are_counted_where_the_log_has_such_stamps() -> None:
    findings = told(rows_of(40, resolved="", closed="2026-04-{day:02} 12:{minute:02}"))
    assert findings["missing_resolved_at"].params["count"] == 40
    assert "missing_resolved_at" not in told(
        plain_cases("case,at,kind\nC1,2026-03-02,closed\nC2,2026-03-02,new")
    )


@pytest.mark.parametrize(
    ("stamps", "code"),
    [
        ({"resolved": "2026-02-01 08:00"}, "resolved_before_opened"),
        ({"closed": "2026-03-{day:02} 08:30"}, "closed_before_resolved"),
    ],
)
def test_times_in_an_impossible_order_are_told(stamps: dict[str, str], code: str) -> None:
    assert told(rows_of(10, **stamps))[code].params["count"] == 10


def test_negative_first_responses_and_early_events_are_told() -> None:
    findings = told(
        plain_cases(
            "case, at, kind, opened_at\nC1, 2026-03-02 08:00, new, 2026-03-02 09:00\n"
            "C1, 2026-03-02 08:30, active, 2026-03-02 09:00\nC2, 2026-03-02 08:00, new, 2026-03-02 08:00"
        )
    )
    assert findings["negative_responses"].cases == ("C1",)
    assert findings["event_before_opened"].cases == ("C1",)


def test_stamps_that_the_events_contradict_are_told() -> None:
    findings = told(
        plain_cases(
            "case, at, kind, resolved_at, reopen_count\nC1, 2026-03-02, resolved, 2026-03-03, 1\n"
            "C2, 2026-03-02, resolved, , 0\nC3, 2026-03-02, resolved, 2026-03-02, 0"
        )
    )
    assert findings["resolution_disagrees"].cases == ("C1", "C2")
    assert findings["reopenings_disagree"].cases == ("C1",)


def test_columns_that_know_the_end_at_the_start_are_told() -> None:
    text = "case, at, kind, closed_at\nC1, 2026-03-02, new, 2026-03-05\nC1, 2026-03-05, closed, 2026-03-05"
    assert told(plain_cases(text))["told_too_early"].params["columns"] == "closed_at"
    honest = text.replace("new, 2026-03-05", "new, ")
    assert "told_too_early" not in told(plain_cases(honest))


def test_a_share_over_rows_that_misleads_is_told() -> None:
    rows = ["case,at,kind,sla_met"]
    rows += [f"C1,2026-03-{day:02},active,true" for day in range(1, 9)] + ["C1,2026-03-09,closed,false"]
    findings = told(plain_cases("\n".join([*rows, "C2,2026-03-09,closed,false"])))
    assert findings["row_weighted_targets"].params == {"by_row": 0.8, "by_case": 0.0}


def test_a_priority_that_hardly_ever_meets_its_target_is_told_only_when_chance_cannot_be_it() -> None:
    def log(count: int) -> Cases:
        rows = [
            f"C{n},2026-03-02,closed,{'P1' if n % 2 else 'P3'},{'no' if n % 2 else 'yes'}"
            for n in range(count)
        ]
        return plain_cases("\n".join(["case,at,kind,priority,sla_met", *rows]))

    assert told(log(100))["hardly_met_priority"].params["priority"] == "P1"
    assert "hardly_met_priority" not in told(log(20))


def test_means_far_above_their_medians_and_ruling_priorities_are_told() -> None:
    rows = [f"C{n},2026-03-02 08:00,new,P3\nC{n},2026-03-02 09:00,resolved,P3" for n in range(60)]
    rows += ["D,2026-03-02 08:00,new,P1\nD,2026-06-02 09:00,resolved,P1"]
    findings = told(plain_cases("\n".join(["case,at,kind,priority", *rows])))
    assert findings["mean_far_from_median"].params["median"] == 1.0
    assert findings["one_priority"].params["priority"] == "P3"


def test_unknown_states_and_priorities_are_told_with_the_words() -> None:
    findings = told(
        plain_cases("case, at, kind, priority\nC1, 2026-03-02, musing, urgent\nC2, 2026-03-02, new, P1")
    )
    assert findings["unknown_states"].params["words"] == "musing"
    assert findings["unknown_priorities"].params["words"] == "urgent"


def test_an_empty_log_and_a_log_of_one_case_break_nothing() -> None:
    assert "empty" in told(Cases(plain_log("case, at, kind")))
    assert "one_case" in told(plain_cases("case, at, kind\nC1, 2026-03-02, new"))


def test_every_finding_can_be_read_as_a_sentence() -> None:
    for cases in (rows_of(40, closed="2026-04-01 12:00"), rows_of(10, resolved="2026-02-01 08:00")):
        assert all(finding.text().endswith(".") for finding in quality_findings(cases))


@pytest.mark.data
def test_the_real_log_tells_its_traps_unprompted(data_folder: Path, tmp_path: Path) -> None:
    table = pyarrow.parquet.read_table(data_folder / "incidents" / "incident_events_dev.parquet")
    pyarrow.csv.write_csv(table, tmp_path / "incidents.csv")
    with (tmp_path / "incidents.csv").open(encoding="utf-8", newline="") as lines:
        findings = quality_findings(Cases(read_table(lines, SERVICENOW_INCIDENTS)))
    codes = {finding.code for finding in findings}
    assert codes >= {
        "row_weighted_targets",
        "hardly_met_priority",
        "bulk_closing",
        "closing_timer",
        "backward",
        "missing_resolved_at",
        "negative_responses",
        "told_too_early",
        "mean_far_from_median",
        "resolution_disagrees",
    }
    priorities = {one.params["priority"] for one in findings if one.code == "hardly_met_priority"}
    assert priorities == {"1 - Critical", "2 - High"}
    timer = next(one for one in findings if one.code == "closing_timer")
    assert timer.params["days"] == 5


def test_rows_that_tell_each_case_once_cannot_mislead() -> None:
    rows = ["case, at, kind, sla_met"]
    rows += [f"C{n}, 2026-03-02, new,\nC{n}, 2026-03-03, closed, yes" for n in range(9)]
    rows += [f"D{n}, 2026-03-02, new, no" for n in range(9)]
    assert "row_weighted_targets" not in told(plain_cases("\n".join(rows)))
