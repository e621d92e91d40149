"""Series over periods leave aside what only looks like a change, and two months are compared whole."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.scorecard.measures import JOBS_DONE, REOPENED, RESTORE_HOURS
from firstfix.engines.scorecard.months import DAY, PERIODS, days_in, periods_between, whole_periods
from firstfix.engines.scorecard.scoring import Cases
from firstfix.engines.scorecard.trends import (
    Intervention,
    Outcome,
    compare_counts,
    fitting_step,
    last_change,
    series_of,
    study_intervention,
)
from tests.engines.scorecard.logs import plain_cases

MONDAY = date(2026, 3, 2)
EPOCH = date(1970, 1, 1)


def daily(days: int, *, hours=lambda _: 2, count: int = 4, open_from: int = 10_000, words="net") -> Cases:
    """Give cases opened at eight on each day, which take ``hours`` of that day."""
    rows = ["case,at,kind,priority,category"]
    for day in range(days):
        opened = MONDAY + timedelta(days=day)
        for number in range(count):
            told = f"P{number % 2 + 1},{words if isinstance(words, str) else words(day, number)}"
            rows.append(f"D{day}N{number},{opened} 08:{number:02},new,{told}")
            if day < open_from:
                rows.append(f"D{day}N{number},{opened} {8 + hours(day):02}:{number:02},resolved,{told}")
    return plain_cases("\n".join(rows))


@given(st.integers(-20_000, 40_000), st.integers(0, 800), st.sampled_from(sorted(PERIODS)))
def test_periods_follow_each_other_without_a_gap(first: int, length: int, step: str) -> None:
    last = first + length
    names = periods_between(step, first * DAY, last * DAY + 5)
    assert names == sorted(set(names))
    days = [EPOCH + timedelta(days=day) for day in (first, last)]
    told = {
        "day": str(days[0]),
        "month": str(days[0])[:7],
        "week": str(days[0] - timedelta(days[0].weekday())),
    }
    assert names[0] == told[step]
    whole = whole_periods(step, first * DAY, last * DAY + 5)
    assert sum(days_in(step, name) for name in whole) <= length + 1
    assert names[1:-1] == [name for name in whole if name in names[1:-1]]


def test_weeks_begin_on_monday_and_months_have_their_days() -> None:
    assert whole_periods("week", 20_514 * DAY, 20_527 * DAY) == ["2026-03-02", "2026-03-09"]
    assert [days_in("month", name) for name in ("2026-02", "2028-02", "2026-12")] == [28, 29, 31]


def test_a_week_that_takes_longer_is_out_of_the_ordinary() -> None:
    series = series_of(
        RESTORE_HOURS, daily(84, hours=lambda day: 9 if 42 <= day < 49 else 2 + day % 2), "week"
    )
    assert [series.told[signal.place].name for signal in series.chart.signals] == ["2026-04-13"]
    assert series.usual is not None
    assert series.usual[0] >= 0


def test_partial_few_and_unripe_periods_are_left_aside_and_say_why() -> None:
    series = series_of(RESTORE_HOURS, daily(66, open_from=57), "week")
    assert [point.why_not for point in series.points] == [""] * 8 + ["few", "partial"]
    unripe = series_of(REOPENED, daily(63, count=20, open_from=60), "week")
    assert unripe.points[-1].why_not == "unripe"
    assert [point.why_not for point in series_of(RESTORE_HOURS, daily(63, count=1), "week").points] == [
        "few"
    ] * 9


def test_shares_have_no_limits_that_no_share_can_have() -> None:
    assert series_of(REOPENED, daily(63), "week").usual == (0.0, 0.0)


def test_the_step_fits_the_length_of_the_log() -> None:
    assert [fitting_step(daily(days, count=1)) for days in (10, 60, 500)] == ["day", "week", "month"]


def test_two_whole_months_are_compared_and_their_mix_told() -> None:
    change = last_change(RESTORE_HOURS, daily(100, hours=lambda day: 2 if day < 60 else 6))
    assert change is not None
    assert (change.earlier, change.later, change.segment) == ("2026-04", "2026-05", "priority")
    assert change.comparison.outcome is Outcome.ROSE
    assert change.shift is not None
    assert change.shift.mix == pytest.approx(0)
    assert last_change(RESTORE_HOURS, daily(50)) is None


def test_counts_are_compared_by_their_days() -> None:
    assert compare_counts((310, 31), (300, 30)).outcome is Outcome.CHANCE
    assert compare_counts((310, 31), (600, 30)).outcome is Outcome.ROSE
    assert compare_counts((310, 31), (3, 30)).outcome is Outcome.TOO_FEW
    assert compare_counts((0, 31), (0, 30)).earlier is None
    change = last_change(JOBS_DONE, daily(100))
    assert change is not None
    assert change.comparison.outcome is Outcome.CHANCE
    assert change.shift is None


def test_an_intervention_is_judged_by_weeks_beside_what_it_left_alone() -> None:
    after = 98

    def words(day: int, number: int) -> str:
        return "net" if number < (2 if day >= after else 8) else "mail"

    cases = daily(182, count=10, words=words)
    at = (date(2026, 6, 8) - EPOCH).days * DAY
    alone = study_intervention(cases, Intervention(at, ("category", "net")))
    assert alone.step == "week"
    assert (alone.place, len(alone.names)) == (14, 26)
    assert alone.found.is_more_than_chance
    assert alone.found.effect == pytest.approx(-42, abs=1)
    in_the_week = study_intervention(cases, Intervention(at + 3 * DAY, ("category", "net")))
    assert len(in_the_week.names) == 25
    short = study_intervention(daily(12), Intervention(at, ("category", "net")))
    assert not short.found.is_told
    with pytest.raises(ValueError, match="rating"):
        study_intervention(cases, Intervention(at, ("rating", "5")))
