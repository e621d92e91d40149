"""A repair moves what the event is about; others give way only where somebody would be missed otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from firstfix.apps.directory.commands import change_reference
from firstfix.apps.dispatching.commands import assign_visit, note_absence, request_repair
from firstfix.apps.dispatching.models import PlanProposal
from firstfix.apps.dispatching.queries import Change, plan_difference
from firstfix.apps.visits.commands import propose_visit
from firstfix.apps.visits.models import Visit
from firstfix.engines.dispatch.planning import REPAIR_POLICY
from firstfix.kernel import clock
from firstfix.kernel.clock import frozen_at
from firstfix.kernel.identity import Actor
from tests import planned_work, world
from tests.world import Region

pytestmark = pytest.mark.django_db

NORTH = {"latitude": "48.300000", "longitude": "7.850000"}
SOUTH = {"latitude": "47.700000", "longitude": "7.850000"}


@pytest.fixture(autouse=True)
def _on_a_monday_morning() -> Iterator[None]:
    with frozen_at(planned_work.MONDAY):
        yield


def based(region: Region, person: Actor, place: dict[str, str]) -> Actor:
    base = world.site(region.organization, name="Base", **place)
    fields = {"base_site_id": base.pk}
    about = {"noun": "person", "reference_id": person.person_id, "fields": fields}
    world.must(change_reference(world.context(world.founder()), **about))
    return person


def given(region: Region, engineer: Actor, hours: float, **fields: Any) -> Visit:
    """Give a visit of an hour that somebody gave by hand, without asking what the way costs."""
    visit = world.proposed_visit(
        region, planned_work.ready_order(region, duration_minutes=60, **fields), hours
    )
    at = {"start_at": visit.planned_start_at, "end_at": visit.planned_end_at, "travel_minutes": 30}
    world.must(assign_visit(region.by("dispatcher"), visit.pk, engineer_id=engineer.person_id, **at))
    return visit


def crossed(region: Region) -> tuple[Actor, Actor, list[Visit]]:
    """Give two engineers who each drive past the other to every visit of a day."""
    north = based(region, region.actors["engineer"], NORTH)
    south = based(region, planned_work.another_engineer(region), SOUTH)
    far = world.site(region.organization, name="South clinic", **SOUTH)
    visits = [given(region, south, hours) for hours in (4, 6, 8)]
    visits += [given(region, north, hours, site_id=far.pk) for hours in (4, 6, 8)]
    return north, south, visits


def repair(region: Region, cause: str, **asked: Any) -> tuple[PlanProposal, list[Change]]:
    """Give the repair and what it changes."""
    proposal = planned_work.repaired(region, cause, **{"day_count": 2, "seconds": 1} | asked)
    found = plan_difference(region.dispatcher, proposal, clock.now())
    return proposal, [one for one in found.changes if one.kind != "kept"]


def ill(region: Region, engineer: Actor) -> Any:
    days = {"start_at": clock.now(), "end_at": clock.now() + timedelta(hours=18)}
    made = note_absence(region.by("dispatcher"), person_id=engineer.person_id, kind="sick", **days)
    return world.must(made).subject_id


def test_after_sick_leave_nobody_else_moves_however_much_driving_that_would_save() -> None:
    region = world.region(**NORTH)
    _north, _south, visits = crossed(region)
    third = based(region, planned_work.another_engineer(region), NORTH)
    mine = given(region, third, 10)
    proposal, changes = repair(region, "sick", absence_id=ill(region, third))
    assert [(one.kind, one.wish.visit and one.wish.visit.pk) for one in changes] == [("moved", mine.pk)]
    assert proposal.policy_version == REPAIR_POLICY.version
    assert {one.pk for one in visits} <= set(kept(proposal, region))


def kept(proposal: PlanProposal, region: Region) -> list[Any]:
    found = plan_difference(region.dispatcher, proposal, clock.now())
    return [one.wish.visit.pk for one in found.of_kind("kept") if one.wish.visit]


def test_another_engineer_comes_at_the_time_that_was_announced() -> None:
    region = world.region(**NORTH)
    third = based(region, planned_work.another_engineer(region), NORTH)
    based(region, region.actors["engineer"], NORTH)
    mine = given(region, third, 5)
    _proposal, (change,) = repair(region, "sick", absence_id=ill(region, third))
    assert change.after is not None
    assert change.after.start_at == mine.planned_start_at


def test_a_visit_that_takes_longer_moves_the_rest_of_that_day_and_nothing_else() -> None:
    region = world.region(**NORTH)
    first = based(region, region.actors["engineer"], NORTH)
    longer, after = (given(region, first, hours) for hours in (3, 4.5))
    other = based(region, planned_work.another_engineer(region), NORTH)
    beside = given(region, other, 4.5)
    proposal, changes = repair(region, "overrun", visit_id=longer.pk, overrun_minutes=60)
    assert {one.wish.visit.pk for one in changes if one.wish.visit} <= {longer.pk, after.pk}
    assert beside.pk in kept(proposal, region)
    assert starts(changes, after) > announced(after)


def starts(changes: list[Change], visit: Visit) -> datetime:
    after = next(one.after for one in changes if one.wish.visit and one.wish.visit.pk == visit.pk)
    assert after is not None
    return after.start_at


def announced(visit: Visit) -> datetime:
    assert visit.planned_start_at is not None
    return visit.planned_start_at


def test_others_give_way_where_something_urgent_would_be_missed_otherwise() -> None:
    region = world.region(**NORTH)
    only = based(region, region.actors["engineer"], NORTH)
    day = [given(region, only, hours, severity=4) for hours in (2, 3.5, 5, 6.5, 8, 9.5)]
    urgent = planned_work.ready_order(region, severity=1, latest_end_at=world.in_hours(6))
    made = propose_visit(region.by("dispatcher"), work_order_id=urgent.pk)
    visit_id = world.must(made).subject_id
    ids = [region.engineer_id]
    _proposal, changes = repair(region, "urgent", visit_id=visit_id, engineer_ids=ids)
    assert ("new", visit_id) in {(one.kind, one.wish.visit and one.wish.visit.pk) for one in changes}
    moved = [one for one in changes if one.kind == "moved"]
    assert 1 <= len(moved) <= 2 < len(day)
    assert all(one.after.start_at >= one.before.start_at for one in moved if one.after and one.before)


def test_what_was_announced_is_not_taken_back_to_save_the_drive() -> None:
    region = world.region(**NORTH)
    far = world.site(region.organization, name="Far away", latitude="50.600000", longitude="7.850000")
    based(region, region.actors["engineer"], NORTH)
    visit = given(region, region.actors["engineer"], 6, severity=4, site_id=far.pk)
    proposal = planned_work.proposed(region)
    found = plan_difference(region.dispatcher, proposal, clock.now())
    assert [one.kind for one in found.changes if one.wish.visit and one.wish.visit.pk == visit.pk] != [
        "removed"
    ]
    assert not found.of_kind("removed")


@pytest.mark.parametrize("cause", ["overrun", "no_access", "urgent", "part_late"])
def test_what_happened_to_a_visit_is_not_repaired_without_saying_to_which(cause: str) -> None:
    region = world.region()
    asked = request_repair(region.by("dispatcher"), first_day=clock.now().date(), cause=cause)
    assert world.refused(asked, "invalid_input").fields == {"visit_id": "missing"}


def test_of_what_a_form_sends_only_that_counts_of_which_the_cause_speaks() -> None:
    region = world.region(**NORTH)
    visit = given(region, region.actors["engineer"], 5)
    days = {"first_day": clock.now().date(), "visit_id": visit.pk, "overrun_minutes": 60}
    made = (
        world.must(request_repair(region.by("dispatcher"), cause=cause, **days))
        for cause in ("sick", "no_access")
    )
    sick, missed = (PlanProposal.objects.get(pk=one.subject_id) for one in made)
    assert (sick.visit, sick.overrun_minutes) == (None, 0)
    assert (missed.visit, missed.overrun_minutes) == (visit, 0)
