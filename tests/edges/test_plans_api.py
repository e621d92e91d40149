"""Plans over the API: a program asks for one, reads what it would change and why; a person publishes it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from firstfix.kernel.clock import frozen_at
from tests import planned_work, world
from tests.edges.field_pages import signed_in
from tests.world import Region

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Iterator[Region]:
    with frozen_at(planned_work.MONDAY):
        yield world.region()


def read(client: Client, address: str, status: int = 200, **asked: str) -> dict[str, object]:
    answer = client.get(f"/api/v1/{address}", asked)
    assert answer.status_code == status, answer.content
    found: dict[str, object] = answer.json()
    return found


def test_a_proposal_tells_what_it_would_change_and_why(region: Region) -> None:
    order = planned_work.ready_order(region)
    proposal = planned_work.proposed(region, engineer_ids=[region.engineer_id])
    desk = signed_in(region.dispatcher)
    found = read(desk, f"plan-proposals/{proposal.pk}/difference")
    (change,) = found["changes"]  # type: ignore[misc]
    assert (change["kind"], change["trip"], change["before"]) == ("new", f"order:{order.pk}", None)  # type: ignore[index]
    told = read(desk, f"plan-proposals/{proposal.pk}/reasons", trip=f"order:{order.pk}", zone="Europe/Dublin")
    (option,) = told["options"]  # type: ignore[misc]
    assert (option["engineer_id"], option["is_planned"]) == (str(region.engineer_id), True)  # type: ignore[index]


def test_a_trip_that_nobody_can_take_is_explained_with_what_would_help(region: Region) -> None:
    skill = world.put("skill", name="Fusion splicing", kind="skill")
    order = planned_work.ready_order(region, skills=({"skill_id": str(skill.pk)},))
    proposal = planned_work.proposed(region, engineer_ids=[region.engineer_id])
    told = read(
        signed_in(region.dispatcher), f"plan-proposals/{proposal.pk}/reasons", trip=f"order:{order.pk}"
    )
    (option,) = told["options"]  # type: ignore[misc]
    assert "Fusion splicing" in option["blocks"][0]  # type: ignore[index]


def test_slots_of_a_visit_are_read_as_they_can_be_assigned(region: Region) -> None:
    visit = world.proposed_visit(region, planned_work.ready_order(region), hours=5)
    found = read(signed_in(region.dispatcher), f"visits/{visit.pk}/slots")
    slots = found["slots"]
    assert {slot["start_at"] for slot in slots} == {"2026-03-09T11:00:00Z"}  # type: ignore[attr-defined]
    assert all(sum(slot["terms"].values()) == slot["points"] for slot in slots)  # type: ignore[attr-defined]


@pytest.mark.parametrize("role", ["engineer", "customer_contact"])
def test_who_plans_nobody_reads_no_plan(region: Region, role: str) -> None:
    planned_work.ready_order(region)
    proposal = planned_work.proposed(region)
    client = signed_in(region.actors[role])
    for tail in ("difference", "reasons"):
        refused = read(client, f"plan-proposals/{proposal.pk}/{tail}", 404, trip="visit:0")
        assert refused["code"] == "not_visible"


def test_a_trip_that_is_none_is_not_found(region: Region) -> None:
    proposal = planned_work.proposed(region)
    desk = signed_in(region.dispatcher)
    for trip in ("", "visit:0", "nonsense", f"order:{region.site.pk}"):
        assert read(desk, f"plan-proposals/{proposal.pk}/reasons", 404, trip=trip)["code"] == "not_visible"


def test_a_zone_that_nobody_knows_is_named(region: Region) -> None:
    proposal = planned_work.proposed(region)
    desk = signed_in(region.dispatcher)
    answer = read(desk, f"plan-proposals/{proposal.pk}/reasons", 422, trip="order:0", zone="Mars/Olympus")
    assert "zone" in str(answer)
