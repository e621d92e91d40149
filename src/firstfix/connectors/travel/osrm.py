"""OSRM's table service: ``GET /table/v1/driving/{lon},{lat};...?annotations=duration``.

Follows docs/http.md of osrm-backend: durations in seconds, null where there is no way; ``TooBig`` where the
ways are more than ``--max-table-size`` squared (src/engine/plugins/table.cpp).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from firstfix.connectors.travel.asking import Answer, Question, ask
from firstfix.connectors.travel.blocks import Block
from firstfix.connectors.travel.grid import NO_WAY_SECONDS, Spot
from firstfix.connectors.travel.routing_service import FURTHEST_ROAD_METRES, degrees, judged, square
from firstfix.connectors.travel.unanswered import Unanswered
from firstfix.connectors.travel.wanted import OSRM

__all__ = ["NO_ROAD", "Osrm", "table", "table_options"]

NO_ROAD = ("NoSegment", "NoTable")
"""OSRM's codes for a place that no road leads to."""


@dataclass(frozen=True, slots=True)
class Osrm:
    """An ``osrm-routed`` at an address."""

    url: str
    most_pairs: int
    name: str = OSRM
    is_elsewhere: bool = True
    # Everything stands in the address line, of which servers before it often take 8 KB: 300 places are 6.
    most_places: int = 300

    @property
    def identity(self) -> str:
        """Give what tells its answers from those of another server."""
        return f"{self.name} {self.url}"

    def seconds(self, block: Block, spots: Mapping[int, Spot], *, within: float) -> list[list[int]]:
        """Give the seconds of each way of a block."""
        places = block.places
        line = ";".join("{1:.4f},{0:.4f}".format(*degrees(spots[place])) for place in places)
        options = "".join(f"&{name}={_listed(numbers)}" for name, numbers in table_options(block).items())
        path = f"/table/v1/driving/{line}?annotations=duration&generate_hints=false{options}"
        return table(_body(ask(self.url, Question(path), seconds=within)), block)


def table(body: Mapping[str, Any], block: Block) -> list[list[int]]:
    """Give the seconds of a table's answer; none for a place that was moved to a road far away."""
    rows = square(body.get("durations"), block)
    far_sources, far_targets = (_far(body.get(side)) for side in ("sources", "destinations"))
    return [
        [
            NO_WAY_SECONDS if source in far_sources or target in far_targets else seconds
            for target, seconds in enumerate(row)
        ]
        for source, row in enumerate(rows)
    ]


def table_options(block: Block) -> dict[str, list[int]]:
    """Give which of a block's places are sources and destinations; nothing where all are both."""
    places = block.places
    if len(places) == len(block.sources) == len(block.targets):
        return {}
    numbers = {place: number for number, place in enumerate(places)}
    return {
        "sources": [numbers[place] for place in block.sources],
        "destinations": [numbers[place] for place in block.targets],
    }


def _body(answer: Answer) -> Mapping[str, Any]:
    """Give the table of an answer; raises what the service says instead."""
    said = answer.body.get("code") if isinstance(answer.body, dict) else None
    body = judged(answer, is_too_large=said == "TooBig", is_refused=said in NO_ROAD)
    if not isinstance(body, dict) or said != "Ok":
        raise Unanswered("other")
    return body


def _far(waypoints: Any) -> set[int]:
    """Give which waypoints lie too far from the place that was asked for; ``distance`` is in metres."""
    distances = [way.get("distance") if isinstance(way, dict) else None for way in _listing(waypoints)]
    return {
        number
        for number, metres in enumerate(distances)
        if isinstance(metres, int | float) and metres > FURTHEST_ROAD_METRES
    }


def _listing(waypoints: Any) -> list[Any]:
    return waypoints if isinstance(waypoints, list) else []


def _listed(numbers: Iterable[int]) -> str:
    return ";".join(map(str, numbers))
