"""The columns in which a KPI stands beside its counter-metric, month by month and segment by segment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from firstfix.apps.scorecards.forms.words import figure_words, interval_words
from firstfix.engines.scorecard import Kpi, Pair, Value
from firstfix.engines.scorecard.measure import SPREAD, Measure, Unit

__all__ = ["pair_cells", "pair_columns"]


def pair_columns(kpi: Kpi) -> list[Mapping[str, Any]]:
    """Give the columns of a KPI: times with 9 of 10 beside the median, shares with how sure they are."""
    columns = [*_columns("", kpi.measure), *_columns("counter_", kpi.counter)]
    return [column | {"number": True} for column in columns]


def pair_cells(pair: Pair) -> dict[str, str | int]:
    """Give what stands in these columns."""
    return _cells("", pair.value) | _cells("counter_", pair.counter)


def _columns(part: str, measure: Measure) -> Iterator[dict[str, Any]]:
    is_spread = measure.unit in SPREAD
    name = _("%(name)s, median") % {"name": _(measure.name)} if is_spread else _(measure.name)
    yield {"key": f"{part}figure", "label": name}
    if is_spread:
        yield {"key": f"{part}range", "label": _("9 of 10 within")}
    elif measure.unit is not Unit.CASES:
        yield {"key": f"{part}range", "label": _("95 %% sure") % ()}
    yield {"key": f"{part}n", "label": _("Cases")}
    yield {"key": f"{part}left_out", "label": _("Excluded")}


def _cells(part: str, value: Value) -> dict[str, str | int]:
    is_spread = value.measure.unit in SPREAD
    sure = interval_words(value) if value.n else "–"
    return {
        f"{part}figure": figure_words(value.measure, value.figure),
        f"{part}range": figure_words(value.measure, value.p90) if is_spread else sure,
        f"{part}n": value.n,
        f"{part}left_out": sum(value.excluded.values()),
    }
