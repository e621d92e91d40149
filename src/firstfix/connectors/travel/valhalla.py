"""Valhalla's matrix: ``POST /sources_to_targets``.

Follows docs/docs/api/matrix/api-reference.md of valhalla. Newer servers heed ``verbose: false`` and give rows
of durations; older ones give an object for each way (src/tyr/matrix_serializer.cc). Times are seconds, null
where there is no way. The error codes are those of docs/docs/api/turn-by-turn/api-reference.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from firstfix.connectors.travel.asking import Question, ask
from firstfix.connectors.travel.blocks import Block
from firstfix.connectors.travel.grid import Spot
from firstfix.connectors.travel.routing_service import FURTHEST_ROAD_METRES, degrees, judged, square
from firstfix.connectors.travel.unanswered import Unanswered
from firstfix.connectors.travel.wanted import VALHALLA

__all__ = ["Valhalla"]

_TOO_MANY_LOCATIONS = 150
# Too far apart for this server, in unconnected regions, not near a road, no path.
_NO_ROAD = (154, 170, 171, 442)


@dataclass(frozen=True, slots=True)
class Valhalla:
    """A ``valhalla_service`` at an address."""

    url: str
    most_pairs: int
    name: str = VALHALLA
    is_elsewhere: bool = True
    most_places: int = 2_000

    @property
    def identity(self) -> str:
        """Give what tells its answers from those of another server."""
        return f"{self.name} {self.url}"

    def seconds(self, block: Block, spots: Mapping[int, Spot], *, within: float) -> list[list[int]]:
        """Give the seconds of each way of a block."""
        asked = {
            "sources": [_location(spots[place]) for place in block.sources],
            "targets": [_location(spots[place]) for place in block.targets],
            "costing": "auto",
            "verbose": False,
        }
        answer = ask(self.url, Question("/sources_to_targets", asked), seconds=within)
        code = answer.body.get("error_code") if isinstance(answer.body, dict) else None
        body = judged(answer, is_too_large=code == _TOO_MANY_LOCATIONS, is_refused=code in _NO_ROAD)
        return square(_rows(body), block)


def _location(spot: Spot) -> dict[str, float]:
    latitude, longitude = degrees(spot)
    return {"lat": latitude, "lon": longitude, "search_cutoff": FURTHEST_ROAD_METRES}


def _rows(body: Any) -> Any:
    matrix = body.get("sources_to_targets") if isinstance(body, dict) else None
    if isinstance(matrix, dict):
        return matrix.get("durations")
    if not isinstance(matrix, list) or not all(isinstance(row, list) for row in matrix):
        raise Unanswered("other")
    return [[cell.get("time") if isinstance(cell, dict) else None for cell in row] for row in matrix]
