"""A figure that moved because other cases came, told apart from one that moved because work changed.

The rate over all is the sum over segments of share times rate. Its change splits without a remainder into
what other shares did at average rates (mix) and what other rates did at average shares (change): the
decomposition of Kitagawa (1955, Journal of the American Statistical Association 50:1168).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stratum:
    """One segment in both periods, and what it gives to the difference; a rate is ``None`` without cases."""

    name: str
    earlier_n: int
    later_n: int
    earlier_rate: float | None
    later_rate: float | None
    mix: float
    change: float


@dataclass(frozen=True, slots=True)
class Shift:
    """The difference of two rates as the sum of ``mix`` and ``change``.

    ``is_reversed`` tells that all segments with cases in both periods moved against the whole (Simpson).
    """

    earlier_rate: float
    later_rate: float
    mix: float
    change: float
    strata: tuple[Stratum, ...]

    @property
    def difference(self) -> float:
        """Give later minus earlier."""
        return self.later_rate - self.earlier_rate

    @property
    def is_reversed(self) -> bool:
        """Tell whether the whole moved one way and every segment the other."""
        moves = [
            one.later_rate - one.earlier_rate
            for one in self.strata
            if one.earlier_rate is not None and one.later_rate is not None
        ]
        return bool(moves) and all(move * self.difference < 0 for move in moves)


def mix_and_change(
    earlier: Mapping[str, tuple[float, int]], later: Mapping[str, tuple[float, int]]
) -> Shift | None:
    """Give the split of the change of a rate or mean; each segment is its sum and its number of cases.

    ``None`` where a period has no case. A segment that is new or gone has one rate only: all that it does
    is mix, for no work of it changed.
    """
    n, later_n = sum(count for _, count in earlier.values()), sum(count for _, count in later.values())
    if not n or not later_n:
        return None
    strata = tuple(
        _stratum(name, earlier.get(name, (0.0, 0)), later.get(name, (0.0, 0)), n, later_n)
        for name in sorted({*earlier, *later})
    )
    return Shift(
        earlier_rate=sum(total for total, _ in earlier.values()) / n,
        later_rate=sum(total for total, _ in later.values()) / later_n,
        mix=sum(one.mix for one in strata),
        change=sum(one.change for one in strata),
        strata=strata,
    )


def _stratum(
    name: str, earlier: tuple[float, int], later: tuple[float, int], n: int, later_n: int
) -> Stratum:
    (total, count), (later_total, later_count) = earlier, later
    rate, later_rate = total / count if count else None, later_total / later_count if later_count else None
    share, later_share = count / n, later_count / later_n
    known = [one for one in (rate, later_rate) if one is not None]
    average = sum(known) / len(known) if known else 0.0
    moved = later_rate - rate if rate is not None and later_rate is not None else 0.0
    mix, change = (later_share - share) * average, moved * (share + later_share) / 2
    return Stratum(name, count, later_count, rate, later_rate, mix, change)
