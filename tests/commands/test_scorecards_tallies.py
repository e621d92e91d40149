"""Sums of figures: what was put in can be read, taken out and put together without a loss."""

from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st

from firstfix.apps.scorecards.queries.definitions import MEASURES
from firstfix.apps.scorecards.queries.tallies import Heap, Merged, Tallies
from firstfix.engines.scorecard.intervals import quantile, quantile_interval

HOURS = st.integers(-(10**6), 10**6).map(lambda seconds: seconds / 3600)
SHARES = st.integers(0, 10**6).map(lambda part: part / 10**6)
OBSERVED = st.fixed_dictionaries(
    {},
    optional={
        "restore_hours": HOURS | st.just("no_resolved_at"),
        "response_hours": HOURS | st.just("no_response"),
        "paused_share": SHARES | st.just("not_done"),
        "reopened": st.sampled_from([0.0, 1.0, "not_done"]),
        "jobs_done": st.just(1.0),
    },
)


def summed(cases: list[dict[str, float | str]]) -> Tallies:
    tallies = Tallies()
    for observed in cases:
        tallies.put(observed, 1)
    return tallies


@given(st.lists(OBSERVED, max_size=12), st.lists(OBSERVED, max_size=12))
def test_what_is_put_in_and_taken_out_leaves_no_trace(
    kept: list[dict[str, float | str]], gone: list[dict[str, float | str]]
) -> None:
    tallies = summed(gone + kept)
    for observed in gone:
        tallies.put(observed, -1)
    assert tallies.kept() == summed(kept).kept()


@given(st.lists(OBSERVED, max_size=12), st.lists(OBSERVED, max_size=12))
def test_many_cases_at_once_come_to_the_same_as_one_by_one(
    one: list[dict[str, float | str]], other: list[dict[str, float | str]]
) -> None:
    heap, both = Heap(), Tallies()
    for name, cases in (("one", one), ("other", other)):
        for observed in cases:
            heap.put(observed, [name])
    cells = heap.cells()
    assert {name: cell.kept() for name, cell in cells.items()} == {
        name: summed(cases).kept() for name, cases in (("one", one), ("other", other)) if cases
    }
    for cell in cells.values():
        both.add(cell)
    both.settle()
    assert both.kept() == summed(one + other).kept()


@given(st.lists(OBSERVED, max_size=12))
def test_a_cell_is_read_as_it_was_written(cases: list[dict[str, float | str]]) -> None:
    kept = summed(cases).kept()
    assert Tallies.read(*kept).kept() == kept
    assert Tallies.read(*kept).is_empty == (not kept[0])


@given(st.lists(st.lists(st.integers(-(2**31), 2**31 - 1), max_size=9).map(sorted), min_size=1, max_size=6))
def test_runs_read_as_one_are_what_sorting_them_all_gives(runs: list[list[int]]) -> None:
    merged = Merged([array("i", run) for run in runs], 1)
    assert list(merged) == sorted(value for run in runs for value in run)


@given(st.lists(st.lists(HOURS, min_size=1, max_size=9), min_size=1, max_size=6))
def test_median_p90_and_their_intervals_are_those_of_all_values(months: list[list[float]]) -> None:
    cells = [summed([{"restore_hours": hours} for hours in month]) for month in months]
    merged = Merged((cell.by_measure["restore_hours"].run for cell in cells), 3600)
    ordered = sorted(hours for month in months for hours in month)
    for share in (0.5, 0.9):
        assert abs(quantile(merged, share) - quantile(ordered, share)) < 1e-9
        assert quantile_interval(merged, share) == quantile_interval(ordered, share)


def test_a_measure_that_is_no_more_is_passed_over() -> None:
    assert "forgotten" not in MEASURES
    assert Tallies().is_empty
    assert summed([{"forgotten": 1.0}]).is_empty
