"""By hand: parts, crews, waiting, shares of unpopular work, and a day that has begun."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from firstfix.engines.dispatch.planning import (
    Appointment,
    Depot,
    Ground,
    Iterations,
    Job,
    Meal,
    Needed,
    PickUp,
    Pin,
    Plan,
    PlannedDay,
    Shift,
    Skill,
    Technician,
    Visit,
    check_plan,
    draft_of,
    make_plan,
    told_plan,
    why_engineer,
)
from firstfix.engines.dispatch.planning.coupled import make_draft
from firstfix.engines.dispatch.planning.repair import published, repair
from firstfix.engines.dispatch.planning.slots import best_slots, put_in

DAY = 24 * 60
# Everything lies twenty minutes from everything.
TRAVEL = [[0 if start == end else 20 for end in range(6)] for start in range(6)]
KIM = Technician("kim", (Shift(480, 960, 0, 0),), (Skill("power"),))
LEE = Technician("lee", (Shift(600, 960, 5, 5),))
TWO_DAYS = (Shift(480, 960, 0, 0), Shift(DAY + 480, DAY + 960, 0, 0))


def planned(*visits: Visit, technicians: tuple[Technician, ...] = (KIM, LEE), **more: Any) -> Plan:
    job = Job(technicians, visits, TRAVEL, **more)
    plan = make_plan(job, Iterations(150))
    checked = check_plan(job, plan)
    assert checked.faults == ()
    assert checked.terms == plan.terms
    return plan


def starts(plan: Plan) -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = {}
    for day in plan.days:
        for each in day.visits:
            found.setdefault(each.visit, []).append((day.technician, each.starts))
    return found


def only_day(plan: Plan) -> PlannedDay:
    (day,) = plan.days
    return day


# Crews


def test_a_crew_starts_together_when_the_last_of_it_is_there() -> None:
    # Kim could be there at 500, Lee's shift begins at 600.
    plan = planned(Visit("heavy", 1, 60, crew=2))
    assert starts(plan) == {"heavy": [("kim", 620), ("lee", 620)]}


def test_why_a_crew_names_everybody_who_comes() -> None:
    job = Job((KIM, LEE), (Visit("lift", 1, 60, crew=2),), TRAVEL)
    said = why_engineer(draft_of(job, make_plan(job, Iterations(5))), "lift").said
    assert [each.text() for each in said] == [
        "kim, lee start lift together at 10:20.",
        "Nobody else can have lift in these days.",
    ]


def test_one_of_a_crew_holds_the_skill_and_the_other_need_not() -> None:
    lift = Visit("heavy", 1, 60, crew=2, all_of=(Needed("power"),))
    assert planned(lift).unserved == ()
    assert planned(replace(lift, all_of=(Needed("fibre"),))).unserved == ("heavy",)


def test_somebody_who_is_refused_is_in_no_crew() -> None:
    lift = Visit("heavy", 1, 60, crew=2, customer="acme")
    lee = replace(LEE, refused=frozenset({"acme"}))
    assert planned(lift, technicians=(KIM, lee)).unserved == ("heavy",)


def test_three_start_together_and_each_leaves_in_their_own_time() -> None:
    slow = replace(LEE, id="slow", pace=150)
    plan = planned(Visit("heavy", 1, 60, crew=3), technicians=(KIM, LEE, slow))
    assert [(day.technician, day.visits[0].starts, day.back) for day in plan.days] == [
        ("kim", 620, 700),
        ("lee", 620, 700),
        ("slow", 620, 730),
    ]


def test_a_crew_that_was_published_meets_no_stranger() -> None:
    told = Appointment("kim", 620, crew=("lee",))
    plan = planned(Visit("heavy", 1, 60, crew=2, published=told))
    assert plan.terms.disruption == 0


def test_a_repair_knows_both_of_a_published_crew() -> None:
    job = Job((KIM, LEE), (Visit("heavy", 1, 60, crew=2),), TRAVEL)
    plan = make_plan(job, Iterations(50))
    assert published(job, plan).visits[0].published == Appointment("kim", 620, crew=("lee",))


def test_a_slot_for_a_crew_counts_what_it_costs_all_of_them() -> None:
    ground = Ground(Job((KIM, LEE), (Visit("heavy", 1, 60, crew=2),), TRAVEL))
    draft = make_draft(ground, [(), ()])
    assert [(slot.row, slot.points) for slot in best_slots(draft, 0)] == [(0, 800), (1, 800)]
    put_in(draft, 0)
    assert draft.orders() == [(0,), (0,)]


def test_half_a_crew_that_is_left_by_a_sick_mate_goes_nowhere() -> None:
    job = Job((KIM, LEE), (Visit("heavy", 1, 60, crew=2), Visit("light", 2, 30)), TRAVEL)
    plan = make_plan(job, Iterations(50))
    alone = replace(published(job, plan), technicians=(KIM,))
    ground = Ground(alone)
    found = list(repair(ground, plan, Iterations(10)))[-1]
    assert told_plan(ground, found.orders).unserved == ("heavy",)


# Waiting


def test_who_waits_starts_when_the_other_is_done_whoever_does_it() -> None:
    build = Visit("build", 1, 100, all_of=(Needed("power"),))
    plan = planned(build, Visit("test", 5, 30, after=("build",), preferred=frozenset({"lee"})))
    # Kim is done at 600. Lee's home is where the test is; they start as the shift begins.
    assert starts(plan) == {"build": [("kim", 500)], "test": [("lee", 600)]}
    slow = planned(replace(build, minutes=150), Visit("test", 5, 30, after=("build",)))
    assert starts(slow)["test"] == [("lee", 650)]


def test_what_waits_for_something_left_out_is_left_out_too() -> None:
    never = Visit("never", 1, 60, all_of=(Needed("alchemy"),))
    assert planned(never, Visit("later", 2, 30, after=("never",))).unserved == ("never", "later")


def test_the_next_day_is_after_too() -> None:
    first = Visit("first", 1, 60, windows=((860, 870),))
    kim = replace(KIM, shifts=TWO_DAYS)
    plan = planned(first, Visit("second", 2, 30, after=("first",)), technicians=(kim,))
    assert starts(plan)["second"] == [("kim", DAY + 500)]


def test_what_alone_does_not_pay_is_served_for_what_waits_for_it() -> None:
    # Twenty minutes there and back for a visit that is worth one minute.
    nothing = Visit("key", 1, 0, value=10)
    assert planned(nothing).unserved == ("key",)
    assert planned(nothing, Visit("door", 2, 30, priority=1, after=("key",))).unserved == ()


# Parts


def parts(*, van: int, depot: int) -> dict[str, Any]:
    """Give Kim alone for two days with so many fans in the van, and a depot with so many at place 3."""
    kim = replace(KIM, shifts=TWO_DAYS, van_stock={"fan": van})
    return {"technicians": (kim,), "depots": (Depot("store", 3, {"fan": depot}, minutes=10),)}


MONDAY = Visit("monday", 1, 60, windows=((480, 960),), parts={"fan": 1})
TUESDAY = Visit("tuesday", 2, 60, windows=((DAY + 480, DAY + 960),), parts={"fan": 1})


def test_a_part_used_on_monday_is_gone_on_tuesday() -> None:
    plan = planned(MONDAY, TUESDAY, **parts(van=2, depot=9))
    assert [day.pick_up for day in plan.days] == [None, None]
    plan = planned(MONDAY, TUESDAY, **parts(van=1, depot=9))
    # On Tuesday first to the store: there at 500, on at 510, at the customer at 530.
    assert [day.pick_up for day in plan.days] == [
        None,
        PickUp("store", 0, DAY + 500, DAY + 510, (("fan", 1),)),
    ]
    assert starts(plan)["tuesday"] == [("kim", DAY + 530)]
    assert plan.terms.parts == 50
    # The drive by the store is driving like any other: three drives instead of two.
    assert plan.days[1].terms.travel == 600


@pytest.mark.parametrize(("depot", "unserved"), [(2, ()), (1, ("tuesday",)), (0, ("monday", "tuesday"))])
def test_what_no_depot_has_is_left_out(depot: int, unserved: tuple[str, ...]) -> None:
    visits = (MONDAY, replace(TUESDAY, priority=4))
    assert planned(*visits, **parts(van=0, depot=depot)).unserved == unserved


def test_one_outing_fetches_all_that_the_day_lacks() -> None:
    visits = (MONDAY, replace(MONDAY, id="again", place=2), Visit("bare", 3, 30, windows=((480, 560),)))
    plan = planned(*visits, **parts(van=0, depot=9))
    assert [day.pick_up.parts for day in plan.days if day.pick_up] == [(("fan", 2),)]


def test_the_van_serves_first_and_the_store_is_seen_on_the_way_to_the_next() -> None:
    early = replace(MONDAY, id="early", windows=((500, 500),))
    late = replace(MONDAY, id="late", place=3)
    day = only_day(planned(early, late, **parts(van=1, depot=9)))
    # The second customer is next door to the store: no way longer, ten minutes at the counter.
    assert [each.visit for each in day.visits] == ["early", "late"]
    assert day.pick_up == PickUp("store", 1, 580, 590, (("fan", 1),))
    assert day.terms.travel == 600


def test_somebody_with_the_part_in_the_van_is_worth_a_detour() -> None:
    far = [list(line) for line in TRAVEL]
    far[5][1] = far[1][5] = 25
    job = Job(
        (replace(KIM, van_stock={}), replace(LEE, van_stock={"fan": 1})),
        (Visit("v", 1, 30, parts={"fan": 1}),),
        far,
        (Depot("store", 3, {"fan": 9}),),
    )
    # Kim: three drives of 20 minutes and the handling; Lee: twice 25 minutes.
    plan = make_plan(job, Iterations(50))
    assert only_day(plan).technician == "lee"
    assert make_plan(replace(job, technicians=job.technicians[:1]), Iterations(50)).points == 650


# Unpopular work


def test_unpopular_work_is_shared() -> None:
    visits = [Visit(f"night {number}", 0, 30, is_unpopular=True) for number in range(4)]
    near = replace(LEE, shifts=KIM.shifts)
    plan = planned(*visits, technicians=(KIM, near))
    # Each has none and one before: twice 60 points; all to one person would cost 60 times 0 + 1 + 2 + 3.
    assert sorted(len(day.visits) for day in plan.days) == [2, 2]
    assert plan.terms.fairness == 120
    plan = planned(*visits, technicians=(replace(KIM, burden=4), near))
    assert [(day.technician, len(day.visits)) for day in plan.days] == [("lee", 4)]


def test_the_share_counts_over_all_days_of_the_plan() -> None:
    kim = replace(KIM, shifts=TWO_DAYS)
    visits = (
        Visit("a", 0, 30, windows=((480, 900),), is_unpopular=True),
        Visit("b", 0, 30, windows=((DAY + 480, DAY + 900),), is_unpopular=True),
    )
    plan = planned(*visits, technicians=(kim,))
    assert [day.terms.fairness for day in plan.days] == [0, 60]


# A day that has begun


def begun(**changes: Any) -> Visit:
    return replace(Visit("begun", 1, 60, pin=Pin("kim", 0, 560)), **changes)


def test_the_day_goes_on_where_the_technician_is_when_that_is_done() -> None:
    plan = planned(begun(), Visit("next", 2, 30), technicians=(KIM,), now=600)
    assert starts(plan) == {"begun": [("kim", 560)], "next": [("kim", 640)]}
    assert only_day(plan).back == 690
    assert plan.terms.travel == 600


def test_nothing_starts_before_now_where_the_last_visit_is_over() -> None:
    plan = planned(begun(), Visit("next", 2, 30), technicians=(KIM,), now=700)
    assert starts(plan)["next"] == [("kim", 720)]


def test_who_has_nothing_more_to_do_goes_home_when_the_last_visit_is_over() -> None:
    assert only_day(planned(begun(), technicians=(KIM,), now=700)).back == 640


def test_what_has_begun_is_carried_on_whatever_windows_skills_and_customers_say() -> None:
    lee = replace(LEE, refused=frozenset({"acme"}), shifts=KIM.shifts)
    visit = begun(customer="acme", all_of=(Needed("power"),), windows=((480, 500),), pin=Pin("lee", 0, 560))
    assert starts(planned(visit, technicians=(lee,), now=600)) == {"begun": [("lee", 560)]}


def test_what_has_begun_may_end_after_everything_and_the_next_day_begins_after_the_rest() -> None:
    kim = replace(KIM, shifts=TWO_DAYS)
    # Done at 1400, home at 1420, 460 minutes after the end; with eleven hours of rest not before 2080.
    visits = (begun(minutes=840), Visit("next", 0, 30), Visit("late", 0, 30, windows=((961, 1430),)))
    plan = planned(*visits, technicians=(kim,), now=600)
    assert plan.days[0].back == 1420
    assert plan.days[0].terms.overtime == 460 * 15
    assert starts(plan)["next"] == [("kim", 2080)]
    assert plan.unserved == ("late",)


def test_who_is_held_through_the_hours_of_the_meal_has_it_not() -> None:
    kim = replace(KIM, shifts=(replace(KIM.shifts[0], meal=Meal(560, 600, 30)),))
    plan = planned(begun(), Visit("next", 2, 30), technicians=(kim,), now=570)
    assert (only_day(plan).meal, starts(plan)["next"]) == (None, [("kim", 640)])
    kim = replace(KIM, shifts=(replace(KIM.shifts[0], meal=Meal(560, 620, 30)),))
    plan = planned(begun(), Visit("next", 2, 30), technicians=(kim,), now=570)
    assert starts(plan)["next"] == [("kim", 670)]


def test_who_waits_for_what_has_begun_waits_until_it_is_done() -> None:
    plan = planned(begun(minutes=140), Visit("next", 5, 30, after=("begun",)), now=600)
    assert starts(plan)["next"] == [("lee", 700)]


def test_a_crew_that_has_begun_holds_both() -> None:
    visit = begun(crew=2, pin=Pin("kim", 0, 640, crew=(("lee", 0),)))
    plan = planned(visit, Visit("next", 5, 30), now=650)
    assert starts(plan) == {"begun": [("kim", 640), ("lee", 640)], "next": [("lee", 720)]}


def test_no_price_buys_a_pin() -> None:
    # A P4 pinned to Kim at the hour of a P1 that only Kim could do.
    urgent = Visit("urgent", 2, 60, windows=((600, 620),), all_of=(Needed("power"),), priority=1)
    pinned = Visit("pinned", 1, 60, priority=4, pin=Pin("kim", 0, 600))
    plan = planned(urgent, pinned)
    assert starts(plan) == {"pinned": [("kim", 600)]}
    assert plan.terms.unserved == 300_000


def test_two_pins_to_one_minute_leave_one_out_as_an_answer() -> None:
    plan = planned(Visit("a", 1, 60, pin=Pin("kim", 0, 600)), Visit("b", 2, 60, pin=Pin("kim", 0, 610)))
    assert len(plan.unserved) == 1
    assert plan.terms.unserved == 12_000


def test_who_is_on_the_way_to_a_pin_by_now_keeps_it() -> None:
    # Kim left home at 480; leaving at 490 one would not be there at 500.
    pinned = Visit("pinned", 1, 60, pin=Pin("kim", 0, 500))
    plan = planned(pinned, Visit("next", 2, 30), technicians=(KIM,), now=490)
    assert starts(plan) == {"pinned": [("kim", 500)], "next": [("kim", 580)]}
    # Nobody can be there at 499 who does not leave before the shift.
    early = replace(pinned, pin=Pin("kim", 0, 499))
    assert planned(early, technicians=(KIM,), now=490).unserved == ("pinned",)
