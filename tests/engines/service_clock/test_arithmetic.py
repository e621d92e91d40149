from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.service_clock import (
    Calendar,
    NeverOpens,
    Window,
    add_service_minutes,
    is_open,
    next_open,
    open_intervals,
    service_minutes_between,
    service_seconds_between,
    week_from_text,
)
from tests.engines.service_clock.examples import OFFICE, berlin, shown

# 2000 to 2050; hypothesis wants the bounds without a zone.
moments = st.datetimes(datetime(2000, 1, 1), datetime(2050, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def daily(zone: str, hours: str) -> Calendar:
    return Calendar(zone, week_from_text({"mon-sun": hours}))


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        ("03-02 08:00", 60, "03-02 09:00"),
        ("03-02 11:30", 60, "03-02 13:30"),
        ("03-02 08:00", 240, "03-02 12:00"),
        ("03-02 08:00", 241, "03-02 13:01"),
        ("03-06 16:00", 120, "03-09 09:00"),
        ("03-07 10:00", 30, "03-09 08:30"),
        ("03-02 12:30", 0, "03-02 12:30"),
        ("03-02 08:00", 5 * 480, "03-06 17:00"),
    ],
)
def test_service_minutes_skip_breaks_nights_and_weekends(start, minutes, due):
    assert shown(add_service_minutes(OFFICE, berlin(start), minutes)) == due


def test_a_holiday_is_skipped_and_an_exception_opens_even_a_holiday():
    closed = frozenset({date(2026, 12, 24), date(2026, 12, 25)})
    calendar = Calendar("Europe/Berlin", OFFICE.week, closed, {date(2026, 12, 24): (Window(540, 720),)})
    assert shown(add_service_minutes(calendar, berlin("12-23 16:30"), 60)) == "12-24 09:30"
    assert shown(add_service_minutes(calendar, berlin("12-24 11:30"), 60)) == "12-28 08:30"


def test_an_exception_without_windows_closes_a_day():
    calendar = Calendar("Europe/Berlin", OFFICE.week, exceptions={date(2026, 3, 3): ()})
    assert shown(add_service_minutes(calendar, berlin("03-02 16:30"), 60)) == "03-04 08:30"


def test_a_night_shift_before_a_holiday_ends_at_midnight():
    night = Calendar(
        "Europe/Berlin", week_from_text({"mon-sun": "22:00-06:00"}), frozenset({date(2026, 3, 3)})
    )
    intervals = open_intervals(night, berlin("03-02 12:00"), berlin("03-04 12:00"))
    assert [(shown(a), shown(b)) for a, b in intervals] == [
        ("03-02 22:00", "03-03 00:00"),
        ("03-04 00:00", "03-04 06:00"),
    ]


def test_a_night_shift_is_one_interval_over_midnight():
    night = daily("Europe/Berlin", "22:00-06:00")
    intervals = open_intervals(night, berlin("03-02 12:00"), berlin("03-03 12:00"))
    assert [(shown(a), shown(b)) for a, b in intervals] == [("03-02 22:00", "03-03 06:00")]


# Berlin 2026: 02:00 -> 03:00 on 29 March, 03:00 -> 02:00 on 25 October. Lord Howe moves by half an hour:
# 02:00 -> 02:30 on 4 October, 02:00 -> 01:30 on 5 April. Apia had no 30 December 2011.
@pytest.mark.parametrize(
    ("zone", "hours", "day", "minutes"),
    [
        ("Europe/Berlin", "08:00-17:00", "2026-03-29", 540),
        ("Europe/Berlin", "00:00-24:00", "2026-03-29", 23 * 60),
        ("Europe/Berlin", "00:00-24:00", "2026-10-25", 25 * 60),
        ("Europe/Berlin", "02:30-09:00", "2026-03-29", 360),
        ("Europe/Berlin", "02:15-02:45", "2026-03-29", 0),
        ("Europe/Berlin", "02:15-02:45", "2026-10-25", 60),
        ("Europe/Berlin", "00:00-02:30", "2026-10-25", 180),
        ("Australia/Lord_Howe", "00:00-24:00", "2026-10-04", 1410),
        ("Australia/Lord_Howe", "01:00-02:00", "2026-04-05", 90),
        ("Africa/Casablanca", "00:00-24:00", "2026-02-15", 25 * 60),
        ("Pacific/Apia", "00:00-24:00", "2011-12-30", 0),
        ("Asia/Kathmandu", "09:15-17:45", "2026-06-01", 510),
    ],
)
def test_a_local_day_has_the_open_minutes_that_its_wall_clock_shows(zone, hours, day, minutes):
    local = date.fromisoformat(day)
    only_that_day = Calendar(zone, {}, exceptions={local: week_from_text({"mon": hours})[0]})
    noon = datetime(local.year, local.month, local.day, 12, tzinfo=UTC)
    two_days = timedelta(days=2)
    assert service_minutes_between(only_that_day, noon - two_days, noon + two_days) == minutes


def test_a_window_that_would_open_in_the_gap_opens_at_the_first_instant_after_it():
    calendar = daily("Europe/Berlin", "02:30-09:00")
    assert next_open(calendar, berlin("03-29 01:00")) == berlin("03-29 03:00")


def test_a_window_that_ends_in_the_fold_opens_again_for_the_second_pass():
    calendar = daily("Europe/Berlin", "00:00-02:30")
    first_end = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert not is_open(calendar, first_end)
    assert next_open(calendar, first_end) == datetime(2026, 10, 25, 1, 0, tzinfo=UTC)
    assert not is_open(calendar, datetime(2026, 10, 25, 1, 30, tzinfo=UTC))


def test_both_passes_of_an_ambiguous_time_are_told_apart():
    first, second = berlin("10-25 02:30"), berlin("10-25 02:30").replace(fold=1)
    assert service_seconds_between(daily("Europe/Berlin", "00:00-24:00"), first, second) == 3_600


@pytest.mark.parametrize(
    "calendar",
    [
        Calendar("UTC", {}),
        Calendar("UTC", {0: ()}, exceptions={date(2026, 1, 1): ()}),
        Calendar("UTC", {}, exceptions={date(2026, 1, 1): (Window(0, 60),)}),
    ],
)
def test_a_calendar_that_does_not_open_any_more_is_refused(calendar):
    after = datetime(2026, 1, 2, tzinfo=UTC)
    for ask in (lambda: add_service_minutes(calendar, after, 1), lambda: next_open(calendar, after)):
        with pytest.raises(NeverOpens, match="calendar in UTC has not enough open time within 3653 days"):
            ask()
    assert service_seconds_between(calendar, after, after + timedelta(days=999)) == 0


def test_the_search_ends_after_ten_years_however_much_is_known_already():
    rare = Calendar("UTC", {}, exceptions={date(2040, 1, 1): (Window(0, 60),)})
    near, far = datetime(2030, 1, 2, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
    assert next_open(rare, near) == datetime(2040, 1, 1, tzinfo=UTC)
    with pytest.raises(NeverOpens):
        next_open(rare, far)
    with pytest.raises(NeverOpens):
        add_service_minutes(rare, far, 60)


@pytest.mark.parametrize(
    ("start", "minutes", "said"),
    [
        (datetime(2026, 1, 1), 5, "start_at needs a time zone"),  # noqa: DTZ001
        (datetime(1969, 12, 31, 23, 59, tzinfo=UTC), 5, "start_at must lie from 1970 to 2199"),
        (datetime(2200, 1, 1, tzinfo=UTC), 5, "start_at must lie from 1970 to 2199"),
        (datetime.max.replace(tzinfo=UTC), 5, "start_at must lie from 1970 to 2199"),
        (datetime(2026, 1, 1, tzinfo=UTC), -1, "minutes must not be negative"),
    ],
)
def test_times_without_a_zone_or_out_of_range_are_refused_by_name(start, minutes, said):
    with pytest.raises(ValueError, match=said):
        add_service_minutes(OFFICE, start, minutes)


def test_the_whole_supported_span_can_be_asked():
    first, last = datetime(1970, 1, 1, tzinfo=UTC), datetime(2199, 12, 31, 23, 59, 59, tzinfo=UTC)
    whole = service_seconds_between(OFFICE, first, last)
    halves = [
        service_seconds_between(OFFICE, a, b)
        for a, b in ((first, berlin("01-01 00:00")), (berlin("01-01 00:00"), last))
    ]
    assert whole == sum(halves)
    with pytest.raises(NeverOpens):
        add_service_minutes(OFFICE, last, 60_000)


def test_fractions_of_a_second_are_dropped():
    start = berlin("03-02 08:00") + timedelta(microseconds=999_999)
    assert add_service_minutes(OFFICE, start, 1) == berlin("03-02 08:01")


@given(start=moments, minutes=st.integers(1, 10_000))
def test_added_minutes_are_measured_back_exactly(start, minutes):
    due = add_service_minutes(OFFICE, start, minutes)
    assert service_seconds_between(OFFICE, start, due) == minutes * 60
    assert service_seconds_between(OFFICE, start, due - timedelta(seconds=1)) == minutes * 60 - 1


@given(a=moments, b=moments, c=moments)
def test_measured_time_adds_up_and_turns_its_sign(a, b, c):
    between = service_seconds_between
    assert between(OFFICE, a, b) + between(OFFICE, b, c) == between(OFFICE, a, c)
    assert between(OFFICE, a, b) == -between(OFFICE, b, a)
    assert round(service_minutes_between(OFFICE, a, b) * 60) == between(OFFICE, a, b)


@given(at=moments)
def test_the_next_opening_is_open_and_nothing_before_it_is(at):
    opening = next_open(OFFICE, at)
    assert is_open(OFFICE, opening)
    assert service_seconds_between(OFFICE, at, opening) == 0
    assert is_open(OFFICE, at) == (opening == at.replace(microsecond=0))


@given(
    zone=st.sampled_from(sorted(available_timezones())),
    at=st.datetimes(datetime(1970, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    hours=st.sampled_from(["08:00-17:00", "22:00-06:00", "02:15-02:45", "00:00-03:30 12:00-24:00"]),
)
def test_in_every_zone_a_calendar_is_open_when_its_wall_clock_says_so(zone, at, hours):
    calendar = daily(zone, hours)
    local = at.astimezone(ZoneInfo(zone))
    minute = local.hour * 60 + local.minute
    assert is_open(calendar, at) == any(w.start <= minute < w.end for w in calendar.week[local.weekday()])


@given(a=moments, days=st.integers(0, 60))
def test_open_intervals_are_what_is_measured(a, days):
    b = a + timedelta(days=days)
    intervals = open_intervals(OFFICE, a, b)
    assert sum((end - start).total_seconds() for start, end in intervals) == service_seconds_between(
        OFFICE, a, b
    )
    assert all(earlier[1] < later[0] for earlier, later in pairwise(intervals))
