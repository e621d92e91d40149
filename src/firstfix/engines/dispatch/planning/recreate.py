"""Put back what is not in the plan: one visit after the other, each where it costs the least."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from firstfix.engines.dispatch.planning.draft import Draft
from firstfix.engines.dispatch.planning.ground import Ground

__all__ = ["Recreate"]

# The "blinks" of the paper that ruin.py names: places are overlooked now and then, so that the same holes are
# not filled alike.
BLINK_SHARE = 0.01


class Recreate:
    """Serves what a draft leaves out, where that is worth its points."""

    def __init__(self, ground: Ground, chance: Random) -> None:
        self.ground, self.chance = ground, chance
        turn = ground.ties.turn
        self.turn = turn if len(set(turn)) > 1 else None
        keys = _keys(ground)
        # In the proportions of the paper: random and largest first most often, far, near and early ones less.
        self.ways: list[Callable[[int], float] | None] = [None] * 4 + [
            keys["value"], keys["value"], keys["scarce"], keys["scarce"],
            keys["long"], keys["early"], keys["far"], keys["near"],
        ]  # fmt: skip

    def put_back(self, draft: Draft) -> list[int]:
        """Serve what the draft leaves out and is worth serving, and give the rows that changed."""
        chance = self.chance
        changed: list[int] = []
        for stop in self._in_some_order(draft):
            rows = self.ground.open_to[stop]
            if len(rows) > 1:
                rows = [row for row in rows if chance.random() >= BLINK_SHARE] or rows
            points, row, at = draft.cheapest(stop, rows)
            if points < self.ground.worth[stop]:
                draft.serve(stop, row, at)
                changed.append(row)
        return changed

    def _in_some_order(self, draft: Draft) -> list[int]:
        stops = sorted(draft.unserved)
        self.chance.shuffle(stops)
        way = self.ways[int(self.chance.random() * len(self.ways))]
        if way is not None:
            stops.sort(key=way)
        if self.turn is not None:
            stops.sort(key=self.turn.__getitem__)
        return stops


def _keys(ground: Ground) -> dict[str, Callable[[int], float]]:
    home = [ground.shifts[row].start_place for row in ground.rows]

    def far(stop: int) -> float:
        way = ground.towards[ground.place[stop]]
        return -min((way[place] for place in home), default=0)

    away = [far(stop) for stop in range(ground.count)]
    longest = [max((minutes[stop] for minutes in ground.minutes), default=0) for stop in range(ground.count)]
    return {
        "value": lambda stop: -ground.worth[stop],
        "scarce": lambda stop: len(ground.open_to[stop]),
        "long": lambda stop: -(longest[stop] + ground.load[stop]),
        "early": lambda stop: ground.shuts[stop],
        "far": lambda stop: away[stop],
        "near": lambda stop: -away[stop],
    }
