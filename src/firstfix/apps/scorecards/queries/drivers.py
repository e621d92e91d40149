"""What drives the work: the categories with most of the cases and hours, read from the sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from firstfix.apps.scorecards.queries.boards import Asked, cells_of, scopes_of
from firstfix.apps.scorecards.queries.definitions import MEASURES
from firstfix.apps.scorecards.queries.figures import Cell, value_of
from firstfix.engines.scorecard import Value
from firstfix.kernel.identity import Actor

__all__ = ["Driver", "driving"]

# Every case is observed by it, so its n is the number of cases.
_EVERY_CASE: Final = "handed_over"
_HOURS: Final = "restore_hours"
_AGAIN: Final = "repeated_category"
_READ: Final = frozenset({_EVERY_CASE, _HOURS, _AGAIN})
# As for KPIs (Kpi.minimum_n): below so many cases a value says that it is small.
_MINIMUM_N: Final = 30


@dataclass(frozen=True, slots=True)
class Driver:
    """One category: its cases, its part of all hours to resolution, and how often it came again.

    ``cumulative_share`` is that of the cases of this category and all before it.
    """

    category: str
    case_count: int
    share: float
    cumulative_share: float
    hours_share: float | None
    hours: Value
    again: Value


def driving(actor: Actor, asked: Asked, *, count: int = 10) -> Sequence[Driver]:
    """Give the ``count`` largest categories of the asked months; cases that are not triaged are none of them.

    Shares are of all cases, those without a category among them.
    """
    by_category: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells_of(scopes_of(actor, asked.customer), asked.months, ("category",), _READ):
        by_category[cell.value].append(cell)
    counts = {name: _value(_EVERY_CASE, cells).n for name, cells in by_category.items()}
    hours = {name: _sum(_value(_HOURS, cells)) for name, cells in by_category.items()}
    total, all_hours = sum(counts.values()), sum(hours.values())
    ordered = sorted(filter(None, by_category), key=lambda name: (-counts[name], name))
    return _told(ordered[:count], by_category, counts, total=total, all_hours=all_hours)


def _told(
    names: Sequence[str],
    by_category: Mapping[str, Sequence[Cell]],
    counts: Mapping[str, int],
    *,
    total: int,
    all_hours: float,
) -> Sequence[Driver]:
    told: list[Driver] = []
    reached = 0
    for name in names:
        reached += counts[name]
        hours = _value(_HOURS, by_category[name])
        told.append(
            Driver(
                category=name,
                case_count=counts[name],
                share=counts[name] / total,
                cumulative_share=reached / total,
                hours_share=_sum(hours) / all_hours if all_hours else None,
                hours=hours,
                again=_value(_AGAIN, by_category[name]),
            )
        )
    return told


def _value(name: str, cells: Sequence[Cell]) -> Value:
    return value_of(MEASURES[name], cells, minimum_n=_MINIMUM_N)


def _sum(hours: Value) -> float:
    return (hours.mean or 0.0) * hours.n
