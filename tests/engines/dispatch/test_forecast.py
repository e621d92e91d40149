"""The forecast: nothing late without a delay, nothing earlier by one, and starts as the clock walks them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstfix.engines.dispatch.planning import (
    Break,
    Delayed,
    Event,
    Finished,
    Forecast,
    Iterations,
    Job,
    Overrun,
    Plan,
    PlannedDay,
    Promise,
    Shift,
    Started,
    Sureness,
    Technician,
    Visit,
    forecast_lateness,
    make_plan,
)
from tests.engines.dispatch.jobs import several_days, small_job
from tests.engines.dispatch.tied_jobs import tied_job

SEEDS = st.integers(0, 10**9)
NEVER = 1 << 40


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.integers(0, 700))
def test_as_long_as_all_goes_as_planned_nothing_is_late_and_every_start_is_the_planned_one(
    seed: int, now: int
) -> None:
    job, plan = planned(seed)
    told = forecast_lateness(job, plan, as_planned(plan, now), now=now)
    assert told.late == ()
    starts = {(day.technician, each.visit): each.starts for day in plan.days for each in day.visits}
    assert {(each.technician, each.visit): each.starts for each in told.expected} == {
        (day.technician, each.visit): starts[day.technician, each.visit]
        for day in plan.days
        for each in day.visits
        if each.done > now
    }
    assert all(each.moved_minutes == 0 for each in told.expected)


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.integers(0, 500))
def test_a_delay_never_makes_anything_earlier(seed: int, now: int) -> None:
    job, plan = planned(seed)
    events = as_planned(plan, now)
    random = Random(seed)
    worse = [*events, *delays(plan, random, now)]
    before, after = (
        starts_of(forecast_lateness(job, plan, events, now=now)),
        starts_of(forecast_lateness(job, plan, worse, now=now)),
    )
    assert all(after[key] >= before[key] for key in after)
    more = [replace(each, minutes=each.minutes + 10) if isinstance(each, Delayed) else each for each in worse]
    still_later = starts_of(forecast_lateness(job, plan, more, now=now))
    assert all(still_later[key] >= after[key] for key in still_later)


@settings(max_examples=50, deadline=None)
@given(SEEDS, st.integers(0, 500))
def test_every_start_is_what_walking_the_day_minute_by_minute_gives(seed: int, now: int) -> None:
    job, plan = planned(seed)
    random = Random(seed)
    events = [*happened(plan, random, now), *delays(plan, random, now)]
    walked = {
        (day.technician, visit): start
        for day in plan.days
        for visit, start in minute_by_minute(job, plan, day, events, now)
    }
    assert starts_of(forecast_lateness(job, plan, events, now=now)) == walked


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.integers(0, 500))
def test_it_is_known_since_the_first_minute_from_which_on_it_was_always_said(seed: int, now: int) -> None:
    job, plan = planned(seed)
    random = Random(seed)
    events = [*happened(plan, random, now), *delays(plan, random, now)]
    told = forecast_lateness(job, plan, events, now=now)
    if not told.late:
        return
    said = {minute: surenesses(forecast_lateness(job, plan, events, now=minute)) for minute in range(now + 1)}
    for late in told.late:
        minute = now
        while minute > 0 and is_as_sure(said[minute - 1].get(late.visit), late.sureness):
            minute -= 1
        assert late.known_since == minute


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.integers(0, 500))
def test_what_is_late_misses_by_what_the_minutes_say(seed: int, now: int) -> None:
    job, plan = planned(seed)
    random = Random(seed)
    events = [*happened(plan, random, now), *delays(plan, random, now)]
    told = forecast_lateness(job, plan, events, now=now)
    started = {each.visit for each in events if isinstance(each, Started | Finished)}
    late = {each.visit: each for each in told.late}
    for each in told.expected:
        if each.visit in started:
            assert each.visit not in late
            continue
        visit = next(one for one in job.visits if one.id == each.visit)
        planned_start = each.starts - each.moved_minutes
        window = min(
            (shuts for opens, shuts in visit.windows if opens <= planned_start <= shuts), default=NEVER
        )
        over = max(0, each.starts - window)
        promise = late_minutes(job, visit, each.starts) - late_minutes(job, visit, planned_start)
        assert (each.visit in late) == (over > 0 or promise > 0)
        if each.visit in late:
            found = late[each.visit]
            assert (found.window_minutes, found.promise_minutes) == (over, promise)
            assert (found.expected_start, found.planned_start) == (each.starts, planned_start)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_crews_and_who_waits_for_others_are_as_planned_without_a_delay_and_never_earlier_with_one(
    seed: int,
) -> None:
    job = tied_job(seed, ties=("crew", "after", "parts"), visit_count=6)
    plan = make_plan(job, Iterations(5))
    assert forecast_lateness(job, plan, (), now=0).late == ()
    before = starts_of(forecast_lateness(job, plan, (), now=0))
    assert before == {(day.technician, each.visit): each.starts for day in plan.days for each in day.visits}
    worse = delays(plan, Random(seed), 0)
    told = forecast_lateness(job, plan, worse, now=0)
    after = starts_of(told)
    assert all(after[key] >= before[key] for key in after)
    done = {each.visit: each.done for each in told.expected}
    for visit in job.visits:
        crew = {start for (_technician, name), start in after.items() if name == visit.id}
        assert len(crew) <= 1
        assert all(start >= done[name] for start in crew for name in visit.after if name in done)


# One technician, three visits, everything twenty minutes from everything.
TRAVEL = [[0 if start == end else 20 for end in range(5)] for start in range(5)]
KIM, LEE = Technician("kim", (Shift(480, 960, 0, 0),)), Technician("lee", (Shift(480, 960, 4, 4),))
VISITS = (
    Visit("first", 1, 60, windows=((480, 520),), preferred=frozenset({"kim"})),
    Visit("second", 2, 60, windows=((540, 640),), preferred=frozenset({"kim"})),
    Visit("third", 3, 60, promise=Promise(680), preferred=frozenset({"kim"})),
)
JOB = Job((KIM, LEE), VISITS, TRAVEL)
PLAN = make_plan(JOB, Iterations(50))


def test_the_plan_by_hand_is_as_it_is_told_below() -> None:
    (day,) = PLAN.days
    assert [(each.visit, each.starts) for each in day.visits] == [
        ("first", 500),
        ("second", 580),
        ("third", 660),
    ]


def test_a_visit_that_takes_longer_makes_the_next_ones_late_and_says_who_could_help() -> None:
    events = (Started("first", 500), Overrun("first", 530, 630))
    told = forecast_lateness(JOB, PLAN, events, now=540)
    second, third = told.late
    # Done at 630, there at 650: ten minutes after the window; then 710 and 730 for 680.
    assert (second.expected_start, second.window_minutes, second.promise_minutes) == (650, 10, 0)
    assert (third.expected_start, third.window_minutes, third.promise_minutes) == (730, 0, 50)
    # Sure even if the second takes no time: 650 and 20 on the way is no later than 680, so the third is not.
    assert (second.sureness, third.sureness) == (Sureness.SURE, Sureness.LIKELY)
    assert (second.known_since, third.known_since) == (530, 530)
    (taker,) = second.takers
    assert (taker.spot.technician, taker.spot.starts, taker.points) == ("lee", 560, 550)
    assert [said.text() for said in second.said] == [
        "second was planned for 09:40 and will start at about 10:50.",
        "That is 10 min after the end of the time agreed.",
        "This is known since 08:50.",
        "lee could start it at 09:20.",
    ]


def test_time_alone_makes_late_who_has_not_started() -> None:
    told = forecast_lateness(JOB, PLAN, (), now=521)
    first = told.late[0]
    assert (first.visit, first.expected_start, first.window_minutes) == ("first", 521, 1)
    assert (first.known_since, first.sureness) == (521, Sureness.SURE)


def test_who_is_held_up_reaches_only_the_next_visit_later_by_that() -> None:
    told = forecast_lateness(JOB, PLAN, (Delayed("kim", 490, 15),), now=490)
    assert {each.visit: each.starts for each in told.expected} == {"first": 515, "second": 595, "third": 675}
    later = (Delayed("kim", 490, 15), Started("first", 515))
    told = forecast_lateness(JOB, PLAN, later, now=516)
    assert {each.visit: each.starts for each in told.expected} == {"first": 515, "second": 595, "third": 675}


# How sure it is that the third is late when the second may take from short to long minutes.
SPREADS = {
    "late even if it is short": ((50, 90), 20, Sureness.SURE),
    "late as planned": ((10, 90), 20, Sureness.LIKELY),
    "late if it is long": ((50, 90), 0, Sureness.POSSIBLE),
    "in time even if it is long": ((50, 65), 0, None),
}


@pytest.mark.parametrize(("spread", "delay", "sureness"), SPREADS.values(), ids=SPREADS.keys())
def test_a_spread_of_lengths_says_how_sure_it_is(
    spread: tuple[int, int], delay: int, sureness: Sureness | None
) -> None:
    events = (Started("first", 500), Overrun("first", 501, 560 + delay + 15))
    told = forecast_lateness(JOB, PLAN, events, now=505, spread={"second": spread})
    third = {late.visit: late.sureness for late in told.late}.get("third")
    assert third == sureness


def test_the_meal_and_an_outing_stay_where_they_are_in_the_day() -> None:
    day = PLAN.days[0]
    first, second, third = day.visits
    plan = replace(
        PLAN, days=(replace(day, meal=Break(660, 690), visits=(first, second, replace(third, starts=690))),)
    )
    told = forecast_lateness(JOB, plan, (Started("first", 500), Overrun("first", 500, 580)), now=500)
    # 580, 20 on the way, 60 of work, 20 on the way, 30 of meal.
    assert [each.starts for each in told.expected] == [500, 600, 710]


def planned(seed: int) -> tuple[Job, Plan]:
    job = several_days(seed, visit_count=7) if seed % 2 else small_job(seed, visit_count=7)
    return job, make_plan(job, Iterations(5))


def as_planned(plan: Plan, now: int) -> list[Event]:
    events: list[Event] = []
    for day in plan.days:
        for each in day.visits:
            events.extend([Started(each.visit, each.starts)] if each.starts <= now else [])
            events.extend([Finished(each.visit, each.done)] if each.done <= now else [])
    return events


def happened(plan: Plan, random: Random, now: int) -> list[Event]:
    """Give days that went on later and later, as far as they are by now."""
    events: list[Event] = []
    for day in plan.days:
        late = 0
        for each in day.visits:
            late += random.choice((0, 0, 5, 25))
            if each.starts + late <= now:
                events.append(Started(each.visit, each.starts + late))
            late += random.choice((0, 0, 10))
            if each.done + late <= now:
                events.append(Finished(each.visit, each.done + late))
    return events


def delays(plan: Plan, random: Random, now: int) -> list[Event]:
    found: list[Event] = []
    for day in plan.days:
        if random.random() < 0.6:
            found.append(Delayed(day.technician, random.randint(0, now), random.randint(1, 40)))
        for each in day.visits:
            if random.random() < 0.3:
                found.append(Overrun(each.visit, random.randint(0, now), each.done + random.randint(0, 60)))
    return found


def starts_of(told: Forecast) -> dict[tuple[str, str], int]:
    return {(each.technician, each.visit): each.starts for each in told.expected}


def surenesses(told: Forecast) -> dict[str, Sureness]:
    return {late.visit: late.sureness for late in told.late}


def is_as_sure(one: Sureness | None, other: Sureness) -> bool:
    order = list(Sureness)
    return one is not None and order.index(one) <= order.index(other)


def late_minutes(job: Job, visit: Visit, start: int) -> int:
    """Count the minutes of the promise's calendar one by one."""
    if visit.promise is None:
        return 0
    calendar = job.calendars["office"] if visit.promise.calendar else None
    return sum(
        1 if calendar is None else calendar[minute + 1] - calendar[minute]
        for minute in range(visit.promise.due, start)
    )


def minute_by_minute(
    job: Job, plan: Plan, day: PlannedDay, events: list[Event], now: int
) -> Iterator[tuple[str, int]]:
    """Walk a day by the clock: at each minute somebody drives, eats, waits or works."""
    started = {each.visit: each.at for each in events if isinstance(each, Started)}
    finished = {each.visit: each.at for each in events if isinstance(each, Finished)}
    shift = next(each for each in job.technicians if each.id == day.technician).shifts[day.shift]
    clock, place, left = shift.start, shift.start_place, shift.start
    for each in day.visits:
        goal = next(visit for visit in job.visits if visit.id == each.visit).place
        held_up = delay_before(plan, day, each.visit, events)
        todo = tasks(job, day, left, each.starts, (place, goal))
        if each.visit in started:
            start = started[each.visit]
        else:
            for kind, minutes, not_before in todo:
                del kind
                clock = max(clock, not_before)
                for _minute in range(minutes):
                    clock += 1
            clock += held_up
            while clock < each.starts or clock < now:
                clock += 1
            start = clock
        if each.visit not in finished:
            yield each.visit, start
        clock = end_of(each.visit, start, each.done - each.starts, events, finished, now)
        place, left = goal, each.done


def tasks(
    job: Job, day: PlannedDay, left: int, starts: int, way: tuple[int, int]
) -> list[tuple[str, int, int]]:
    """Give the drive and the meal before a visit in their order, each with its length and earliest minute."""
    minutes = job.travel[way[0]][way[1]]
    drive = ("drive", minutes, 0)
    if day.meal is None or not left <= day.meal.starts < starts:
        return [drive]
    meal = ("meal", day.meal.ends - day.meal.starts, day.meal.starts)
    return [drive, meal] if day.meal.starts >= left + minutes else [meal, drive]


def delay_before(plan: Plan, day: PlannedDay, visit: str, events: list[Event]) -> int:
    """Give the last delay of a technician that no start has ended yet, if this is the next visit."""
    mine = [each.visit for one in plan.days if one.technician == day.technician for each in one.visits]
    begun = [each for each in events if isinstance(each, Started) and each.visit in mine]
    waiting = [name for name in mine if name not in {each.visit for each in begun}]
    told = [each for each in events if isinstance(each, Delayed) and each.technician == day.technician]
    if not told or waiting[:1] != [visit]:
        return 0
    last = max(told, key=lambda each: (each.at, events.index(each)))
    ended = any((each.at, events.index(each)) > (last.at, events.index(last)) for each in begun)
    return 0 if ended else last.minutes


def end_of(
    visit: str, start: int, minutes: int, events: list[Event], finished: dict[str, int], now: int
) -> int:
    if visit in finished:
        return finished[visit]
    is_started = any(isinstance(each, Started) and each.visit == visit for each in events)
    estimates = [each for each in events if isinstance(each, Overrun) and each.visit == visit]
    end = start + minutes
    if estimates:
        last = max(estimates, key=lambda each: (each.at, events.index(each))).done
        end = last if is_started else max(end, last)
    return max(end, now) if is_started else end
