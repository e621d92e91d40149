"""What an intervention did to a series: level and slope before and after it, beside a series it left alone.

Segmented regression (Wagner and others 2002, J. Clin. Pharm. Ther. 27:299): level and slope before, change of
level and change of slope at the intervention, by least squares. Errors follow each other with a
correlation that short series hardly tell: the series is transformed by it (Prais and Winsten 1954) for every
correlation that restricted likelihood finds plausible (the best of its rivals in Turner and others
2021, BMC Med. Res. Methodol. 21:181), and the widest of the intervals is given. With a control series
the same is done for the difference of the two (S2-F22, S2-K09: measured with control).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, sqrt
from typing import Final

from firstfix.engines.scorecard.intervals import Interval

# EPOC accepts three points a side, Wagner and others ask for twelve where seasons matter. From eight the
# tests hold how often chance alone is taken for an effect.
FEWEST_EACH_SIDE: Final = 8
# Student's t for the two-sided 95 % by degrees of freedom from 12; 2.18 is the widest that can occur here.
_T: Final = {12: 2.179, 15: 2.131, 20: 2.086, 30: 2.042, 60: 2.000, 120: 1.980}


# Correlations of neighbours that are tried; work does not alternate by itself, so none is negative.
_CORRELATIONS: Final = tuple(step / 20 for step in range(19))
# Half of the 68 % point of chi square with one degree of freedom: what the logarithm of the likelihood may
# lose. With it chance is taken for an effect at most 1 time in 20, whatever the correlation (tests).
_PLAUSIBLE: Final = 0.5
# Keeps the logarithm of a perfect fit finite.
_NOTHING: Final = 1e-300

Matrix = list[list[float]]


@dataclass(frozen=True, slots=True)
class Interruption:
    """The change at an intervention.

    ``is_told`` is false where a side has too few points; then all figures are ``None``.
    ``level_change`` is the jump at the intervention, ``slope_change`` the change of the trend a step,
    ``effect`` the mean distance after it from where the trend before would have led.
    """

    is_told: bool
    level_before: float | None = None
    slope_before: float | None = None
    level_change: float | None = None
    slope_change: float | None = None
    level_interval: Interval | None = None
    slope_interval: Interval | None = None
    effect: float | None = None
    effect_interval: Interval | None = None
    is_controlled: bool = False

    @property
    def is_more_than_chance(self) -> bool:
        """Tell whether the interval of the effect leaves zero out."""
        return (
            self.effect_interval is not None and not self.effect_interval[0] <= 0 <= self.effect_interval[1]
        )


def interrupted_series(
    values: Sequence[float], at: int, *, control: Sequence[float] | None = None
) -> Interruption:
    """Give what changed at the point ``at`` (the first one after the intervention, counted from 0).

    ``control`` is a series of the same moments that the intervention did not touch; what moved both is taken
    out. Raises ``ValueError`` where the two are not of the same length.
    """
    if control is not None and len(control) != len(values):
        raise ValueError("The series and its control need the same number of points.")
    series = values if control is None else [one - other for one, other in zip(values, control, strict=True)]
    if min(at, len(series) - at) < FEWEST_EACH_SIDE:
        return Interruption(is_told=False)
    fits = _plausible_fits(series, at)
    best = fits[0]
    return Interruption(
        is_told=True,
        level_before=best.coefficients[0],
        slope_before=best.coefficients[1],
        level_change=best.coefficients[2],
        slope_change=best.coefficients[3],
        level_interval=_widest(fits, (0.0, 0.0, 1.0, 0.0)),
        slope_interval=_widest(fits, (0.0, 0.0, 0.0, 1.0)),
        effect=_combined(best.coefficients, _effect_weights(series, at)),
        effect_interval=_widest(fits, _effect_weights(series, at)),
        is_controlled=control is not None,
    )


@dataclass(frozen=True, slots=True)
class _Fit:
    """The regression under one correlation of neighbours; ``likelihood`` is restricted and in logarithms."""

    coefficients: list[float]
    covariance: Matrix
    likelihood: float
    freedom: int


def _effect_weights(series: Sequence[float], at: int) -> tuple[float, ...]:
    return 0.0, 0.0, 1.0, (len(series) - at - 1) / 2


def _combined(coefficients: Sequence[float], weights: Sequence[float]) -> float:
    return sum(weight * one for weight, one in zip(weights, coefficients, strict=True))


def _widest(fits: Sequence[_Fit], weights: Sequence[float]) -> Interval:
    """Give the interval that holds those of all fits."""
    ends = [_interval(fit, weights) for fit in fits]
    return min(low for low, _ in ends), max(high for _, high in ends)


def _interval(fit: _Fit, weights: Sequence[float]) -> Interval:
    middle = _combined(fit.coefficients, weights)
    variance = _combined([_combined(row, weights) for row in fit.covariance], weights)
    half = _student(fit.freedom) * sqrt(max(0.0, variance))
    return middle - half, middle + half


def _plausible_fits(series: Sequence[float], at: int) -> list[_Fit]:
    """Give the fits of all correlations that the series does not speak against, the likeliest first."""
    fits = sorted((_fit(series, at, rho) for rho in _CORRELATIONS), key=lambda fit: -fit.likelihood)
    return [fit for fit in fits if fits[0].likelihood - fit.likelihood <= _PLAUSIBLE]


def _fit(series: Sequence[float], at: int, rho: float) -> _Fit:
    steps = range(len(series))
    rows = [[1.0, float(step), float(step >= at), float(max(0, step - at))] for step in steps]
    rows, values = _whitened(rows, rho), [row[0] for row in _whitened([[value] for value in series], rho)]
    width, freedom = len(rows[0]), len(rows) - len(rows[0])
    moments = [[sum(row[i] * row[j] for row in rows) for j in range(width)] for i in range(width)]
    inverse, determinant = _inverse(moments)
    sums = [sum(row[i] * value for row, value in zip(rows, values, strict=True)) for i in range(width)]
    coefficients = [_combined(row, sums) for row in inverse]
    left = sum((value - _combined(coefficients, row)) ** 2 for row, value in zip(rows, values, strict=True))
    likelihood = -0.5 * (freedom * log(max(left, _NOTHING)) - log(1 - rho * rho) + log(determinant))
    variance = left / freedom
    return _Fit(coefficients, [[variance * one for one in row] for row in inverse], likelihood, freedom)


def _whitened(rows: Matrix, rho: float) -> Matrix:
    """Give the rows as they would be if neighbours had nothing in common."""
    first = [sqrt(1 - rho * rho) * one for one in rows[0]]
    return [
        first,
        *(
            [one - rho * before for one, before in zip(row, last, strict=True)]
            for last, row in pairwise(rows)
        ),
    ]


def _student(freedom: int) -> float:
    """Give the t value of the largest tabled degrees of freedom that are not more than ``freedom``."""
    return _T[max(known for known in _T if known <= freedom)]


def _inverse(matrix: Matrix) -> tuple[Matrix, float]:
    """Give the inverse and the determinant by Gauss and Jordan; the matrix is symmetric and positive."""
    size, determinant = len(matrix), 1.0
    work = [[*row, *(float(i == j) for j in range(size))] for i, row in enumerate(matrix)]
    for column in range(size):
        head = work[column][column]
        determinant *= head
        work[column] = [value / head for value in work[column]]
        for row in range(size):
            if row != column:
                factor = work[row][column]
                work[row] = [value - factor * top for value, top in zip(work[row], work[column], strict=True)]
    return [row[size:] for row in work], determinant
