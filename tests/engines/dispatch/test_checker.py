"""The checker finds what is planted: one plan by hand, broken in one way at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from firstfix.engines.dispatch.planning import (
    Break,
    Depot,
    Job,
    Meal,
    Needed,
    PickUp,
    Pin,
    Plan,
    PlannedDay,
    PlannedVisit,
    Shift,
    Skill,
    Technician,
    Terms,
    Visit,
    check_plan,
)

# Kim's home is place 0; everything lies twenty minutes from everything.
TRAVEL = [[0 if start == end else 20 for end in range(4)] for start in range(4)]
KIM = Technician(
    "kim",
    (Shift(480, 960, 0, 0, overtime=30, meal=Meal(600, 720, 30)), Shift(1920, 2400, 0, 0)),
    (Skill("power", level=2), Skill("voice")),
    capacity=5,
)
JOB = Job(
    (KIM,),
    (
        Visit("a", 1, 60, windows=((480, 600),), all_of=(Needed("power", 2),), load=2),
        Visit("b", 2, 60, any_of=((Needed("voice"), Needed("fibre")),), customer="acme", load=3),
        Visit("c", 3, 60),
        Visit("d", 3, 60, all_of=(Needed("fibre"),), priority=4),
    ),
    TRAVEL,
)
A, B, C = PlannedVisit("a", 500, 500, 560), PlannedVisit("b", 580, 580, 640), PlannedVisit("c", 660, 660, 720)
# The meal is had where c is, before the drive home.
DAY = PlannedDay("kim", 0, (A, B, C), back=770, meal=Break(720, 750))
PLAN = Plan((DAY,), ("d",), Terms(travel=800, unserved=2000))

Broken = tuple[Job, Plan]


def test_the_plan_by_hand_is_sound_and_costs_what_a_person_counts() -> None:
    checked = check_plan(JOB, PLAN)
    assert checked.faults == ()
    # Four drives of twenty minutes at ten points, and a P4 left out.
    assert checked.terms == PLAN.terms


def day(**changes: Any) -> Broken:
    return JOB, replace(PLAN, days=(replace(DAY, **changes),))


def one_more(more: PlannedDay) -> Broken:
    return JOB, replace(PLAN, days=(DAY, more))


def kim(**changes: Any) -> Broken:
    return replace(JOB, technicians=(replace(KIM, **changes),)), PLAN


def slow_kim(*minutes: int) -> Broken:
    """Give the plan to a technician who takes a tenth longer than others, for visits of so many minutes."""
    pairs = zip(JOB.visits, (*minutes, 60), strict=True)
    return replace(kim(pace=110)[0], visits=tuple(replace(each, minutes=work) for each, work in pairs)), PLAN


def visit(index: int, **changes: Any) -> Broken:
    visits = list(JOB.visits)
    visits[index] = replace(visits[index], **changes)
    return replace(JOB, visits=tuple(visits)), PLAN


FAULTS = {
    "a visit twice": (
        lambda: one_more(PlannedDay("kim", 1, (PlannedVisit("b", 1940, 1940, 2000),), back=2020)),
        "b is planned twice.",
    ),
    "a visit of another job": (
        lambda: (JOB, replace(day(visits=(A, replace(B, visit="x"), C))[1], unserved=("b", "d"))),
        "x is no visit of the job.",
    ),
    "a shift twice": (lambda: one_more(PlannedDay("kim", 0, (), back=480)), "kim has the shift 0 twice."),
    "no such shift": (lambda: one_more(PlannedDay("kim", 7, (), back=480)), "kim has no shift 7."),
    "no such technician": (lambda: one_more(PlannedDay("lee", 0, (), back=480)), "lee has no shift 0."),
    "a level too low": (
        lambda: kim(skills=(Skill("power"), Skill("voice"))),
        "kim, a: a skill is missing.",
    ),
    "a certificate that has expired": (
        lambda: kim(skills=(Skill("power", 2, expires=480), Skill("voice"))),
        "kim, a: a skill is missing.",
    ),
    "no skill of several": (
        lambda: kim(skills=(Skill("power", 2),)),
        "kim, b: none of the alternative skills is there.",
    ),
    "a refused customer": (
        lambda: kim(refused=frozenset({"acme"})),
        "kim, b: the customer must not be served by this technician.",
    ),
    "a window missed": (
        lambda: visit(0, windows=((480, 490), (510, 600))),
        "kim, a: starts at 500, outside its windows.",
    ),
    "too little time": (lambda: visit(1, minutes=61), "kim, b: is given too little time."),
    "too little time for somebody slow": (
        lambda: slow_kim(54, 55, 54),
        "kim, b: is given too little time.",
    ),
    "a pin to another technician": (
        lambda: visit(2, pin=Pin("lee", 0)),
        "kim, c: was moved from where it is pinned.",
    ),
    "a pin to another shift": (
        lambda: visit(2, pin=Pin("kim", 1)),
        "kim, c: was moved from where it is pinned.",
    ),
    "a pin to another minute": (
        lambda: visit(2, pin=Pin("kim", 0, 661)),
        "kim, c: was moved from where it is pinned.",
    ),
    "a drive too fast": (
        lambda: day(visits=(A, replace(B, starts=579), C)),
        "kim, shift 0: cannot be at place 2 by 579.",
    ),
    "a drive home too fast": (lambda: day(back=769), "kim, shift 0: cannot be at place 0 by 769."),
    "a meal while at work": (
        lambda: day(meal=Break(690, 720)),
        "kim, shift 0: has a meal while at work.",
    ),
    "no meal": (lambda: day(meal=None), "kim, shift 0: has no meal within its hours."),
    "a meal too late": (
        lambda: day(meal=Break(721, 751), back=771),
        "kim, shift 0: has no meal within its hours.",
    ),
    "a meal too short": (lambda: day(meal=Break(720, 749)), "kim, shift 0: has too short a meal."),
    "a full van": (lambda: kim(capacity=4), "kim, shift 0: carries more than the van takes."),
    "too much overtime": (
        lambda: day(back=991),
        "kim, shift 0: is back at 991, later than overtime allows.",
    ),
    "too little rest": (
        lambda: kim(rest=1920 - 769),
        "kim, shift 0: has too little rest before the next day.",
    ),
    "a visit left out in silence": (
        lambda: (JOB, replace(PLAN, unserved=())),
        "The plan's list of visits left out is not what it leaves out.",
    ),
}


# A second plan by hand, whose days hang together: Kim and Lee lift "heavy" at 600 when "first" is done, and
# Lee, who has one fan in the van, fetches another before "fans".
STORE = Depot("store", 3, {"fan": 1}, minutes=10)
LEE = Technician("lee", (Shift(480, 960, 0, 0),), van_stock={"fan": 1})
FIRST = Visit("first", 1, 80)
HEAVY = Visit("heavy", 2, 60, all_of=(Needed("power"),), crew=2)
FANS = Visit("fans", 3, 30, parts={"fan": 2})
TIED = Job(
    (replace(KIM, shifts=(Shift(480, 960, 0, 0),)), LEE),
    (FIRST, replace(HEAVY, after=("first",)), FANS),
    TRAVEL,
    (STORE,),
)
TOGETHER = PlannedVisit("heavy", 600, 600, 660)
KIMS = PlannedDay("kim", 0, (PlannedVisit("first", 500, 500, 580), TOGETHER), back=680)
LEES = PlannedDay(
    "lee",
    0,
    (TOGETHER, PlannedVisit("fans", 690, 690, 720)),
    back=740,
    pick_up=PickUp("store", 1, 680, 690, (("fan", 1),)),
)
TIED_PLAN = Plan((KIMS, LEES), (), Terms(travel=1200, parts=50))


def test_the_plan_with_ties_by_hand_is_sound_and_costs_what_a_person_counts() -> None:
    checked = check_plan(TIED, TIED_PLAN)
    assert checked.faults == ()
    assert checked.terms == TIED_PLAN.terms


def lees(**changes: Any) -> Broken:
    return TIED, replace(TIED_PLAN, days=(KIMS, replace(LEES, **changes)))


def tied(index: int, **changes: Any) -> Broken:
    visits = list(TIED.visits)
    visits[index] = replace(visits[index], **changes)
    return replace(TIED, visits=tuple(visits)), TIED_PLAN


FAULTS |= {
    "half a crew": (
        lambda: lees(visits=LEES.visits[1:], pick_up=replace(LEES.pick_up, after=0)),
        "heavy: takes 2 technicians, and has 1.",
    ),
    "a crew that comes one by one": (
        lambda: lees(visits=(PlannedVisit("heavy", 599, 599, 659), LEES.visits[1])),
        "heavy: its technicians do not start together.",
    ),
    "a crew without the skill": (
        lambda: tied(1, all_of=(Needed("fibre"),)),
        "heavy: nobody of its crew holds all that it needs.",
    ),
    "a crew too large": (lambda: tied(1, crew=1, all_of=()), "heavy is planned twice."),
    "too early for what comes before": (
        lambda: (replace(TIED, visits=(replace(FIRST, after=("heavy",)), HEAVY, FANS)), TIED_PLAN),
        "first: starts at 500, before heavy is done.",
    ),
    "after something left out": (
        lambda: (TIED, Plan((replace(KIMS, visits=(TOGETHER,)), LEES), ("first",), Terms())),
        "heavy: waits for first, which is not in the plan.",
    ),
    "a part out of nowhere": (
        lambda: lees(pick_up=None),
        "lee: uses 2 of fan, and has 1 in the van.",
    ),
    "a part fetched too late": (
        lambda: lees(pick_up=PickUp("store", 2, 720, 730, (("fan", 1),)), back=750),
        "lee: uses 2 of fan, and has 1 in the van.",
    ),
    "a depot that has less": (
        lambda: (replace(TIED, depots=(replace(STORE, stock={"fan": 0}),)), TIED_PLAN),
        "store: gives 1 of fan, and has 0.",
    ),
    "no time at the depot": (
        lambda: lees(pick_up=replace(LEES.pick_up, done=689)),
        "lee, shift 0: has too little time at store.",
    ),
    "an outing without the way": (
        lambda: lees(pick_up=replace(LEES.pick_up, arrives=679, done=690)),
        "lee, shift 0: cannot be at place 3 by 679.",
    ),
    "something begun and forgotten": (
        lambda: (
            replace(TIED, visits=(replace(FIRST, pin=Pin("kim", 0, 500)), HEAVY, FANS), now=510),
            Plan((replace(KIMS, visits=(TOGETHER,)), LEES), ("first",), Terms()),
        ),
        "kim, first: has begun, and is not in the plan.",
    ),
    "a pin left out for nothing": (
        lambda: (
            replace(JOB, visits=(*JOB.visits[:3], Visit("d", 3, 30, pin=Pin("kim", 1)))),
            PLAN,
        ),
        "kim, d: is pinned, could be served, and is not in the plan.",
    ),
}


@pytest.mark.parametrize(("broken", "sentence"), FAULTS.values(), ids=FAULTS.keys())
def test_each_planted_fault_is_found_and_nothing_else(broken: Callable[[], Broken], sentence: str) -> None:
    assert check_plan(*broken()).faults == (sentence,)


def test_what_starts_in_the_past_cannot_be_reached_either() -> None:
    faults = check_plan(replace(JOB, now=510), PLAN).faults
    assert faults == ("kim, a: starts in the past.", "kim, shift 0: cannot be at place 1 by 500.")


# Each price of the policy on one fact: what the checker counts is the product that a person writes down.
PRICES = {
    "overtime": (lambda: day(back=965), Terms(travel=800, overtime=5 * 15, unserved=2000)),
    "preference": (
        lambda: visit(2, preferred=frozenset({"lee"})),
        Terms(travel=800, preference=150, unserved=2000),
    ),
    "fairness": (
        lambda: (replace(kim(burden=3)[0], visits=visit(2, is_unpopular=True)[0].visits), PLAN),
        Terms(travel=800, fairness=3 * 60, unserved=2000),
    ),
    "value": (lambda: visit(3, value=7, crew=2), Terms(travel=800, unserved=14)),
}


@pytest.mark.parametrize(("changed", "terms"), PRICES.values(), ids=PRICES.keys())
def test_each_fact_costs_what_the_policy_says(changed: Callable[[], Broken], terms: Terms) -> None:
    checked = check_plan(*changed())
    assert checked.faults == ()
    assert checked.terms == terms
