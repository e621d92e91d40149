"""Random clocks for the oracle: fortnights around changes of offset, odd calendars, late stamps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

from firstfix.engines.service_clock import Calendar, ClockEvent, Target, Window
from tests.engines.service_clock.oracle import PlainCalendar, PlainEvent, PlainTarget

DAY = 86_400
SPAN_DAYS = 14
# What the oracle may walk past the fortnight to find a due time.
TAIL_DAYS = 28
ZONES = (
    "Europe/Berlin",
    "Europe/Dublin",
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Asia/Gaza",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Africa/Casablanca",
    "America/Sao_Paulo",
    "Antarctica/Troll",
)
# A whole local day is missing here (2011-12-30), which no other change of offset does.
APIA_SKIP = datetime(2011, 12, 30, 10, tzinfo=UTC)

PARTIES = ("customer", "vendor", "us", "engineering")
PAUSE_ON = {
    "wait_change": "customer_change",
    "wait_access": "access",
    "wait_part": "part",
    "wait_vendor": "vendor",
}
REASONS = tuple(PAUSE_ON.values())
KINDS = (*("stop",) * 3, *("reopen",) * 2, "restart", *("resume",) * 4, *PAUSE_ON, *PAUSE_ON)
LIMITS = (1, 15, 30, 60, 240, 480, 960, 2400)


@dataclass(frozen=True)
class Fortnight:
    """A zone and a start, so that cases of one fortnight can share the oracle's wall clock."""

    zone: str
    first: int
    has_change: bool


@dataclass(frozen=True)
class Case:
    """One clock: the plain form for the oracle and what the engine is given, in the order it arrived."""

    target: PlainTarget
    events: tuple[PlainEvent, ...]
    arrived: tuple[ClockEvent, ...]
    now: int


def random_fortnight(rng: Random) -> Fortnight:
    """Give a fortnight of 2005-2036; two of three surround a change of offset where the zone has one."""
    zone = rng.choice(ZONES)
    first = int(datetime(2005, 1, 1, tzinfo=UTC).timestamp()) + rng.randrange(365 * 31) * DAY
    if rng.random() < 0.67:
        first = _before_next_change(zone, first, rng)
    if zone == "Pacific/Apia" and rng.random() < 0.3:
        first = int(APIA_SKIP.timestamp()) // DAY * DAY - rng.randrange(1, 8) * DAY
    has_change = len({_offset(zone, first + day * DAY) for day in range(SPAN_DAYS + 1)}) > 1
    return Fortnight(zone, first, has_change)


def random_calendar(rng: Random, fortnight: Fortnight) -> PlainCalendar:
    """Give a calendar: around the clock, office hours, night shifts, or windows at any minute."""
    shape = rng.choice(("always", "office", "night", "odd", "odd", "gap"))
    week = {day: windows for day in range(7) if (windows := _windows(rng, shape, day))}
    near = [
        date(1970, 1, 1) + timedelta(days=fortnight.first // DAY + day) for day in range(-1, SPAN_DAYS + 2)
    ]
    holidays = frozenset(rng.sample(near, rng.choice((0, 0, 1, 2, 4))))
    exceptions = {day: _odd_windows(rng) for day in rng.sample(near, rng.choice((0, 0, 1, 3)))}
    return PlainCalendar(fortnight.zone, week, holidays, exceptions)


def random_case(rng: Random, fortnight: Fortnight) -> Case:
    """Give a clock within the fortnight, with events that arrive late and in any order."""
    grain = rng.choice((1, 60, 60, 1800))
    seconds = sorted(_seconds(rng, fortnight, grain, count=rng.randrange(11)))
    target = PlainTarget(
        limit=_limit(rng, seconds),
        pause_on=PAUSE_ON,
        allowed=frozenset(rng.sample(REASONS, rng.randrange(len(REASONS) + 1))),
    )
    events = [_event(rng, second, place) for place, second in enumerate(seconds)]
    arrived = [_arrived(rng, event, fortnight) for event in events]
    rng.shuffle(arrived)
    # The later of two draws: a clock that has not started yet has little to compare.
    now = fortnight.first + max(rng.randrange(0, SPAN_DAYS * DAY + 1, grain) for _ in range(2))
    return Case(target, tuple(events), tuple(arrived), now)


def engine_calendar(plain: PlainCalendar) -> Calendar:
    """Give the engine's form of a plain calendar."""
    return Calendar(
        plain.zone,
        {day: tuple(Window(*pair) for pair in pairs) for day, pairs in plain.week.items()},
        plain.holidays,
        {day: tuple(Window(*pair) for pair in pairs) for day, pairs in plain.exceptions.items()},
    )


def engine_target(plain: PlainTarget, calendar: Calendar) -> Target:
    """Give the engine's form of a plain target."""
    return Target(
        kind="restore",
        minutes=plain.limit // 60,
        calendar=calendar,
        name="Restore",
        start_on=frozenset({"start"}),
        stop_on=frozenset({"stop"}),
        pause_on=plain.pause_on,
        resume_on=frozenset({"resume"}),
        allowed_pause_reasons=plain.allowed,
        reopen_on=frozenset({"reopen"}),
        restart_on=frozenset({"restart"}),
    )


def _limit(rng: Random, seconds: list[int]) -> int:
    """Give a target's seconds; one in five ends on an event where the calendar is always open."""
    exact = [
        later - earlier
        for earlier, later in pairwise(seconds)
        if (later - earlier) % 60 == 0 < later - earlier
    ]
    if exact and rng.random() < 0.2:
        return rng.choice(exact)
    return 60 * (rng.choice(LIMITS) if rng.random() < 0.7 else rng.randrange(1, 6000))


def _before_next_change(zone: str, first: int, rng: Random) -> int:
    for day in range(first, first + 400 * DAY, DAY):
        if _offset(zone, day) != _offset(zone, day + DAY):
            return day - rng.randrange(SPAN_DAYS) * DAY
    return first


def _offset(zone: str, second: int) -> timedelta | None:
    return datetime.fromtimestamp(second, ZoneInfo(zone)).utcoffset()


def _windows(rng: Random, shape: str, day: int) -> tuple[tuple[int, int], ...]:
    if shape == "always":
        return ((0, 1440),)
    if shape == "office":
        return ((480, 720), (780, 1020)) if day < 5 else ()
    if shape == "night":
        return ((0, 360), (1320, 1440))
    if shape == "gap":
        return ((rng.choice((90, 120, 135, 150)), rng.choice((165, 170, 180, 200, 540))),)
    return _odd_windows(rng)


def _odd_windows(rng: Random) -> tuple[tuple[int, int], ...]:
    edges = sorted(rng.sample(range(1441), 2 * rng.randrange(4)))
    return tuple(zip(edges[::2], edges[1::2], strict=True))


def _seconds(rng: Random, fortnight: Fortnight, grain: int, *, count: int) -> Iterator[int]:
    earlier = [fortnight.first + rng.randrange(0, rng.randrange(1, SPAN_DAYS + 1) * DAY, grain)]
    for _ in range(count):
        is_tie = rng.random() < 0.1
        again = rng.choice(earlier)
        earlier.append(again if is_tie else fortnight.first + rng.randrange(0, SPAN_DAYS * DAY, grain))
    yield from earlier


def _event(rng: Random, second: int, place: int) -> PlainEvent:
    is_start = place == 0 or rng.random() < 0.1
    kind = "start" if is_start and rng.random() < 0.8 else rng.choice(KINDS)
    if rng.random() < 0.03:
        kind = "viewed"
    by = "everyone" if kind == "resume" and rng.random() < 0.15 else rng.choice(PARTIES)
    reason = rng.choice(REASONS) if kind == "resume" and rng.random() < 0.15 else ""
    return PlainEvent(kind, second, by, f"{rng.randrange(100):02d}", reason)


def _arrived(rng: Random, event: PlainEvent, fortnight: Fortnight) -> ClockEvent:
    zone = rng.choice((UTC, ZoneInfo(fortnight.zone)))
    at = datetime.fromtimestamp(event.second, zone)
    delay = rng.choice((None, 0, 5, 3600, rng.randrange(3 * DAY)))
    received_at = None if delay is None else datetime.fromtimestamp(event.second + delay, UTC)
    return ClockEvent(event.kind, at, event.by, received_at, event.id, event.reason)
