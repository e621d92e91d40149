"""Control charts and small lines as drawings: where each point, limit and label of a series stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Final

from firstfix.cli.scorecard.page_words import Speech
from firstfix.engines.scorecard.trends import Point, Series, Study
from firstfix.engines.scorecard.trends.control_chart import FEWEST_POINTS, RULES

__all__ = ["Dot", "Drawing", "drawn_series", "drawn_study", "spark_of"]

# Sized for a phone's width, so that letters are as large as the page's there.
WIDTH, HEIGHT = 360, 168
_LEFT, _RIGHT, _TOP, _BOTTOM = 50, 10, 12, 26
_SPARK_WIDTH, _SPARK_HEIGHT = 132, 30
_STEPS: Final = (1, 2, 2.5, 5, 10)
# Hours that people count by: minutes, hours, days, weeks.
_TIMES: Final = (1 / 60, 1 / 12, 1 / 6, 0.25, 0.5, 1, 2, 4, 6, 12, 24, 48, 96, 168, 336, 672, 1344, 2688)


@dataclass(frozen=True, slots=True)
class Dot:
    """One point of a drawing: ``kind`` is usual, signal or aside (it belongs to no limit)."""

    x: float
    y: float
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Lines, band and labels in pixels of a box of ``width`` x ``height``."""

    width: int
    height: int
    line: str
    dots: tuple[Dot, ...]
    band: tuple[float, float] | None
    middle: float | None
    levels: tuple[tuple[float, str], ...]
    dates: tuple[tuple[float, str, str], ...]
    other_line: str = ""
    cut: float | None = None

    @property
    def inner(self) -> tuple[int, int]:
        """Give where the field of the drawing begins and ends from left to right."""
        return _LEFT, self.width - _RIGHT


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    high: float
    step: float
    height: int = HEIGHT
    top: int = _TOP
    bottom: int = _BOTTOM

    def y(self, figure: float) -> float:
        part = (figure - self.low) / (self.high - self.low or 1.0)
        return round(self.height - self.bottom - part * (self.height - self.top - self.bottom), 1)


def drawn_series(series: Series, speech: Speech) -> Drawing | None:
    """Give the chart of a series; ``None`` where fewer than two points have a figure."""
    points = [point for point in series.points if point.figure is not None]
    if len(points) < 2:
        return None
    unit = series.measure.unit.value
    steps = _TIMES if unit == "hours" else ()
    scale = _scale([*_figures(points), *(series.usual or ())], steps)
    places = _places(len(series.points))
    dots = tuple(
        _dot(x, scale.y(point.figure), point, series, speech)
        for x, point in zip(places, series.points, strict=True)
        if point.figure is not None
    )
    usual, middle = series.usual, series.chart.middle
    return Drawing(
        WIDTH,
        HEIGHT,
        _path([dot for dot in dots if dot.kind != "aside"]),
        dots,
        (scale.y(usual[1]), scale.y(usual[0])) if usual else None,
        scale.y(middle) if middle is not None else None,
        tuple((scale.y(level), speech.figure(level, unit)) for level in _levels(scale)),
        _dates([point.name for point in series.points], places),
    )


def spark_of(series: Series) -> Drawing | None:
    """Give a small line of the told points, without any label."""
    told = [point for point in series.told if point.figure is not None]
    if len(told) < FEWEST_POINTS:
        return None
    figures, usual = _figures(told), series.usual
    low, high = min(*figures, *(usual or figures)), max(*figures, *(usual or figures))
    scale = _Scale(low, high, 1.0, _SPARK_HEIGHT, 4, 4)
    signals = {signal.place for signal in series.chart.signals}
    step = (_SPARK_WIDTH - 8) / (len(told) - 1)
    dots = tuple(
        Dot(round(4 + number * step, 1), scale.y(figure), "signal" if number in signals else "usual", "")
        for number, figure in enumerate(figures)
    )
    band = (scale.y(usual[1]), scale.y(usual[0])) if usual else None
    return Drawing(_SPARK_WIDTH, _SPARK_HEIGHT, _path(dots), dots, band, None, (), ())


def drawn_study(study: Study, speech: Speech) -> Drawing:
    """Give the counts around an intervention, with the control beside them and a cut where it happened."""
    scale = _scale([*map(float, study.counts), *study.control])
    places = _places(len(study.names))
    cut = (places[study.place - 1] + places[study.place]) / 2 if 0 < study.place < len(places) else None
    dots = tuple(
        Dot(x, scale.y(count), "usual", f"{name}: {speech.number(count, 0)}")
        for x, name, count in zip(places, study.names, study.counts, strict=True)
    )
    return Drawing(
        WIDTH,
        HEIGHT,
        _path(dots),
        dots,
        None,
        None,
        tuple((scale.y(level), speech.number(level, 0)) for level in _levels(scale)),
        _dates(study.names, places),
        other_line=" ".join(f"{x},{scale.y(one)}" for x, one in zip(places, study.control, strict=False)),
        cut=None if cut is None else round(cut, 1),
    )


def _figures(points: Sequence[Point]) -> list[float]:
    return [point.figure for point in points if point.figure is not None]


def _dot(x: float, y: float, point: Point, series: Series, speech: Speech) -> Dot:
    rules = {series.told[signal.place].name: signal.rule for signal in series.chart.signals}
    words = f"{point.name}: {speech.figure(point.figure, series.measure.unit.value)} (n = {point.n})"
    if not point.is_told:
        return Dot(x, y, "aside", words)
    if point.name in rules:
        return Dot(x, y, "signal", f"{words}. {speech.gettext(RULES[rules[point.name]])}")
    return Dot(x, y, "usual", words)


def _scale(figures: Sequence[float], steps: Sequence[float] = ()) -> _Scale:
    """Give a scale from nothing, or from below it where figures are, to a round number above them all."""
    low, high = min(0.0, *figures), max(0.0, *figures)
    step = _round_step((high - low) / 4 or 1.0, steps)
    return _Scale(floor(low / step) * step, -floor(-high / step) * step or step, step)


def _round_step(least: float, steps: Sequence[float]) -> float:
    """Give the first of the steps that is large enough, else a round number."""
    size = 10.0 ** floor(log10(least))
    chosen = (*steps, *(step * size for step in _STEPS))
    return next(step for step in chosen if step >= least * (1 - 1e-9))


def _levels(scale: _Scale) -> list[float]:
    count = round((scale.high - scale.low) / scale.step)
    return [scale.low + number * scale.step for number in range(count + 1)]


def _places(count: int) -> list[float]:
    width = WIDTH - _LEFT - _RIGHT - 12
    return [round(_LEFT + 6 + width * number / max(1, count - 1), 1) for number in range(count)]


def _path(dots: Sequence[Dot]) -> str:
    return " ".join(f"{dot.x},{dot.y}" for dot in dots)


def _dates(names: Sequence[str], places: Sequence[float]) -> tuple[tuple[float, str, str], ...]:
    """Give first, middle and last label of the axis with the end that they are held by."""
    chosen = sorted({0, (len(names) - 1) // 2, len(names) - 1}) if len(names) > 2 else range(len(names))
    last = len(names) - 1
    held = {0: "start", last: "end"}
    return tuple((places[number], names[number], held.get(number, "middle")) for number in chosen)
