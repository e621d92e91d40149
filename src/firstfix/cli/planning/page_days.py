"""What the page draws for each date: a lane for each engineer on one axis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from firstfix.cli.planning.page_lanes import Axis, Drawing, Hand, Lane, shift_of
from firstfix.cli.planning.page_reasons import Why
from firstfix.cli.planning.speaking import Language
from firstfix.engines.dispatch.day_files import ReadDay
from firstfix.engines.dispatch.planning import Plan, PlannedDay

__all__ = ["DrawnDate", "date_numbers", "date_of", "dates_of", "hands_of"]


@dataclass(frozen=True, slots=True)
class DrawnDate:
    """One date: its words, the hours of its axis in percent, and its lanes."""

    words: str
    hours: tuple[tuple[float, str], ...]
    lanes: tuple[Lane, ...]


def hands_of(day: ReadDay, plan: Plan) -> Mapping[str, Hand]:
    """Give everybody with work in the plan, by id, in the order of the file."""
    busy = {planned.technician for planned in plan.days}
    names = [each.id for each in day.job.technicians if each.id in busy]
    return {name: Hand(number, day.called(name)) for number, name in enumerate(names)}


def date_of(day: ReadDay, planned: PlannedDay) -> date:
    """Give the local date on which a planned day starts."""
    return day.horizon.day(shift_of(day.job, planned).start)


def date_numbers(day: ReadDay, plan: Plan) -> Mapping[date, int]:
    """Give the dates of a plan with their numbers from 1."""
    dates = sorted({date_of(day, planned) for planned in plan.days})
    return {each: number for number, each in enumerate(dates, start=1)}


def dates_of(day: ReadDay, plan: Plan, spoken: Language, whys: Mapping[str, Why]) -> list[DrawnDate]:
    """Give the dates of a plan in their order."""
    hands = hands_of(day, plan)
    dates: dict[date, list[PlannedDay]] = {}
    for planned in sorted(plan.days, key=lambda each: (shift_of(day.job, each).start, each.technician)):
        dates.setdefault(date_of(day, planned), []).append(planned)
    return [_date(day, spoken, whys, hands, date_, each) for date_, each in sorted(dates.items())]


def _date(
    day: ReadDay,
    spoken: Language,
    whys: Mapping[str, Why],
    hands: Mapping[str, Hand],
    date_: date,
    days: Sequence[PlannedDay],
) -> DrawnDate:
    axis = _axis(day, days)
    lanes = (Drawing(day, spoken, axis, planned).lane(hands[planned.technician], whys) for planned in days)
    return DrawnDate(spoken.day(date_), tuple(axis.hours(day)), tuple(lanes))


def _axis(day: ReadDay, days: Iterable[PlannedDay]) -> Axis:
    """Give whole hours around everything that happens on a date."""
    ends = [(shift_of(day.job, planned), planned.back) for planned in days]
    start = min(min(shift.start, *_starts(planned)) for (shift, _), planned in zip(ends, days, strict=True))
    end = max(max(shift.end, back) for shift, back in ends)
    return Axis(start // 60 * 60, -(-end // 60) * 60)


def _starts(planned: PlannedDay) -> list[int]:
    return [each.starts for each in planned.visits] or [planned.back]
