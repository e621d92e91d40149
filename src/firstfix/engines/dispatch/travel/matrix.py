"""What a source of travel times gives, and what it is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from firstfix.engines.dispatch.travel.places import Place
from firstfix.engines.verdict import Scalar

__all__ = ["Caution", "TravelMatrix", "TravelSource"]


@dataclass(frozen=True, slots=True)
class Caution:
    """What whoever reads the minutes should know: an English template and what stands in its places."""

    code: str
    sentence: str
    params: Mapping[str, Scalar] = field(default_factory=dict)

    def text(self) -> str:
        """Give the sentence in English with its places filled."""
        return self.sentence.format(**self.params)


@dataclass(frozen=True, slots=True)
class TravelMatrix:
    """Minutes from door to door between points: ``minutes[a][b]`` from the point ``a`` to the point ``b``.

    ``estimates[a][b]`` is 1 where the minutes are an estimate and 0 where a road network gave them.
    ``source`` names who gave what is not estimated (``estimate`` where nobody did), ``caution`` says why
    something that should have come from a road network did not. Raises ValueError where the rows do not
    make two squares of one size.
    """

    minutes: tuple[tuple[int, ...], ...]
    estimates: tuple[bytes, ...]
    source: str
    caution: Caution | None = None

    def __post_init__(self) -> None:
        size = len(self.minutes)
        if len(self.estimates) != size or any(len(row) != size for row in (*self.minutes, *self.estimates)):
            raise ValueError("A travel matrix has as many columns as rows.")

    def is_estimated(self, start: int, end: int) -> bool:
        """Tell whether the minutes from ``start`` to ``end`` are an estimate; standing still is none."""
        return start != end and self.estimates[start][end] == 1

    @property
    def estimated_count(self) -> int:
        """Count the ways whose minutes are an estimate."""
        diagonal = sum(row[place] for place, row in enumerate(self.estimates))
        return sum(row.count(1) for row in self.estimates) - diagonal


class TravelSource(Protocol):
    """Whoever knows how long the way takes."""

    def matrix(self, points: Sequence[Place]) -> TravelMatrix:
        """Give the minutes from each point to each other, in their order.

        Where nobody answers it estimates and says so; it never raises for want of an answer.
        """
