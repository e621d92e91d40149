"""Put back what is not in the plan: one visit after the other, each where it costs the least."""

from __future__ import annotations

from collections.abc import Callable
from math import log
from random import Random

from firstfix.engines.dispatch.planning.draft import Choice, Draft
from firstfix.engines.dispatch.planning.ground import Ground

__all__ = ["Recreate"]

# The "blinks" of the paper that ruin.py names: places are overlooked now and then, so that the same holes are
# not filled alike.
BLINK_SHARE = 0.01
# Where others hang on a visit it decides where they can be, so its second best row must have a chance, too:
# of 80 small jobs with chains or crews three ended beside the best plan with its share, one with this.
TIED_BLINK_SHARE = 0.2
# How often visits go back by regret, where rows differ: in 6,000 iterations on five regions that saved 14 %
# when done always, 12 % with seven in ten, 11 % with three. The others find what regret never does.
REGRET_SHARE = 0.9


class Recreate:
    """Serves what a draft leaves out, where that is worth its points."""

    def __init__(self, ground: Ground, chance: Random) -> None:
        self.ground, self.chance = ground, chance
        self.is_free = [visit.pin is None for visit in ground.job.visits]
        # Where all rows are alike, or hang on each other, the next best row says nothing.
        self.has_regrets = len(set(ground.kind)) > 1 and not ground.ties.is_any
        self.has_pins, self.has_chains = not all(self.is_free), any(ground.ties.waits)
        self.log_seen = [
            log(1 - (TIED_BLINK_SHARE if ground.ties.is_timed(stop) else BLINK_SHARE))
            for stop in range(ground.count)
        ]
        keys = _keys(ground)
        # In the proportions of the paper: random and largest first most often, far, near and early ones less.
        self.ways: list[Callable[[int], float] | None] = [None] * 4 + [
            keys["value"], keys["value"], keys["scarce"], keys["scarce"],
            keys["long"], keys["early"], keys["far"], keys["near"],
        ]  # fmt: skip

    def open_row(self, draft: Draft) -> list[int]:
        """Give one visit that is out a row that has nothing yet, and give the row, if there is one."""
        out = sorted(draft.unserved)
        if not out:
            return []
        stop = out[int(self.chance.random() * len(out))]
        empty = [row for row in self.ground.open_to[stop] if not draft.days[row].order]
        points, row, at = draft.cheapest(stop, empty)
        if points >= self.ground.worth[stop]:
            return []
        draft.serve(stop, row, at)
        return [row]

    def put_back(self, draft: Draft) -> list[int]:
        """Serve what the draft leaves out and is worth serving, and give the rows that changed."""
        if self.has_regrets and self.chance.random() < REGRET_SHARE:
            return self._put_back_by_regret(draft)
        changed: list[int] = []
        worth = self._worth()
        for stop in self._in_some_order(draft):
            rows = self.ground.open_to[stop]
            points, row, at = draft.cheapest_of_all(stop, self._overlooked(rows, self.log_seen[stop]))
            if points < worth[stop]:
                draft.serve(stop, row, at)
                changed.append(row)
        return changed

    def _put_back_by_regret(self, draft: Draft) -> list[int]:
        """Serve first what loses most if it has to go to its second best row."""
        stops, worth = sorted(draft.unserved), self.ground.worth
        self.chance.shuffle(stops)
        choices: dict[int, Choice] = {}
        for stop in stops:
            rows = self._overlooked(self.ground.open_to[stop], self.log_seen[stop])
            choices[stop] = draft.two_cheapest(stop, rows)
        changed: list[int] = []
        while choices:
            stop = max(choices, key=lambda each: choices[each].second - choices[each].points)
            choice = choices.pop(stop)
            if choice.points >= worth[stop]:
                continue
            draft.serve(stop, choice.row, choice.at)
            changed.append(choice.row)
            for each, other in choices.items():
                if choice.row in (other.row, other.other):
                    choices[each] = draft.two_cheapest(each)
        return changed

    def _overlooked(self, rows: list[int], log_seen: float) -> list[int]:
        """Give rows by chance: how many are seen until one is not is drawn, and not each row by itself."""
        overlooked: list[int] = []
        count = len(rows)
        at = int(log(1 - self.chance.random()) / log_seen) if count > 1 else count
        while at < count:
            overlooked.append(rows[at])
            at += 1 + int(log(1 - self.chance.random()) / log_seen)
        return overlooked

    def _worth(self) -> list[int]:
        """Give what each visit is worth, every other time with what waits for it: it alone may not pay."""
        ground = self.ground
        if ground.pull is ground.worth or self.chance.random() < 0.5:
            return ground.worth
        return ground.pull

    def _in_some_order(self, draft: Draft) -> list[int]:
        stops = sorted(draft.unserved)
        self.chance.shuffle(stops)
        way = self.ways[int(self.chance.random() * len(self.ways))]
        if way is not None:
            stops.sort(key=way)
        if self.has_pins:
            stops.sort(key=self.is_free.__getitem__)
        return self._chained(stops) if self.has_chains else stops

    def _chained(self, stops: list[int]) -> list[int]:
        """Give the same order with everything before what waits for it."""
        waits, left = self.ground.ties.waits, set(stops)
        chained: list[int] = []
        for stop in stops:
            chain = [stop]
            for each in chain:
                chain.extend(before for before in waits[each] if before in left)
            for each in reversed(chain):
                if each in left:
                    left.discard(each)
                    chained.append(each)
        return chained


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
