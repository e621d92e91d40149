"""What a routing service said is kept for a while, within bounds; no trouble with the file stops a plan."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.connectors.travel.blocks import Block, blocks_of, cut, quartered
from firstfix.connectors.travel.choosing import remembered_ways, service_for, source_for
from firstfix.connectors.travel.grid import Grid, Spot, spot_of
from firstfix.connectors.travel.remembering import Memory
from firstfix.connectors.travel.resting import Rest
from firstfix.connectors.travel.wanted import Wanted, wanted_from
from firstfix.engines.dispatch import Place
from firstfix.engines.dispatch.travel import ARRIVAL_MINUTES
from firstfix.kernel.clock import frozen_at
from tests.edges import road_points
from tests.edges.routing_stub import Stub, running, send_json

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
POINTS = [Place(48.5734, 7.7521), Place(47.9990, 7.8421), Place(48.0794, 7.3585)]
SPOTS: list[Spot] = [(485734, 77521), (-337000, -706000), (0, 0), (900000, 1800000), (-900000, -1800000)]


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "travel-times.sqlite3"


def test_what_is_kept_comes_back_for_its_own_service_only(cache: Path) -> None:
    ways = [(start, end, 7 * number) for number, (start, end) in enumerate(pairs())]
    Memory(cache, "osrm one", 30).keep(ways)
    assert remembered(Memory(cache, "osrm one", 30)) == {
        (start, end): seconds for start, end, seconds in ways
    }
    assert remembered(Memory(cache, "osrm two", 30)) == {}


def test_answers_grow_old_and_are_asked_again_but_stay_as_a_last_resort(cache: Path) -> None:
    memory = Memory(cache, "osrm", 30)
    with frozen_at(NOON):
        memory.keep([(SPOTS[0], SPOTS[1], 600)])
    for days, is_asked, is_known in ((29, False, True), (30, True, True), (366, True, False)):
        with frozen_at(NOON + timedelta(days=days)):
            grid = Grid(SPOTS[:2])
            memory.fill(grid)
        needed, _allowed = grid.missing_from(0)
        assert (bool(needed[1]), next(iter(grid.rows()))[1] == 600) == (is_asked, is_known), days


def test_single_ways_are_looked_up_however_old_until_they_are_useless(cache: Path) -> None:
    memory, there, back = Memory(cache, "osrm", 30), (SPOTS[0], SPOTS[1]), (SPOTS[1], SPOTS[0])
    with frozen_at(NOON):
        memory.keep([(*there, 600), (*back, -1)])
    with frozen_at(NOON + timedelta(days=200)):
        assert memory.ways([there, back, (SPOTS[0], SPOTS[2])]) == {there: 600, back: -1}
        assert Memory(cache, "valhalla", 30).ways([there]) == {}
    with frozen_at(NOON + timedelta(days=366)):
        assert memory.ways([there]) == {}


def test_pages_take_what_a_plan_was_answered_and_ask_nobody(cache: Path, settings: Any) -> None:
    spots = [spot_of(point) for point in POINTS]
    nobody = {"FIRSTFIX_TRAVEL_SOURCE": "osrm", "FIRSTFIX_TRAVEL_URL": "http://127.0.0.1:9"}
    settings.TRAVEL = wanted_from(nobody, cache=cache)
    answered = [(spots[0], spots[1], 601), (spots[1], spots[0], -1)]
    Memory(cache, service_for(settings.TRAVEL).identity, 30).keep(answered)
    pairs = [(POINTS[0], POINTS[1]), (POINTS[1], POINTS[0]), (POINTS[0], POINTS[2])]
    assert remembered_ways(pairs) == {pairs[0]: 11 + ARRIVAL_MINUTES}
    settings.TRAVEL = Wanted()
    assert remembered_ways(pairs) == {}


def test_the_oldest_make_room(cache: Path) -> None:
    memory = Memory(cache, "osrm", 30, most_ways=10)
    for day, (start, end) in enumerate(pairs()):
        with frozen_at(NOON + timedelta(days=day)):
            memory.keep([(start, end, day)])
    with frozen_at(NOON + timedelta(days=20)):
        kept = remembered(memory)
    assert 8 <= len(kept) <= 10
    assert min(kept.values()) >= 10


def test_the_file_is_for_its_owner_only(cache: Path) -> None:
    Memory(cache, "osrm", 30).keep([(SPOTS[0], SPOTS[1], 600)])
    assert stat.S_IMODE(cache.stat().st_mode) == 0o600


def test_a_damaged_file_is_begun_anew_and_stops_nothing(cache: Path) -> None:
    cache.write_bytes(b"This is no database. " * 500)
    memory = Memory(cache, "osrm", 30)
    assert remembered(memory) == {}
    memory.keep([(SPOTS[0], SPOTS[1], 600)])
    assert remembered(memory) == {(SPOTS[0], SPOTS[1]): 600}


def test_a_file_that_cannot_be_there_stops_nothing(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "nowhere" / "cache.sqlite3", "osrm", 30)
    memory.keep([(SPOTS[0], SPOTS[1], 600)])
    assert remembered(memory) == {}


def test_a_file_that_somebody_else_writes_to_stops_nothing(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("firstfix.connectors.travel.remembering._BUSY_SECONDS", 0.05)
    memory = Memory(cache, "osrm", 30)
    memory.keep([(SPOTS[0], SPOTS[1], 600)])
    with sqlite3.connect(cache, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert remembered(memory) == {}
        memory.keep([(SPOTS[1], SPOTS[0], 700)])
        other.execute("ROLLBACK")
    other.close()
    assert remembered(memory) == {(SPOTS[0], SPOTS[1]): 600}


@pytest.mark.django_db
def test_old_road_times_serve_while_the_service_is_away(cache: Path) -> None:
    with running(Stub("osrm")) as stub:
        with frozen_at(NOON):
            known = source_for(road_points.settings(stub, cache=cache)).matrix(POINTS)
        stub.always = lambda handler: send_json(handler, {}, status=503)
        with frozen_at(NOON + timedelta(days=60)):
            later = source_for(road_points.settings(stub, cache=cache)).matrix(POINTS)
        asked_count = len(stub.raw)
    assert (later.minutes, later.estimated_count, later.caution) == (known.minutes, 0, None)
    assert asked_count == 3


@pytest.mark.django_db
def test_that_there_is_no_way_is_remembered_too(cache: Path) -> None:
    with running(Stub("osrm")) as stub:
        stub.off_the_road = {(POINTS[0].latitude, POINTS[0].longitude)}
        first = source_for(road_points.settings(stub, cache=cache)).matrix(POINTS)
        asked_count = len(stub.raw)
        assert source_for(road_points.settings(stub, cache=cache)).matrix(POINTS) == first
        assert len(stub.raw) == asked_count
    assert first.estimated_count == 4


def test_a_rest_doubles_with_each_failure_and_ends_with_an_answer() -> None:
    now = [1000.0]
    rest = Rest(lambda: now[0])
    lengths = []
    for _failure in range(7):
        rest.begin()
        lengths.append(rest.seconds_left)
        now[0] += rest.seconds_left
        assert rest.seconds_left == 0
    assert lengths == [30, 60, 120, 240, 480, 600, 600]
    rest.end()
    rest.begin()
    assert rest.seconds_left == 30


@given(
    sources=st.integers(1, 60),
    targets=st.integers(1, 60),
    pairs=st.integers(1, 500),
    places=st.integers(2, 80),
)
def test_parts_hold_every_way_once_and_keep_the_limits(
    sources: int, targets: int, pairs: int, places: int
) -> None:
    block = Block(range(sources), range(1000, 1000 + targets))
    parts = list(cut(block, most_pairs=pairs, most_places=places))
    ways = [(source, target) for part in parts for source in part.sources for target in part.targets]
    assert sorted(ways) == [(source, target) for source in block.sources for target in block.targets]
    assert all(part.pair_count <= pairs and len(part.places) <= places for part in parts)


@given(size=st.integers(0, 12), known=st.sets(st.tuples(st.integers(0, 11), st.integers(0, 11))))
def test_blocks_ask_for_all_that_is_missing_and_nothing_that_is_known(
    size: int, known: set[tuple[int, int]]
) -> None:
    grid = Grid([(number, 0) for number in range(size)])
    known = {way for way in known if max(way) < size}
    for source, target in known:
        grid.put(source, target, 60)
    asked = [way for block in blocks_of(grid) for way in ways_of(block)]
    missing = {(one, other) for one in range(size) for other in range(size) if one != other} - known
    assert len(asked) == len(set(asked))
    assert missing <= set(asked) <= missing | {(one, one) for one in range(size)} - known


def test_an_empty_grid_is_asked_in_one_block_and_a_new_place_in_two() -> None:
    grid = Grid([(number, 0) for number in range(9)])
    assert len(blocks_of(grid)) == 1
    for source in range(8):
        for target in range(8):
            grid.put(source, target, 60)
    assert sorted(block.pair_count for block in blocks_of(grid)) == [8, 8]


@given(sources=st.integers(1, 9), targets=st.integers(1, 9))
def test_quarters_hold_every_way_once_and_are_smaller(sources: int, targets: int) -> None:
    block = Block(range(sources), range(100, 100 + targets))
    quarters = quartered(block)
    assert all(part.pair_count < block.pair_count for part in quarters)
    if block.pair_count > 1:
        assert sorted(way for part in quarters for way in ways_of(part)) == sorted(ways_of(block))


def pairs() -> Iterator[tuple[Spot, Spot]]:
    return ((start, end) for start in SPOTS for end in SPOTS if start != end)


def remembered(memory: Memory) -> dict[tuple[Spot, Spot], int]:
    """Give what the memory knows freshly of the ways between all spots."""
    grid = Grid(SPOTS)
    memory.fill(grid)
    return {
        (SPOTS[source], SPOTS[target]): seconds
        for source, row in enumerate(grid.rows())
        for target, seconds in enumerate(row)
        if source != target and seconds >= 0
    }


def ways_of(block: Block) -> list[tuple[int, int]]:
    return [(source, target) for source in block.sources for target in block.targets]
