"""Learning from drives: closer to a truth that we know, and never absurd whatever is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from math import ceil
from random import Random
from statistics import mean

from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.dispatch import Place, distance_km, travel_minutes
from firstfix.engines.dispatch.travel import (
    ARRIVAL_MINUTES,
    UNLEARNT,
    LearntRoads,
    Leg,
    learn_roads,
    region_of,
)
from firstfix.engines.dispatch.travel.estimating import driving_minutes

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
HILLS, PLAIN, COAST = Place(47.9, 8.1), Place(48.6, 7.7), Place(49.4, 8.5)
TRUTH = {HILLS: 1.45, PLAIN: 1.05, COAST: 0.85}
"""By how much longer than the default a drive around each of three towns takes."""

moments = st.integers(-2000, 2000).map(lambda days: NOON + timedelta(days=days))
anywhere = st.builds(Place, st.floats(-90, 90), st.floats(-180, 180))
anything = st.builds(Leg, anywhere, anywhere, st.floats(), moments)


def test_what_was_learnt_brings_the_error_on_other_drives_down() -> None:
    # No estimate foresees the noise of the single drive; what is left is what learning can take away.
    for seed in range(5):
        learnt = learn_roads(history(seed, count=400))
        other_drives = history(seed + 1000, count=300, spoilt=0)
        before, after = (
            error(other_drives, travel_minutes),
            error(other_drives, partial(travel_minutes, roads=learnt)),
        )
        least = error(other_drives, knowing_the_truth)
        assert after - least < 0.2 * (before - least), (seed, before, after, least)


def test_each_region_comes_near_its_truth_through_meals_and_forgotten_buttons() -> None:
    roads = learn_roads(history(3, count=600, spoilt=0.2))
    for town, truth in TRUTH.items():
        learnt = roads.of(region_of(town))
        assert abs(learnt.factor / truth - 1) < 0.15, (town, learnt)
        assert learnt.way_count >= 20
        assert 0 < learnt.spread < 0.5


def test_more_history_comes_nearer_to_the_truth() -> None:
    errors = {
        count: mean(off(learn_roads(history(seed, count=count))) for seed in range(8)) for count in (9, 600)
    }
    assert errors[600] < 0.5 * errors[9]


def test_a_few_drives_move_little_and_say_how_few_they_were() -> None:
    legs = [leg_of(HILLS, Place(47.9, 8.1 + step), factor=2.5) for step in (0.1, 0.15)]
    learnt = learn_roads(legs).of(region_of(HILLS))
    assert 1.0 < learnt.factor < 1.35
    assert (learnt.way_count, learnt.leg_count) == (2, 2)


def test_one_way_driven_every_day_counts_as_one_way() -> None:
    other_town = Place(47.95, 8.3)
    daily = [
        replace(leg_of(HILLS, other_town, factor=2.9), arrived_at=NOON + timedelta(days=day))
        for day in range(200)
    ]
    learnt = learn_roads(daily).of(region_of(HILLS))
    assert (learnt.way_count, learnt.leg_count) == (1, 200)
    assert learnt.factor < 1.25


def test_what_cannot_be_true_is_left_out() -> None:
    other_town = Place(47.95, 8.3)
    absurd = [-5.0, 0.0, 1.0, 100_000.0, float("inf"), float("-inf"), float("nan")]
    assert learn_roads([Leg(HILLS, other_town, minutes, NOON) for minutes in absurd]) == UNLEARNT


def test_short_ways_teach_nothing_because_arriving_is_most_of_them() -> None:
    across_the_street = Place(47.905, 8.1)
    assert learn_roads([Leg(HILLS, across_the_street, 20, NOON)] * 50) == UNLEARNT


def test_drives_of_another_year_are_forgotten() -> None:
    old = [replace(leg, arrived_at=NOON - timedelta(days=500)) for leg in history(1, count=100)]
    new = history(2, count=100)
    assert learn_roads([*old, *new]) == learn_roads(new)


def test_poisoned_history_stays_between_half_and_twice_the_default() -> None:
    slow = [leg_of(*ends, factor=2.99) for ends in pairs(Random(5), 300)]
    fast = [leg_of(*ends, factor=0.34) for ends in pairs(Random(6), 300)]
    assert {factor.factor for factor in learn_roads(slow).regions.values()} <= {2.0}
    assert {factor.factor for factor in learn_roads(fast).regions.values()} <= {0.5}


@given(legs=st.lists(anything, max_size=40))
def test_whatever_is_told_nothing_absurd_is_learnt(legs: list[Leg]) -> None:
    roads = learn_roads(legs)
    for learnt in (roads.elsewhere, *roads.regions.values()):
        assert 0.5 <= learnt.factor <= 2.0
        assert learnt.spread >= 0
        assert learnt.leg_count >= learnt.way_count >= 0


@given(seed=st.integers(0, 50), shuffle=st.randoms(use_true_random=False))
def test_the_order_of_telling_changes_nothing(seed: int, shuffle: Random) -> None:
    legs = history(seed, count=60)
    shuffled = list(legs)
    shuffle.shuffle(shuffled)
    assert learn_roads(shuffled) == learn_roads(legs)


@given(seed=st.integers(0, 50), slower=st.floats(1.0, 1.5))
def test_slower_drives_never_make_a_region_quicker(seed: int, slower: float) -> None:
    legs = history(seed, count=60, spoilt=0, noise=0.05)
    later = [replace(leg, minutes=(leg.minutes - ARRIVAL_MINUTES) * slower + ARRIVAL_MINUTES) for leg in legs]
    before, after = learn_roads(legs), learn_roads(later)
    assert all(after.of(region).factor >= known.factor for region, known in before.regions.items())


def history(seed: int, *, count: int, spoilt: float = 0.15, noise: float = 0.15) -> list[Leg]:
    """Give drives around three towns as people record them: with noise, and some with a meal in them."""
    random = Random(seed)
    legs = []
    for start, end in pairs(random, count):
        leg = leg_of(start, end, factor=truth_at(start) * random.lognormvariate(0, noise))
        meal = random.choice((25, 45, 60)) if random.random() < spoilt else 0
        at = NOON - timedelta(hours=random.randrange(24 * 300))
        legs.append(replace(leg, minutes=ceil(leg.minutes + meal), arrived_at=at))
    return legs


def pairs(random: Random, count: int) -> list[tuple[Place, Place]]:
    """Give ends of drives, both near the same town: a day's visits."""
    found = []
    for number in range(count):
        town = list(TRUTH)[number % len(TRUTH)]
        found.append((around(random, town), around(random, town)))
    return found


def around(random: Random, town: Place) -> Place:
    return Place(town.latitude + random.gauss(0, 0.08), town.longitude + random.gauss(0, 0.12))


def leg_of(start: Place, end: Place, *, factor: float) -> Leg:
    return Leg(start, end, driving_minutes(distance_km(start, end)) * factor + ARRIVAL_MINUTES, NOON)


def error(legs: Sequence[Leg], estimate: Callable[[Place, Place], float]) -> float:
    """Give the mean minutes by which an estimate misses."""
    return mean(abs(estimate(leg.start, leg.end) - leg.minutes) for leg in legs)


def knowing_the_truth(start: Place, end: Place) -> float:
    return leg_of(start, end, factor=truth_at(start)).minutes


def truth_at(start: Place) -> float:
    return TRUTH[min(TRUTH, key=lambda town: distance_km(town, start))]


def off(roads: LearntRoads) -> float:
    return mean(abs(roads.of(region_of(town)).factor - truth) for town, truth in TRUTH.items())
