"""The engineers of a plan: their working days as the engine reads them, and where each of them begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from firstfix.apps.directory.models import Person
from firstfix.apps.dispatching.models import Assignment
from firstfix.apps.dispatching.queries.planning.hours import Span, Stretch, assumed_hours, rested_at, spans_of
from firstfix.apps.dispatching.queries.planning.reading import Reading
from firstfix.apps.dispatching.queries.planning.windows import minute_after
from firstfix.engines.dispatch.planning import Meal, Shift
from firstfix.engines.service_clock import Calendar, open_intervals

__all__ = ["IN_PROGRESS", "OVER", "Day", "days_of", "hours_of", "shift_of"]

IN_PROGRESS = (
    "en_route", "on_site", "working", "paused", "stopped", "verifying",
    "signed_off", "signed_conditionally", "signature_refused",
)  # fmt: skip
"""States of a visit that an engineer is at: the rest of the day begins where and when it ends."""

OVER = ("left", "complete", "aborted")

# Directive 2003/88/EC, article 4, leaves the length to each country; Germany's Arbeitszeitgesetz, section 4,
# asks for half an hour where work goes on for more than six hours, and that nobody works longer without it.
MEAL_MINUTES = 30
LONGEST_WITHOUT_MEAL = timedelta(hours=6)
# When people eat in the middle of a day (the same hours as in the measured region of `benchmarks`).
MEAL_HOURS = (time(11, 30), time(13, 30))
# Arbeitszeitgesetz, section 3: ten hours of work a day are the most that may be asked for.
LONGEST_WORK = timedelta(hours=10)
# Two hours more are the most in the measured region of `benchmarks`, whatever the law leaves.
LONGEST_OVERTIME = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Day:
    """One working day of an engineer: when it is, and the site where it begins where that is not the base."""

    span: Span
    begins_at: datetime
    begins_from: Assignment | None = None


def hours_of(reading: Reading, person: Person) -> Calendar:
    """Give an engineer's hours: their own, else their team's, else those of an office."""
    if person.calendar is not None:
        return Calendar.from_json(person.calendar.definition)
    return reading.team_hours_of.get(person.pk) or assumed_hours(person.zone)


def days_of(reading: Reading, person: Person, overrun: Mapping[UUID, int]) -> tuple[Day, ...]:
    """Give the working days that an engineer still has, with what holds them outside their hours.

    ``overrun`` says for visits how many minutes longer they take than was planned.
    """
    wanted = reading.wanted
    away = [(one.start_at, one.end_at) for one in reading.absences_of[person.pk]]
    held = reading.held_by[person.pk]
    worked = [(row.start_at, _home_at(row)) for row in held]
    worked += [(one.started_at, one.ended_at) for one in reading.worked_by[person.pk] if one.ended_at]
    hours = hours_of(reading, person)
    beside = _beside(hours, worked)
    spans = spans_of(hours, away, beside, wanted.start_at, wanted.end_at)
    duty = [(one.start_at, one.end_at) for one in reading.duty_of[person.pk]]
    # What is over before the first day is no day of this plan, even where it is still to come.
    since = max(wanted.now, wanted.start_at)
    kept = [row for row in held if _is_to_come(row, since) and not _touches_any(row, away)]
    kept = [row for row in kept if _touches_any(row, duty) or _is_rested(row, beside, spans)]
    spans = _with_outside(spans, kept)
    days = (_day(span, held, wanted.now, overrun) for span in spans)
    return tuple(day for day in days if day.begins_at < day.span.end_at)


def shift_of(day: Day, start_at: datetime, zone: str, places: tuple[int, int]) -> Shift:
    """Give a working day in minutes of the horizon, from the first of ``places`` to the second."""
    return Shift(
        start=minute_after(day.begins_at, start_at),
        end=int((day.span.end_at - start_at).total_seconds() // 60),
        start_place=places[0],
        end_place=places[1],
        overtime=_overtime(day.span),
        meal=_meal(day, start_at, zone),
        resumes=day.span.resumes,
    )


def _beside(hours: Calendar, worked: Sequence[Stretch]) -> list[Stretch]:
    """Give the work that lies outside the engineer's hours: the rest is in the days that the hours make."""
    if not worked:
        return []
    start, end = min(one[0] for one in worked), max(one[1] for one in worked)
    usual = open_intervals(hours, start - timedelta(days=1), end + timedelta(days=1))
    return [one for one in worked if not any(opens <= one[0] and one[1] <= closes for opens, closes in usual)]


def _home_at(row: Assignment) -> datetime:
    # The way home is as long as the way there, and it is work (CJEU C-266/14).
    return row.end_at + timedelta(minutes=row.travel_minutes)


def _is_to_come(row: Assignment, now: datetime) -> bool:
    return row.released_at is None and row.visit.state in ("assigned", "accepted") and row.end_at > now


def _touches_any(row: Assignment, stretches: Sequence[Stretch]) -> bool:
    return any(start < row.end_at and end > row.start_at for start, end in stretches)


def _is_rested(row: Assignment, worked: Sequence[Stretch], spans: Sequence[Span]) -> bool:
    """Tell whether the engineer has rested when this begins; else somebody else is looked for."""
    days = [(span.start_at, span.end_at) for span in spans]
    return rested_at(row.start_at, [*worked, *days]) == row.start_at


def _with_outside(spans: Sequence[Span], kept: Sequence[Assignment]) -> tuple[Span, ...]:
    """Give the spans with room for what was agreed outside them: a call at night is kept."""
    found = list(spans)
    for row in kept:
        touched = next((index for index, span in enumerate(found) if _meets(span, row)), None)
        if touched is None:
            found.append(Span(row.start_at, _home_at(row), is_agreed=True))
        else:
            span = found[touched]
            wider = (min(span.start_at, row.start_at), max(span.end_at, row.end_at))
            found[touched] = replace(span, start_at=wider[0], end_at=wider[1])
    return tuple(sorted(found, key=lambda span: span.start_at))


def _meets(span: Span, row: Assignment) -> bool:
    return span.start_at <= _home_at(row) and row.start_at <= span.end_at


def _day(span: Span, held: Sequence[Assignment], now: datetime, overrun: Mapping[UUID, int]) -> Day:
    """Give the day from where the engineer is: after the visit that they are at, or came from last."""
    begun = [row for row in held if row.visit.state in (*IN_PROGRESS, *OVER) and row.start_at <= now]
    here = [row for row in begun if span.start_at <= row.end_at and row.start_at < span.end_at]
    last = max(here, key=lambda row: (row.start_at, row.pk), default=None)
    if last is None:
        return Day(span, span.start_at)
    if last.visit.state in OVER:
        left_at = last.end_at if last.released_at is None else max(last.released_at, last.start_at)
        return Day(span, max(span.start_at, left_at), last)
    longer = timedelta(minutes=overrun.get(last.visit_id, 0))
    return Day(span, max(span.start_at, last.end_at + longer, now), last)


def _overtime(span: Span) -> int:
    if span.ends_away:
        return 0
    work = span.worked_before + (span.end_at - span.start_at)
    if span.pause is not None and span.start_at <= span.pause[0] < span.end_at:
        work -= span.pause[1] - span.pause[0]
    elif work > LONGEST_WITHOUT_MEAL:
        work -= timedelta(minutes=MEAL_MINUTES)
    left = min(LONGEST_OVERTIME, LONGEST_WORK - work)
    if span.over_by_at is not None:
        left = min(left, span.over_by_at - span.end_at)
    return max(0, int(left.total_seconds() // 60))


def _meal(day: Day, start_at: datetime, zone: str) -> Meal | None:
    """Give the break of the day: the calendar's own, else half an hour where the day is longer than six."""
    span = day.span
    if span.pause is not None:
        opens, closes = span.pause
        return Meal(_minute(opens, start_at), _minute(closes, start_at), _minutes(closes - opens))
    if span.end_at - span.start_at <= LONGEST_WITHOUT_MEAL:
        return None
    on = span.start_at.astimezone(ZoneInfo(zone)).date()
    first, last = (datetime.combine(on, hour, ZoneInfo(zone)) for hour in MEAL_HOURS)
    latest = min(span.start_at + LONGEST_WITHOUT_MEAL, max(last, span.start_at))
    if not span.start_at <= first < span.end_at:
        first = latest = span.start_at + (span.end_at - span.start_at) / 2
        latest = min(latest + timedelta(hours=1), span.start_at + LONGEST_WITHOUT_MEAL)
    return Meal(
        _minute(first, start_at), max(_minute(first, start_at), _minute(latest, start_at)), MEAL_MINUTES
    )


def _minute(moment: datetime, start_at: datetime) -> int:
    return minute_after(moment, start_at)


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)
