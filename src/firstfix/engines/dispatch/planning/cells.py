"""Neighbourhoods of visits, and what the way to one of them takes at least.

Most rows are far from most visits. One look at a table of nearest ways says so of a row for all visits of a
neighbourhood, and the row need not be walked for each of them.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["FARTHEST", "UNKNOWN", "Cells"]

# Visits to a neighbourhood on average, and the most neighbourhoods: a day that is kept has a byte for each.
VISITS_EACH = 4
MOST_CELLS = 250
# The longest way of all in units of a bound: a detour is two ways at most.
LONGEST_WAY = 100

UNKNOWN = 255
"""In place of a bound: nobody has looked yet."""
FARTHEST = 254
"""The largest bound that is kept; what is farther is at least that far."""


class Cells:
    """Neighbourhoods: which visit is in which, and the nearest way to each from every place, and on."""

    def __init__(self, places: Sequence[int], travel: list[list[int]], towards: list[list[int]]) -> None:
        members = _around_centres(places, travel, towards)
        self.of = [0] * len(places)
        for cell, stops in enumerate(members):
            for stop in stops:
                self.of[stop] = cell
        self.towards = [_nearest([towards[places[stop]] for stop in stops]) for stops in members]
        self.onward = [_nearest([travel[places[stop]] for stop in stops]) for stops in members]
        # Bounds are kept in bytes, as whole numbers of so many minutes.
        self.unit = max(1, max((max(line, default=0) for line in travel), default=0) // LONGEST_WAY)
        self.unknown = bytes([UNKNOWN]) * len(members)


def _nearest(lines: list[list[int]]) -> list[int]:
    return lines[0] if len(lines) == 1 else list(map(min, *lines))


def _around_centres(
    places: Sequence[int], travel: list[list[int]], towards: list[list[int]]
) -> list[list[int]]:
    """Give visits by their nearest centre; each centre is the visit that was farthest from all before it."""
    count = min(MOST_CELLS, -(-len(places) // VISITS_EACH))
    members: list[list[int]] = [[] for _ in range(count)]
    nearest, cell_of, centre = [1 << 60] * len(places), [0] * len(places), 0
    for cell in range(count):
        way, back = travel[places[centre]], towards[places[centre]]
        for stop, place in enumerate(places):
            distance = way[place] + back[place]
            if distance < nearest[stop]:
                nearest[stop], cell_of[stop] = distance, cell
        centre = max(range(len(places)), key=nearest.__getitem__)
    for stop, cell in enumerate(cell_of):
        members[cell].append(stop)
    return [stops for stops in members if stops]
