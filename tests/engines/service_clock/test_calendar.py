from __future__ import annotations

import json
import pickle
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.service_clock import (
    ALWAYS,
    Calendar,
    Window,
    is_open,
    service_seconds_between,
    timeline_of,
    week_from_text,
)
from tests.engines.service_clock.examples import OFFICE

MORNING = {0: (Window(480, 720),)}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"zone": "Europe/Atlantis"}, "zone is not a known IANA time zone: 'Europe/Atlantis'"),
        ({"zone": "../../etc/passwd"}, "zone is not a known IANA time zone"),
        ({"zone": "Europe"}, "zone is not a known IANA time zone"),
        ({"zone": "a\x00b"}, "zone is not a known IANA time zone"),
        ({"zone": "\ud800"}, "zone is not a known IANA time zone"),
        ({"zone": ""}, "zone must be an IANA name"),
        ({"zone": 7}, "zone must be an IANA name"),
        ({"week": {7: (Window(0, 60),)}}, r"week needs days 0 \(Monday\) to 6 \(Sunday\): 7"),
        ({"week": {"0": (Window(0, 60),)}}, r"week needs days 0 \(Monday\) to 6 \(Sunday\): '0'"),
        (
            {"week": {0: (Window(480, 720), Window(700, 800))}},
            "Windows overlap on weekday 0: 08:00-12:00 and 11:40-13:20",
        ),
        ({"week": {0: ((480, 720),)}}, "weekday 0 needs windows"),
        ({"holidays": frozenset({datetime(2026, 12, 25, tzinfo=UTC)})}, "holidays needs dates"),
        ({"exceptions": {"2026-12-24": ()}}, "exceptions needs dates: '2026-12-24'"),
        (
            {"exceptions": {date(2026, 12, 24): (Window(0, 61), Window(60, 120))}},
            "Windows overlap on 2026-12-24: 00:00-01:01 and 01:00-02:00",
        ),
    ],
)
def test_a_calendar_refuses_what_cannot_be_and_names_it(fields, said):
    with pytest.raises(ValueError, match=said):
        Calendar(**({"zone": "Europe/Berlin", "week": MORNING} | fields))


@pytest.mark.parametrize(
    ("start", "end"), [(600, 600), (720, 480), (-1, 60), (0, 1441), (0.0, 60), (True, 60)]
)
def test_a_window_runs_forward_in_whole_minutes_within_one_day(start, end):
    with pytest.raises(ValueError, match="A window"):
        Window(start, end)


def test_windows_may_touch_and_come_in_any_order():
    assert Calendar("UTC", {0: (Window(720, 900), Window(480, 720))}).week[0] == (
        Window(480, 720),
        Window(720, 900),
    )


def test_an_absent_weekday_and_one_without_windows_are_the_same_calendar():
    assert Calendar("UTC", MORNING | {3: ()}) == Calendar("UTC", MORNING)


def test_equal_calendars_share_one_timeline_and_others_do_not():
    twin = Calendar.from_json(OFFICE.to_json())
    assert twin is not OFFICE
    assert timeline_of(twin) is timeline_of(OFFICE)
    assert timeline_of(Calendar("UTC", OFFICE.week)) is not timeline_of(OFFICE)


def test_a_calendar_cannot_be_changed_through_what_it_was_made_of():
    week = dict(MORNING)
    calendar = Calendar("UTC", week)
    week[1] = (Window(0, 1440),)
    assert 1 not in calendar.week
    with pytest.raises(TypeError):
        calendar.week[1] = ()


def test_a_calendar_travels_to_another_process_without_its_hash():
    calendar = Calendar("Asia/Kathmandu", MORNING, frozenset({date(2026, 1, 1)}), {date(2026, 1, 2): ()})
    copy = pickle.loads(pickle.dumps(calendar))
    assert copy == calendar
    assert hash(calendar) not in calendar.__reduce__()[1]


windows = st.lists(st.integers(0, 1440), max_size=6, unique=True).map(
    lambda edges: tuple(Window(*pair) for pair in zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False))
)


@given(
    zone=st.sampled_from(["UTC", "Europe/Berlin", "Australia/Lord_Howe"]),
    week=st.dictionaries(st.integers(0, 6), windows),
    holidays=st.frozensets(st.dates()),
    exceptions=st.dictionaries(st.dates(), windows),
)
def test_json_gives_back_an_equal_calendar(zone, week, holidays, exceptions):
    calendar = Calendar(zone, week, holidays, exceptions)
    assert Calendar.from_json(json.loads(json.dumps(calendar.to_json()))) == calendar


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ([], "calendar must be an object"),
        ({}, "zone must be an IANA name"),
        ({"zone": "UTC", "weeks": {}}, "A calendar has no field 'weeks'"),
        ({"zone": "UTC", "week": []}, "week must be an object"),
        ({"zone": "UTC", "week": {"mon": []}}, "week needs days 0"),
        ({"zone": "UTC", "week": {"0": 5}}, "week 0 must be a list"),
        ({"zone": "UTC", "week": {"0": [[480]]}}, "week needs windows as"),
        ({"zone": "UTC", "week": {"0": [["8", "12"]]}}, "A window needs whole minutes"),
        ({"zone": "UTC", "holidays": "2026-12-25"}, "holidays must be a list"),
        ({"zone": "UTC", "holidays": ["25.12.2026"]}, "A date must read like 2026-12-25: '25.12.2026'"),
        ({"zone": "UTC", "holidays": [20261225]}, "A date must read like"),
        ({"zone": "UTC", "exceptions": {"2026-02-30": []}}, "A date must read like"),
    ],
)
def test_stored_nonsense_is_refused_by_field(stored, said):
    with pytest.raises(ValueError, match=said):
        Calendar.from_json(stored)


def test_always_is_open_at_any_hour_of_any_day():
    year = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    assert service_seconds_between(ALWAYS, *year) == 365 * 86_400
    assert service_seconds_between(Calendar.always("America/New_York"), *year) == 365 * 86_400
    assert is_open(ALWAYS, year[0])


@pytest.mark.parametrize(
    ("week", "wanted"),
    [
        ({"mon": "08:00-17:00"}, {0: (Window(480, 1020),)}),
        (
            {"MON - Tue": "8:00-12:00, 13:00 - 24:00"},
            dict.fromkeys((0, 1), (Window(480, 720), Window(780, 1440))),
        ),
        ({"sat": "22:00-06:00"}, {5: (Window(1320, 1440),), 6: (Window(0, 360),)}),
        ({"sun": "22:00-06:00"}, {0: (Window(0, 360),), 6: (Window(1320, 1440),)}),
        ({"sat-mon": "10:00-11:00"}, dict.fromkeys((0, 5, 6), (Window(600, 660),))),
        ({"fri": "18:00-00:00"}, {4: (Window(1080, 1440),)}),
        ({"wed": ""}, {}),
        ({"mon-sun": "00:00-24:00"}, dict.fromkeys(range(7), (Window(0, 1440),))),
    ],
)
def test_a_week_reads_from_text_and_night_shifts_run_into_the_next_day(week, wanted):
    assert week_from_text(week) == wanted


@pytest.mark.parametrize(
    ("week", "said"),
    [
        ({"monday": "08:00-17:00"}, "Days must read like mon or mon-fri: 'monday'"),
        ({"mon": "8-17"}, "Hours on mon must read like 08:00-17:00: '8-17'"),
        ({"mon": "08:00-17:00 and more"}, "Hours on mon must read like"),
        ({"mon": "08:00-24:30"}, "Hours on mon must lie from 00:00 to 24:00"),
        ({"mon": "24:00-06:00"}, "Hours on mon must lie from 00:00 to 24:00"),
        ({"mon": "08:61-09:00"}, "Hours on mon must lie from 00:00 to 24:00"),
        ({"mon": "20:00-06:00", "tue": "05:00-08:00"}, "Windows overlap on tue: 00:00-06:00 and 05:00-08:00"),
    ],
)
def test_a_week_that_cannot_be_read_is_refused_by_day(week, said):
    with pytest.raises(ValueError, match=said):
        week_from_text(week)
