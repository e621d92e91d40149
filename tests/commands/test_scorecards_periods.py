"""Months and quarters that a report may be about."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from firstfix.apps.scorecards.queries.periods import day_count, last_months, last_quarters, period_of

NOW = datetime(2026, 1, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "months", "before", "before_code"),
    [
        ("2026-01", ("2026-01",), ("2025-12",), "2025-12"),
        ("2026-Q1", ("2026-01", "2026-02", "2026-03"), ("2025-10", "2025-11", "2025-12"), "2025-Q4"),
        ("2025-Q4", ("2025-10", "2025-11", "2025-12"), ("2025-07", "2025-08", "2025-09"), "2025-Q3"),
    ],
)
def test_a_period_has_its_months_and_those_before_it(
    code: str, months: tuple[str, ...], before: tuple[str, ...], before_code: str
) -> None:
    period = period_of(code)
    assert period is not None
    assert (period.months, period.before, period.before_code) == (months, before, before_code)


@pytest.mark.parametrize("code", ["", "2026", "2026-00", "2026-13", "2026-Q0", "2026-Q5", "26-01", "2026-1"])
def test_what_is_neither_month_nor_quarter_is_no_period(code: str) -> None:
    assert period_of(code) is None


def test_the_last_months_and_quarters_begin_with_the_present_one() -> None:
    assert [one.code for one in last_months(NOW, 3)] == ["2026-01", "2025-12", "2025-11"]
    assert [one.code for one in last_quarters(NOW, 3)] == ["2026-Q1", "2025-Q4", "2025-Q3"]


def test_a_period_is_over_when_no_case_can_be_opened_in_it() -> None:
    january, december = last_months(NOW, 2)
    assert (january.is_over(NOW), december.is_over(NOW)) == (False, True)
    [quarter] = last_quarters(NOW, 1)
    assert not quarter.is_over(NOW)


def test_days_that_have_not_come_are_not_counted() -> None:
    assert day_count(("2025-12",), NOW) == 31
    assert day_count(("2026-01",), NOW) == 22
    assert day_count(("2025-12", "2026-01", "2026-02"), NOW) == 53
