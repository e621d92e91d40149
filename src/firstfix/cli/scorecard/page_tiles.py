"""The tiles of the page: a KPI's question, its figure and what stands beside it, and its trend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from firstfix.cli.scorecard.page_charts import Drawing, drawn_series, spark_of
from firstfix.cli.scorecard.page_words import Speech
from firstfix.engines.scorecard import Direction, Pair, PairVerdict, Report, Scored, Value
from firstfix.engines.scorecard.measure import REASONS
from firstfix.engines.scorecard.trend_report import Trend, TrendReport
from firstfix.engines.scorecard.trends import Change, Outcome, Series
from firstfix.engines.verdict import mark

__all__ = ["Half", "SegmentTable", "Tile", "TrendHalf", "tiles_of"]

VERDICTS: Final[Mapping[PairVerdict, tuple[str, str, str]]] = {
    PairVerdict.MET: (mark("Target met"), "✓", "good"),
    PairVerdict.MISSED: (mark("Target missed"), "✕", "bad"),
    PairVerdict.IN_DOUBT: (mark("In doubt: a trace was found"), "?", "warn"),
    PairVerdict.UNGUARDED: (mark("Looks good, but is not backed"), "!", "warn"),
    PairVerdict.TOO_FEW: (mark("Too few cases to judge"), "…", "plain"),
    PairVerdict.NO_BOUND: (mark("No fixed target: watch the trend"), "→", "plain"),
}
_TONES: Final = ("bad", "warn", "good", "plain")
_UNSURE: Final = mark("95 % sure: {range}")
_MOVES: Final[Mapping[Outcome, str]] = {
    Outcome.ROSE: mark("{earlier} to {later}: up from {before} to {now}. That is more than chance explains."),
    Outcome.FELL: mark(
        "{earlier} to {later}: down from {before} to {now}. That is more than chance explains."
    ),
    Outcome.CHANCE: mark("{earlier} to {later}: {before} and {now}. Chance alone explains the difference."),
    Outcome.TOO_FEW: mark("{earlier} to {later}: too few cases in one of the months to compare them."),
}


@dataclass(frozen=True, slots=True)
class Half:
    """A value or its counter-metric, in words."""

    name: str
    definition: str
    figure: str
    kind: str
    sure: str
    spread: str
    n: int
    is_small: bool
    left_out: tuple[tuple[str, int], ...]
    spark: Drawing | None

    @property
    def left_out_count(self) -> int:
        """Give how many cases were left out for any reason."""
        return sum(count for _, count in self.left_out)


@dataclass(frozen=True, slots=True)
class TrendHalf:
    """One series as a chart with its sentence and the table behind it: period, figure, cases, remark."""

    name: str
    drawing: Drawing | None
    sentence: str
    rows: tuple[tuple[str, str, str, str], ...]
    signal_count: int


@dataclass(frozen=True, slots=True)
class SegmentTable:
    """One segment: its name, and for each word the two halves in short."""

    name: str
    rows: tuple[tuple[str, str, int, str, int], ...]


@dataclass(frozen=True, slots=True)
class Tile:
    """One KPI on the page."""

    id: str
    question: str
    verdict: str
    sign: str
    tone: str
    target: str
    role: str
    better: str
    guards: str
    value: Half
    counter: Half
    segments: tuple[SegmentTable, ...]
    value_trend: TrendHalf | None
    counter_trend: TrendHalf | None
    change: tuple[str, ...]


def tiles_of(report: Report, told: TrendReport, speech: Speech) -> list[Tile]:
    """Give the tiles, those first that somebody should look at; else in the order of the report."""
    trends = {trend.kpi.id: trend for trend in told.trends}
    tiles = [_tile(scored, trends.get(scored.pair.kpi.id), speech) for scored in report.scored]
    return sorted(tiles, key=lambda tile: _TONES.index(tile.tone))


def _tile(scored: Scored, trend: Trend | None, speech: Speech) -> Tile:
    kpi, pair = scored.pair.kpi, scored.pair
    verdict, sign, tone = VERDICTS[scored.verdict]
    said = speech.gettext
    return Tile(
        id=kpi.id,
        question=said(kpi.question),
        verdict=said(verdict),
        sign=sign,
        tone=tone,
        target=said(kpi.target.words),
        role=said(mark("result for the customer") if kpi.role.value == "outcome" else mark("activity")),
        better=said(_BETTER[kpi.direction]),
        guards=said(kpi.counter_guards),
        value=_half(pair.value, trend.value if trend else None, speech),
        counter=_half(pair.counter, trend.counter if trend else None, speech),
        segments=tuple(_table(name, pairs, speech) for name, pairs in scored.segments.items()),
        value_trend=_trend(trend.value, speech) if trend else None,
        counter_trend=_trend(trend.counter, speech) if trend else None,
        change=_change(trend, speech) if trend and trend.change else (),
    )


_BETTER: Final[Mapping[Direction, str]] = {
    Direction.HIGHER: mark("higher is better"),
    Direction.LOWER: mark("lower is better"),
    Direction.NEITHER: mark("describes only"),
}


def _half(value: Value, series: Series | None, speech: Speech) -> Half:
    unit = value.measure.unit.value
    sure = speech.said(_UNSURE, range=speech.between(value.interval, unit)) if value.interval else ""
    return Half(
        name=speech.gettext(value.measure.name),
        definition=speech.gettext(value.measure.definition),
        figure=speech.figure(value.figure, unit),
        kind=speech.gettext(mark("median")) if value.median is not None else "",
        sure=sure,
        spread=_spread(value, speech),
        n=value.n,
        is_small=value.is_small,
        left_out=tuple(
            (speech.gettext(REASONS[code]), count) for code, count in sorted(value.excluded.items())
        ),
        spark=spark_of(series) if series else None,
    )


def _spread(value: Value, speech: Speech) -> str:
    if value.mean is None:
        return ""
    unit = value.measure.unit.value
    words = mark("9 of 10 within {p90}, mean {mean}")
    return speech.said(words, p90=speech.figure(value.p90, unit), mean=speech.figure(value.mean, unit))


def _table(name: str, pairs: Mapping[str, Pair], speech: Speech) -> SegmentTable:
    rows = tuple(
        (
            speech.word(word) or speech.gettext(mark("not said")),
            speech.figure(pair.value.figure, pair.value.measure.unit.value),
            pair.value.n,
            speech.figure(pair.counter.figure, pair.counter.measure.unit.value),
            pair.counter.n,
        )
        for word, pair in pairs.items()
    )
    return SegmentTable(speech.segment(name), rows)


def _trend(series: Series, speech: Speech) -> TrendHalf:
    unit, asides = series.measure.unit.value, _asides(speech)
    signals = {series.told[signal.place].name: signal for signal in series.chart.signals}
    rows = tuple(
        (point.name, speech.figure(point.figure, unit), speech.number(point.n, 0), asides[point.why_not])
        for point in series.points
    )
    return TrendHalf(
        name=speech.gettext(series.measure.name),
        drawing=drawn_series(series, speech),
        sentence=_usual(series, sorted(signals), speech),
        rows=rows,
        signal_count=len(signals),
    )


def _asides(speech: Speech) -> Mapping[str, str]:
    return {
        "": "",
        "few": speech.gettext(mark("too few cases")),
        "partial": speech.gettext(mark("the log has only a part of it")),
        "unripe": speech.gettext(mark("many of its cases were still open")),
    }


def _usual(series: Series, signals: Sequence[str], speech: Speech) -> str:
    if series.usual is None:
        few = mark("{count} periods have enough cases. It takes six to tell what is usual.")
        return speech.said(few, count=len(series.chart.values))
    told = speech.between(series.usual, series.measure.unit.value)
    if not signals:
        return speech.said(mark("Usual is {range}. Nothing is out of the ordinary."), range=told)
    words = mark("Usual is {range}. Out of the ordinary: {periods}.")
    return speech.said(words, range=told, periods=", ".join(signals))


def _change(trend: Trend, speech: Speech) -> tuple[str, ...]:
    change, unit = trend.change, trend.value.measure.unit.value
    if change is None:
        return ()
    compared = change.comparison
    if trend.value.measure.unit.value == "cases":
        return (_counted(change, speech),)
    moved = speech.said(
        _MOVES[compared.outcome],
        earlier=change.earlier,
        later=change.later,
        before=speech.figure(compared.earlier, unit),
        now=speech.figure(compared.later, unit),
    )
    return (moved, *_mix(change, unit, speech))


def _counted(change: Change, speech: Speech) -> str:
    compared = change.comparison
    before, now = (
        speech.said(mark("{count} a day"), count=speech.number(rate or 0.0, 1))
        for rate in (compared.earlier, compared.later)
    )
    return speech.said(
        _MOVES[compared.outcome], earlier=change.earlier, later=change.later, before=before, now=now
    )


def _mix(change: Change, unit: str, speech: Speech) -> tuple[str, ...]:
    shift = change.shift
    if shift is None or change.comparison.outcome is Outcome.TOO_FEW:
        return ()
    is_mean = unit in {"hours", "time_share"}
    words = (
        mark("The mean moved by {all}: {work} come from other work and {mix} from other cases ({segment}).")
        if is_mean
        else mark("Of the {all}, {work} come from other work and {mix} from other cases ({segment}).")
    )
    told = speech.said(
        words,
        all=_signed(shift.difference, unit, speech),
        work=_signed(shift.change, unit, speech),
        mix=_signed(shift.mix, unit, speech),
        segment=speech.segment(change.segment),
    )
    reversed_words = mark("Every part moved the other way: the whole tells of the mix alone.")
    return (told, speech.gettext(reversed_words)) if shift.is_reversed else (told,)


def _signed(figure: float, unit: str, speech: Speech) -> str:
    """Give a difference with its sign; a difference of shares is in points of a hundred."""
    sign = "+" if figure >= 0 else ""
    if unit in {"share", "time_share"}:
        return speech.said(mark("{points} points"), points=sign + speech.number(figure * 100, 1))
    return sign + speech.time(figure)
