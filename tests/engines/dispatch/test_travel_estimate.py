"""The offline estimate: one cell is one estimate, there and back alike, and further is never quicker."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.dispatch import Place, distance_km, travel_minutes
from firstfix.engines.dispatch.travel import (
    UNLEARNT,
    Caution,
    LearntRoads,
    OfflineEstimate,
    RoadFactor,
    TravelMatrix,
    region_of,
)

STRASBOURG, FREIBURG, COLMAR = Place(48.5734, 7.7521), Place(47.9990, 7.8421), Place(48.0794, 7.3585)

places = st.builds(Place, st.floats(-90, 90, allow_nan=False), st.floats(-180, 180, allow_nan=False))
# Within one land, where both short and long ways are common.
near = st.builds(Place, st.floats(47.0, 49.0), st.floats(7.0, 9.0))
factors = st.floats(0.5, 2.0).map(RoadFactor)
learnt = st.builds(
    LearntRoads,
    factors,
    st.dictionaries(st.tuples(st.integers(188, 196), st.integers(18, 26)), factors, max_size=12),
)


def test_a_way_is_counted_by_hand() -> None:
    # Strasbourg to Freiburg is 64.2 km as the crow flies, 83.5 by road: 10 km at 30, 40 at 55 and 33.5 at
    # 80 km/h are 20 + 43.6 + 25.1 = 88.8 minutes, rounded up, and 5 to arrive.
    assert round(distance_km(STRASBOURG, FREIBURG), 1) == 64.2
    assert travel_minutes(STRASBOURG, FREIBURG) == 94


def test_the_same_building_takes_no_time() -> None:
    next_door = Place(STRASBOURG.latitude + 0.0001, STRASBOURG.longitude)
    assert travel_minutes(STRASBOURG, next_door) == 0
    assert travel_minutes(STRASBOURG, STRASBOURG, LearntRoads(RoadFactor(2.0))) == 0


@given(points=st.lists(places | near, max_size=9), roads=st.just(UNLEARNT) | learnt)
def test_each_cell_is_what_the_single_estimate_gives(points: list[Place], roads: LearntRoads) -> None:
    answer = OfflineEstimate(roads).matrix(points)
    assert answer.minutes == tuple(
        tuple(0 if start is end else travel_minutes(start, end, roads) for end in points) for start in points
    )
    assert answer.source == "estimate"
    assert answer.estimated_count == len(points) * max(len(points) - 1, 0)


@given(start=places | near, end=places | near, roads=learnt)
def test_there_and_back_take_the_same(start: Place, end: Place, roads: LearntRoads) -> None:
    assert travel_minutes(start, end, roads) == travel_minutes(end, start, roads)


@given(start=near, end=near, steps=st.lists(st.floats(0, 1), min_size=2, max_size=2).map(sorted))
def test_further_along_the_same_way_is_never_quicker(start: Place, end: Place, steps: list[float]) -> None:
    nearer, further = (along(start, end, step) for step in steps)
    if distance_km(start, nearer) <= distance_km(start, further):
        assert travel_minutes(start, nearer) <= travel_minutes(start, further)


@given(start=near, end=near, slower=st.floats(1, 2), faster=st.floats(0.5, 1))
def test_slower_roads_never_make_a_way_quicker(
    start: Place, end: Place, slower: float, faster: float
) -> None:
    quick, slow = LearntRoads(RoadFactor(faster)), LearntRoads(RoadFactor(slower))
    assert travel_minutes(start, end, quick) <= travel_minutes(start, end) <= travel_minutes(start, end, slow)


def test_a_way_between_two_regions_lies_between_what_both_say() -> None:
    roads = LearntRoads(
        regions={region_of(STRASBOURG): RoadFactor(2.0), region_of(FREIBURG): RoadFactor(0.5)}
    )
    assert travel_minutes(STRASBOURG, FREIBURG, roads) == travel_minutes(STRASBOURG, FREIBURG)
    assert travel_minutes(STRASBOURG, COLMAR, roads) > travel_minutes(STRASBOURG, COLMAR)


@given(place=places)
def test_every_place_lies_in_a_region_and_a_step_beside_it_in_the_same_or_the_next(place: Place) -> None:
    row, column = region_of(place)
    beside = region_of(Place(max(place.latitude - 0.01, -90), place.longitude))
    assert row - beside[0] in (0, 1)
    assert isinstance(column, int)


def test_a_matrix_that_is_not_square_is_refused() -> None:
    with pytest.raises(ValueError, match="as many columns as rows"):
        TravelMatrix(((0, 1), (1, 0)), (b"\0\0",), "road")


def test_standing_still_is_never_an_estimate() -> None:
    answer = TravelMatrix(((0, 9), (9, 0)), (b"\1\1", b"\0\1"), "road")
    assert [answer.is_estimated(start, end) for start in (0, 1) for end in (0, 1)] == [
        False,
        True,
        False,
        False,
    ]
    assert answer.estimated_count == 1


def test_a_caution_reads_as_a_sentence() -> None:
    assert Caution("few", "{count} ways are estimated.", {"count": 3}).text() == "3 ways are estimated."


def along(start: Place, end: Place, step: float) -> Place:
    return Place(
        start.latitude + (end.latitude - start.latitude) * step,
        start.longitude + (end.longitude - start.longitude) * step,
    )
