"""When engineers work: hours across clock changes, absences, and the rest that a call at night leaves."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.apps.dispatching.queries.free_time import DAILY_REST
from firstfix.apps.dispatching.queries.planning.hours import (
    LONGEST_DAY,
    assumed_hours,
    rested_at,
    spans_of,
)
from firstfix.apps.dispatching.queries.planning.windows import (
    NEVER_OPEN,
    intersected,
    minute_after,
    start_windows,
)
from firstfix.engines.service_clock import Calendar, week_from_text

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = assumed_hours("Europe/Berlin")


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BERLIN)


def local(day: date, hour: float) -> datetime:
    return datetime.combine(day, time(int(hour), int(hour % 1 * 60)), BERLIN)


@pytest.mark.parametrize(
    ("friday", "change"),
    [
        (date(2026, 3, 27), "an hour is skipped on the night to 29 March"),
        (date(2026, 10, 23), "one is had twice"),
    ],
)
def test_a_working_day_begins_at_eight_on_both_sides_of_a_clock_change(friday: date, change: str) -> None:
    days = spans_of(OFFICE, (), (), midnight(friday), midnight(friday + timedelta(days=4)))
    told = [(span.start_at.astimezone(BERLIN), span.end_at.astimezone(BERLIN)) for span in days]
    monday = friday + timedelta(days=3)
    assert told == [(local(friday, 8), local(friday, 17)), (local(monday, 8), local(monday, 17))], change
    # In minutes of the horizon Monday is an hour nearer, or an hour further.
    hours = {date(2026, 3, 27): -1, date(2026, 10, 23): 1}[friday]
    begins = minute_after(days[1].start_at, midnight(friday).astimezone(UTC))
    assert begins == (3 * 24 + 8 + hours) * 60


def test_hours_with_a_pause_are_one_day_and_two_shifts_are_two() -> None:
    week = week_from_text({"mon": "08:00-12:00 13:00-17:00", "tue": "06:00-10:00 18:00-22:00"})
    days = spans_of(
        Calendar("Europe/Berlin", week), (), (), midnight(date(2026, 3, 9)), midnight(date(2026, 3, 11))
    )
    assert [(span.start_at.astimezone(BERLIN).hour, span.pause is not None) for span in days] == [
        (8, True), (6, False), (18, False),
    ]  # fmt: skip


def test_who_is_away_in_the_afternoon_works_in_the_morning() -> None:
    monday = date(2026, 3, 9)
    away = [(local(monday, 13), local(monday + timedelta(days=1), 24 - 1))]
    (day,) = spans_of(OFFICE, away, (), midnight(monday), midnight(monday + timedelta(days=2)))
    assert (day.start_at, day.end_at) == (local(monday, 8), local(monday, 13))


def test_who_is_away_for_an_hour_works_before_and_after() -> None:
    monday = date(2026, 3, 9)
    away = [(local(monday, 10), local(monday, 11))]
    before, after = spans_of(OFFICE, away, (), midnight(monday), midnight(monday + timedelta(days=1)))
    assert (before.start_at, before.end_at, before.ends_away) == (local(monday, 8), local(monday, 10), True)
    assert (after.start_at, after.end_at, after.ends_away) == (local(monday, 11), local(monday, 17), False)
    assert (before.resumes, after.resumes) == (False, True)
    assert after.worked_before == timedelta(hours=2)


def test_half_an_hour_before_an_absence_is_no_day() -> None:
    monday = date(2026, 3, 9)
    away = [(local(monday, 8.5), local(monday, 11))]
    (day,) = spans_of(OFFICE, away, (), midnight(monday), midnight(monday + timedelta(days=1)))
    assert (day.start_at, day.resumes) == (local(monday, 11), False)


@pytest.mark.covers("S0-P17")
def test_a_call_at_night_is_followed_by_eleven_hours_of_rest() -> None:
    monday, tuesday = date(2026, 3, 9), date(2026, 3, 10)
    call = [(local(tuesday, 1), local(tuesday, 3.5))]
    days = spans_of(OFFICE, (), call, midnight(monday), midnight(tuesday + timedelta(days=1)))
    assert days[1].start_at == local(tuesday, 14.5)
    assert days[1].rests_until_at == local(tuesday, 14.5)


def test_a_rest_that_leaves_less_than_an_hour_leaves_no_day() -> None:
    monday, tuesday = date(2026, 3, 9), date(2026, 3, 10)
    call = [(local(tuesday, 3.5), local(tuesday, 6))]
    days = spans_of(OFFICE, (), call, midnight(monday), midnight(tuesday + timedelta(days=1)))
    assert [day.start_at for day in days] == [local(monday, 8)]


def test_beginning_early_after_a_full_rest_owes_none() -> None:
    tuesday = date(2026, 3, 10)
    early = [(local(tuesday, 6), local(tuesday, 7.5))]
    days = spans_of(OFFICE, (), early, midnight(tuesday), midnight(tuesday + timedelta(days=1)))
    assert [day.start_at for day in days] == [local(tuesday, 8)]
    assert days[0].over_by_at == local(tuesday, 19)


def test_work_before_the_first_day_counts_for_its_rest() -> None:
    tuesday = date(2026, 3, 10)
    late = [(local(tuesday - timedelta(days=1), 22), local(tuesday - timedelta(days=1), 23.5))]
    (day,) = spans_of(OFFICE, (), late, midnight(tuesday), midnight(tuesday + timedelta(days=1)))
    assert day.start_at == local(tuesday, 10.5)


quarters = st.integers(0, 4 * 48).map(
    lambda count: datetime(2026, 3, 9, tzinfo=UTC) + timedelta(minutes=15 * count)
)


@given(worked=st.lists(st.tuples(quarters, st.integers(1, 32)), max_size=6), begins_at=quarters)
def test_whoever_begins_has_rested_eleven_hours_or_is_within_a_day_of_thirteen(
    worked: list[tuple[datetime, int]], begins_at: datetime
) -> None:
    stretches = [(start, start + timedelta(minutes=15 * length)) for start, length in worked]
    found = rested_at(begins_at, stretches)
    assert found >= begins_at
    before = [one for one in stretches if one[1] <= begins_at]
    if found > begins_at:
        assert found - max(end for _, end in before) == DAILY_REST
        return
    # Walk back over rests that are too short: all of it lies within one day.
    day_began_at = begins_at
    for start, end in sorted(before, key=lambda one: one[1], reverse=True):
        if day_began_at - end >= DAILY_REST:
            break
        day_began_at = min(day_began_at, start)
    assert begins_at - day_began_at < LONGEST_DAY


def test_a_visit_starts_on_the_clock_face_and_ends_before_its_window_does() -> None:
    start = datetime(2026, 3, 9, tzinfo=UTC)
    open_at = [(start + timedelta(minutes=61), start + timedelta(minutes=200))]
    assert start_windows(open_at, 90, start, start + timedelta(days=1)) == ((65, 110),)
    assert start_windows(open_at, 150, start, start + timedelta(days=1)) == NEVER_OPEN


@given(
    one=st.lists(st.tuples(quarters, st.integers(0, 12)), max_size=4),
    other=st.lists(st.tuples(quarters, st.integers(0, 12)), max_size=4),
    moment=quarters,
)
def test_a_moment_lies_in_the_intersection_where_it_lies_in_both(
    one: list[tuple[datetime, int]], other: list[tuple[datetime, int]], moment: datetime
) -> None:
    first, second = (
        [(start, start + timedelta(minutes=15 * length)) for start, length in each] for each in (one, other)
    )
    expected = all(any(start <= moment < end for start, end in each) for each in (first, second))
    assert any(start <= moment < end for start, end in intersected(first, second)) == expected
