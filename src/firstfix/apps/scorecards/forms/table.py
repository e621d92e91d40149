"""Figures as a table for other programs: one line for each value, counter-metrics among them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from firstfix.apps.scorecards.queries.boards import Scored
from firstfix.engines.scorecard import Kpi, Pair, Value
from firstfix.engines.verdict import Scalar

__all__ = ["COLUMNS", "csv_of", "declared_document", "pair_document", "scored_document"]

COLUMNS: Final = (
    "kpi", "part", "measure", "unit", "segment", "value", "figure", "low", "high", "n", "hits", "mean",
    "median", "p90", "excluded", "is_small",
)  # fmt: skip


def csv_of(scored: Iterable[Scored], segments: Mapping[str, Mapping[str, Pair]]) -> bytes:
    """Give the figures as CSV in UTF-8: over the whole time, by month, and by each segment."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for one in scored:
        writer.writerows(_lines(one.pair, "", ""))
        for month, pair in one.by_month.items():
            writer.writerows(_lines(pair, "month", month))
    for segment, pairs in segments.items():
        for value, pair in pairs.items():
            writer.writerows(_lines(pair, segment, value))
    return text.getvalue().encode("utf-8")


def scored_document(one: Scored) -> dict[str, Any]:
    """Give a KPI as JSON: the pair, and the same by month."""
    return pair_document(one.pair) | {
        "by_month": {month: pair_document(pair) for month, pair in one.by_month.items()}
    }


def pair_document(pair: Pair) -> dict[str, Any]:
    """Give a pair as JSON, codes and numbers only."""
    return {
        "id": pair.kpi.id,
        "value": _document(pair.value),
        "counter": _document(pair.counter),
    }


def _lines(pair: Pair, segment: str, name: str) -> Iterator[dict[str, Any]]:
    for part, value in (("value", pair.value), ("counter", pair.counter)):
        told = _document(value)
        low, high = told.pop("interval") or (None, None)
        excluded = "; ".join(f"{code}: {count}" for code, count in told.pop("excluded").items())
        yield {
            "kpi": pair.kpi.id, "part": part, "segment": segment, "value": name, "low": low, "high": high,
            "excluded": excluded, **told,
        }  # fmt: skip


def _document(value: Value) -> dict[str, Any]:
    figures: dict[str, Scalar] = {
        "figure": value.figure, "n": value.n, "hits": value.hit_count, "mean": value.mean,
        "median": value.median, "p90": value.p90,
    }  # fmt: skip
    return {
        "measure": value.measure.id,
        "unit": value.measure.unit.value,
        **figures,
        "interval": value.interval,
        "excluded": {code: count for code, count in sorted(value.excluded.items()) if count},
        "is_small": value.is_small,
    }


def declared_document(kpi: Kpi) -> dict[str, Any]:
    """Give what a KPI counts, in English: other programs translate by its codes."""
    return {
        "id": kpi.id,
        "question": kpi.question,
        "definition": kpi.measure.definition,
        "counter_definition": kpi.counter.definition,
        "target": kpi.target.words,
        "guards_against": kpi.counter_guards,
        "direction": kpi.direction.value,
    }
