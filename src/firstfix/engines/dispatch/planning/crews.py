"""Crews: which technicians start a visit together, and when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from firstfix.engines.dispatch.planning.timing import INFEASIBLE

__all__ = ["Team", "best_team", "some_starts"]

Price = tuple[int, int]
"""What a visit adds to a row, and where."""

# A visit of several in a large plan is tried at so many starts. Where a start lies later than it has to be,
# the plan moves it forward afterwards, so that only the order of the days has to be met.
MOST_STARTS = 24


@dataclass(frozen=True, slots=True, order=True)
class Team:
    """Who starts a visit together: what it adds to all their days, and each row with the position in it."""

    points: int
    places: tuple[tuple[int, int], ...]


def some_starts(starts: Iterable[int]) -> list[int]:
    """Give the starts to try, evenly chosen where there are many."""
    known = sorted(set(starts))
    if len(known) <= MOST_STARTS:
        return known
    return [known[number * (len(known) - 1) // (MOST_STARTS - 1)] for number in range(MOST_STARTS)]


def best_team(
    prices: Mapping[int, Price],
    bring: Callable[[int], Price],
    size: int,
    *,
    leads: frozenset[int],
    technician_of: Sequence[int],
    with_row: int | None = None,
) -> Team | None:
    """Give the cheapest team of this size of whom one at least may lead, None where there is none.

    ``prices`` say what the visit costs in each row, ``bring`` what it costs the one who brings the parts: the
    first row of a team does. ``with_row`` has to be in it.
    """
    cheap = sorted((points, row) for row, (points, _at) in prices.items() if points < INFEASIBLE)
    if with_row is not None and all(row != with_row for _points, row in cheap):
        return None
    best: Team | None = None
    for first in sorted(row for _points, row in cheap):
        if with_row is not None and first > with_row:
            break
        others = [(points, row) for points, row in cheap if row > first]
        chosen = _mates(first, others, size - 1, leads, technician_of, with_row)
        if chosen is None:
            continue
        mates = sum(prices[row][0] for row in chosen)
        if best is not None and prices[first][0] + mates >= best.points:
            # To bring parts costs more than to come without.
            continue
        points, at = bring(first)
        total = points + mates
        if points < INFEASIBLE and (best is None or total < best.points):
            best = Team(total, ((first, at), *((row, prices[row][1]) for row in sorted(chosen))))
    return best


def _mates(
    first: int,
    others: list[Price],
    count: int,
    leads: frozenset[int],
    technician_of: Sequence[int],
    with_row: int | None,
) -> list[int] | None:
    """Give the cheapest rows to go with the first, one for each technician, one of all a lead."""
    chosen = [] if with_row in (None, first) else [row for _points, row in others if row == with_row]
    has_lead = first in leads or any(row in leads for row in chosen)
    if not has_lead and len(chosen) < count:
        chosen += [row for _points, row in others if row in leads and row != with_row][:1]
    has_lead = has_lead or any(row in leads for row in chosen)
    busy = {technician_of[row] for row in (first, *chosen)}
    for _points, row in others:
        if len(chosen) == count:
            break
        if technician_of[row] not in busy:
            busy.add(technician_of[row])
            chosen.append(row)
    return chosen if has_lead and len(chosen) == count and len(busy) == count + 1 else None
