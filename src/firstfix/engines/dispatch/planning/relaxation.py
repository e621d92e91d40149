"""What could be asked for so that a visit is served after all: each kind gives the job as it would then be.

There is no kind for less rest, a missed meal or an overloaded van: what the law and safety demand is not
asked for. What is asked of technicians and what is agreed about visits has a file each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from firstfix.engines.dispatch.planning.model import Job

__all__ = ["Both", "PlanAgain", "Relaxation"]


class Relaxation(Protocol):
    """One thing that could be asked for."""

    @property
    def size(self) -> tuple[int, int]:
        """Give how much is asked for: the rank of the kind, and the amount."""

    def apply(self, job: Job) -> Job:
        """Give the job as it would be."""


@dataclass(frozen=True, slots=True)
class PlanAgain:
    """Nothing at all: planning again finds room."""

    size = (0, 0)

    def apply(self, job: Job) -> Job:
        """Give the job as it is."""
        return job


@dataclass(frozen=True, slots=True)
class Both:
    """Two changes at once, where neither alone is enough."""

    first: Relaxation
    second: Relaxation

    @property
    def size(self) -> tuple[int, int]:
        """Give how much is asked for: more than any single change, by the ranks of both, and the amounts."""
        (rank, amount), (other_rank, other_amount) = self.first.size, self.second.size
        return _PAIRS + rank + other_rank, amount + other_amount

    def apply(self, job: Job) -> Job:
        """Give the job with both."""
        return self.second.apply(self.first.apply(job))


# After the rank of every single change.
_PAIRS = 100
