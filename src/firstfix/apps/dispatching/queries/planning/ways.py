"""The places of a plan as the engine counts them, and the ways between them in steps of the clock face."""

from __future__ import annotations

from firstfix.apps.directory.models import Site
from firstfix.apps.dispatching.queries.free_time import ASSUMED_TRAVEL_MINUTES
from firstfix.apps.dispatching.queries.planning.windows import FACE_MINUTES
from firstfix.apps.dispatching.queries.suggesting import place_of
from firstfix.apps.dispatching.queries.travelling import travel_matrix
from firstfix.engines.dispatch import Place
from firstfix.engines.dispatch.travel import Caution

__all__ = ["Ways"]


class Ways:
    """Places numbered as they are named; :meth:`matrix` may wait for a routing service."""

    def __init__(self) -> None:
        self._numbers: dict[Place | None, int] = {}
        self.is_estimated = False
        self.caution: Caution | None = None

    def number(self, site: Site | None) -> int:
        """Give the number of a site's place; all sites without coordinates are one unknown place."""
        return self._numbers.setdefault(place_of(site), len(self._numbers))

    def matrix(self) -> list[list[int]]:
        """Give the minutes between all places named so far, and note which of them are estimated, and why."""
        known = [place for place in self._numbers if place is not None]
        found = travel_matrix(known)
        self.caution = found.caution
        self.is_estimated = found.estimated_count > 0 or None in self._numbers
        rows = {
            place: dict(zip(known, row, strict=True)) for place, row in zip(known, found.minutes, strict=True)
        }
        return [[_way(rows, start, end) for end in self._numbers] for start in self._numbers]


def _way(rows: dict[Place, dict[Place, int]], start: Place | None, end: Place | None) -> int:
    if start is None or end is None:
        # Two places that nobody wrote down are hardly the same one.
        return ASSUMED_TRAVEL_MINUTES
    return -(-rows[start][end] // FACE_MINUTES) * FACE_MINUTES
