"""The trace that a way of playing with a KPI would leave: its rate beside the rate that is usual."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from firstfix.engines.scorecard.intervals import share_interval
from firstfix.engines.verdict import Scalar

# 1 in 2,000 on one side: ten detectors together raise a false alarm in at most 1 of 200 honest logs.
SURE: Final = 3.2905
# Below so many cases, or so few of them that show the trace, nothing is said either way.
FEWEST_CASES: Final = 20
FEWEST_HITS: Final = 5


@dataclass(frozen=True, slots=True)
class Share:
    """How many of ``n`` show something, and which cases do."""

    hit_count: int
    n: int
    cases: tuple[str, ...] = ()

    @property
    def rate(self) -> float:
        """Give the share, 0 without a case."""
        return self.hit_count / self.n if self.n else 0.0


@dataclass(frozen=True, slots=True)
class Trace:
    """What one detector saw: evidence, rate and baseline. It accuses nobody, for there may be a good reason.

    ``is_flagged`` tells that the rate is above the baseline by more than chance and more than the margin;
    ``None`` that there are too few cases to say. ``guards`` are the KPIs whose figure it puts in doubt.
    """

    code: str
    name: str
    sentence: str
    guards: tuple[str, ...]
    seen: Share
    baseline: float
    is_flagged: bool | None

    @property
    def params(self) -> Mapping[str, Scalar]:
        """Give the figures of the sentence."""
        return {
            "hits": self.seen.hit_count,
            "n": self.seen.n,
            "rate": self.seen.rate,
            "baseline": self.baseline,
        }

    def text(self) -> str:
        """Give the sentence in English with its places filled."""
        return self.sentence.format(**self.params)


def exceeds_norm(seen: Share, norm: float, *, margin: float) -> bool | None:
    """Tell whether a share lies surely above a fixed rate and a margin; ``None`` with too few cases."""
    if seen.n < FEWEST_CASES:
        return None
    interval = share_interval(seen.hit_count, seen.n, z=SURE)
    return seen.hit_count >= FEWEST_HITS and interval is not None and interval[0] > norm + margin


def exceeds_share(seen: Share, usual: Share, *, margin: float) -> bool | None:
    """Tell whether a share lies surely above another one, which is a sample as well.

    Newcombe's interval of a difference (see ``trends.comparison``), with its low end above the margin.
    """
    if min(seen.n, usual.n) < FEWEST_CASES:
        return None
    one = share_interval(seen.hit_count, seen.n, z=SURE)
    other = share_interval(usual.hit_count, usual.n, z=SURE)
    if one is None or other is None or seen.hit_count < FEWEST_HITS:
        return False
    low = seen.rate - usual.rate - sqrt((seen.rate - one[0]) ** 2 + (other[1] - usual.rate) ** 2)
    return low > margin


def share_of(marked: Mapping[str, bool] | Sequence[tuple[str, bool]]) -> Share:
    """Give the share of what is marked, with its cases, each named once."""
    pairs = list(marked.items() if isinstance(marked, Mapping) else marked)
    hits = [case for case, is_marked in pairs if is_marked]
    return Share(len(hits), len(pairs), tuple(dict.fromkeys(hits)))
