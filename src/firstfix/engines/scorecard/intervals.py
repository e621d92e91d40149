"""How far a figure may be off by chance: intervals that need no random numbers and no bell curve.

Each interval covers the true value in about 95 of 100 samples, if the cases are a sample of how the work
goes. A share has Wilson's interval (Wilson 1927; recommended by Brown, Cai and DasGupta 2001, Statistical
Science 16:101). A median or p90 has the interval between two order statistics, whose coverage is a
binomial sum whatever the distribution (Conover, Practical Nonparametric Statistics, 3rd ed., 3.2). A count
has Byar's approximation to the Poisson interval (Breslow and Day 1987, IARC 82, p. 69).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import ceil, comb, floor, sqrt
from typing import Final

# The two-sided 95 % point of the normal distribution.
Z: Final = 1.959963984540054
_COVERED: Final = 0.95
# Up to here the binomial sum is taken term by term; above, its normal approximation with both ends
# rounded outward differs by less than one place.
_EXACT: Final = 100

Interval = tuple[float, float]


def share_interval(hit_count: int, n: int, *, z: float = Z) -> Interval | None:
    """Give Wilson's interval of a share, or ``None`` without a case; ``z`` is how sure, 95 % by default."""
    if n == 0:
        return None
    share, part = hit_count / n, z * z / n
    middle = (share + part / 2) / (1 + part)
    half = z / (1 + part) * sqrt(share * (1 - share) / n + part / (4 * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def count_interval(count: int) -> Interval:
    """Give the interval of a count of independent happenings."""
    low = 0.0 if count == 0 else count * (1 - 1 / (9 * count) - Z / (3 * sqrt(count))) ** 3
    above = count + 1
    return max(0.0, low), above * (1 - 1 / (9 * above) + Z / (3 * sqrt(above))) ** 3


def quantile(ordered: Sequence[float], share: float) -> float:
    """Give the quantile of values in ascending order, between neighbours in proportion (Hyndman type 7)."""
    place = (len(ordered) - 1) * share
    below = floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def quantile_interval(ordered: Sequence[float], share: float) -> Interval | None:
    """Give the order statistics around a quantile, or ``None`` where there are too few values for 95 %."""
    n = len(ordered)
    ranks = _exact_ranks(n, share) if n <= _EXACT else _wide_ranks(n, share)
    if ranks is None or ranks[0] < 1 or ranks[1] > n:
        return None
    return ordered[ranks[0] - 1], ordered[ranks[1] - 1]


def _exact_ranks(n: int, share: float) -> tuple[int, int] | None:
    """Give the ranks with at most 2.5 % outside on each side; there are none where n is too small."""
    below = list(accumulate(comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)))
    tail = (1 - _COVERED) / 2
    # The value of rank r lies above the quantile with the chance of fewer than r values below it.
    low = max((rank for rank in range(1, n + 1) if below[rank - 1] <= tail), default=0)
    high = min((rank for rank in range(1, n + 1) if 1 - below[rank - 1] <= tail), default=n + 1)
    return (low, high) if low else None


def _wide_ranks(n: int, share: float) -> tuple[int, int]:
    half = Z * sqrt(n * share * (1 - share))
    return floor(n * share - half), ceil(n * share + half) + 1
