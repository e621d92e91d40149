"""Intervals hold what they promise, by counting all outcomes and by published examples."""

from __future__ import annotations

from math import comb
from statistics import quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.scorecard.intervals import count_interval, quantile, quantile_interval, share_interval


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    # Newcombe 1998, Statistics in Medicine 17:857, table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_shares_have_the_published_intervals(hits: int, n: int, low: float, high: float) -> None:
    assert share_interval(hits, n) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("count", "low", "high"), [(1, 0.025, 5.57), (10, 4.80, 18.39), (100, 81.36, 121.63)]
)
def test_counts_come_close_to_the_exact_poisson_intervals(count: int, low: float, high: float) -> None:
    assert count_interval(count) == pytest.approx((low, high), rel=0.02, abs=0.03)
    assert count_interval(0)[0] == 0


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60), st.integers(1, 99))
def test_quantiles_are_those_of_the_standard_library(values: list[float], percent: int) -> None:
    expected = quantiles(values, n=100, method="inclusive")[percent - 1]
    assert quantile(sorted(values), percent / 100) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("share", [0.5, 0.9])
@pytest.mark.parametrize("n", [*range(6, 60, 7), 99, 100, 101, 150, 400])
def test_order_statistics_cover_the_quantile_in_95_of_100_samples(n: int, share: float) -> None:
    interval = quantile_interval(range(1, n + 1), share)
    if interval is None:
        # Even the widest interval, from the first to the last value, covers too little on one side.
        assert min(share**n, 1) > 0.025 or (1 - share) ** n > 0.025
        return
    low, high = map(int, interval)
    # The quantile lies between two order statistics when the number of values below it is in between.
    covered = sum(comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(low, high))
    assert covered >= 0.945
    assert covered <= 0.999


def test_too_few_values_have_no_interval_rather_than_a_wrong_one() -> None:
    assert quantile_interval([1.0, 2.0, 3.0, 4.0, 5.0], 0.5) is None
    assert quantile_interval([1.0] * 20, 0.9) is None
    assert share_interval(0, 0) is None
