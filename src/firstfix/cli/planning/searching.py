"""Search within seconds or iterations, with a bar on a terminal; Ctrl-C keeps the best plan so far."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TextIO

from firstfix.engines.dispatch.planning import Found, Ground, Plan, told_plan

__all__ = ["Limits", "Outcome", "search_within"]

# Often enough to see that it lives, rarely enough to cost nothing.
_BETWEEN_DRAWINGS_SECONDS = 0.1
_BAR_WIDTH = 24


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to search: whichever is used up first; None is no limit."""

    seconds: float | None
    iterations: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The best plan that was found, the iterations it took, and whether the search went on to its end."""

    plan: Plan
    iteration_count: int
    is_complete: bool


def search_within(
    ground: Ground, search: Callable[[Callable[[], float]], Iterator[Found]], limits: Limits
) -> Outcome:
    """Give the best plan of a search within its limits.

    Raises KeyboardInterrupt where somebody stops it before there is any plan.
    """
    bar = _Bar(sys.stderr)
    budget = _Budget(limits, bar)
    best: Found | None = None
    is_complete = True
    try:
        for best in search(budget):
            bar.points = best.points
    except KeyboardInterrupt:
        is_complete = False
    finally:
        bar.clear()
    if best is None:
        raise KeyboardInterrupt
    return Outcome(told_plan(ground, best.orders), max(budget.done, 0), is_complete)


class _Budget:
    """The used share of the limits, asked once before each iteration."""

    def __init__(self, limits: Limits, bar: _Bar) -> None:
        self.limits, self.bar, self.done = limits, bar, -1
        self.started = time.monotonic()

    def __call__(self) -> float:
        self.done += 1
        share = 0.0
        if self.limits.iterations is not None:
            share = self.done / self.limits.iterations if self.limits.iterations else 1.0
        if self.limits.seconds is not None:
            passed = time.monotonic() - self.started
            share = max(share, passed / self.limits.seconds if self.limits.seconds else 1.0)
        self.bar.draw(share, self.done)
        return share


class _Bar:
    """One line that is drawn again and again, only where somebody looks."""

    def __init__(self, stream: TextIO) -> None:
        self.stream, self.is_shown = stream, stream.isatty()
        self.points, self._drawn_at, self._width = 0, 0.0, 0

    def draw(self, share: float, iteration_count: int) -> None:
        """Show how far the search is, not more often than eyes can follow."""
        if not self.is_shown:
            return
        now = time.monotonic()
        if now - self._drawn_at < _BETWEEN_DRAWINGS_SECONDS:
            return
        self._drawn_at = now
        full = round(min(share, 1) * _BAR_WIDTH)
        bar = "#" * full + "-" * (_BAR_WIDTH - full)
        line = f"[{bar}] {min(share, 1):4.0%}  {iteration_count:,} tries  best so far {self.points:,} points"
        self._width = max(self._width, len(line))
        self.stream.write(f"\r{line:<{self._width}}")
        self.stream.flush()

    def clear(self) -> None:
        """Take the line away again."""
        if self.is_shown and self._width:
            self.stream.write(f"\r{'':<{self._width}}\r")
            self.stream.flush()
