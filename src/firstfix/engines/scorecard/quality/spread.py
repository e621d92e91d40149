"""Means that a few long cases carry away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from firstfix.engines.scorecard.finding import Finding
from firstfix.engines.scorecard.measures import CLOSE_HOURS, RESPONSE_HOURS, RESTORE_HOURS
from firstfix.engines.scorecard.scoring import Cases
from firstfix.engines.scorecard.value import spread_over
from firstfix.engines.verdict import Scalar, mark

_WATCHED: Final = (RESTORE_HOURS, CLOSE_HOURS, RESPONSE_HOURS)
# At twice the median, most cases take less than half of what the mean says.
_TELLING_RATIO: Final = 2.0
_FEWEST_CASES: Final = 30


def means_far_from_medians(cases: Cases) -> Iterator[Finding]:
    """Tell which times have a mean of at least twice their median."""
    for measure in _WATCHED:
        if measure.lacks(cases.carried):
            continue
        figures = cases.figures(measure)
        value = spread_over(cases.observations(measure), figures, None, minimum_n=_FEWEST_CASES)
        if value.is_small or value.mean is None or not value.median:
            continue
        ratio = value.mean / value.median
        if value.median > 0 and ratio >= _TELLING_RATIO:
            sentence = mark(
                "{name}: the mean is {mean:.1f} h, the median {median:.1f} h ({ratio:.1f} times less)."
                " A few long cases carry the mean; it stands nowhere alone."
            )
            params: dict[str, Scalar] = {
                "name": measure.name,
                "mean": value.mean,
                "median": value.median,
                "ratio": ratio,
            }
            yield Finding("mean_far_from_median", sentence, params)
