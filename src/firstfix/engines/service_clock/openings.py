"""Open intervals of a stretch of time, sorted, with what was served before each: answers by binary search."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

__all__ = ["Openings"]


@dataclass(frozen=True, slots=True)
class Openings:
    """The open intervals of one calendar in ``[low, high)``, in seconds, with what was served before each."""

    low: int
    high: int
    opens: list[int]
    closes: list[int]
    served_before: list[int]

    def served(self, second: int) -> int:
        """Give the open seconds from ``low`` to ``second``; differences of two are what matters."""
        place = bisect_right(self.opens, second) - 1
        if place < 0:
            return 0
        return self.served_before[place] + min(second, self.closes[place]) - self.opens[place]

    def reach(self, second: int, seconds: int) -> int | None:
        """Give the first second at which ``seconds`` are served after ``second``; None beyond this cover."""
        if seconds == 0:
            return second
        wanted = self.served(second) + seconds
        place = bisect_left(self.served_before, wanted) - 1
        if place < 0:
            return None
        reached = self.opens[place] + wanted - self.served_before[place]
        return reached if reached <= self.closes[place] else None

    def open_from(self, second: int) -> int | None:
        """Give ``second`` itself if open then, else the next opening; None beyond this cover."""
        place = bisect_right(self.opens, second)
        if place and second < self.closes[place - 1]:
            return second
        return self.opens[place] if place < len(self.opens) else None

    def between(self, start: int, end: int) -> list[tuple[int, int]]:
        """Give the open intervals within ``start`` to ``end``, clipped to both."""
        first = bisect_right(self.closes, start)
        last = bisect_left(self.opens, end)
        pairs = zip(self.opens[first:last], self.closes[first:last], strict=True)
        return [(max(opens, start), min(closes, end)) for opens, closes in pairs]
