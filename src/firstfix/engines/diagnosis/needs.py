"""What is wrong between the checks of a spec: ids twice, needs of nothing, needs in a circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from firstfix.engines.diagnosis.lines import Places
from firstfix.engines.diagnosis.parameter import shown
from firstfix.engines.diagnosis.spec import Check, Problem
from firstfix.engines.diagnosis.suggesting import suggested

__all__ = ["needs_problems"]

# What fits on a line or two.
_MOST_NAMED = 10


def needs_problems(checks: Sequence[Check], places: Places) -> Iterator[Problem]:
    """Give what is wrong between checks that are right for themselves, in the order of the file."""
    known: dict[str, int] = {}
    for number, check in enumerate(checks):
        if check.id in known:
            first = places.line("check", known[check.id], "id")
            where = f"the check of line {first}" if first else "another check"
            said = f"the id {check.id!r} is taken by {where}."
            yield Problem(said, places.line("check", number, "id"))
        known.setdefault(check.id, number)
    for number, check in enumerate(checks):
        for need in check.needs:
            if need not in known:
                said = f"{check.id} needs {shown(need)}, which no check is. {suggested(need, [*known])}"
                yield Problem(said, places.line("check", number, "needs"))
    yield from _circles({check.id: check.needs for check in checks}, known, places)


def _circles(
    needs: Mapping[str, tuple[str, ...]], known: Mapping[str, int], places: Places
) -> Iterator[Problem]:
    """Give one problem for each circle, said at its first check."""
    told: set[str] = set()
    for start in needs:
        circle = [] if start in told else _way_back(needs, start)
        if circle:
            told.update(circle)
            said = f"checks need each other in a circle: {_shortened([*circle, start])}."
            yield Problem(said, places.line("check", known[start], "needs"))


def _shortened(way: list[str]) -> str:
    """Give a circle as one can read it; where it is long, its middle is only counted."""
    if len(way) > _MOST_NAMED:
        half = _MOST_NAMED // 2
        way = [*way[:half], f"({len(way) - 2 * half} more)", *way[-half:]]
    return " -> ".join(way)


def _way_back(needs: Mapping[str, tuple[str, ...]], start: str) -> list[str]:
    """Give the checks from ``start`` over its needs back to itself, none where there is no such way."""
    came_from: dict[str, str] = {}
    waiting = [start]
    while waiting:
        here = waiting.pop()
        for need in needs.get(here, ()):
            if need == start:
                return _walked(came_from, start, here)
            if need not in came_from:
                came_from[need] = here
                waiting.append(need)
    return []


def _walked(came_from: Mapping[str, str], start: str, end: str) -> list[str]:
    way = [end]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return way[::-1]
