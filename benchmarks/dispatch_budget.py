"""A search with a budget of CPU seconds of its one thread, and what came of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from firstfix.engines.dispatch.planning.ground import Ground
from firstfix.engines.dispatch.planning.search import Found, search

__all__ = ["CpuSeconds", "Searched", "planned", "watched"]


EARLY_SECONDS = 0.5


class CpuSeconds:
    """A budget: other processes on the machine take nothing from it."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.began, self.iteration_count = seconds, time.process_time(), 0

    def __call__(self) -> float:
        """Give the used share."""
        self.iteration_count += 1
        return (time.process_time() - self.began) / self.seconds


@dataclass(frozen=True)
class Searched:
    """The best plan of a search, the points of its first and the CPU seconds until then.

    ``early_points`` is the best plan that was there within the first half second.
    """

    best: Found
    first_points: int
    first_seconds: float
    early_points: int
    iteration_count: int
    cpu_seconds: float
    wall_seconds: float


def planned(ground: Ground, *, seconds: float, seed: int = 1) -> Searched:
    """Give what the search finds in so many CPU seconds."""
    budget = CpuSeconds(seconds)
    return watched(search(ground, budget, seed=seed), budget)


def watched(finds: Iterator[Found], budget: CpuSeconds) -> Searched:
    """Follow a search to its end."""
    wall = time.perf_counter()
    best = first = next(finds)
    first_seconds = time.process_time() - budget.began
    early_points = first.points
    for found in finds:
        best = found
        if time.process_time() - budget.began <= EARLY_SECONDS:
            early_points = best.points
    cpu_seconds = round(time.process_time() - budget.began, 2)
    wall_seconds = round(time.perf_counter() - wall, 2)
    count = budget.iteration_count
    return Searched(
        best, first.points, round(first_seconds, 3), early_points, count, cpu_seconds, wall_seconds
    )
