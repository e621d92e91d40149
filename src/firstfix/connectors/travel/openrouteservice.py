"""openrouteservice's matrix: ``POST /v2/matrix/driving-car``, with a key where the service asks for one.

Follows docs/api-reference/endpoints/matrix of openrouteservice: places as [longitude, latitude], numbers of
sources and destinations as texts, durations in seconds; error 6004 says that a parameter exceeds what
the server allows (docs/api-reference/error-codes.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from firstfix.connectors.travel.asking import Question, ask
from firstfix.connectors.travel.blocks import Block
from firstfix.connectors.travel.grid import Spot
from firstfix.connectors.travel.osrm import table_options
from firstfix.connectors.travel.routing_service import degrees, judged, square
from firstfix.connectors.travel.unanswered import Unanswered
from firstfix.connectors.travel.wanted import OPENROUTESERVICE

__all__ = ["OpenRouteService"]

_EXCEEDS_THE_LIMIT = 6004
# Point not found; too many nodes visited.
_NO_ROAD = (6010, 6020)


@dataclass(frozen=True, slots=True)
class OpenRouteService:
    """An openrouteservice at an address, the public one or one's own."""

    url: str
    most_pairs: int
    key: str = field(default="", repr=False)
    name: str = OPENROUTESERVICE
    is_elsewhere: bool = True
    most_places: int = 2_000

    @property
    def identity(self) -> str:
        """Give what tells its answers from those of another server; the key is no part of it."""
        return f"{self.name} {self.url}"

    def seconds(self, block: Block, spots: Mapping[int, Spot], *, within: float) -> list[list[int]]:
        """Give the seconds of each way of a block."""
        lists = {name: list(map(str, numbers)) for name, numbers in table_options(block).items()}
        places = [degrees(spots[place]) for place in block.places]
        body = {"locations": [[east, north] for north, east in places], "metrics": ["duration"], **lists}
        answer = ask(self.url, Question("/v2/matrix/driving-car", body, self.key), seconds=within)
        code = _code(answer.body)
        found = judged(answer, is_too_large=code == _EXCEEDS_THE_LIMIT, is_refused=code in _NO_ROAD)
        if not isinstance(found, dict):
            raise Unanswered("other")
        return square(found.get("durations"), block)


def _code(body: Any) -> Any:
    error = body.get("error") if isinstance(body, dict) else None
    return error.get("code") if isinstance(error, dict) else None
