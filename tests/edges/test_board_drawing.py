"""Where things lie on the board, how late they are and which rests are too short, against other hands."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.apps.dispatching.forms.axis import FULL, ZOOMS, axis_for
from firstfix.apps.dispatching.forms.lateness import lateness_of
from firstfix.apps.dispatching.forms.map import cities
from firstfix.apps.dispatching.queries.board import Block, SeenVisit
from firstfix.apps.dispatching.queries.rest import short_rests

MONDAY = date(2026, 3, 9)
NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
REST = timedelta(hours=11)
ID = UUID(int=1)


def at(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


# The axis


@given(
    st.sampled_from(ZOOMS),
    st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe"]),
    st.lists(st.integers(-2000, 25_000), min_size=2, max_size=6),
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)
def test_later_never_lies_before_earlier(zoom: int, zone: str, minutes: list[int], first: date) -> None:
    midnight = datetime(first.year, first.month, first.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    moments = sorted(midnight + timedelta(minutes=one) for one in minutes)
    axis = axis_for(first, zoom, zone, [(moments[0], moments[-1])])
    # Where clocks are put back, an hour is shown once and lies where it lay.
    fold = (
        timedelta(hours=1)
        if moments[0].astimezone(axis.zone).utcoffset() != moments[-1].astimezone(axis.zone).utcoffset()
        else timedelta()
    )
    places = [axis.place(one) for one in moments]
    assert all(0 <= place <= FULL for place in places)
    assert fold or places == sorted(places)


def test_a_day_without_nights_leaves_them_out() -> None:
    by_day = axis_for(MONDAY, 1, "UTC", [(at(-4), at(3))])
    assert [by_day.place(at(hours)) for hours in (-6, 1, 8, 11)] == [0, 500, FULL, FULL]
    assert [hour for hour, _place in by_day.hours] == list(range(6, 20))


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [(-9, 2, (3, 20)), (2, 9.5, (6, 22)), (6, 15, (6, 24)), (-14, -10, (0, 20)), (-6, 8, (6, 20))],
)
def test_as_much_of_the_night_is_shown_as_anything_reaches_into(
    start: float, end: float, hours: tuple[int, int]
) -> None:
    axis = axis_for(MONDAY, 1, "UTC", [(at(start), at(end))])
    assert (axis.first_hour, axis.last_hour) == hours


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [(7, 15, (14, 24)), (-2, 1, (4, 14)), (-11, -9, (0, 10)), (-9, 9, (2, 22)), (40, 41, (6, 20))],
)
def test_a_day_on_which_nobody_works_shows_the_hours_around_what_there_is(
    start: float, end: float, hours: tuple[int, int]
) -> None:
    axis = axis_for(MONDAY, 1, "UTC", [(at(start), at(end))], is_work_day=False)
    assert (axis.first_hour, axis.last_hour) == hours


def test_over_a_midnight_that_is_shown_the_whole_night_is_shown() -> None:
    axis = axis_for(MONDAY, 3, "UTC", [(at(6), at(15))])
    assert (axis.first_hour, axis.last_hour) == (0, 24)


@pytest.mark.parametrize("zoom", ZOOMS)
def test_the_days_fill_the_width_one_after_the_other(zoom: int) -> None:
    days = axis_for(MONDAY, zoom, "UTC", []).dates
    assert [day.on for day in days] == [MONDAY + timedelta(days=number) for number in range(zoom)]
    assert days[0].first == 0
    assert all(one.first + one.width == next_.first for one, next_ in pairwise(days))
    assert days[-1].first + days[-1].width == FULL


# Rests


def slow_oracle(stretches: list[tuple[datetime, datetime]]) -> bool:
    """Tell whether some beginning of work after a rest has no eleven free hours in its twenty-four."""
    begins = [
        start
        for start, _ in stretches
        if not any(other < start and end > start - REST for other, end in stretches)
    ]
    return any(not has_rest(stretches, begin) for begin in begins)


def has_rest(stretches: list[tuple[datetime, datetime]], begin: datetime) -> bool:
    over = begin + timedelta(hours=24)
    starts = [begin, *(end for _, end in stretches if begin <= end <= over)]
    return any(
        start + REST <= over and not any(a < start + REST and b > start for a, b in stretches)
        for start in starts
    )


@given(st.lists(st.tuples(st.integers(0, 160), st.integers(1, 10)), max_size=7))
def test_short_rests_are_those_that_the_directive_names(hours: list[tuple[int, int]]) -> None:
    stretches = [(at(start), at(start + length)) for start, length in hours]
    assert bool(short_rests(stretches)) is slow_oracle(stretches)


def test_the_longest_rest_of_the_stretch_is_given() -> None:
    (found,) = short_rests([(at(0), at(2)), (at(8), at(10)), (at(18), at(20))])
    assert (found.start_at, found.end_at, found.minutes) == (at(10), at(18), 480)


# Lateness


@pytest.mark.parametrize(
    ("state", "start", "end", "due", "says", "minutes"),
    [
        ("accepted", 2, 3, 1, "{span} after the promised arrival", 60),
        ("accepted", 2, 3, 2, None, 0),
        ("assigned", -1, 1, None, "not there yet, {span} after its time", 60),
        ("en_route", -0.5, 1, 3, "not there yet, {span} after its time", 30),
        ("working", -3, -1, -2, "{span} over its time", 60),
        ("working", -3, 1, -4, None, 0),
        ("complete", -3, -1, -4, None, 0),
    ],
)
def test_how_late_a_visit_is(
    state: str, start: float, end: float, due: float | None, says: str | None, minutes: int
) -> None:
    due_at = None if due is None else at(due)
    visit = SeenVisit(ID, state, ID, "C-1-1", "Switch", 2, "Clinic", "House", "Town", None, due_at)
    block = Block(ID, ID, at(start), at(start), at(end), 0, True, "accepted", visit)
    found = lateness_of(block, NOW)
    assert (None if found is None else (found.words, found.minutes)) == (says and (says, minutes))


# The map


def test_the_towns_are_places_on_earth_the_largest_first() -> None:
    found = cities()
    assert len(found) > 4000
    assert [city.thousands for city in found] == sorted((city.thousands for city in found), reverse=True)
    assert {len(city.country) for city in found} == {2}
