"""What publishing asks of the database does not grow with the visits: it holds the one writer meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstfix.apps.dispatching.commands import publish_plan
from firstfix.apps.visits.models import Visit
from firstfix.kernel.clock import frozen_at
from tests import planned_work, world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_monday_morning() -> Iterator[None]:
    with frozen_at(planned_work.MONDAY):
        yield


def asked_to_publish(region: world.Region, visit_count: int) -> int:
    """Give how many statements publishing so many new visits takes."""
    for _ in range(visit_count):
        planned_work.ready_order(region)
    proposal = planned_work.proposed(region)
    with CaptureQueriesContext(connection) as asked:
        done = world.must(publish_plan(region.by("dispatcher"), proposal.pk))
    assert done.result == {"changed_count": visit_count}
    return len(asked)


def asked_to_move(region: world.Region) -> int:
    """Give how many statements it takes to move all visits to somebody else, where the first one is away."""
    other = planned_work.another_engineer(region)
    proposal = planned_work.proposed(region, engineer_ids=[region.engineer_id, other.person_id])
    visit_count = Visit.objects.count()
    for day in proposal.draft.plan["days"]:
        day["engineer_id"] = str(other.person_id)
    proposal.draft.save()
    with CaptureQueriesContext(connection) as asked:
        done = world.must(publish_plan(region.by("dispatcher"), proposal.pk))
    assert done.result == {"changed_count": visit_count}
    return len(asked)


def test_publishing_new_visits_asks_no_more_for_ten_than_for_three() -> None:
    few, many = (asked_to_publish(world.region(), visit_count) for visit_count in (3, 10))
    # An engineer more, and a day more, may each ask something of its own.
    assert many <= few + 3


@pytest.mark.parametrize("visit_count", [2, 8])
def test_moving_published_visits_asks_as_little(visit_count: int) -> None:
    region = world.region()
    asked_to_publish(region, visit_count)
    assert asked_to_move(region) <= 70
