"""Days from files: what is right is read exactly, what is wrong is a sentence with field and way out."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import jsonschema_rs
import pytest

from firstfix.engines.dispatch.day_files import Unreadable, decoded, plain, read_day
from firstfix.engines.dispatch.day_files.schema import schemas
from firstfix.engines.dispatch.planning import Iterations, Meal, Needed, Promise, check_plan, make_plan
from tests.engines.dispatch.day_texts import DAY, SITE, changed, text, without

KIM, V1, V2 = ("technicians", 0), ("visits", 0), ("visits", 1)
FIRST_SHIFT = (*KIM, "shifts", 0)

# (what is wrong, the day with it, what the sentence has to say)
WRONG: list[tuple[str, dict[str, Any], list[str]]] = [
    (
        "overlapping shifts",
        changed((*KIM, "shifts", 1, "starts_at"), "2026-11-23T15:00"),
        ["Technician kim, shifts[1], starts_at", "2026-11-23T15:00", "before shifts[0] ends", "not overlap"],
    ),
    (
        "shift that ends before it starts",
        changed((*FIRST_SHIFT, "ends_at"), "2026-11-23T06:00"),
        ["Technician kim, shifts[0], ends_at", "2026-11-23T06:00"],
    ),
    (
        "window shorter than the visit",
        changed((*V2, "windows", 0, "closes_at"), "2026-11-23T13:20"),
        ["Visit V2, windows[0]", "20 minutes", "takes 30", '"covers": "start"'],
    ),
    (
        "window that closes before it opens",
        changed((*V2, "windows", 0, "closes_at"), "2026-11-23T12:00"),
        ["Visit V2, windows[0], closes_at", "before it opens"],
    ),
    ("unknown skill", changed((*V1, "skills"), ["fiber"]), ["Visit V1, skills", "'fiber'", "'fibre'?"]),
    (
        "unknown alternative skill",
        changed((*V1, "any_of"), [["laser"]]),
        ["Visit V1, any_of", "'laser'", "Known: 'fibre', 'power'"],
    ),
    (
        "NaN coordinate",
        changed((*V1, "place"), {"latitude": float("nan"), "longitude": 7.9}),
        ["Visit V1, place, latitude", "NaN is no number"],
    ),
    (
        "infinite coordinate",
        changed(("places", "depot", "longitude"), float("inf")),
        ["places, depot, longitude", "Infinity is no number"],
    ),
    (
        "latitude off the globe",
        changed((*V1, "place"), {"latitude": 91, "longitude": 7.9}),
        ["Visit V1, place, latitude", "91", "90 is the most"],
    ),
    ("no technicians", changed(("technicians",), []), ["technicians", "nobody to send"]),
    ("nobody has a shift", changed(("technicians",), [{"id": "kim", "home": SITE, "shifts": []}]), ["shift"]),
    (
        "circular dependency",
        changed(
            ("visits",),
            [
                {"id": "A", "place": SITE, "minutes": 1, "after": ["B"]},
                {"id": "B", "place": SITE, "minutes": 1, "after": ["A"]},
            ],
        ),
        ["after", "waits for itself", "A", "B"],
    ),
    ("waits for nobody", changed((*V1, "after"), ["V9"]), ["Visit V1, after", "no visit V9"]),
    ("visit twice", changed((*V2, "id"), "V1"), ["Visit V1, id", "2 times"]),
    ("technician twice", changed(("technicians", 1, "id"), "kim"), ["Technician kim, id", "2 times"]),
    ("missing field", without((*V1, "minutes")), ["Visit V1, minutes: is missing"]),
    ("missing list", without(("visits",)), ["visits: is missing"]),
    ("wrong type", changed((*V1, "minutes"), "60"), ["Visit V1, minutes", 'whole number, not "60"']),
    ("broken number", changed((*V1, "minutes"), 60.5), ["Visit V1, minutes", "whole number, not 60.5"]),
    ("negative minutes", changed((*V1, "minutes"), -5), ["Visit V1, minutes", "-5 is too small"]),
    ("list for object", changed(("technicians", 0), ["kim"]), ["technicians[0]", "object with fields"]),
    ("unknown field", changed((*V1, "priorty"), 2), ["Visit V1", "no field 'priorty'", "'priority'?"]),
    (
        "unknown field of a shift",
        changed((*FIRST_SHIFT, "overtime"), 30),
        ["Technician kim, shifts[0]", "no field 'overtime'", "'overtime_minutes'?"],
    ),
    ("another format", changed(("format",), "day-9"), ["format", '"day-9"', "firstfix-day-1"]),
    ("priority that does not exist", changed((*V1, "priority"), 7), ["Visit V1, priority", "4 is the most"]),
    ("unknown place", changed((*V1, "place"), "depto"), ["Visit V1, place", "'depto'", "'depot'?"]),
    (
        "unknown calendar",
        changed((*V1, "calendar"), "offices"),
        ["Visit V1, calendar", "'offices'", "'office'?"],
    ),
    (
        "hours that cannot be read",
        changed(("calendars", "office", "week"), {"mon": "8-17"}),
        ["Calendar office", "8-17"],
    ),
    ("unknown zone", changed(("time_zone",), "Europe/Berln"), ["time_zone", "'Europe/Berln'", "IANA"]),
    (
        "time without a zone",
        without(("time_zone",)),
        ["Technician kim, shifts[0], starts_at", "has no time zone", "time_zone"],
    ),
    (
        "hour that does not exist",
        changed((*V1, "due_at"), "2026-03-29T02:30"),
        ["Visit V1, due_at", "does not exist in Europe/Berlin", "2026-03-29T03:30+02:00"],
    ),
    (
        "hour that happens twice",
        changed((*V1, "due_at"), "2026-10-25T02:30"),
        ["Visit V1, due_at", "twice", "2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00"],
    ),
    ("no moment", changed((*V1, "due_at"), "tomorrow"), ["Visit V1, due_at", '"tomorrow" is no moment']),
    ("no such day", changed((*V1, "due_at"), "2026-02-30T10:00"), ["Visit V1, due_at", "2026-02-30T10:00"]),
    (
        "pin to nobody",
        changed((*V1, "pinned"), {"technician": "kym", "starts_at": "2026-11-23T09:00"}),
        ["Visit V1, pinned", "'kym'", "'kim'?"],
    ),
    (
        "pin outside all shifts",
        changed((*V1, "pinned"), {"technician": "kim", "starts_at": "2026-11-23T20:00"}),
        ["Visit V1, pinned", "no such shift"],
    ),
    (
        "price of no priority",
        changed(("policy",), {"late": {"5": 1}}),
        ["policy, late", "no priority '5'"],
    ),
    (
        "published for nobody",
        changed(("published",), [{"visit": "V7", "technician": "kim", "starts_at": "2026-11-23T09:00"}]),
        ["published[0], visit", "'V7'"],
    ),
    (
        "years apart",
        changed((*V1, "due_at"), "2024-11-23T09:00"),
        ["2024-11-23", "366 days at most can be planned"],
    ),
    (
        "matrix that is not square",
        changed(("travel",), {"places": ["depot", "site"], "minutes": [[0, 5], [5]]}),
        ["travel, minutes[1]", "1 numbers for 2 places"],
    ),
]


@pytest.mark.parametrize(("day", "told"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_what_cannot_be_meant_is_a_sentence_with_element_field_and_way_out(
    day: dict[str, Any], told: list[str]
) -> None:
    with pytest.raises(Unreadable) as refused:
        read_day(text(day))
    sentence = next(problem for problem in refused.value.problems if told[0] in problem)
    assert [part for part in told if part not in sentence] == []


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("", "It is empty"),
        (" \n\t", "It is empty"),
        ('{"format": "firstfix-day-1",', "Line 1, column"),
        ('{"a": 1,\n "b" 2}', "Line 2, column"),
        ('{"visits": [], "visits": []}', "'visits' stands twice"),
        ("[" * 100_000, "more deeply"),
        ('{"a": ' + "9" * 5000 + "}", "number"),
        ("[]", "object with fields"),
        ("null", "object with fields"),
    ],
)
def test_what_is_no_json_of_a_day_says_where(written: str, told: str) -> None:
    with pytest.raises(Unreadable, match=told):
        read_day(decoded(written.encode()))


@pytest.mark.parametrize("content", [b"\xff\xfe{\x00}\x00", b'{"format": "\xe9"}'])
def test_what_is_not_utf_8_says_which_byte(content: bytes) -> None:
    with pytest.raises(Unreadable, match=r"not UTF-8: byte \d+"):
        decoded(content)


def test_a_byte_order_mark_is_no_mistake() -> None:
    assert read_day(decoded(b"\xef\xbb\xbf" + text(DAY).encode())).job == read_day(text(DAY)).job


def test_fifty_thousand_visits_are_refused_with_the_limit_and_its_reason() -> None:
    visits = [{"id": str(number), "place": SITE, "minutes": 5} for number in range(50_000)]
    with pytest.raises(
        Unreadable, match=r"visits: 50,000 are too many .* 3,000 at most.*memory.*Plan regions"
    ):
        read_day(text(changed(("visits",), visits)))


def test_many_mistakes_are_told_together_but_not_without_end() -> None:
    visits = [{"id": str(number), "place": "nowhere", "minutes": 5} for number in range(300)]
    with pytest.raises(Unreadable) as refused:
        read_day(text(changed(("visits",), visits)))
    assert len(refused.value.problems) == 21
    assert refused.value.problems[-1] == "And 280 more."


def test_nothing_that_a_terminal_obeys_gets_into_a_sentence() -> None:
    with pytest.raises(Unreadable) as refused:
        read_day(text(changed((*V1, "id"), "\x1b[31mred\n") | {"technicians": "\x1b]0;title\x07"}))
    assert all(plain(problem) == problem for problem in refused.value.problems)


def test_times_are_minutes_of_the_horizon_from_local_midnight() -> None:
    day = read_day(text(DAY))
    assert day.horizon.starts_at == datetime(2026, 11, 22, 23, tzinfo=UTC)
    kim = day.job.technicians[0]
    assert [(shift.start, shift.end) for shift in kim.shifts] == [(420, 960), (1860, 2400)]
    assert kim.shifts[1].meal == Meal(1440 + 690, 1440 + 810, 30)
    assert day.job.visits[0].promise == Promise(600, "office")
    assert day.job.visits[0].all_of == (Needed("fibre"),)


def test_a_window_holds_the_whole_visit_unless_it_is_for_the_start_only() -> None:
    window = {"opens_at": "2026-11-23T13:00", "closes_at": "2026-11-23T15:00", "covers": "start"}
    assert read_day(text(DAY)).job.visits[1].windows == ((780, 870),)
    assert read_day(text(changed((*V2, "windows"), [window]))).job.visits[1].windows == ((780, 900),)


def test_an_offset_counts_more_than_the_zone_of_the_file() -> None:
    day = read_day(text(changed((*V1, "due_at"), "2026-11-23T10:00Z")))
    assert day.job.visits[0].promise == Promise(660, "office")


def test_a_day_on_which_clocks_change_has_the_minutes_that_pass() -> None:
    day = json.loads(text(DAY).replace("2026-11-23", "2026-10-25").replace("2026-11-24", "2026-10-26"))
    read = read_day(text(day))
    # 07:00 is eight hours after midnight on the day of 25 hours.
    assert read.job.technicians[0].shifts[0].start == 480
    assert read.horizon.text(480) == "2026-10-25T07:00+01:00"


def test_lateness_is_counted_in_the_business_minutes_of_the_calendar() -> None:
    passed = read_day(text(DAY)).job.calendars["office"]
    assert passed[10 * 60] == 120
    assert passed[1440] == 540
    # The 24th is a holiday.
    assert passed[1440 + 16 * 60] == 540


def test_what_was_due_before_the_first_shift_is_late_by_all_its_business_minutes() -> None:
    day = read_day(text(changed((*V1, "due_at"), "2026-11-20T16:00")))
    plan = make_plan(day.job, Iterations(0))
    first = next(each for planned in plan.days for each in planned.visits if each.visit == "V1")
    # An hour on Friday; Monday's start lies before the office opens.
    assert first.late_minutes == 60
    assert check_plan(day.job, plan).faults == ()
    assert check_plan(day.job, plan).terms == plan.terms


def test_an_absence_in_the_middle_of_a_shift_cuts_it_in_two() -> None:
    away = [{"from_at": "2026-11-23T10:00", "until_at": "2026-11-23T11:00", "reason": "dentist"}]
    written = changed((*KIM, "absences"), away)
    pins = [
        {"technician": "kim", "starts_at": "2026-11-23T12:00"},
        {"technician": "kim", "starts_at": "2026-11-24T12:00"},
        {"technician": "kim", "shift": 1},
    ]
    for number, pin in enumerate(pins):
        written["visits"].append({"id": f"P{number}", "place": SITE, "minutes": 5, "pinned": pin})
    job = read_day(text(written)).job
    kim = job.technicians[0]
    assert [(shift.start, shift.end, shift.resumes) for shift in kim.shifts] == [
        (420, 600, False),
        (660, 960, True),
        (1860, 2400, False),
    ]
    assert [kim.rest_before(number) for number in range(3)] == [660, 0, 660]
    # Pins are counted in the shifts of the file, or lie where they start.
    assert [visit.pin.shift for visit in job.visits if visit.pin] == [1, 2, 2]


def test_two_shifts_of_one_day_need_no_night_between_them() -> None:
    hours = [
        ("23", "07:00", "11:00"),
        ("23", "15:00", "19:30"),
        ("24", "06:00", "10:00"),
        ("24", "18:00", "22:00"),
    ]
    shifts = [
        {"starts_at": f"2026-11-{day}T{opens}", "ends_at": f"2026-11-{day}T{ends}"}
        for day, opens, ends in hours
    ]
    written = changed((*KIM, "shifts"), shifts)
    written["technicians"][0]["overtime_minutes"] = 60
    kim = read_day(text(written)).job.technicians[0]
    # 13 hours from 7 are over at 20: half an hour of overtime is left. From 6 to 22 is longer than a day.
    assert [(shift.resumes, shift.overtime) for shift in kim.shifts] == [
        (False, 60),
        (True, 30),
        (False, 60),
        (False, 60),
    ]


def test_an_absence_that_ends_after_a_shift_leaves_what_is_before() -> None:
    away = [{"from_at": "2026-11-23T14:00", "until_at": "2026-11-24T23:00", "reason": "sick"}]
    shifts = read_day(text(changed((*KIM, "absences"), away))).job.technicians[0].shifts
    assert [(shift.start, shift.end) for shift in shifts] == [(420, 840), (1860, 1860)]


def test_a_given_matrix_needs_no_coordinates() -> None:
    day = json.loads(text(DAY))
    day["travel"] = {"places": ["depot", "site"], "minutes": [[0, 12], [13, 0]]}
    day["technicians"][1]["home"] = day["visits"][0]["place"] = "site"
    day["places"] = {}
    read = read_day(text(day))
    assert read.job.travel[0][1] == 12
    assert read.ways.source == "given"


def test_prices_differ_only_where_the_file_says_so() -> None:
    policy = read_day(text(changed(("policy",), {"travel": 7, "late": {"1": 500}}))).job.policy
    assert (policy.travel, policy.late, policy.version) == (
        7,
        {1: 500, 2: 50, 3: 20, 4: 0},
        "dispatch-1, changed",
    )


@pytest.mark.parametrize("name", sorted(schemas()))
def test_each_schema_is_a_schema_of_draft_2020_12(name: str) -> None:
    schema = schemas()[name]
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema_rs.meta.validate(schema)


def test_the_schema_takes_what_the_reader_takes() -> None:
    assert jsonschema_rs.validator_for(schemas()["plan-input"]).is_valid(DAY)


# What a schema can say; the rest is found when names are looked up.
BY_FORM = {
    "missing field",
    "missing list",
    "wrong type",
    "broken number",
    "negative minutes",
    "list for object",
}
BY_FORM |= {"unknown field", "unknown field of a shift", "another format", "priority that does not exist"}
BY_FORM |= {"latitude off the globe", "no moment"}


@pytest.mark.parametrize("row", [row for row in WRONG if row[0] in BY_FORM], ids=lambda row: row[0])
def test_the_schema_refuses_what_the_reader_refuses_by_its_form(
    row: tuple[str, dict[str, Any], list[str]],
) -> None:
    assert not jsonschema_rs.validator_for(schemas()["plan-input"]).is_valid(row[1])
