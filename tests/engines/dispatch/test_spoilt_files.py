"""Whatever somebody does to a file, the answer is a day that can be planned, or sentences; never a crash."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from random import Random
from typing import Any, TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from firstfix.engines.dispatch.day_files import (
    Search,
    Unreadable,
    canonical,
    day_of,
    decoded,
    events_of,
    form_of,
    plain,
    plan_of,
    read_day,
    read_events,
    read_form,
    read_plan_or_repair,
    with_news,
)
from firstfix.engines.dispatch.events import Event
from firstfix.engines.dispatch.planning import Iterations, check_plan, make_plan
from tests.engines.dispatch.day_texts import DAY, text

T = TypeVar("T")

FULL: dict[str, Any] = json.loads(text(DAY)) | {
    "now": "2026-11-23T06:00",
    "depots": [{"id": "store", "place": "depot", "stock": {"board": 1}}],
    "skills": ["fibre", "power", "laser"],
    "policy": {"late": {"1": 100}, "travel": 5},
    "published": [{"visit": "V1", "technician": "kim", "starts_at": "2026-11-23T09:00"}],
}
FULL["visits"][0] |= {"parts": {"board": 1}, "after": ["V2"], "any_of": [["fibre", "laser"]], "crew": 1}
FULL["visits"][1] |= {"pinned": {"technician": "kim", "starts_at": "2026-11-23T13:00"}}
FULL["technicians"][0] |= {"absences": [{"from_at": "2026-11-24T09:00", "until_at": "2026-11-24T10:00"}]}

EVENTS: dict[str, Any] = {
    "format": "firstfix-events-1",
    "now": "2026-11-23T09:30",
    "events": [
        {"kind": "technician_away", "technician": "kim", "from_at": "2026-11-23T12:00"},
        {"kind": "overrun", "visit": "V1", "minutes": 10},
        {"kind": "no_access", "visit": "V2", "until_at": "2026-11-23T13:30"},
        {"kind": "new_visit", "visit": {"id": "N", "place": "depot", "minutes": 5}},
    ],
}

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(
        [
            "2026-11-23T12:00",
            "2026-03-29T02:30",
            "2026-11-23T12:00+99:00",
            "0001-01-01T00:00+01:00",
            "9999-12-31T23:59",
            "25:00",
            "kim",
            "V1",
            "depot",
            "Europe/Berlin",
            "../../etc",
            [],
            {},
            [[]],
            {"": ""},
            [None],
        ]
    ),
)


@given(st.integers(0, 10**9), st.lists(JUNK, min_size=1, max_size=3))
@settings(max_examples=80, deadline=None)
def test_a_spoilt_day_is_planned_or_told(seed: int, junk: list[object]) -> None:
    spoilt = json.dumps(spoil(FULL, Random(seed), junk))
    day, problems = asked(lambda: read_day(decoded(spoilt.encode("utf-8", "surrogatepass"))))
    assert all(problem and plain(problem) == problem for problem in problems)
    if day is None:
        assert problems
        return
    plan = make_plan(day.job, Iterations(2))
    assert check_plan(day.job, plan).faults == ()
    assert plan_of(read_plan_or_repair(canonical(form_of(day, plan, Search()))), day.horizon) == plan


@given(st.integers(0, 10**9), st.lists(JUNK, min_size=1, max_size=2))
@settings(max_examples=80, deadline=None)
def test_spoilt_events_are_read_or_told(seed: int, junk: list[object]) -> None:
    form, spoilt = read_form(text(DAY)), json.dumps(spoil(EVENTS, Random(seed), junk))

    def events() -> tuple[Event, ...]:
        news = read_events(spoilt)
        return events_of(form, news, day_of(with_news(form, news)).horizon)

    found, problems = asked(events)
    assert (found is None) == bool(problems)


@given(st.text(max_size=40))
@settings(max_examples=80, deadline=None)
def test_any_text_is_told(written: str) -> None:
    day, problems = asked(lambda: read_day(decoded(written.encode("utf-8", "surrogatepass"))))
    assert day is None
    assert problems


def asked(read: Callable[[], T]) -> tuple[T | None, tuple[str, ...]]:
    """Give what was read, or None and the problems."""
    try:
        return read(), ()
    except Unreadable as error:
        return None, error.problems


def spoil(right: dict[str, Any], random: Random, junk: list[object]) -> dict[str, Any]:
    """Give a copy with something else in some places: a value, a new field, or nothing at all."""
    spoilt = copy.deepcopy(right)
    for value in junk:
        here: Any = spoilt
        while True:
            steps = list(here) if isinstance(here, dict) else list(range(len(here)))
            if not steps:
                break
            step = random.choice(steps)
            inside = here[step]
            if isinstance(inside, dict | list) and inside and random.random() < 0.85:
                here = inside
                continue
            change(here, step, value, random)
            break
    return spoilt


def change(here: Any, step: Any, value: object, random: Random) -> None:
    way = random.random()
    if way < 0.7:
        here[step] = copy.deepcopy(value)
    elif way < 0.85:
        del here[step]
    elif isinstance(here, dict):
        here[str(value)[:20]] = copy.deepcopy(value)
    else:
        here.append(copy.deepcopy(here[step]))
