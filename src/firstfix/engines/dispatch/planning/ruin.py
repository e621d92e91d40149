"""What is taken out before it is put back better: strings of neighbouring stops, as in SISR.

Christiaens and Vanden Berghe, "Slack Induction by String Removals for Vehicle Routing Problems",
Transportation Science 54(2), 2020: strings are taken out of days that lie near each other, so that what is
put back finds room.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from random import Random

from firstfix.engines.dispatch.planning.draft import Draft
from firstfix.engines.dispatch.planning.ground import Ground

__all__ = ["Ruin"]

# The paper takes out ten stops on average; where days are short, more give more room (dispatch-search.md).
MEAN_REMOVED = 18
# The paper's longest string, and share of split strings.
LONGEST_STRING = 10
SPLIT_SHARE = 0.5
# How often a split string leaves one more stop where it is.
KEEP_SHARE = 0.5
# How often a whole day is emptied: strings of the paper's length never leave a technician at home whose few
# visits others could take (of 1,000 small jobs, two were missed for that).
WHOLE_SHARE = 0.03
# Before somebody who has nothing yet gets a day, more rows give up longer strings, up to this share of each:
# else what is out fits in where it was. Long routes stayed three where four were 8 % cheaper.
OPENING_STRINGS = 4
OPENING_SHARE = 0.5
# How often strings are taken from rows at the same time alone, and how often from rows that could have the
# visit: others give it no room. Each alone, in half of the ruins, saved 4 % on four regions.
SAME_TIME_SHARE = 0.33
SAME_HANDS_SHARE = 0.33
# How often the visit around which is ruined is one that is out, late or moved from its published time, as it
# stood a while ago. A tenth saved 3 % on ten regions, a fifth and two fifths no more.
SORE_SHARE = 0.1
# The formula of the paper asks for 19 strings at most; several neighbours stand in the same day or are passed
# over.
NEAREST = 150


class Ruin:
    """Takes strings out of a draft."""

    def __init__(self, ground: Ground, chance: Random) -> None:
        self.chance = chance
        self.near = [_near(ground, stop) for stop in range(ground.count)]
        # What is pinned may be taken out, too: it goes back into its row, and no plan without it is kept.
        self.may_move = [not begun for begun in ground.is_begun]
        self.movable = [stop for stop, may in enumerate(self.may_move) if may]
        self.rows = frozenset(ground.rows)
        self.hands = [frozenset(rows) for rows in ground.open_to]
        self.beside = _rows_beside(ground)
        self.sore: list[int] = []

    def take_out(self, draft: Draft, *, opens: bool = False) -> list[int]:
        """Remove strings around one visit, and give the rows that changed; ``opens`` says what comes next."""
        if not self.movable:
            return []
        chance, days, row_of = self.chance, draft.days, draft.row_of
        used = [day for day in days if day.order]
        mean = (draft.ground.count - len(draft.unserved)) / max(1, len(used))
        longest = min(LONGEST_STRING, mean)
        most = 4 * MEAN_REMOVED / (1 + longest) - 1
        string_count = OPENING_STRINGS if opens else int(chance.random() * most + 1)
        seeds = self.sore if self.sore and chance.random() < SORE_SHARE else self.movable
        seed = seeds[int(chance.random() * len(seeds))]
        rows = self._rows_around(seed, row_of[seed])
        changed: list[int] = []
        for stop in self.near[seed]:
            row = row_of[stop]
            if row not in rows or row in changed or not self.may_move[stop]:
                continue
            length = self._length(len(days[row].order), longest, opens)
            draft.remove(row, self._string(days[row].order, stop, length))
            changed.append(row)
            if len(changed) >= string_count:
                break
        return changed

    def look_for_sore(self, draft: Draft) -> None:
        """Note the visits that cost more than their way as the draft stands."""
        late = [stop for day in draft.days if day.order for stop in day.sore()]
        self.sore = [stop for stop in sorted({*draft.unserved, *late}) if self.may_move[stop]]

    def is_long(self, draft: Draft) -> bool:
        """Tell whether days hold more stops than strings, on average, and somebody has none."""
        used = sum(1 for day in draft.days if day.order)
        served = draft.ground.count - len(draft.unserved)
        return used < len(draft.days) and served > LONGEST_STRING * used

    def _length(self, stop_count: int, longest: float, opens: bool) -> int:
        chance = self.chance
        if opens:
            return int(chance.random() * max(min(stop_count, longest), OPENING_SHARE * stop_count) + 1)
        length = int(chance.random() * min(stop_count, longest) + 1)
        return stop_count if chance.random() < WHOLE_SHARE else length

    def _rows_around(self, seed: int, row: int) -> AbstractSet[int]:
        """Give the rows that strings may be taken from."""
        share = self.chance.random() - SAME_TIME_SHARE
        if share < 0 <= row:
            return self.beside[row]
        return self.hands[seed] if 0 <= share < SAME_HANDS_SHARE else self.rows

    def _string(self, order: tuple[int, ...], stop: int, length: int) -> set[int]:
        chance, kept = self.chance, 0
        if length > 1 and chance.random() < SPLIT_SHARE:
            while length + kept < len(order) and chance.random() > KEEP_SHARE:
                kept += 1
        span = length + kept
        at = order.index(stop)
        first = max(0, at - span + 1)
        first += int(chance.random() * (min(at, len(order) - span) - first + 1))
        string = order[first : first + span]
        if kept:
            skip = int(chance.random() * (length + 1))
            string = string[:skip] + string[skip + kept :]
        return {each for each in string if self.may_move[each]}


def _rows_beside(ground: Ground) -> list[frozenset[int]]:
    """Give for each row the rows whose shifts overlap with its own."""
    spans = [(shift.start, shift.end) for shift in ground.shifts]
    beside = {
        (start, end): frozenset(row for row in ground.rows if spans[row][0] < end and start < spans[row][1])
        for start, end in set(spans)
    }
    return [beside[span] for span in spans]


def _near(ground: Ground, stop: int) -> list[int]:
    way, back = ground.travel[ground.place[stop]], ground.towards[ground.place[stop]]
    distance = [way[ground.place[other]] + back[ground.place[other]] for other in range(ground.count)]
    return sorted(range(ground.count), key=distance.__getitem__)[:NEAREST]
