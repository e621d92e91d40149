"""Business hours stand beside the hours by the clock, and no calendar is guessed."""

from __future__ import annotations

import pytest

from firstfix.engines.scorecard import KPIS, Cases, Pair, Withheld, report_of, score
from firstfix.engines.scorecard.open_hours import OPEN_HOURS_KPIS, in_open_hours, open_hours_of, read_calendar
from tests.engines.scorecard.logs import plain_log

OFFICE = {"zone": "Europe/Berlin", "week": {"mon-fri": "08:00-17:00"}, "holidays": ["2026-03-04"]}
# 2026-03-06 is a Friday.
OVER_THE_WEEKEND = """
case, at,                 kind
C1,   2026-03-06 16:00{z}, new
C1,   2026-03-06 16:30{z}, assigned
C1,   2026-03-09 08:15{z}, acknowledged
C1,   2026-03-09 09:00{z}, resolved
C2,   2026-03-03 16:00{z}, new
C2,   2026-03-05 08:30{z}, resolved
"""


def cases_in(zone: str = "") -> Cases:
    log = plain_log(OVER_THE_WEEKEND.replace("{z}", zone))
    return Cases(log, open_hours=open_hours_of(read_calendar(OFFICE), log.account))


def figures(cases: Cases, kpi_id: str) -> dict[str, float]:
    pair = score(next(kpi for kpi in in_open_hours(KPIS) if kpi.id == kpi_id), cases)
    assert isinstance(pair, Pair)
    return dict(pair.value.cases())


def test_nights_weekends_and_holidays_do_not_count() -> None:
    # One hour on Friday and one on Monday; one on Tuesday, none on the holiday, half of one on Thursday.
    assert figures(cases_in(), "LOG-OPEN-RESTORE") == {"C1": 2.0, "C2": 1.5}
    assert figures(cases_in(), "S1-K08") == {"C1": 0.75}


def test_times_with_a_zone_are_counted_in_that_of_the_calendar() -> None:
    # 16:00 in UTC is 17:00 in Berlin: the office is closed already.
    assert figures(cases_in("Z"), "LOG-OPEN-RESTORE") == {"C1": 2.0, "C2": 1.5}
    assert figures(cases_in("+01:00"), "LOG-OPEN-RESTORE") == {"C1": 2.0, "C2": 1.5}
    assert figures(cases_in("Z"), "S1-K08") == {"C1": 1.25}


def test_open_hours_never_stand_without_the_clock_and_not_without_a_calendar() -> None:
    pairs = [score(kpi, cases_in()) for kpi in OPEN_HOURS_KPIS]
    assert all(isinstance(pair, Pair) and "Business" not in pair.counter.measure.name for pair in pairs)
    withheld = score(OPEN_HOURS_KPIS[0], Cases(plain_log(OVER_THE_WEEKEND.replace("{z}", ""))))
    assert isinstance(withheld, Withheld)
    assert withheld.lacks == ("calendar",)


def test_what_lies_outside_the_calendars_years_is_left_out() -> None:
    log = plain_log("case, at, kind\nC1, 1969-03-02 08:00, new\nC1, 2026-03-02 08:00, resolved")
    cases = Cases(log, open_hours=open_hours_of(read_calendar(OFFICE), log.account))
    pair = score(OPEN_HOURS_KPIS[0], cases)
    assert isinstance(pair, Pair)
    assert pair.value.excluded == {"no_calendar": 1}


def test_a_report_says_that_times_without_a_zone_are_those_of_the_calendar() -> None:
    report = report_of(cases_in(), kpis=in_open_hours(KPIS))
    assert "LOG-OPEN-RESTORE" in {one.pair.kpi.id for one in report.scored}
    assert any("those of the calendar" in finding.text() for finding in report.findings)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({}, "'zone'"),
        ({"zone": "Mars", "week": {"mon": "08:00-17:00"}}, "Mars"),
        ({"zone": "UTC", "week": []}, "'week'"),
        ({"zone": "UTC", "week": {"someday": "08:00-17:00"}}, "someday"),
        ({"zone": "UTC", "week": {"mon": "08:00-17:00"}, "holidays": ["Christmas"]}, "Christmas"),
        ({"zone": "UTC", "week": {"mon": "08:00-17:00"}, "colour": "red"}, "colour"),
    ],
)
def test_a_calendar_that_cannot_be_meant_gets_a_sentence(document: dict[str, object], expected: str) -> None:
    with pytest.raises(ValueError, match=expected):
        read_calendar(document)
