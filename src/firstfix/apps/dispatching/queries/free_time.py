"""When an engineer could start a visit, the way there included: pure arithmetic on what is held."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from firstfix.engines.dispatch import Place, travel_minutes

__all__ = ["ASSUMED_TRAVEL_MINUTES", "Held", "Slot", "Wanted", "Way", "first_slot"]

Way = Callable[[Place, Place], int]
"""How many minutes it takes from one place to another."""

ASSUMED_TRAVEL_MINUTES = 60
"""Taken where the start or the site has no coordinates; pages say that it is assumed."""
# Directive 2003/88/EC, article 3: eleven hours of rest a day. After that the day starts at the base again.
DAILY_REST = timedelta(hours=11)
# People agree on times on the clock face; an estimate to the second would only look exact.
FACE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Held:
    """A stretch of an engineer's time that is taken: by a visit at ``place``, or by an absence.

    ``is_on_site_at`` is when the engineer has to be at ``place``; ``start_at`` includes the way there.
    """

    start_at: datetime
    end_at: datetime
    place: Place | None = None
    is_on_site_at: datetime | None = None
    is_visit: bool = True


@dataclass(frozen=True, slots=True)
class Wanted:
    """The visit to fit in: where, how long, not before, and over by ``latest_end_at``."""

    place: Place | None
    minutes: int
    earliest_start_at: datetime
    latest_end_at: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at which the visit fits: leave, be there, be done; and from where the way leads."""

    leave_at: datetime
    start_at: datetime
    end_at: datetime
    travel_minutes: int
    starts_from: str
    is_travel_known: bool


def first_slot(
    wanted: Wanted,
    base: Place | None,
    held: Sequence[Held],
    working: Sequence[tuple[datetime, datetime]],
    *,
    way: Way = travel_minutes,
) -> Slot | None:
    """Give the earliest time at which the visit fits between what is held, or None within the window.

    ``working`` are the times in which the engineer works. The way there counts as work (CJEU C-266/14),
    so it has to lie in them too; the way on to the next visit has to fit as well. ``way`` says how long ways
    take, by estimate where nothing else is given.
    """
    origins: list[Held | None] = [None, *(one for one in held if one.is_visit)]
    fitting = (
        slot
        for free_from in _beginnings(wanted, held, working)
        for origin in origins
        if (slot := _slot(wanted, base, origin, free_from, way)).end_at <= wanted.latest_end_at
        and origin is _origin(slot.leave_at, held)
        and _is_in_working_time(slot, working)
        and _is_free(wanted, slot, held, way)
    )
    return min(fitting, key=lambda slot: slot.start_at, default=None)


def _beginnings(
    wanted: Wanted, held: Sequence[Held], working: Sequence[tuple[datetime, datetime]]
) -> Iterator[datetime]:
    """Give every moment from which on something may become possible."""
    yield wanted.now
    yield from (one.end_at for one in held)
    yield from (one.end_at + DAILY_REST for one in held if one.is_visit)
    yield from (opens_at for opens_at, _closes_at in working)


def _slot(wanted: Wanted, base: Place | None, origin: Held | None, free_from: datetime, way: Way) -> Slot:
    start = origin.place if origin else base
    minutes = _minutes(start, wanted.place, way)
    drive = timedelta(minutes=minutes)
    start_at = _on_the_face(max(free_from + drive, wanted.now + drive, wanted.earliest_start_at))
    return Slot(
        leave_at=start_at - drive,
        start_at=start_at,
        end_at=start_at + timedelta(minutes=wanted.minutes),
        travel_minutes=minutes,
        starts_from="visit" if origin else "base",
        is_travel_known=start is not None and wanted.place is not None,
    )


def _on_the_face(moment: datetime) -> datetime:
    over = timedelta(minutes=moment.minute % 5, seconds=moment.second, microseconds=moment.microsecond)
    return moment + FACE - over if over else moment


def _origin(leave_at: datetime, held: Sequence[Held]) -> Held | None:
    """Give the visit that one comes from when leaving then; None means the base."""
    over = [one for one in held if one.is_visit and leave_at - DAILY_REST < one.end_at <= leave_at]
    return max(over, key=lambda one: one.end_at, default=None)


def _is_in_working_time(slot: Slot, working: Sequence[tuple[datetime, datetime]]) -> bool:
    return any(opens <= slot.leave_at and slot.end_at <= closes for opens, closes in working)


def _is_free(wanted: Wanted, slot: Slot, held: Sequence[Held], way: Way) -> bool:
    if any(one.start_at < slot.end_at and slot.leave_at < one.end_at for one in held):
        return False
    later = [one for one in held if one.is_visit and one.start_at >= slot.end_at]
    following = min(later, key=lambda one: one.start_at, default=None)
    if following is None or following.is_on_site_at is None:
        return True
    is_next_day = following.start_at - slot.end_at >= DAILY_REST
    way_on = timedelta(minutes=_minutes(wanted.place, following.place, way))
    return is_next_day or slot.end_at + way_on <= following.is_on_site_at


def _minutes(start: Place | None, end: Place | None, way: Way) -> int:
    return way(start, end) if start and end else ASSUMED_TRAVEL_MINUTES
