"""A report as rows, one a figure: what ``firstfix kpi --csv`` prints, for spreadsheets and other programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from firstfix.engines.scorecard.report import Report, Scored
from firstfix.engines.scorecard.scoring import Pair
from firstfix.engines.scorecard.value import Value

# ``part`` is value or counter; the two rows of a pair follow each other.
COLUMNS: Final = (
    "kpi", "segment", "word", "part", "measure", "unit", "figure", "low", "high", "n", "hits", "median",
    "p90", "mean", "left_out", "is_small", "verdict", "target",
)  # fmt: skip
# A spreadsheet takes what begins with one of these for a formula (OWASP, CSV injection).
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def report_rows(report: Report) -> Iterator[tuple[str, ...]]:
    """Give the header and then two rows for each pair: the value and its counter-metric."""
    yield COLUMNS
    for scored in report.scored:
        yield from _pair(scored, scored.pair, "", "")
        for segment, pairs in scored.segments.items():
            for word, pair in pairs.items():
                yield from _pair(scored, pair, segment, word)


def _pair(scored: Scored, pair: Pair, segment: str, word: str) -> Iterator[tuple[str, ...]]:
    kpi = pair.kpi
    for part, value in (("value", pair.value), ("counter", pair.counter)):
        verdict = scored.verdict.value if not segment and part == "value" else ""
        yield kpi.id, segment, _harmless(word), part, *_figures(value), verdict, kpi.target.words


def _figures(value: Value) -> tuple[str, ...]:
    low, high = value.interval or (None, None)
    left_out = "; ".join(f"{code}: {count}" for code, count in sorted(value.excluded.items()))
    numbers = (value.figure, low, high, value.n, value.hit_count, value.median, value.p90, value.mean)
    told = tuple("" if number is None else str(number) for number in numbers)
    is_small = "yes" if value.is_small else "no"
    return value.measure.id, value.measure.unit.value, *told, left_out, is_small


def _harmless(word: str) -> str:
    return f"'{word}" if word.startswith(_FORMULA_STARTS) else word
