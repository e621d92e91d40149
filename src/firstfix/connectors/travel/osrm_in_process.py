"""OSRM inside this process: the optional package ``osrm-bindings`` and a prepared map, and no server.

Follows docs/python/api.md of osrm-backend. The package needs Python 3.12; it is loaded where a map is set.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from firstfix.connectors.travel.blocks import Block
from firstfix.connectors.travel.grid import Spot
from firstfix.connectors.travel.osrm import NO_ROAD, table, table_options
from firstfix.connectors.travel.routing_service import degrees
from firstfix.connectors.travel.unanswered import Refused, Unanswered
from firstfix.connectors.travel.wanted import OSRM

__all__ = ["OsrmInProcess"]

_SIDES = ("sources", "destinations")


@dataclass(frozen=True, slots=True)
class OsrmInProcess:
    """OSRM on a map that ``osrm extract`` and ``osrm contract`` prepared, such as ``/maps/region.osrm``.

    A question cannot be ended from outside. Each is small (10,000 ways take some 30 ms), and none is asked
    after the time is over.
    """

    map_file: str
    most_pairs: int
    name: str = OSRM
    is_elsewhere: bool = False
    most_places: int = 10_000

    @property
    def identity(self) -> str:
        """Give what tells its answers from those of another map: a new map begins anew."""
        return f"{self.name} {self.map_file} {_changed_at(self.map_file)}"

    def seconds(
        self,
        block: Block,
        spots: Mapping[int, Spot],
        *,
        within: float,  # noqa: ARG002 - cannot be kept here
    ) -> list[list[int]]:
        """Give the seconds of each way of a block."""
        osrm, engine = _engine(self.map_file, _changed_at(self.map_file))
        try:
            body = _plain(engine.Table(_parameters(osrm, block, spots)))
        except (RuntimeError, LookupError, TypeError, ValueError) as error:
            raise _reason(str(error)) from None
        return table(body, block)


def _parameters(osrm: Any, block: Block, spots: Mapping[int, Spot]) -> Any:
    places = [degrees(spots[place]) for place in block.places]
    return osrm.TableParameters(
        coordinates=[(east, north) for north, east in places],
        annotations=["duration"],
        generate_hints=False,
        **table_options(block),
    )


def _plain(answer: Any) -> Mapping[str, Any]:
    """Give what counts of an answer as lists and mappings of our own."""
    return {
        "durations": [list(row) for row in answer["durations"]],
        **{side: [{"distance": way["distance"]} for way in answer[side]] for side in _SIDES},
    }


def _reason(words: str) -> Refused | Unanswered:
    """Give what an exception of the package means: it has OSRM's own code among its words."""
    if "TooBig" in words:
        return Refused(is_too_large=True)
    return Refused() if any(code in words for code in NO_ROAD) else Unanswered("other")


@lru_cache(maxsize=1)
def _engine(map_file: str, _changed_at: int) -> tuple[Any, Any]:
    """Give the package and its engine on the map; raises Unanswered where one of them is missing.

    A map that was replaced is read anew: its answers are remembered as the new map's (``identity``).
    """
    try:
        # The one place that loads the optional package; without it everything else works.
        osrm = importlib.import_module("osrm")
    except ImportError:
        raise Unanswered("package") from None
    try:
        return osrm, osrm.OSRM(storage_config=map_file, algorithm="CH", use_shared_memory=False)
    except (RuntimeError, OSError):
        raise Unanswered("map") from None


def _changed_at(map_file: str) -> int:
    # A dataset is many files, region.osrm.names and others; this one is in each.
    try:
        return int(Path(f"{map_file}.properties").stat().st_mtime)
    except OSError:
        return 0
