"""What a plan is made from: everything that holds an engineer's time, in a number of queries that stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstfix.apps.directory.commands import change_reference
from firstfix.apps.directory.models import Person
from firstfix.apps.dispatching.commands import (
    accept_visit,
    assign_visit,
    note_absence,
    plan_on_call,
    publish_plan,
)
from firstfix.apps.dispatching.models import Assignment
from firstfix.apps.dispatching.queries import (
    PlanScope,
    fairness_counters,
    plan_difference,
    suggest_slots,
    why_engineer,
    why_unplanned,
)
from firstfix.apps.dispatching.queries.planning.job import PlanningJob, planning_job
from firstfix.apps.dispatching.queries.planning.told import engine_plan
from firstfix.apps.visits.commands import propose_visit, ready_work_order
from firstfix.apps.visits.models import Visit, WorkOrder
from firstfix.engines.dispatch.planning import Ground, check_plan, problems_of, told_plan
from firstfix.engines.dispatch.planning.repair import orders_of
from firstfix.kernel import clock
from firstfix.kernel.clock import frozen_at
from firstfix.kernel.identity import Actor
from tests import planned_work, site_work, world
from tests.world import Region

pytestmark = pytest.mark.django_db

DAYS = timedelta(days=5)


@pytest.fixture(autouse=True)
def _on_a_monday_morning() -> Iterator[None]:
    with frozen_at(planned_work.MONDAY):
        yield


def reading(who: Actor, *engineer_ids: Any) -> PlanningJob:
    start = clock.now().replace(hour=0)
    found = planning_job(PlanScope(who, start, start + DAYS, clock.now(), engineer_ids=engineer_ids))
    assert problems_of(found.job) == ()
    return found


def hold(region: Region, order: WorkOrder, start_at: datetime, *, engineer_id: Any = None) -> Visit:
    """Give a visit of an hour that is assigned for then."""
    visit = world.proposed_visit(region, order, hours=(start_at - clock.now()).total_seconds() / 3600)
    hours = {"start_at": start_at, "end_at": start_at + timedelta(hours=1), "travel_minutes": 60}
    who = engineer_id or region.engineer_id
    world.must(assign_visit(region.by("dispatcher"), visit.pk, engineer_id=who, **hours))
    return Visit.objects.get(pk=visit.pk)


def test_the_number_of_queries_does_not_grow_with_engineers_and_orders() -> None:
    region = world.region()

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            reading(region.dispatcher)
        return len(queries)

    planned_work.ready_order(region)
    hold(region, planned_work.ready_order(region), clock.now() + timedelta(hours=4))
    few = count()
    for number in range(4):
        planned_work.another_engineer(region)
        hold(region, planned_work.ready_order(region), clock.now() + timedelta(hours=6 + number * 2))
    assert count() == few


def test_both_parts_of_a_day_with_an_absence_in_it_are_planned() -> None:
    region = world.region()
    tomorrow = clock.now().replace(hour=0, minute=0) + timedelta(days=1)
    away = {"start_at": tomorrow.replace(hour=11), "end_at": tomorrow.replace(hour=13)}
    world.must(note_absence(region.by("dispatcher"), person_id=region.engineer_id, kind="leave", **away))
    shifts = reading(region.dispatcher, region.engineer_id).job.technicians[0].shifts
    [before] = [number for number, shift in enumerate(shifts[1:]) if shift.resumes]
    assert shifts[before].overtime == 0
    assert shifts[before + 1].start - shifts[before].end == 120
    for _ in range(12):
        planned_work.ready_order(region, duration_minutes=60)
    planned_work.planned(region, engineer_ids=[region.engineer_id], day_count=2)
    held = Assignment.objects.filter(engineer_id=region.engineer_id, start_at__gte=tomorrow)
    times = [(row.start_at, row.end_at) for row in held]
    assert any(end <= away["start_at"] for _start, end in times)
    assert any(start >= away["end_at"] for start, _end in times)
    assert not any(start < away["end_at"] and away["start_at"] < end for start, end in times)


def test_a_visit_for_a_customer_out_of_sight_holds_its_time_without_a_name() -> None:
    region, elsewhere = world.region(), world.region()
    order = planned_work.ready_order(elsewhere)
    hold(elsewhere, order, clock.now() + timedelta(hours=6), engineer_id=region.engineer_id)
    narrow = world.actor("dispatcher", organization=region.organization)
    found = reading(narrow, region.engineer_id)
    (strange,) = found.job.visits
    assert strange.id == f"held:{Assignment.objects.get().pk}"
    assert strange.pin is not None
    assert found.wishes == {}


def test_an_engineer_for_one_customer_is_not_planned_for_another() -> None:
    region, elsewhere = world.region(), world.region()
    only_there = world.actor("engineer", organization=elsewhere.organization)
    planned_work.ready_order(region)
    found = reading(region.dispatcher, only_there.person_id)
    assert [one.refused for one in found.job.technicians] == [frozenset({str(region.organization.pk)})]


def test_a_part_in_a_van_goes_with_its_driver() -> None:
    region = world.region()
    other = planned_work.another_engineer(region)
    order = world.prepared_order(region)
    found = reading(region.dispatcher, region.engineer_id, other.person_id)
    (visit,) = (one for one in found.job.visits if one.id == f"order:{order.pk}")
    stocked = {one.id: dict(one.van_stock) for one in found.job.technicians}
    assert stocked == {str(region.engineer_id): dict(visit.parts), str(other.person_id): {}}
    assert list(visit.parts.values()) == [1]


def test_skills_come_with_level_and_last_day_and_without_those_under_supervision() -> None:
    region = world.region()
    radio, ladder = region.skill, world.put("skill", name="Ladders", kind="certificate")
    fields = {"person_id": region.engineer_id, "skill_id": ladder.pk, "level": 3}
    world.put("skill_holding", valid_until="2026-03-10", **fields)
    crane = world.put("skill", name="Cranes", kind="certificate")
    world.put("skill_holding", needs_supervision=True, **fields | {"skill_id": crane.pk})
    (technician,) = reading(region.dispatcher, region.engineer_id).job.technicians
    held = {skill.name: (skill.level, skill.expires) for skill in technician.skills}
    # The last day counts whole: two days from Monday's midnight.
    assert held == {radio.name: (2, None), "Ladders": (3, 2 * 24 * 60)}


def test_a_certificate_ends_at_midnight_on_the_clocks_of_who_holds_it() -> None:
    region = world.region()
    keeper = world.context(world.founder())
    berlin = {"noun": "person", "reference_id": region.engineer_id, "fields": {"zone": "Europe/Berlin"}}
    world.must(change_reference(keeper, **berlin))
    skill = world.put("skill", name="Ladders", kind="certificate")
    held = {"person_id": region.engineer_id, "skill_id": skill.pk, "level": 2}
    world.put("skill_holding", valid_until="2026-03-10", **held)
    midnight = clock.now().replace(hour=23) - timedelta(days=1)  # in Berlin
    scope = PlanScope(region.dispatcher, midnight, midnight + DAYS, clock.now(), None, (region.engineer_id,))
    (technician,) = planning_job(scope).job.technicians
    assert {one.name: one.expires for one in technician.skills}["Ladders"] == 2 * 24 * 60


def test_an_order_whose_part_is_nowhere_is_planned_as_a_guess() -> None:
    region = world.region()
    order = world.prepared_order(region, without="part_not_reserved")
    force = {"override_because": "The part comes by courier."}
    world.must(ready_work_order(region.by("manager"), order.pk, **force))
    proposal = planned_work.proposed(region)
    (change,) = plan_difference(region.dispatcher, proposal, clock.now()).changes
    assert (change.kind, change.is_provisional) == ("new", True)
    assert world.must(publish_plan(region.by("dispatcher"), proposal.pk)).result == {"changed_count": 0}


def test_who_works_on_site_goes_on_from_there_when_the_work_is_over() -> None:
    region = world.region(latitude="51.9", longitude="-8.47")
    with frozen_at(planned_work.MONDAY + timedelta(hours=3)):
        visit = site_work.working(region)
    with frozen_at(planned_work.MONDAY + timedelta(hours=5, minutes=30)):
        found = reading(region.dispatcher, region.engineer_id)
    assert visit.planned_end_at is not None
    shift = found.job.technicians[0].shifts[0]
    assert found.at(shift.start) == visit.planned_end_at
    assert shift.start_place != shift.end_place


def test_a_visit_that_overruns_begins_the_rest_of_the_day_later() -> None:
    region = world.region()
    with frozen_at(planned_work.MONDAY + timedelta(hours=3)):
        visit = site_work.working(region)
    with frozen_at(planned_work.MONDAY + timedelta(hours=5, minutes=30)):
        planned_work.ready_order(region)
        planned_work.planned(region, engineer_ids=[region.engineer_id])
        longer = {"visit_id": visit.pk, "overrun_minutes": 120, "engineer_ids": [region.engineer_id]}
        proposal = planned_work.repaired(region, "overrun", **longer)
        (change,) = plan_difference(region.dispatcher, proposal, clock.now()).changes
    assert visit.planned_end_at is not None
    assert change.after is not None
    # Two hours more on site, and the way from there, which nobody knows.
    assert change.after.start_at == visit.planned_end_at + timedelta(hours=3)


def test_rest_after_a_call_at_night_moves_the_morning_to_somebody_else() -> None:
    region = world.region()
    other = planned_work.another_engineer(region)
    tuesday = clock.now() + timedelta(days=1)
    morning = hold(region, planned_work.ready_order(region), tuesday + timedelta(hours=3))
    duty = {"start_at": clock.now() + timedelta(hours=12), "end_at": tuesday + timedelta(hours=2)}
    on_call = {"team_id": region.team.pk, "person_id": region.engineer_id}
    world.must(plan_on_call(region.by("dispatcher"), **on_call, **duty))
    night = hold(region, planned_work.ready_order(region), tuesday - timedelta(hours=4))
    world.must(accept_visit(region.by("engineer"), night.pk))
    found = reading(region.dispatcher, region.engineer_id, other.person_id)
    rests = [day.span.rests_until_at for day in found.days[str(region.engineer_id)]]
    # The call ends at three, and the way home takes an hour.
    assert tuesday + timedelta(hours=9) in rests
    proposal = planned_work.proposed(region, engineer_ids=[region.engineer_id, other.person_id])
    changes = {
        one.wish.visit: one for one in plan_difference(region.dispatcher, proposal, clock.now()).changes
    }
    assert changes[night].kind == "kept"
    assert changes[morning].kind == "moved"


def test_every_computed_plan_passes_the_engines_own_checker() -> None:
    region = world.region(latitude="51.9", longitude="-8.47")
    others = [planned_work.another_engineer(region) for _ in range(2)]
    for hours in range(6):
        planned_work.ready_order(region, duration_minutes=45 + 30 * hours)
    ids = [region.engineer_id, *(one.person_id for one in others)]
    proposal = planned_work.proposed(region, engineer_ids=ids)
    planning = reading(region.dispatcher, *ids)
    told = engine_plan(proposal.draft.plan)
    ground = Ground(planning.job)
    assert check_plan(planning.job, told_plan(ground, orders_of(ground, told))).faults == ()
    assert {one.visit for day in told.days for one in day.visits} == set(planning.wishes)


@pytest.mark.covers("S0-P16")
def test_nights_weekends_and_hours_on_the_road_are_counted_for_each_engineer() -> None:
    with frozen_at(planned_work.MONDAY - timedelta(days=2)):  # a Saturday
        region = world.region()
        site_work.working(region)
    counters = {person.pk: burden for person, burden in fairness_counters(region.dispatcher, clock.now())}
    mine = counters[region.engineer_id]
    assert (mine.visit_count, mine.weekend_count, mine.unpopular_count) == (1, 1, 1)
    assert {burden.visit_count for pk, burden in counters.items() if pk != region.engineer_id} == {0}
    assert reading(region.dispatcher, region.engineer_id).job.technicians[0].burden == 1


def test_each_slot_that_is_suggested_can_be_taken_as_it_stands() -> None:
    region = world.region()
    planned_work.another_engineer(region)
    for _ in range(3):
        planned_work.ready_order(region)
    planned_work.planned(region)
    visit = unplaced(region)
    start = clock.now() + timedelta(minutes=3, seconds=17)
    found = suggest_slots(region.dispatcher, visit, start=start, end=start + DAYS, now=clock.now())
    assert len(found.offers) == 5
    assert {(one.start_at.minute % 5, one.start_at.second) for one in found.offers} == {(0, 0)}
    assert [one.points for one in found.offers] == sorted(one.points for one in found.offers)
    for offer in found.offers[::-1]:
        assert sum(offer.terms.values()) == offer.points
        hours = {"start_at": offer.start_at, "end_at": offer.end_at, "travel_minutes": offer.travel_minutes}
        other = unplaced(region)
        world.must(assign_visit(region.by("dispatcher"), other.pk, engineer_id=offer.person.pk, **hours))


def test_an_order_without_a_visit_has_slots_too() -> None:
    region = world.region()
    order = planned_work.ready_order(region)
    start = clock.now() + timedelta(minutes=3)
    found = suggest_slots(region.dispatcher, order, start=start, end=start + DAYS, now=clock.now())
    assert len(found.offers) == 5
    best = found.offers[0]
    hours = {"planned_start_at": best.start_at, "planned_end_at": best.end_at}
    done = world.must(propose_visit(region.by("dispatcher"), work_order_id=order.pk, **hours))
    taken = {"start_at": best.start_at, "end_at": best.end_at, "travel_minutes": best.travel_minutes}
    world.must(assign_visit(region.by("dispatcher"), done.subject_id, engineer_id=best.person.pk, **taken))


def test_on_a_full_day_a_less_urgent_visit_is_offered_to_give_way() -> None:
    region = world.region()
    today = {"latest_end_at": world.in_hours(10)}
    for _ in range(4):
        planned_work.ready_order(region, severity=4, duration_minutes=90)
    planned_work.planned(region, engineer_ids=[region.engineer_id], day_count=1)
    urgent = unplaced(region, severity=1, duration_minutes=120, **today)
    start = clock.now().replace(hour=0)
    only_me(region)
    found = suggest_slots(
        region.dispatcher, urgent, start=start, end=start + timedelta(days=2), now=clock.now()
    )
    assert found.bumped is not None
    assert found.bumped.offer.person.pk == region.engineer_id
    assert found.bumped.gives_way.order.priority == 4


def test_a_plan_says_why_an_engineer_goes_and_why_nobody_does() -> None:
    region = world.region()
    order = planned_work.ready_order(region)
    skill = world.put("skill", name="Fusion splicing", kind="skill")
    impossible = planned_work.ready_order(region, skills=({"skill_id": str(skill.pk)},))
    proposal = planned_work.proposed(region)
    why = why_engineer(region.dispatcher, f"order:{order.pk}", of=proposal, zone="Europe/Dublin")
    assert why is not None
    assert [one.is_planned for one in why.options].count(True) == 1
    assert all(one.text() for one in why.said)
    nobody = why_unplanned(region.dispatcher, f"order:{impossible.pk}", of=proposal, zone="Europe/Dublin")
    assert nobody is not None
    words = " ".join(one.text() for option in nobody.options for one in option.blocks)
    assert "Fusion splicing" in words
    assert why_engineer(region.dispatcher, f"order:{impossible.pk}", of=proposal, zone="UTC") is None


def test_what_is_published_is_explained_too() -> None:
    region = world.region()
    order = planned_work.ready_order(region)
    planned_work.planned(region)
    visit = planned_work.planned_visit(order)
    start = clock.now().replace(hour=0)
    scope = PlanScope(region.dispatcher, start, start + DAYS, clock.now())
    why = why_engineer(region.dispatcher, f"visit:{visit.pk}", of=scope, zone="Europe/Dublin")
    assert why is not None
    (mine,) = (one for one in why.options if one.is_planned)
    assert mine.person == Person.objects.get(pk=visit.engineer_id)
    # The plan holds it at the time that people were told.
    assert mine.start_at == visit.planned_start_at
    told = visit.planned_start_at.astimezone(ZoneInfo("Europe/Dublin"))  # type: ignore[union-attr]
    assert f"{told:%d %H:%M}" in why.said[0].text()


def unplaced(region: Region, **fields: Any) -> Visit:
    """Give a visit for which neither time nor engineer is known."""
    order = planned_work.ready_order(region, **fields)
    made = world.must(propose_visit(region.by("dispatcher"), work_order_id=order.pk))
    return Visit.objects.get(pk=made.subject_id)


def only_me(region: Region) -> None:
    """Send everybody but the region's engineer away for the week."""
    for role in ("lead_specialist", "trainee"):
        days = {"start_at": clock.now(), "end_at": world.in_hours(24 * 6)}
        who = region.actors[role].person_id
        world.must(note_absence(region.by("dispatcher"), person_id=who, kind="leave", **days))


def test_work_for_two_is_held_in_the_days_of_two_who_start_together() -> None:
    region = world.region()
    other = planned_work.another_engineer(region)
    order = planned_work.ready_order(region, crew_count=2)
    ids = [region.engineer_id, other.person_id]
    planned_work.planned(region, engineer_ids=ids)
    visit = planned_work.planned_visit(order)
    held = Assignment.objects.holding().filter(visit=visit)
    assert {row.engineer_id for row in held} == set(ids)
    assert len({row.end_at for row in held}) == 1
    assert visit.crew.get().person_id in ids
    again = planned_work.proposed(region, engineer_ids=ids)
    assert [one.kind for one in plan_difference(region.dispatcher, again, clock.now()).changes] == ["kept"]


def test_a_visit_that_will_take_longer_moves_what_comes_after_it() -> None:
    region = world.region()
    first = hold(region, planned_work.ready_order(region), clock.now() + timedelta(hours=4))
    second = hold(region, planned_work.ready_order(region), clock.now() + timedelta(hours=6))
    longer = {"visit_id": first.pk, "overrun_minutes": 90, "engineer_ids": [region.engineer_id]}
    proposal = planned_work.repaired(region, "overrun", **longer)
    found = plan_difference(region.dispatcher, proposal, clock.now())
    after = {one.wish.visit: one.after for one in found.changes if one.after is not None}
    assert after[first].end_at - after[first].start_at == timedelta(minutes=150)
    starts, ends = after[second].start_at, after[second].end_at
    assert starts >= after[first].end_at + timedelta(hours=1) or ends <= after[first].leave_at


def test_starts_stand_on_the_clock_face_beside_a_visit_at_an_odd_minute() -> None:
    region = world.region()
    odd = hold(region, planned_work.ready_order(region), clock.now() + timedelta(hours=4, minutes=7))
    world.must(accept_visit(region.by("engineer"), odd.pk))
    for _ in range(2):
        planned_work.ready_order(region)
    proposal = planned_work.proposed(region, engineer_ids=[region.engineer_id], day_count=1)
    changes = plan_difference(region.dispatcher, proposal, clock.now()).of_kind("new")
    assert len(changes) == 2
    assert {one.after.start_at.minute % 5 for one in changes if one.after} == {0}
