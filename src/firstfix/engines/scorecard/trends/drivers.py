"""What drives the work: the few segments with most of the cases and time, and whether they come again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from firstfix.engines.scorecard.ground import DAY, ended_at
from firstfix.engines.scorecard.history import History
from firstfix.engines.scorecard.intervals import Interval, quantile, share_interval
from firstfix.engines.scorecard.scoring import NOT_SAID, Cases

_HOUR: Final = 3600


@dataclass(frozen=True, slots=True)
class Driver:
    """One segment of the work, largest first.

    ``cumulative_share`` is that of the cases of this driver and all before it. ``hours_share`` is its part
    of all hours from opening to end. ``recurrence`` is the share of its cases that were followed by another
    for the same customer or asset within the window, of those that could be watched for so long.
    """

    name: str
    case_count: int
    share: float
    cumulative_share: float
    hours_share: float
    median_hours: float | None
    recurrence: float | None
    recurrence_interval: Interval | None
    watched_count: int
    cases: tuple[str, ...]


def top_drivers(
    cases: Cases,
    segment: str = "category",
    *,
    again_by: str = "customer",
    window_days: int = 30,
    count: int = 10,
) -> list[Driver]:
    """Give the ``count`` largest segments; cases whose segment is not said belong to none.

    Raises ``ValueError`` where the log does not carry ``segment``. Without ``again_by`` in the log there is
    no recurrence.
    """
    if not cases.can_segment_by(segment):
        raise ValueError(f"The log does not carry {segment!r}.")
    groups = _groups(cases, segment)
    all_hours = sum(_hours(history) for group in groups.values() for history in group) or 1.0
    total = len(cases.histories)
    ordered = sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    drivers: list[Driver] = []
    reached = 0
    for name, group in ordered[:count]:
        reached += len(group)
        again = _recurrence(cases, group, segment, again_by, window_days)
        drivers.append(_driver(name, group, total, reached, all_hours, again))
    return drivers


def _groups(cases: Cases, segment: str) -> Mapping[str, Sequence[History]]:
    groups: dict[str, list[History]] = defaultdict(list)
    for history in cases.histories:
        name = cases.segment_of(history, segment)
        if name != NOT_SAID:
            groups[name].append(history)
    return groups


def _driver(
    name: str, group: Sequence[History], total: int, reached: int, all_hours: float, again: tuple[int, int]
) -> Driver:
    hours = sorted(_hours(history) for history in group if history.is_done)
    return Driver(
        name=name,
        case_count=len(group),
        share=len(group) / total,
        cumulative_share=reached / total,
        hours_share=sum(map(_hours, group)) / all_hours,
        median_hours=quantile(hours, 0.5) if hours else None,
        recurrence=again[0] / again[1] if again[1] else None,
        recurrence_interval=share_interval(*again),
        watched_count=again[1],
        cases=tuple(history.case for history in group),
    )


def _hours(history: History) -> float:
    return max(0.0, (ended_at(history) - history.opened_at) / _HOUR)


def _recurrence(
    cases: Cases, group: Sequence[History], segment: str, again_by: str, window_days: int
) -> tuple[int, int]:
    """Give how many cases came again, and how many could be watched for the whole window."""
    if not again_by:
        return 0, 0
    ground = cases.ground
    came_again = watched = 0
    for history in group:
        days = ground.days_to_next(history, segment, again_by)
        if days is None or not history.is_done:
            continue
        is_watched = days <= window_days or ground.ends_at - ended_at(history) >= window_days * DAY
        came_again += days <= window_days
        watched += is_watched
    return came_again, watched
