"""What every routing service offers: how large a question may be, and seconds for a block of ways."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any, Protocol

from firstfix.connectors.travel.asking import Answer
from firstfix.connectors.travel.blocks import Block
from firstfix.connectors.travel.grid import NO_WAY_SECONDS, Spot
from firstfix.connectors.travel.unanswered import Refused, Unanswered

__all__ = ["FURTHEST_ROAD_METRES", "Service", "degrees", "judged", "seconds_of", "square"]

# Lisbon to Vladivostok, 13,000 km at 80 km/h, is a week; what takes longer is no drive.
_LONGEST_SECONDS = 7 * 24 * 3600
FURTHEST_ROAD_METRES = 2_000
"""From a place further off, the nearest road is another place: OSRM alone would take any, a land away."""


class Service(Protocol):
    """A routing service as the rest of this package sees it."""

    @property
    def name(self) -> str:
        """Give the name that a matrix carries."""

    @property
    def identity(self) -> str:
        """Give what tells its answers from those of another service, map or profile."""

    @property
    def is_elsewhere(self) -> bool:
        """Tell whether what is asked leaves this process."""

    @property
    def most_pairs(self) -> int:
        """Give how many ways one question may ask for."""

    @property
    def most_places(self) -> int:
        """Give how many places one question may name."""

    def seconds(self, block: Block, spots: Mapping[int, Spot], *, within: float) -> list[list[int]]:
        """Give the seconds of each way of a block, row by row; below zero where there is none.

        Waits ``within`` seconds at most. Raises Unanswered where nothing more can be expected now, Refused
        where this block is the reason.
        """


def degrees(spot: Spot) -> tuple[float, float]:
    """Give latitude and longitude in degrees."""
    return spot[0] / 10_000, spot[1] / 10_000


def judged(answer: Answer, *, is_too_large: bool, is_refused: bool) -> Any:
    """Give the body of an answer of status 200; raises what another status means.

    ``is_too_large`` and ``is_refused`` are what the service's own code says: there are too many ways in the
    question, or a place in it that no road leads to.
    """
    if answer.status == 200:
        return answer.body
    if answer.status in (401, 403):
        raise Unanswered("key")
    if answer.status == 429:
        raise Unanswered("quota")
    if answer.status in (413, 414) or is_too_large:
        raise Refused(is_too_large=True)
    if is_refused:
        raise Refused
    if answer.status >= 500:
        raise Unanswered("fault", is_worth_a_retry=True, status=answer.status)
    # A redirect, or a page of something that is no routing service.
    raise Unanswered("other")


def square(rows: Any, block: Block) -> list[list[int]]:
    """Give rows of seconds as whole numbers; raises Unanswered where their number is not the block's."""
    if not isinstance(rows, list) or len(rows) != len(block.sources):
        raise Unanswered("other")
    if any(not isinstance(row, list) or len(row) != len(block.targets) for row in rows):
        raise Unanswered("other")
    return [[seconds_of(cell) for cell in row] for row in rows]


def seconds_of(cell: Any) -> int:
    """Give a cell in whole seconds, rounded up; what is no duration means that there is no way."""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return NO_WAY_SECONDS
    # A number that is none compares false.
    return ceil(cell) if 0 <= cell <= _LONGEST_SECONDS else NO_WAY_SECONDS
