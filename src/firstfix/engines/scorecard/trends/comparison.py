"""Two periods side by side: whether the difference is more than chance, and whether there is enough to say.

Shares: Newcombe's interval of a difference from Wilson's (Newcombe 1998, Statistics in Medicine 17:873,
method 10). Times: the Mann-Whitney test with ties and the normal approximation, and as its size the chance
that a case of the later period takes longer than one of the earlier (Vargha and Delaney 2000).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import Final

from firstfix.engines.scorecard.intervals import Interval, Z, quantile, share_interval

# The normal approximation of the rank sum is good from here (Mann and Whitney 1947 tabled up to eight).
FEWEST_CASES: Final = 10


class Outcome(StrEnum):
    """What may be said: it rose, it fell, chance explains it, or there are too few cases to say anything."""

    ROSE = "rose"
    FELL = "fell"
    CHANCE = "chance"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two figures and what their difference is worth.

    ``difference`` is later minus earlier, of shares or of medians; ``interval`` is that of the difference
    of shares. ``longer_chance`` is the chance that a later case exceeds an earlier one, a half for equals.
    """

    earlier: float | None
    later: float | None
    earlier_n: int
    later_n: int
    difference: float | None
    interval: Interval | None
    longer_chance: float | None
    outcome: Outcome


def compare_shares(earlier: tuple[int, int], later: tuple[int, int]) -> Comparison:
    """Compare two shares, each given as hits and cases."""
    (hits, n), (later_hits, later_n) = earlier, later
    one, other = share_interval(hits, n), share_interval(later_hits, later_n)
    if one is None or other is None:
        return _too_few(n, later_n)
    share, later_share = hits / n, later_hits / later_n
    gap = later_share - share
    low = gap - sqrt((later_share - other[0]) ** 2 + (one[1] - share) ** 2)
    high = gap + sqrt((other[1] - later_share) ** 2 + (share - one[0]) ** 2)
    outcome = Outcome.ROSE if low > 0 else Outcome.FELL if high < 0 else Outcome.CHANCE
    if min(n, later_n) < FEWEST_CASES:
        outcome = Outcome.TOO_FEW
    return Comparison(share, later_share, n, later_n, gap, (low, high), None, outcome)


def compare_spreads(earlier: Sequence[float], later: Sequence[float]) -> Comparison:
    """Compare two samples of times, in any order."""
    n, later_n = len(earlier), len(later)
    if not n or not later_n:
        return _too_few(n, later_n)
    median, later_median = quantile(sorted(earlier), 0.5), quantile(sorted(later), 0.5)
    chance, deviates = _rank_sum(earlier, later)
    outcome = Outcome.CHANCE
    if min(n, later_n) < FEWEST_CASES:
        outcome = Outcome.TOO_FEW
    elif abs(deviates) > Z:
        outcome = Outcome.ROSE if deviates > 0 else Outcome.FELL
    return Comparison(median, later_median, n, later_n, later_median - median, None, chance, outcome)


def compare_counts(earlier: tuple[int, int], later: tuple[int, int]) -> Comparison:
    """Compare two counts, each given with the days in which they were counted; the figures are a day.

    Given the sum of two Poisson counts, the later one is binomial with the share of its days (Przyborowski
    and Wilenski 1940): Wilson's interval of that share tells whether more came than the days explain.
    """
    (count, days), (later_count, later_days) = earlier, later
    interval = share_interval(later_count, count + later_count)
    if interval is None:
        return _too_few(count, later_count)
    even = later_days / (days + later_days)
    outcome = Outcome.ROSE if interval[0] > even else Outcome.FELL if interval[1] < even else Outcome.CHANCE
    if min(count, later_count) < FEWEST_CASES:
        outcome = Outcome.TOO_FEW
    rate, later_rate = count / days, later_count / later_days
    return Comparison(rate, later_rate, count, later_count, later_rate - rate, None, None, outcome)


def _too_few(n: int, later_n: int) -> Comparison:
    return Comparison(None, None, n, later_n, None, None, None, Outcome.TOO_FEW)


def _rank_sum(earlier: Sequence[float], later: Sequence[float]) -> tuple[float, float]:
    """Give the chance that a later value exceeds an earlier one, and how far from a half that is."""
    counts, later_counts = Counter((*earlier, *later)), Counter(later)
    n, later_n, total = len(earlier), len(later), len(earlier) + len(later)
    below, ranks, ties = 0, 0.0, 0
    for value in sorted(counts):
        count = counts[value]
        ranks += later_counts[value] * (below + (count + 1) / 2)
        ties += count**3 - count
        below += count
    wins = ranks - later_n * (later_n + 1) / 2
    variance = n * later_n / 12 * (total + 1 - ties / (total * (total - 1)))
    chance = wins / (n * later_n)
    return chance, (wins - n * later_n / 2) / sqrt(variance) if variance else 0.0
