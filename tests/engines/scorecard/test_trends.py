"""Trends are told where they are more than chance, and a change of mix is never taken for one of work."""

from __future__ import annotations

from random import Random
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.scorecard.trends import (
    compare_shares,
    compare_spreads,
    control_chart,
    interrupted_series,
    mix_and_change,
    top_drivers,
)
from firstfix.engines.scorecard.trends.comparison import Outcome
from tests.engines.scorecard.logs import plain_cases

FLAT = [10.0, 12.0] * 6


def broken(values, **kwargs):
    return {(signal.place, signal.rule) for signal in control_chart(values, **kwargs).signals}


def test_limits_come_from_the_mean_moving_range() -> None:
    chart = control_chart([10, 12, 11, 13, 10, 12])
    # Mean 68/6, moving ranges 2 1 2 3 2.
    assert chart.middle == pytest.approx(11.3333, abs=1e-4)
    assert (chart.low, chart.high) == pytest.approx((11.3333 - 2.66 * 2, 11.3333 + 2.66 * 2), abs=1e-4)
    assert chart.range_limit == pytest.approx(6.534)
    assert chart.is_stable


def test_too_few_points_give_no_limits_and_no_verdict() -> None:
    chart = control_chart([1, 2, 3, 4, 5])
    assert (chart.middle, chart.is_stable, chart.signals) == (None, None, ())


@pytest.mark.parametrize(
    ("added", "expected"),
    [
        # Middle 11, limits 11 -+ 5.32, so one deviation is 1.773.
        ([17.0], {(12, "beyond_limits")}),
        ([4.0], {(12, "beyond_limits")}),
        ([15.0, 11.0, 15.0], {(14, "two_of_three")}),
        ([13.0, 13.0, 11.0, 13.0, 13.0], {(16, "four_of_five")}),
        ([15.0, 11.0, 7.0], set()),
    ],
)
def test_each_rule_speaks_at_the_point_that_completes_it(added, expected) -> None:
    assert broken([*FLAT, *added], baseline_count=12) == expected


def test_eight_points_on_one_side_are_a_run() -> None:
    assert (19, "run") in broken([*FLAT, *[11.5] * 8], baseline_count=12)
    assert broken([*FLAT, *[11.5] * 6], baseline_count=12) == set()


def test_a_change_does_not_widen_the_limits_that_should_show_it() -> None:
    values = [*FLAT, *[14.0, 18.0] * 6]
    frozen, loose = control_chart(values, baseline_count=12), control_chart(values)
    assert frozen.high < loose.high
    assert {signal.place for signal in frozen.signals} <= set(range(12, 24))
    assert min(signal.place for signal in loose.signals) < 12


def test_a_series_without_any_spread_signals_what_leaves_it() -> None:
    assert broken([5.0] * 8) == set()
    assert (8, "beyond_limits") in broken([*[5.0] * 8, 5.1], baseline_count=8)


def test_pure_chance_breaks_a_rule_at_few_points() -> None:
    chance = Random(20260302)
    points = signals = 0
    for _ in range(100):
        chart = control_chart([chance.gauss(100, 10) for _ in range(60)], baseline_count=30)
        signals += sum(signal.rule == "beyond_limits" for signal in chart.signals)
        points += 60
    # 0.27 % would be that of known limits; limits from 30 points are less sure.
    assert signals / points < 0.012


@pytest.mark.parametrize(
    ("earlier", "later", "low", "high"),
    # Newcombe 1998, Statistics in Medicine 17:873, table II, method 10.
    [
        ((48, 80), (56, 70), 0.0524, 0.3339),
        ((3, 10), (9, 10), 0.1705, 0.8090),
        ((0, 20), (5, 56), -0.0809, 0.1928),
    ],
)
def test_differences_of_shares_have_published_intervals(earlier, later, low, high) -> None:
    assert compare_shares(earlier, later).interval == pytest.approx((low, high), abs=2e-3)


def test_a_difference_that_chance_explains_is_called_chance() -> None:
    assert compare_shares((50, 100), (55, 100)).outcome is Outcome.CHANCE
    assert compare_shares((500, 1000), (600, 1000)).outcome is Outcome.ROSE
    assert compare_shares((600, 1000), (500, 1000)).outcome is Outcome.FELL


def test_small_numbers_are_said_to_be_small() -> None:
    assert compare_shares((0, 9), (9, 9)).outcome is Outcome.TOO_FEW
    assert compare_shares((0, 0), (9, 9)).difference is None
    assert compare_spreads([1.0] * 9, [5.0] * 50).outcome is Outcome.TOO_FEW
    assert compare_spreads([], [5.0]).later is None


@given(
    st.lists(st.integers(0, 6), min_size=1, max_size=12), st.lists(st.integers(0, 6), min_size=1, max_size=12)
)
def test_the_chance_of_longer_is_that_of_counting_all_pairs(earlier: list[int], later: list[int]) -> None:
    wins = sum((b > a) + (b == a) / 2 for a in earlier for b in later)
    chance = compare_spreads(list(map(float, earlier)), list(map(float, later))).longer_chance
    assert chance == pytest.approx(wins / (len(earlier) * len(later)))


def test_times_that_doubled_are_told_and_equal_ones_are_chance() -> None:
    chance = Random(7)
    times = [chance.lognormvariate(2, 1) for _ in range(200)]
    assert compare_spreads(times, [2 * time for time in times]).outcome is Outcome.ROSE
    assert compare_spreads(times, times[::-1]).outcome is Outcome.CHANCE
    assert compare_spreads([1.0] * 20, [1.0] * 20).outcome is Outcome.CHANCE


TOTALS = st.dictionaries(
    st.sampled_from("abcd"),
    st.tuples(st.floats(0, 100), st.integers(0, 50)).filter(lambda one: one[1] or not one[0]),
)


@given(TOTALS, TOTALS)
def test_mix_and_change_add_up_to_the_difference(earlier, later) -> None:
    shift = mix_and_change(earlier, later)
    if shift is not None:
        assert shift.mix + shift.change == pytest.approx(shift.difference, abs=1e-9)


def test_another_mix_alone_is_no_change_of_work() -> None:
    shift = mix_and_change({"hard": (40, 80), "easy": (18, 20)}, {"hard": (10, 20), "easy": (72, 80)})
    assert shift.change == pytest.approx(0)
    assert shift.mix == pytest.approx(0.82 - 0.58)


def test_work_alone_is_no_change_of_mix() -> None:
    shift = mix_and_change({"a": (40, 80), "b": (18, 20)}, {"a": (20, 80), "b": (9, 20)})
    assert shift.mix == pytest.approx(0)
    assert shift.change == pytest.approx(shift.difference)


def test_a_whole_that_moves_against_all_its_parts_is_told() -> None:
    shift = mix_and_change({"hard": (40, 80), "easy": (18, 20)}, {"hard": (8, 20), "easy": (64, 80)})
    assert shift.difference > 0
    assert shift.is_reversed
    assert mix_and_change({}, {"a": (1, 1)}) is None


def test_drivers_are_ordered_by_cases_and_say_what_comes_again() -> None:
    text = """
case, at,               kind,     category, customer
C1,   2026-01-02 08:00, new,      net,      K1
C1,   2026-01-02 10:00, resolved, net,      K1
C2,   2026-01-12 08:00, new,      net,      K1
C2,   2026-01-12 12:00, resolved, net,      K1
C3,   2026-01-02 08:00, new,      net,      K2
C3,   2026-01-02 10:00, resolved, net,      K2
C4,   2026-01-02 08:00, new,      power,    K1
C4,   2026-01-02 16:00, resolved, power,    K1
C5,   2026-03-30 08:00, new,      ,         K1
"""
    net, power = top_drivers(plain_cases(text))
    assert (net.name, net.case_count, net.share, net.cumulative_share) == ("net", 3, 0.6, 0.6)
    assert (net.recurrence, net.watched_count, net.median_hours) == (pytest.approx(1 / 3), 3, 2.0)
    assert net.hours_share == power.hours_share == 0.5
    assert (power.cumulative_share, power.recurrence, power.cases) == (0.8, 0.0, ("C4",))
    with pytest.raises(ValueError, match="site"):
        top_drivers(plain_cases(text), "site")


def test_a_perfect_interruption_is_read_exactly() -> None:
    values = [100 + 2 * step - (30 + 3 * (step - 10) if step >= 10 else 0) for step in range(24)]
    found = interrupted_series(values, 10)
    assert (found.level_before, found.slope_before) == pytest.approx((100, 2), abs=1e-6)
    assert (found.level_change, found.slope_change) == pytest.approx((-30, -3), abs=1e-6)
    assert found.effect == pytest.approx(-30 - 3 * 6.5)
    assert found.is_more_than_chance


def correlated(chance: Random, correlation: float, count: int) -> list[float]:
    values, error = [], 0.0
    for _ in range(count):
        error = correlation * error + chance.gauss(0, 1)
        values.append(50 + error)
    return values


@pytest.mark.parametrize("correlation", [0.0, 0.3, 0.5])
def test_chance_alone_is_seldom_taken_for_an_effect(correlation: float) -> None:
    chance = Random(11)
    alarms = sum(
        interrupted_series(correlated(chance, correlation, 24), 12).is_more_than_chance for _ in range(100)
    )
    assert alarms <= 8


def test_a_large_effect_is_found_in_most_series() -> None:
    chance = Random(5)
    series = [correlated(chance, 0.3, 48) for _ in range(40)]
    found = [interrupted_series([*one[:24], *(value - 5 for value in one[24:])], 24) for one in series]
    assert sum(one.is_more_than_chance for one in found) >= 34
    assert sum(one.effect for one in found) / 40 == pytest.approx(-5, abs=0.7)


def test_what_moved_the_control_as_well_is_no_effect() -> None:
    chance = Random(3)
    control = [chance.gauss(50, 1) - (8 if step >= 12 else 0) for step in range(24)]
    series = [value + chance.gauss(0, 1) for value in control]
    assert interrupted_series(series, 12).is_more_than_chance
    controlled = interrupted_series(series, 12, control=control)
    assert controlled.is_controlled
    assert not controlled.is_more_than_chance


def test_a_short_series_tells_nothing() -> None:
    assert not interrupted_series([1.0] * 12, 5).is_told
    with pytest.raises(ValueError, match="same number"):
        interrupted_series([1.0] * 20, 10, control=[1.0])


def test_limits_for_normal_points_lie_three_deviations_away() -> None:
    chance = Random(1)
    chart = control_chart([chance.gauss(0, 1) for _ in range(5000)])
    assert chart.high == pytest.approx(3, abs=0.1)
    assert NormalDist().cdf(-chart.high) < 0.002
