"""When an engineer works: spans from a calendar, less absences, less the rest that is still owed. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from firstfix.apps.dispatching.queries.free_time import DAILY_REST
from firstfix.engines.service_clock import Calendar, open_intervals, week_from_text

__all__ = ["LONGEST_DAY", "Span", "Stretch", "assumed_hours", "rested_at", "spans_of"]

Stretch = tuple[datetime, datetime]
"""From when to when."""

# Two openings of one calendar further apart than this are two shifts and not one with a break.
LONGEST_BREAK = timedelta(hours=2)
# Directive 2003/88/EC, article 3: eleven hours of rest in each twenty-four leave thirteen for work.
LONGEST_DAY = timedelta(hours=24) - DAILY_REST
# A rest that leaves less than an hour of the span leaves no day worth driving out for.
SHORTEST_SPAN = timedelta(hours=1)
# Before the first day somebody may have worked through a night: so far back rests are looked for.
LOOK_BACK = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Span:
    """One working day; ``pause`` is the break that the calendar names, ``rests_until_at`` a rest in it.

    ``over_by_at`` is when it has to be over whatever happens, so that eleven hours of rest are left, and it
    ``ends_away`` where an absence follows at once. ``worked_before`` is the work of the same day before it,
    after which it goes on without a rest. It ``is_agreed`` where it is there for a visit outside the hours
    alone.
    """

    start_at: datetime
    end_at: datetime
    pause: Stretch | None = None
    rests_until_at: datetime | None = None
    over_by_at: datetime | None = None
    is_agreed: bool = False
    ends_away: bool = False
    worked_before: timedelta = timedelta(0)

    @property
    def resumes(self) -> bool:
        """Tell whether it goes on with a day that began before."""
        return bool(self.worked_before)


def assumed_hours(zone: str) -> Calendar:
    """Give the hours that are taken where neither a person nor a team has a calendar: offices' usual ones."""
    return Calendar(zone, week_from_text({"mon-fri": "08:00-17:00"}))


def spans_of(
    hours: Calendar, away: Sequence[Stretch], worked: Sequence[Stretch], start_at: datetime, end_at: datetime
) -> tuple[Span, ...]:
    """Give the working days from ``start_at`` up to ``end_at``.

    ``away`` are absences. ``worked`` is work beside the calendar (a call at night, the way home included):
    who did not rest eleven hours since begins later, so that a duty call never costs the rest (S0-P17).
    """
    known: list[Stretch] = list(worked)
    found: list[Span] = []
    parts = (part for span in _days(hours, start_at - LOOK_BACK, end_at) for part in _without(span, away))
    for part in parts:
        left = _rested(part, known)
        if left is None:
            continue
        known.append((left.start_at, left.end_at))
        if left.end_at > start_at:
            found.append(_going_on(left, found))
    return tuple(found)


def rested_at(begins_at: datetime, worked: Iterable[Stretch]) -> datetime:
    """Give when somebody may begin who wants to at ``begins_at``: then, or eleven hours after the last work.

    Work that began within the same day of thirteen hours belongs to the day and owes no rest before it.
    """
    before = [end for _start, end in worked if end <= begins_at]
    if begins_at - _day_began_at(begins_at, worked) < LONGEST_DAY:
        return begins_at
    return max(begins_at, max(before) + DAILY_REST)


def _day_began_at(begins_at: datetime, worked: Iterable[Stretch]) -> datetime:
    """Give when the day began in which somebody works at ``begins_at``: after the last whole rest."""
    before = sorted((one for one in worked if one[1] <= begins_at), key=lambda one: one[1], reverse=True)
    day_began_at = begins_at
    for start, end in before:
        if day_began_at - end >= DAILY_REST:
            break
        day_began_at = min(day_began_at, start)
    return day_began_at


def _days(hours: Calendar, start_at: datetime, end_at: datetime) -> list[Span]:
    spans: list[Span] = []
    for opens, closes in open_intervals(hours, start_at, end_at):
        last = spans[-1] if spans else None
        if last is not None and last.pause is None and opens - last.end_at <= LONGEST_BREAK:
            spans[-1] = Span(last.start_at, closes, pause=(last.end_at, opens))
        else:
            spans.append(Span(opens, closes))
    return spans


def _without(span: Span, away: Sequence[Stretch]) -> list[Span]:
    """Give the parts of the span that no absence touches: those worth driving out for, else the longest."""
    free_from, parts = span.start_at, []
    for start, end in sorted(one for one in away if one[0] < span.end_at and one[1] > span.start_at):
        parts.append((free_from, start))
        free_from = max(free_from, end)
    parts.append((free_from, span.end_at))
    longest = max(end - start for start, end in parts)
    least = min(longest, SHORTEST_SPAN)
    return [
        replace(span, start_at=start, end_at=end, ends_away=end < span.end_at)
        for start, end in parts
        if end > start and end - start >= least
    ]


def _going_on(span: Span, found: Sequence[Span]) -> Span:
    """Give the span with the work before it where too little time for a rest lies between: it is one day."""
    if not found or span.start_at - found[-1].end_at >= DAILY_REST:
        return span
    before = found[-1]
    return replace(span, worked_before=before.worked_before + (before.end_at - before.start_at))


def _rested(span: Span, worked: Sequence[Stretch]) -> Span | None:
    begins_at = rested_at(span.start_at, worked)
    over_by_at = _day_began_at(begins_at, worked) + LONGEST_DAY
    end_at = min(span.end_at, over_by_at)
    if begins_at == span.start_at:
        return replace(span, end_at=end_at, over_by_at=over_by_at)
    if end_at - begins_at < SHORTEST_SPAN:
        return None
    return replace(span, start_at=begins_at, end_at=end_at, rests_until_at=begins_at, over_by_at=over_by_at)
