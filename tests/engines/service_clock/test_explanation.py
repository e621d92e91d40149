from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from firstfix.engines.service_clock import (
    ClockEvent,
    duration_text,
    explain,
    explain_rejudgement,
    read_clock,
    rejudge,
    split_by_party,
)
from tests.engines.service_clock.examples import RESTORE, berlin, read, shown, told, with_limit

PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "service-clock.md"
OPENED = "03-02 08:00 opened customer"


def english(reading) -> list[str]:
    """Give the explanation in English, with the days of March 2026 written short."""
    return [sentence.text().replace("2026-03-0", "3/") for sentence in explain(reading)]


def test_the_page_on_service_clocks_shows_what_its_example_prints(capsys):
    page = PAGE.read_text(encoding="utf-8")
    example, printed = (page.split(fence)[1].split("```")[0] for fence in ("```python\n", "```text\n"))
    exec(compile(example, str(PAGE), "exec"), {})
    assert capsys.readouterr().out == printed


def test_a_running_clock_says_what_is_used_left_and_due():
    assert english(read(OPENED, now="03-02 09:30")) == [
        "P1 restore: 4 h of service time, counted on the calendar of Europe/Berlin.",
        "It started at 3/2 08:00.",
        "1 h 30 min are used and 2 h 30 min left; it is due at 3/2 12:00.",
    ]


@pytest.mark.parametrize(
    ("lines", "now", "last"),
    [
        ([], "03-02 09:00", "It has not started."),
        (
            ["03-02 09:00 change_awaited customer"],
            "03-02 15:00",
            "1 h are used and 3 h left; if it went on now it would be due at 3/3 09:00.",
        ),
        (
            [],
            "03-02 14:00",
            "It was due at 3/2 12:00 and is late; 5 h are used, 1 h too many.",
        ),
        (
            ["03-02 14:00 change_awaited customer"],
            "03-02 15:00",
            "It was due at 3/2 12:00 and late before it paused; 5 h are used, 1 h too many.",
        ),
        (
            ["03-02 10:00 restored"],
            "03-02 15:00",
            "It stopped in time at 3/2 10:00; 2 h were used and 2 h left.",
        ),
        (
            ["03-02 14:00 restored"],
            "03-02 15:00",
            "It was due at 3/2 12:00 and stopped late at 3/2 14:00; 5 h were used, 1 h too many.",
        ),
    ],
)
def test_the_last_sentence_is_the_verdict(lines, now, last):
    opened = [] if last == "It has not started." else [OPENED]
    assert english(read(*opened, *lines, now=now))[-1] == last


def test_pauses_are_told_with_party_reason_and_what_they_took_off():
    lines = (OPENED, "03-02 09:00 change_awaited customer", "03-02 10:30 wait_ended customer")
    told_lines = english(read(*lines, "03-02 11:00 access_awaited us", now="03-02 15:00"))
    assert told_lines[2] == (
        "It was paused for customer (customer_change) from 3/2 09:00 to 3/2 10:30: 1 h 30 min not counted."
    )
    assert told_lines[3] == ("It has been paused for us (access) since 3/2 11:00: 3 h not counted so far.")


def test_a_wait_the_contract_refuses_is_told_with_the_reason_why_it_runs_on():
    lines = (OPENED, "03-02 09:00 vendor_awaited vendor")
    assert english(read(*lines, now="03-02 11:00"))[2] == (
        "Waiting for vendor (vendor) since 3/2 09:00 does not stop it, because the contract does not "
        "allow a pause for that reason; it has taken 2 h of service time so far."
    )
    assert english(read(*lines, "03-02 10:00 wait_ended vendor", now="03-02 11:00"))[2] == (
        "Waiting for vendor (vendor) from 3/2 09:00 to 3/2 10:00 did not stop it, because the "
        "contract does not allow a pause for that reason; it took 1 h of service time."
    )


def test_late_ahead_and_pointless_events_are_told():
    events = [
        *told(OPENED, "03-02 09:00 wait_ended customer", "03-02 20:00 restored"),
        ClockEvent("vendor_awaited", berlin("03-02 10:00"), "vendor", berlin("03-02 10:45"), "7"),
    ]
    told_lines = english(read_clock(RESTORE, events, berlin("03-02 11:00")))
    assert told_lines[3:6] == [
        "wait_ended by customer at 3/2 09:00 changes nothing: there was no such wait to end.",
        "vendor_awaited of 3/2 10:00 was received at 3/2 10:45 and counts from 3/2 10:00.",
        "restored is dated 3/2 20:00, which has not come yet, so it does not count.",
    ]


def test_a_delay_below_a_minute_is_not_told():
    event = replace(told(OPENED)[0], received_at=berlin("03-02 08:00") + timedelta(seconds=59))
    assert read_clock(RESTORE, [event], berlin("03-02 09:00")).reasons == ()


def test_rounds_reopenings_and_restarts_are_told():
    lines = (
        OPENED,
        "03-02 14:00 restored",
        "03-03 09:00 began_anew",
        "03-03 10:00 restored",
        "03-03 11:00 reopened",
    )
    told_lines = english(read(*lines, now="03-03 12:00"))
    assert told_lines[1] == "An earlier count from 3/2 08:00 to 3/2 14:00 used 5 h and was late."
    assert told_lines[3:5] == [
        "It was started again from zero at 3/3 09:00.",
        "It was reopened at 3/3 11:00 and goes on with what was used.",
    ]


def test_an_ambiguous_time_is_told_with_its_offset():
    opened = ClockEvent("opened", berlin("10-25 02:30").replace(fold=1))
    assert "It started at 2026-10-25 02:30 UTC+0100." in english(
        read_clock(RESTORE, [opened], berlin("10-26 09:00"))
    )


def test_seconds_are_told_only_where_there_are_some():
    opened = ClockEvent("opened", berlin("03-02 08:00") + timedelta(seconds=5))
    assert english(read_clock(RESTORE, [opened], berlin("03-02 09:00")))[1:] == [
        "It started at 3/2 08:00:05.",
        "59 min 55 s are used and 3 h 5 s left; it is due at 3/2 13:00:05.",
    ]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (90, "1 min 30 s"),
        (3600, "1 h"),
        (3605, "1 h 5 s"),
        (7500, "2 h 05 min"),
        (100 * 3600, "100 h"),
        (-90, "-1 min 30 s"),
    ],
)
def test_durations_read_in_hours_minutes_and_seconds(seconds, text):
    assert duration_text(seconds) == text


@pytest.mark.covers("S1-F25")
def test_the_clock_is_split_by_who_is_waited_on_and_the_parts_add_up():
    reading = read(
        OPENED,
        "03-02 09:00 change_awaited customer",
        "03-02 10:00 vendor_awaited vendor part",
        "03-02 11:00 wait_ended customer",
        "03-02 14:00 wait_ended vendor",
        "03-02 15:00 access_awaited customer approval",
        now="03-02 15:30",
    )
    shares = {(share.by, share.reason): share.service_seconds // 60 for share in split_by_party(reading)}
    assert shares == {
        ("", ""): 120,
        ("customer", "customer_change"): 120,
        ("vendor", "part"): 120,
        ("customer", "approval"): 30,
    }
    assert sum(shares.values()) * 60 == reading.used_seconds + reading.paused_seconds


def test_a_clock_nobody_was_waited_for_is_split_into_one_share():
    assert [
        (share.by, share.service_seconds) for share in split_by_party(read(OPENED, now="03-02 09:00"))
    ] == [("", 3600)]


def test_a_raised_priority_moves_the_due_time_over_the_same_events():
    events = told(OPENED, "03-02 09:00 change_awaited customer", "03-02 10:00 wait_ended customer")
    change = rejudge(with_limit(480), with_limit(120), events, berlin("03-02 10:30"))
    assert (shown(change.before.due_at), shown(change.after.due_at)) == ("03-03 09:00", "03-02 11:00")
    assert change.due_moved_seconds == -22 * 3600
    assert not change.breaches_by_change
    assert [sentence.text() for sentence in explain_rejudgement(change)] == [
        "The target changes from P1 restore (8 h) to P1 restore (2 h).",
        "It is due 22 h of elapsed time earlier, at 2026-03-02 11:00.",
    ]


def test_a_change_that_alone_makes_the_clock_late_is_called_out():
    change = rejudge(with_limit(480), with_limit(60), iter(told(OPENED)), berlin("03-02 11:00"))
    assert change.breaches_by_change
    assert explain_rejudgement(change)[-1].text() == (
        "Under the new target it has been late since 2026-03-02 09:00, which the old one did not say."
    )


def test_a_contract_with_other_pause_reasons_judges_the_same_waits_anew():
    strict = replace(RESTORE, allowed_pause_reasons=frozenset())
    events = told(OPENED, "03-02 09:00 change_awaited customer")
    change = rejudge(RESTORE, strict, events, berlin("03-02 11:00"))
    assert (change.before.state, change.after.state) == ("paused", "running")
    assert change.due_moved_seconds is None
    assert len(explain_rejudgement(change)) == 1


def test_a_lowered_priority_gives_more_time():
    change = rejudge(with_limit(60), with_limit(120), told(OPENED), berlin("03-02 08:30"))
    assert (
        explain_rejudgement(change)[-1].text() == "It is due 1 h of elapsed time later, at 2026-03-02 10:00."
    )
