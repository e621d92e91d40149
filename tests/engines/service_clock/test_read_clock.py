from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.service_clock import (
    Calendar,
    ClockEvent,
    Pause,
    Round,
    Window,
    explain,
    read_clock,
)
from tests.engines.service_clock.examples import RESTORE, berlin, read, shown, told, with_limit

OPENED = "03-02 08:00 opened customer"


@pytest.mark.parametrize(
    ("lines", "now", "state", "used_minutes", "due"),
    [
        ([], "03-02 09:00", "not_started", 0, None),
        ([OPENED], "03-02 07:00", "not_started", 0, None),
        ([OPENED], "03-02 09:00", "running", 60, "03-02 12:00"),
        ([OPENED], "03-02 12:00", "running", 240, "03-02 12:00"),
        ([OPENED], "03-02 12:01", "running_breached", 240, "03-02 12:00"),
        ([OPENED], "03-02 14:00", "running_breached", 300, "03-02 12:00"),
        ([OPENED, "03-02 12:00 restored"], "03-02 18:00", "met", 240, "03-02 12:00"),
        ([OPENED, "03-02 12:01 restored"], "03-02 18:00", "breached", 240, "03-02 12:00"),
        ([OPENED, "03-02 09:00 change_awaited customer"], "03-05 10:00", "paused", 60, None),
        (
            [OPENED, "03-02 12:30 change_awaited customer"],
            "03-02 18:00",
            "paused_breached",
            240,
            "03-02 12:00",
        ),
        (
            [OPENED, "03-02 12:00 change_awaited customer", "03-02 15:00 wait_ended customer"],
            "03-02 15:00",
            "running",
            240,
            "03-02 15:00",
        ),
        (
            [OPENED, "03-02 12:00 change_awaited customer", "03-02 15:00 wait_ended customer"],
            "03-02 15:01",
            "running_breached",
            241,
            "03-02 15:00",
        ),
        ([OPENED, "03-02 08:00 restored"], "03-02 18:00", "met", 0, "03-02 12:00"),
        (
            [OPENED, "03-02 09:00 change_awaited customer", "03-03 11:00 restored"],
            "03-04 09:00",
            "met",
            60,
            None,
        ),
    ],
)
def test_a_clock_says_where_it_stands(lines, now, state, used_minutes, due):
    reading = read(*lines, now=now)
    assert (reading.state, reading.used_seconds, shown(reading.due_at)) == (state, used_minutes * 60, due)
    assert reading.left_seconds == 240 * 60 - used_minutes * 60
    assert reading.is_breached is ("breached" in state)


def test_what_was_due_on_friday_at_closing_is_late_on_saturday():
    reading = read("03-06 13:00 opened", now="03-07 10:00")
    assert reading.state == "running_breached"
    assert (reading.left_seconds, shown(reading.breached_at)) == (0, "03-06 17:00")


def test_a_pause_at_the_very_second_it_is_due_is_in_time():
    reading = read("03-06 13:00 opened", "03-06 17:00 access_awaited customer", now="03-07 10:00")
    assert (reading.state, shown(reading.due_at_if_resumed_now)) == ("paused", "03-07 10:00")


def test_a_pause_on_the_saturday_after_does_not_save_friday():
    reading = read("03-06 13:00 opened", "03-07 09:00 access_awaited customer", now="03-07 10:00")
    assert (reading.state, shown(reading.due_at)) == ("paused_breached", "03-06 17:00")


def test_a_pause_tells_for_whom_why_and_what_it_took_off():
    reading = read(
        OPENED, "03-02 11:00 change_awaited customer", "03-03 09:00 wait_ended customer", now="03-03 10:00"
    )
    wait = Pause(
        "customer", "customer_change", berlin("03-02 11:00"), berlin("03-03 09:00"), 22 * 3600, 6 * 3600
    )
    assert reading.paused == (wait,)
    assert (reading.used_seconds, reading.paused_seconds) == (4 * 3600, 6 * 3600)
    assert reading.paused_share == pytest.approx(0.6)


def test_a_wait_the_contract_does_not_allow_runs_on_and_is_listed_apart():
    reading = read(OPENED, "03-02 09:00 vendor_awaited vendor", now="03-02 11:00")
    assert (reading.state, reading.used_seconds, reading.paused) == ("running", 3 * 3600, ())
    assert [(wait.by, wait.reason, wait.service_seconds) for wait in reading.refused_pauses] == [
        ("vendor", "vendor", 2 * 3600)
    ]
    assert reading.reasons == ("pause_not_allowed",)


def test_overlapping_waits_hold_the_clock_until_the_last_party_is_done():
    lines = (
        OPENED,
        "03-02 09:00 change_awaited customer",
        "03-02 10:00 access_awaited us",
        "03-02 11:00 wait_ended customer",
        "03-02 14:00 wait_ended us",
    )
    assert read(*lines[:4], now="03-02 13:30").state == "paused"
    reading = read(*lines, now="03-02 15:00")
    assert [(wait.by, wait.service_seconds // 60) for wait in reading.paused] == [
        ("customer", 120),
        ("us", 180),
    ]
    assert (reading.paused_seconds // 60, reading.used_seconds // 60) == (240, 120)


def test_a_refused_wait_beside_an_allowed_one_does_not_wake_the_clock():
    lines = (OPENED, "03-02 09:00 change_awaited customer", "03-02 10:00 vendor_awaited vendor")
    assert read(*lines, "03-02 11:00 wait_ended vendor", now="03-02 11:30").state == "paused"
    assert read(*lines, "03-02 11:00 wait_ended customer", now="03-02 11:30").state == "running"


def test_everyone_ends_all_waits_and_a_reason_ends_only_its_own():
    lines = (OPENED, "03-02 09:00 change_awaited customer", "03-02 09:00 access_awaited customer")
    assert read(*lines, "03-02 10:00 wait_ended customer access", now="03-02 11:00").state == "paused"
    assert read(*lines, "03-02 10:00 wait_ended customer", now="03-02 11:00").state == "running"
    assert read(*lines, "03-02 10:00 wait_ended everyone", now="03-02 11:00").state == "running"


def test_the_reason_of_an_event_replaces_the_reason_of_its_kind():
    reading = read(OPENED, "03-02 09:00 vendor_awaited vendor access", now="03-02 11:00")
    assert [(wait.by, wait.reason) for wait in reading.paused] == [("vendor", "access")]


def test_a_wait_told_twice_is_one_wait():
    twice = ("03-02 09:00 change_awaited customer", "03-02 10:00 change_awaited customer")
    reading = read(OPENED, *twice, "03-02 11:00 wait_ended customer", now="03-02 12:00")
    assert [wait.service_seconds for wait in reading.paused] == [2 * 3600]


def test_a_wait_open_before_the_start_holds_the_clock_from_its_first_second():
    lines = ("03-02 08:30 change_awaited customer", "03-02 09:00 opened")
    reading = read(*lines, now="03-02 11:00")
    assert (reading.state, reading.used_seconds, reading.reasons) == ("paused", 0, ("started_paused",))
    assert [(shown(wait.start_at), wait.service_seconds) for wait in reading.paused] == [
        ("03-02 09:00", 2 * 3600)
    ]
    assert read(*lines, "03-02 10:00 wait_ended customer", now="03-02 11:00").used_seconds == 3600


def test_a_wait_that_ended_before_the_start_leaves_no_trace():
    lines = ("03-02 08:10 change_awaited customer", "03-02 08:30 wait_ended customer", "03-02 09:00 opened")
    reading = read(*lines, now="03-02 11:00")
    assert (reading.paused, reading.used_seconds, reading.reasons) == ((), 2 * 3600, ())


def test_a_stop_ends_the_waits_too():
    reading = read(OPENED, "03-02 09:00 change_awaited customer", "03-02 10:00 restored", now="03-05 09:00")
    assert [(shown(wait.end_at), wait.service_seconds) for wait in reading.paused] == [("03-02 10:00", 3600)]


def test_a_reopened_clock_goes_on_with_what_it_had_used():
    lines = (OPENED, "03-02 10:00 restored", "03-03 09:00 reopened")
    reading = read(*lines, now="03-03 10:00")
    assert (reading.state, reading.used_seconds, shown(reading.due_at)) == (
        "running",
        3 * 3600,
        "03-03 11:00",
    )
    assert (shown(reading.started_at), reading.stopped_at) == ("03-02 08:00", None)
    assert reading.reasons == ("reopened",)


def test_reopening_does_not_forget_a_breach():
    reading = read(OPENED, "03-02 14:00 restored", "03-03 09:00 reopened", now="03-03 10:00")
    assert (reading.state, shown(reading.breached_at)) == ("running_breached", "03-02 12:00")


def test_a_restarted_clock_begins_at_zero_and_keeps_the_round_before_on_record():
    reading = read(OPENED, "03-02 14:00 restored", "03-03 09:00 began_anew", now="03-03 10:00")
    assert (reading.state, reading.used_seconds, shown(reading.started_at)) == (
        "running",
        3600,
        "03-03 09:00",
    )
    before = Round(berlin("03-02 08:00"), berlin("03-02 14:00"), 5 * 3600, berlin("03-02 12:00"))
    assert reading.rounds_before == (before,)


def test_a_restart_keeps_an_open_wait_and_counts_it_anew():
    reading = read(OPENED, "03-02 09:00 change_awaited customer", "03-02 10:00 began_anew", now="03-02 11:00")
    assert (reading.state, reading.used_seconds, reading.paused_seconds) == ("paused", 0, 3600)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["03-02 08:30 restored", "03-02 09:00 opened"], "event_before_start"),
        (["03-02 08:30 reopened", "03-02 09:00 opened"], "event_before_start"),
        (["03-02 08:30 began_anew", "03-02 09:00 opened"], "event_before_start"),
        (["03-02 09:00 opened", "03-02 10:00 wait_ended customer"], "nothing_to_resume"),
        (["03-02 09:00 opened", "03-02 10:00 reopened"], "reopened_while_not_stopped"),
        (["03-02 09:00 opened", "03-02 12:00 restored"], "event_ahead"),
        (["03-02 09:00 opened", "03-02 10:00 opened"], None),
        (["03-02 09:00 opened", "03-02 10:00 somebody_sneezed"], None),
    ],
)
def test_an_event_that_changes_nothing_is_told_and_changes_nothing(lines, reason):
    reading = read(*lines, now="03-02 11:00")
    plain = read("03-02 09:00 opened", now="03-02 11:00")
    assert replace(reading, notes=()) == plain
    assert reading.reasons == ((reason,) if reason else ())


@pytest.mark.parametrize(
    "line", ["03-02 11:00 change_awaited customer", "03-02 11:00 wait_ended customer", "03-02 11:00 restored"]
)
def test_nothing_counts_after_the_stop_until_the_clock_is_reopened(line):
    stopped = (OPENED, "03-02 10:00 restored")
    assert replace(read(*stopped, line, now="03-02 15:00"), notes=()) == read(*stopped, now="03-02 15:00")
    assert read(*stopped, line, "03-02 12:00 reopened", now="03-02 14:00").used_seconds == 3 * 3600


def test_any_order_of_arrival_gives_the_same_reading():
    events = told(
        OPENED,
        "03-02 09:00 change_awaited customer",
        "03-02 10:00 wait_ended customer",
        "03-02 10:00 vendor_awaited vendor",
        "03-02 11:00 restored",
        "03-02 13:00 reopened",
    )
    readings = [read_clock(RESTORE, order, berlin("03-02 14:00")) for order in permutations(events)]
    assert all(reading == readings[0] for reading in readings)


def test_a_late_stamp_counts_from_its_effective_time_and_the_reading_says_so():
    stop = ClockEvent("restored", berlin("03-02 11:30"), "us", received_at=berlin("03-02 18:00"), id="9")
    reading = read_clock(RESTORE, [stop, *told(OPENED)], berlin("03-02 18:00"))
    assert (reading.state, reading.used_seconds, reading.reasons) == ("met", 210 * 60, ("event_late",))


def test_events_of_one_zone_are_ordered_by_instant_through_the_autumn_fold():
    always = replace(RESTORE, calendar=Calendar.always("Europe/Berlin"))
    opened = ClockEvent("opened", berlin("10-25 02:45"), id="1")
    restored = ClockEvent("restored", berlin("10-25 02:15").replace(fold=1), id="2")
    reading = read_clock(always, [restored, opened], berlin("10-26 00:00"))
    assert (reading.state, reading.used_seconds) == ("met", 1800)


def test_ties_go_by_start_then_id():
    at = "03-02 09:00"
    both = told(f"{at} restored", f"{at} opened")
    assert read_clock(RESTORE, both, berlin("03-02 10:00")).state == "met"
    waits = [
        ClockEvent("change_awaited", berlin(at), "customer", id="1"),
        ClockEvent("wait_ended", berlin(at), "customer", id="2"),
    ]
    swapped = [replace(waits[0], id="3"), waits[1]]
    assert read_clock(RESTORE, [*told(OPENED), *waits], berlin("03-02 10:00")).state == "running"
    assert read_clock(RESTORE, [*told(OPENED), *swapped], berlin("03-02 10:00")).state == "paused"


def test_fractions_of_a_second_order_events_but_are_not_counted():
    at = berlin("03-02 09:00")
    events = [
        *told(OPENED),
        ClockEvent("wait_ended", at + timedelta(microseconds=2), "customer", id="1"),
        ClockEvent("change_awaited", at + timedelta(microseconds=1), "customer", id="2"),
    ]
    reading = read_clock(RESTORE, events, berlin("03-02 10:00"))
    assert (reading.state, reading.used_seconds, reading.paused_seconds) == ("running", 7200, 0)


@pytest.mark.parametrize("wait", [[], ["2026-03-02 09:00 change_awaited customer"]])
def test_a_calendar_that_never_opens_gives_a_reading_without_due_time(wait):
    never = replace(RESTORE, calendar=Calendar("UTC", {}))
    events = told(OPENED, *(line[5:] for line in wait))
    reading = read_clock(never, events, berlin("03-02 10:00"))
    assert (reading.due_at, reading.due_at_if_resumed_now, reading.used_seconds) == (None, None, 0)
    assert reading.reasons == ("never_due",)
    assert "correct it" in explain(reading)[-2].text()


def test_a_breach_is_found_even_when_the_target_took_more_than_ten_years_to_use_up():
    yearly = {date(year, 1, 1): (Window(0, 60),) for year in range(2000, 2030)}
    slow = replace(with_limit(12 * 60), calendar=Calendar("UTC", {}, exceptions=yearly))
    opened = ClockEvent("opened", datetime(2000, 1, 1, tzinfo=UTC))
    reading = read_clock(slow, [opened], datetime(2020, 1, 1, tzinfo=UTC))
    assert reading.breached_at == datetime(2011, 1, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"minutes": 0}, "minutes of target 'P1 restore' must be a positive whole number: 0"),
        ({"minutes": 1.5}, "must be a positive whole number"),
        ({"minutes": True}, "must be a positive whole number"),
        ({"start_on": frozenset()}, "needs events that start its clock and events that stop it"),
        ({"stop_on": frozenset()}, "needs events that start its clock and events that stop it"),
        ({"restart_on": frozenset({"opened"})}, "uses event 'opened' twice: to start and to restart"),
        (
            {"resume_on": frozenset({"access_awaited"})},
            "uses event 'access_awaited' twice: to pause and to resume",
        ),
        ({"kind": "impress"}, "'impress' is not a valid TargetKind"),
    ],
)
def test_a_target_refuses_what_cannot_be_and_names_it(fields, said):
    with pytest.raises(ValueError, match=said):
        replace(RESTORE, **fields)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"at": datetime(2026, 3, 2)}, "at needs a time zone"),  # noqa: DTZ001
        ({"at": datetime(1601, 1, 1, tzinfo=UTC)}, "at must lie from 1970 to 2199"),
        ({"received_at": datetime(9999, 1, 1, tzinfo=UTC)}, "received_at must lie from 1970 to 2199"),
    ],
)
def test_an_event_refuses_a_time_it_cannot_place(fields, said):
    with pytest.raises(ValueError, match=said):
        ClockEvent(**({"kind": "opened", "at": datetime(2026, 3, 2, tzinfo=UTC)} | fields))


def test_a_reading_needs_a_now_with_a_zone():
    with pytest.raises(ValueError, match="now needs a time zone"):
        read_clock(RESTORE, [], datetime(2026, 3, 2))  # noqa: DTZ001


def test_a_reading_travels_to_another_process():
    reading = read(OPENED, "03-02 09:00 change_awaited customer", now="03-02 10:00")
    assert pickle.loads(pickle.dumps(reading)) == reading
    assert hash(pickle.loads(pickle.dumps(RESTORE))) == hash(RESTORE)


kinds = st.sampled_from(
    ["opened", "restored", "change_awaited", "vendor_awaited", "wait_ended", "reopened", "began_anew", "seen"]
)
events = st.builds(
    ClockEvent,
    kind=kinds,
    at=st.integers(0, 14 * 1440).map(lambda minute: berlin("03-20 00:00") + timedelta(minutes=minute)),
    by=st.sampled_from(["customer", "vendor", "everyone"]),
    id=st.uuids().map(str),
)


@given(events=st.lists(events, max_size=12), minute=st.integers(0, 15 * 1440), limit=st.integers(1, 3000))
def test_whatever_happens_the_figures_agree_with_each_other(events, minute, limit):
    now = berlin("03-20 00:00") + timedelta(minutes=minute)
    reading = read_clock(with_limit(limit), events, now)
    assert reading.used_seconds + reading.left_seconds == limit * 60
    assert reading.paused_seconds <= sum(wait.service_seconds for wait in reading.paused)
    assert reading.is_breached == reading.state.endswith("breached")
    assert reading.is_breached or reading.left_seconds >= 0
    assert 0 <= reading.paused_share <= 1
    if reading.due_at_if_resumed_now is not None:
        assert (reading.state, reading.due_at) == ("paused", None)
        assert reading.due_at_if_resumed_now >= reading.now_at
    if reading.state == "running":
        assert reading.due_at is not None
        assert reading.due_at >= reading.now_at
    assert all("{" not in sentence.text() for sentence in explain(reading))


@given(events=st.lists(events, max_size=10), minute=st.integers(0, 14 * 1440))
def test_a_larger_target_is_never_breached_sooner(events, minute):
    now = berlin("03-20 00:00") + timedelta(minutes=minute)
    small, large = read_clock(with_limit(60), events, now), read_clock(with_limit(61), events, now)
    assert small.used_seconds == large.used_seconds
    if large.breached_at is not None:
        assert small.breached_at is not None
        assert small.breached_at < large.breached_at
