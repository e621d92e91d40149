"""What a KPI is: a measure that is never without its counter-metric, and the rules for reading it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from firstfix.engines.scorecard.measure import Measure

# Below this many cases a share of 90 % is uncertain by more than 10 points on each side (Wilson), so a
# figure is shown with the sentence that it is small.
MINIMUM_N: Final = 30


class Direction(StrEnum):
    """Which way is better; ``NEITHER`` where the figure only describes (S1-K01: capacity use only)."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Role(StrEnum):
    """Whether a KPI tells of results for the customer or of activity; outcomes weigh more (S2-M01)."""

    OUTCOME = "outcome"
    OUTPUT = "output"


@dataclass(frozen=True, slots=True)
class Target:
    """What is aimed at, in words, and as bounds of the headline figure where the words give some."""

    words: str
    at_least: float | None = None
    at_most: float | None = None

    def is_met_by(self, figure: float) -> bool | None:
        """Tell whether ``figure`` is within the bounds, or ``None`` where there are none."""
        if self.at_least is None and self.at_most is None:
            return None
        is_high_enough = self.at_least is None or figure >= self.at_least
        return is_high_enough and (self.at_most is None or figure <= self.at_most)


@dataclass(frozen=True, slots=True)
class Kpi:
    """A KPI of docs/reference/requirements.csv that an event log can carry.

    ``counter`` has no default on purpose: a KPI without its counter-metric cannot be written down, and
    :func:`~firstfix.engines.scorecard.scoring.score` gives the two as one value. ``counter_guards`` says
    which cheap way to a better figure the counter-metric shows, ``counter_target`` within which bound it
    has to be for a good figure to stand.
    """

    id: str
    question: str
    measure: Measure
    counter: Measure
    counter_guards: str
    direction: Direction
    role: Role
    target: Target
    frequency: str
    segments: tuple[str, ...] = ("job_type", "priority", "month")
    minimum_n: int = MINIMUM_N
    counter_target: Target | None = None


@dataclass(frozen=True, slots=True)
class AwaitedKpi:
    """A KPI that no event log can carry yet, and the data that it waits for."""

    id: str
    question: str
    counter: str
    target: str
    waits_for: str
