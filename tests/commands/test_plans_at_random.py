"""Regions drawn by lot: what was planned can be published, books nobody twice, and leaves everybody rest."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from random import Random
from typing import Any
from uuid import UUID

import pytest

from firstfix.apps.dispatching.commands import assign_visit, note_absence, publish_plan
from firstfix.apps.dispatching.models import Absence, Assignment, PlanProposal
from firstfix.apps.dispatching.queries.free_time import DAILY_REST
from firstfix.apps.dispatching.queries.planning.hours import LONGEST_DAY
from firstfix.apps.visits.commands import ready_work_order
from firstfix.apps.visits.models import Visit
from firstfix.kernel.clock import frozen_at
from firstfix.kernel.commands import Done
from tests import planned_work, world
from tests.world import Region

pytestmark = pytest.mark.django_db

PLACES = [("51.9", "-8.47"), ("52.66", "-8.63"), ("51.88", "-8.6"), ("52.1", "-9.5")]


@pytest.mark.parametrize("seed", range(6))
def test_what_was_planned_is_published_and_breaks_no_rule(seed: int) -> None:
    chance = Random(seed)
    with frozen_at(planned_work.MONDAY):
        region = world.region(latitude="51.9", longitude="-8.47")
        ids = engineers(region, chance)
        for _ in range(8):
            draw_order(region, chance)
        already_held(region, chance, ids)
        proposal = planned_work.proposed(
            region, engineer_ids=ids, seed=seed, day_count=chance.choice([1, 3, 5])
        )
        published(region, proposal)
        again = planned_work.proposed(region, engineer_ids=ids, seed=seed)
        published(region, again)
        published(region, after_an_event(region, chance, ids))
    for engineer_id in ids:
        rules_hold(engineer_id)


def engineers(region: Region, chance: Random) -> list[UUID]:
    ids = [region.engineer_id]
    for _ in range(2):
        other = planned_work.another_engineer(region, skilled=chance.random() < 0.7)
        assert other.person_id is not None
        ids.append(other.person_id)
    if chance.random() < 0.6:
        away = {"start_at": world.in_hours(chance.randint(0, 40)), "end_at": world.in_hours(60)}
        world.must(note_absence(region.by("dispatcher"), person_id=chance.choice(ids), kind="leave", **away))
    return ids


def draw_order(region: Region, chance: Random) -> None:
    latitude, longitude = chance.choice(PLACES)
    fields: dict[str, Any] = {"duration_minutes": chance.choice([35, 60, 95, 180])}
    if chance.random() < 0.4:
        fields["skills"] = ({"skill_id": str(region.skill.pk)},)
    if chance.random() < 0.3:
        fields["crew_count"] = 2
    if chance.random() < 0.4:
        fields["earliest_start_at"] = world.in_hours(chance.randint(0, 60))
    if chance.random() < 0.5:
        fields["site_id"] = world.site(region.organization, latitude=latitude, longitude=longitude).pk
    if chance.random() < 0.3:
        order = world.prepared_order(region, **fields)
        world.must(ready_work_order(region.by("dispatcher"), order.pk))
    else:
        planned_work.ready_order(region, severity=chance.randint(2, 4), **fields)


def already_held(region: Region, chance: Random, ids: list[UUID]) -> None:
    """Give some visits to somebody by hand; where that is refused, they stay without an engineer."""
    for _ in range(2):
        visit = world.proposed_visit(region, planned_work.ready_order(region), hours=chance.randint(3, 50))
        hours = {"start_at": visit.planned_start_at, "end_at": visit.planned_end_at, "travel_minutes": 30}
        assign_visit(region.by("dispatcher"), visit.pk, engineer_id=chance.choice(ids), **hours)


def published(region: Region, proposal: PlanProposal) -> None:
    assert proposal.state == "proposed", proposal.problems
    answer = publish_plan(region.by("dispatcher"), proposal.pk, because="It is the best day.")
    assert isinstance(answer, Done), [one.text() for one in answer.missing]


def after_an_event(region: Region, chance: Random, ids: list[UUID]) -> PlanProposal:
    """Give the repair after sick leave, an overrun, or no access to a visit that somebody has."""
    held = Visit.objects.filter(state="assigned", planned_start_at__gt=planned_work.MONDAY)
    visit = chance.choice([*held.order_by("planned_start_at", "pk"), None])
    if visit is None or chance.random() < 0.4:
        away = {
            "start_at": world.in_hours(1),
            "end_at": world.in_hours(chance.randint(8, 50)),
            "kind": "sick",
        }
        absence = note_absence(region.by("dispatcher"), person_id=chance.choice(ids), **away)
        return planned_work.repaired(
            region, "sick", engineer_ids=ids, absence_id=world.must(absence).subject_id
        )
    cause = chance.choice(["overrun", "no_access"])
    longer = {"overrun_minutes": 60} if cause == "overrun" else {}
    return planned_work.repaired(region, cause, engineer_ids=ids, visit_id=visit.pk, **longer)


def rules_hold(engineer_id: UUID) -> None:
    """Read what is held for an engineer again: no overlap, no work in an absence, rest every day."""
    held = list(Assignment.objects.holding().filter(engineer=engineer_id).order_by("start_at"))
    assert all(one.end_at <= other.start_at for one, other in pairwise(held))
    for row in held:
        assert not Absence.objects.filter(person=engineer_id).overlapping(row.start_at, row.end_at).exists()
    days: list[list[Assignment]] = []
    for row in held:
        if not days or row.start_at - days[-1][-1].end_at >= DAILY_REST:
            days.append([])
        days[-1].append(row)
    by_hand = timedelta(hours=2)  # what was given by hand may lie in the evening
    assert all(day[-1].end_at - day[0].start_at <= LONGEST_DAY + by_hand for day in days)
