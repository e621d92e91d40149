"""Travel times of a routing service, with everything that keeps planning from depending on it.

What is remembered is not asked. What is asked ends in time. What is not answered is estimated, is marked as
estimated, and one sentence says why.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from time import monotonic

from firstfix.connectors.travel.asking import released
from firstfix.connectors.travel.blocks import Block, blocks_of, cut, quartered
from firstfix.connectors.travel.grid import NO_WAY_SECONDS, Grid, Spot, spot_of
from firstfix.connectors.travel.remembering import Memory
from firstfix.connectors.travel.resting import Rest
from firstfix.connectors.travel.routing_service import Service
from firstfix.connectors.travel.unanswered import NO_WAY, Refused, Unanswered
from firstfix.connectors.travel.wanted import ESTIMATE
from firstfix.engines.dispatch import Place
from firstfix.engines.dispatch.travel import ARRIVAL_MINUTES, Caution, OfflineEstimate, TravelMatrix

__all__ = ["RoadTimes", "door_to_door"]

# One place off the map among a hundred is found by fourteen small questions; three of them are worth that.
_MOST_REFUSALS = 40
# Less is no time for an answer over a network.
_LEAST_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class RoadTimes:
    """The source that asks ``service`` for up to ``seconds`` a matrix, and ``estimate`` for the rest."""

    service: Service
    estimate: OfflineEstimate = field(default_factory=OfflineEstimate)
    seconds: float = 5.0
    memory: Memory | None = None
    rest: Rest = field(default_factory=Rest)

    def matrix(self, points: Sequence[Place]) -> TravelMatrix:
        """Give the minutes from each point to each other; those that nobody answered are estimated."""
        estimated = self.estimate.matrix(points)
        spots = [spot_of(point) for point in points]
        distinct = list(dict.fromkeys(spots))
        grid = Grid(distinct)
        number = {spot: place for place, spot in enumerate(distinct)}
        places = [number[spot] for spot in spots]
        _skip_same_buildings(grid, places, estimated)
        return _joined(estimated, grid, places, self.service.name, self._fill(grid))

    def _fill(self, grid: Grid) -> Unanswered | None:
        """Put what is remembered and what is answered into the grid; gives why something is missing."""
        if self.memory is not None:
            self.memory.fill(grid)
        blocks = blocks_of(grid)
        if not blocks:
            return None
        if self.rest.seconds_left:
            return Unanswered("resting", seconds=self.rest.seconds_left)
        asking = _Asking(self.service, grid, self._named(grid, blocks), self.seconds)
        try:
            asking.ask_all(blocks)
        except Unanswered as reason:
            self.rest.begin()
            return reason
        finally:
            if self.memory is not None:
                self.memory.keep(asking.answers())
        self.rest.end()
        return None

    def _named(self, grid: Grid, blocks: Sequence[Block]) -> Mapping[int, Spot]:
        """Give the places that the questions name, as they may leave."""
        places = sorted({place for block in blocks for place in block.places})
        spots = [grid.spots[place] for place in places]
        return dict(zip(places, released(spots) if self.service.is_elsewhere else spots, strict=True))


def door_to_door(seconds: int) -> int:
    """Give the minutes from door to door for seconds at the wheel."""
    return (seconds + 59) // 60 + ARRIVAL_MINUTES


class _Asking:
    """All questions of one matrix, one after the other until the time is over."""

    def __init__(self, service: Service, grid: Grid, named: Mapping[int, Spot], seconds: float) -> None:
        self._service = service
        self._grid = grid
        self._named = named
        self._seconds = seconds
        self._ends_at = monotonic() + seconds
        self._answered: list[tuple[Block, Sequence[Sequence[int]]]] = []
        self._may_retry = True
        self._refusal_count = 0

    def ask_all(self, blocks: Sequence[Block]) -> None:
        """Ask for each block, in smaller ones where the service wants that; raises Unanswered."""
        most_pairs = self._service.most_pairs
        waiting = deque(self._cut(blocks, most_pairs))
        while waiting:
            block = waiting.popleft()
            try:
                self._put(block, self._tried(block))
            except Refused as refused:
                if refused.is_too_large and block.pair_count > 1:
                    most_pairs = ceil(block.pair_count / 4)
                    waiting = deque(self._cut([block, *waiting], most_pairs))
                else:
                    waiting = deque(self._after_refusal(block, waiting))

    def answers(self) -> Iterator[tuple[Spot, Spot, int]]:
        """Give all ways that were answered, with their seconds."""
        spots = self._grid.spots
        for block, rows in self._answered:
            for source, row in zip(block.sources, rows, strict=True):
                for target, seconds in zip(block.targets, row, strict=True):
                    if source != target:
                        yield spots[source], spots[target], seconds

    def _cut(self, blocks: Sequence[Block], most_pairs: int) -> list[Block]:
        return [
            part
            for block in blocks
            for part in cut(block, most_pairs=most_pairs, most_places=self._service.most_places)
        ]

    def _after_refusal(self, block: Block, waiting: Sequence[Block]) -> Iterator[Block]:
        """Give what is to be asked instead: without the places that no road leads to, else in parts."""
        spoiling = frozenset(self._off_road(block.places))
        if not spoiling:
            yield from self._smaller(block)
            yield from waiting
            return
        for one in (block, *waiting):
            for lost in one.those_of(spoiling):
                self._put(lost, [[NO_WAY_SECONDS] * len(lost.targets)] * len(lost.sources))
            rest = one.without(spoiling)
            if rest.pair_count:
                yield rest

    def _off_road(self, places: Sequence[int]) -> Sequence[int]:
        """Give the places that spoil every question in which they stand, found by halving."""
        if self._refusal_count > _MOST_REFUSALS:
            return []
        try:
            self._tried(Block(places[:1], places))
        except Refused:
            self._refusal_count += 1
        else:
            return []
        if len(places) == 1:
            return places
        middle = len(places) // 2
        return [*self._off_road(places[:middle]), *self._off_road(places[middle:])]

    def _smaller(self, block: Block) -> list[Block]:
        """Give the parts of a block whose places are fine one by one: two of them may lie too far apart."""
        self._refusal_count += 1
        if block.pair_count == 1:
            self._put(block, [[NO_WAY_SECONDS]])
        return quartered(block) if self._refusal_count <= _MOST_REFUSALS else []

    def _tried(self, block: Block) -> list[list[int]]:
        try:
            return self._asked(block)
        except Unanswered as reason:
            if not (reason.is_worth_a_retry and self._may_retry):
                raise
        self._may_retry = False
        return self._asked(block)

    def _asked(self, block: Block) -> list[list[int]]:
        within = self._ends_at - monotonic()
        if within < _LEAST_SECONDS:
            raise Unanswered("late", seconds=max(1, round(self._seconds)))
        return self._service.seconds(block, self._named, within=within)

    def _put(self, block: Block, rows: Sequence[Sequence[int]]) -> None:
        self._answered.append((block, rows))
        for source, row in zip(block.sources, rows, strict=True):
            for target, seconds in zip(block.targets, row, strict=True):
                if source != target:
                    self._grid.put(source, target, seconds)


def _skip_same_buildings(grid: Grid, places: Sequence[int], estimated: TravelMatrix) -> None:
    """Ask for no way that takes no time."""
    for start, row in enumerate(estimated.minutes):
        if row.count(0) > 1:
            for end, minutes in enumerate(row):
                if minutes == 0:
                    grid.skip(places[start], places[end])


def _joined(
    estimated: TravelMatrix, grid: Grid, places: Sequence[int], name: str, reason: Unanswered | None
) -> TravelMatrix:
    """Give the matrix of what is known, with estimates in the gaps and the sentence about them."""
    known, rows, estimates = list(grid.rows()), [], []
    for start, guesses in zip(places, estimated.minutes, strict=True):
        row = [known[start][end] for end in places]
        rows.append(tuple(map(_minutes, row, guesses)))
        estimates.append(bytes(map(_is_guess, row, guesses)))
    joined = TravelMatrix(tuple(rows), tuple(estimates), source=name)
    count, total = joined.estimated_count, len(places) * (len(places) - 1)
    if not count:
        return joined
    caution = (
        reason.caution(count=count, total=total)
        if reason is not None
        else Caution("travel_no_way", NO_WAY, {"count": count, "total": total})
    )
    return replace(joined, source=name if count < total else ESTIMATE, caution=caution)


def _minutes(seconds: int, guess: int) -> int:
    # Within a building nobody parks; everywhere else one arrives as the estimate has it.
    return guess if seconds < 0 or guess == 0 else door_to_door(seconds)


def _is_guess(seconds: int, guess: int) -> bool:
    return seconds < 0 < guess
