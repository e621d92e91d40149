"""Plans as files come back as they were, whatever is in them; and so do instances of Solomon's form."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstfix.engines.dispatch.day_files import (
    Search,
    Unreadable,
    canonical,
    form_of,
    is_solomon,
    plan_of,
    read_day,
    read_plan,
    read_solomon,
    solution_text,
)
from firstfix.engines.dispatch.day_files.schema import schemas
from firstfix.engines.dispatch.planning import Iterations, check_plan, make_plan
from tests.engines.dispatch.day_texts import DAY, SITE, changed, text

TINY = (Path(__file__).parent / "tiny_solomon.txt").read_text(encoding="utf-8")

coordinates = st.builds(
    lambda north, east: {"latitude": north, "longitude": east},
    st.floats(47.5, 48.5).map(lambda value: round(value, 4)),
    st.floats(7.5, 8.5).map(lambda value: round(value, 4)),
)
minutes_of_day = st.integers(7 * 60, 15 * 60)


def moment(day: int, minute: int) -> str:
    return f"2026-11-{day}T{minute // 60:02}:{minute % 60:02}"


@st.composite
def visits(draw: st.DrawFn) -> list[dict[str, object]]:
    found = []
    for number in range(draw(st.integers(1, 7))):
        day, minutes = draw(st.sampled_from((23, 24))), draw(st.integers(0, 120))
        visit: dict[str, object] = {
            "id": f"V{number}",
            "name": draw(st.text(max_size=12)),
            "place": draw(coordinates),
            "minutes": minutes,
            "priority": draw(st.integers(1, 4)),
            "skills": draw(st.sampled_from(([], ["fibre"], [{"name": "power", "level": 2}]))),
            "is_unpopular": draw(st.booleans()),
        }
        if draw(st.booleans()):
            opens = draw(minutes_of_day)
            closes = opens + minutes + draw(st.integers(0, 180))
            visit["windows"] = [{"opens_at": moment(day, opens), "closes_at": moment(day, closes)}]
        if draw(st.booleans()):
            visit |= {"due_at": moment(day, draw(minutes_of_day)), "calendar": "office"}
        found.append(visit)
    return found


@given(visits(), st.integers(0, 3))
@settings(max_examples=25, deadline=None)
def test_a_plan_comes_back_from_its_file_as_it_was(found: list[dict[str, object]], seed: int) -> None:
    day = read_day(text(changed(("visits",), found)))
    plan = make_plan(day.job, Iterations(20), seed=seed)
    assert check_plan(day.job, plan).faults == ()
    written = canonical(form_of(day, plan, Search(20, seed)))
    assert plan_of(read_plan(written), day.horizon) == plan
    assert canonical(read_plan(written)) == written
    assert jsonschema_rs.validator_for(schemas()["plan-output"]).is_valid(json.loads(written))


def test_crews_and_pick_ups_come_back_as_well() -> None:
    day = json.loads(text(DAY))
    day["depots"] = [{"id": "store", "place": "depot", "stock": {"board": 2}}]
    day["visits"][1] |= {"crew": 2, "windows": []}
    day["visits"][0] |= {"parts": {"board": 1}}
    read = read_day(text(day))
    plan = make_plan(read.job, Iterations(50))
    assert any(planned.pick_up is not None for planned in plan.days)
    assert sum(each.visit == "V2" for planned in plan.days for each in planned.visits) == 2
    assert plan_of(read_plan(canonical(form_of(read, plan, Search()))), read.horizon) == plan


def test_the_crew_of_a_pin_and_of_what_was_published_is_read() -> None:
    day = json.loads(text(DAY))
    told = {"technician": "kim", "starts_at": "2026-11-23T09:00", "crew": ["dana"]}
    day["visits"][1] |= {"crew": 2, "windows": [], "pinned": told}
    day["published"] = [{"visit": "V2", **told}]
    visit = read_day(text(day)).job.visits[1]
    assert visit.pin is not None
    assert (visit.pin.technician, visit.pin.shift, visit.pin.crew) == ("kim", 0, (("dana", 0),))
    assert visit.published is not None
    assert visit.published.crew == ("dana",)


def test_times_on_a_day_of_25_hours_come_back_whatever_the_clock_shows() -> None:
    day = json.loads(text(DAY).replace("2026-11-23", "2026-10-25").replace("2026-11-24", "2026-10-26"))
    day["technicians"][0]["shifts"][0] = {
        "starts_at": "2026-10-25T00:00",
        "ends_at": "2026-10-25T08:00",
    }
    day["visits"] = [
        {
            "id": name,
            "place": SITE,
            "minutes": 10,
            "pinned": {"technician": "kim", "starts_at": f"2026-10-25T02:30+0{offset}:00"},
        }
        for name, offset in (("first", 2), ("second", 1))
    ]
    read = read_day(text(day))
    plan = make_plan(read.job, Iterations(10))
    assert [each.starts for each in plan.days[0].visits] == [150, 210]
    assert plan_of(read_plan(canonical(form_of(read, plan, Search()))), read.horizon) == plan


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        (("starts_at", "2026-10-25T02:30"), "Visit V1: 2026-10-25T02:30 happens twice"),
        (("starts_at", "noon"), "no moment"),
        (("late_minutes", -1), "-1 is too small"),
        (("room", 1), "no field 'room'"),
    ],
)
def test_a_plan_that_cannot_be_meant_is_refused(spoilt: tuple[str, object], told: str) -> None:
    day = read_day(text(DAY))
    plan = json.loads(canonical(form_of(day, make_plan(day.job, Iterations(5)), Search())))
    first = next(each for planned in plan["days"] for each in planned["visits"] if each["visit"] == "V1")
    first[spoilt[0]] = spoilt[1]
    with pytest.raises(Unreadable, match=told):
        plan_of(read_plan(json.dumps(plan)), day.horizon)


def test_an_instance_of_solomons_form_is_read_in_tenths_that_are_cut_off() -> None:
    instance = read_solomon(TINY)
    job = instance.job
    assert is_solomon(TINY)
    assert not is_solomon(text(DAY))
    assert (instance.name, len(job.technicians), job.technicians[0].capacity) == ("TINY", 3, 10)
    # 0 to (3, 4) is 5; (3, 4) to (0, 12) is the root of 73, 8.544.
    assert (job.travel[0][1], job.travel[1][3]) == (50, 85)
    assert job.visits[2].windows == ((100, 200),)
    assert (job.visits[0].minutes, job.visits[0].load) == (100, 6)


def test_a_solution_is_told_with_the_distance_of_the_convention() -> None:
    plan = make_plan(read_solomon(TINY).job, Iterations(30))
    # 12.0 + 7.2 + 10.0 for the one vehicle, 5.0 there and back for the other.
    assert solution_text(plan).splitlines()[-1] == "Cost 39.2"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("  3         10\n", "", "line under VEHICLE"),
        ("  3         10\n", "  0         10\n", "nobody to send"),
        ("6          0         90", "x          0         90", "Line 11: .* what is no number"),
        ("6          0         90", "nan        0         90", "Line 11: .* cannot be meant"),
        ("6          0         90", "0         90", "Line 11: a customer needs 7 numbers"),
        ("6          0         90", "6         95         90", "Line 11: customer 1 is ready at 95"),
        ("6          0         90", "-6         0         90", "Visit 1, load"),
    ],
)
def test_an_instance_that_cannot_be_meant_is_refused(old: str, new: str, told: str) -> None:
    assert old in TINY
    with pytest.raises(ValueError, match=told):
        read_solomon(TINY.replace(old, new, 1))
