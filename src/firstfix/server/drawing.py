"""Figures that templates draw: the points of a small chart and the lines of a difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

__all__ = ["Curve", "DiffLine", "curve", "line_difference"]


@dataclass(frozen=True, slots=True)
class Curve:
    """Give a small chart in its own units: polyline points, spots, and heights of the helper lines."""

    points: str
    spots: tuple[tuple[float, float, bool], ...]
    middle: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class DiffLine:
    """Give one line of a difference: ``same``, ``added``, ``removed``, or a ``gap`` with its line count."""

    kind: str
    text: str
    gap_count: int = 0


def curve(
    values: Sequence[float], *, width: int = 240, height: int = 48,
    middle: float | None = None, limits: tuple[float, float] | None = None,
) -> Curve:  # fmt: skip
    """Give the drawing of ``values`` in a box; a spot is marked when it lies outside ``limits``."""
    lower, upper = limits or (None, None)
    known = [value for value in (*values, middle, lower, upper) if value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    span = (high - low) or 1.0

    def rise(value: float | None) -> float | None:
        return None if value is None else round(height - (value - low) / span * height, 1)

    step = width / max(1, len(values) - 1)
    spots = tuple(
        (round(index * step, 1), rise(value) or 0.0, _is_outside(value, lower, upper))
        for index, value in enumerate(values)
    )
    points = " ".join(f"{x},{y}" for x, y, _ in spots)
    return Curve(points, spots, rise(middle), rise(lower), rise(upper))


def line_difference(before: str, after: str, *, context: int = 3) -> list[DiffLine]:
    """Give the lines of two texts as same, added or removed; long equal stretches fold into a gap."""
    old, new = before.splitlines(), after.splitlines()
    lines: list[DiffLine] = []
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, False).get_opcodes():
        if tag == "equal":
            lines += _folded(old[old_from:old_to], context, old_from == 0, old_to == len(old))
            continue
        lines += [DiffLine("removed", text) for text in old[old_from:old_to]]
        lines += [DiffLine("added", text) for text in new[new_from:new_to]]
    return lines


def _is_outside(value: float, lower: float | None, upper: float | None) -> bool:
    return (lower is not None and value < lower) or (upper is not None and value > upper)


def _folded(same: Sequence[str], context: int, at_start: bool, at_end: bool) -> list[DiffLine]:
    head = 0 if at_start else context
    tail = 0 if at_end else context
    hidden_count = len(same) - head - tail
    if hidden_count <= 1:
        return [DiffLine("same", text) for text in same]
    shown_tail = same[len(same) - tail :] if tail else []
    middle = [DiffLine("gap", "", hidden_count)]
    return (
        [DiffLine("same", text) for text in same[:head]]
        + middle
        + [DiffLine("same", text) for text in shown_tail]
    )
