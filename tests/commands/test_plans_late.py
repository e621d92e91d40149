"""Who will be late: known as soon as somebody overruns or has not set out, and told in words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstfix.apps.dispatching.commands import assign_visit
from firstfix.apps.dispatching.queries import late_running
from firstfix.apps.visits.commands import confirm_access
from firstfix.apps.visits.models import Visit
from firstfix.kernel import clock
from firstfix.kernel.clock import frozen_at
from tests import planned_work, site_work, world
from tests.world import Region

pytestmark = pytest.mark.django_db

NINE = planned_work.MONDAY + timedelta(hours=3)


def after(visit: Visit, region: Region, *, closes_hours: float) -> Visit:
    """Give a visit that begins an hour after another is planned to end, of a site that closes then."""
    assert visit.planned_end_at is not None
    order = planned_work.ready_order(region)
    begins_at = visit.planned_end_at + timedelta(hours=1)
    opens = {"opens_at": world.in_hours(0), "closes_at": begins_at + timedelta(hours=closes_hours)}
    world.must(confirm_access(region.by("customer_contact"), order.pk, **opens))
    following = world.proposed_visit(region, order, hours=(begins_at - clock.now()).total_seconds() / 3600)
    hours = {"start_at": begins_at, "end_at": begins_at + timedelta(hours=1), "travel_minutes": 60}
    world.must(assign_visit(region.by("dispatcher"), following.pk, engineer_id=region.engineer_id, **hours))
    return following


def late_at(region: Region, hours: float) -> list[tuple[Visit, int]]:
    with frozen_at(NINE + timedelta(hours=hours)):
        start = clock.now().replace(hour=0)
        found = late_running(
            region.dispatcher, start, start + timedelta(days=1), now=clock.now(), zone="Europe/Dublin"
        )
        assert all(sentence.text() for one in found for sentence in one.said)
        return [(one.visit, one.window_minutes) for one in found]


def test_who_works_longer_than_planned_is_late_for_the_next_customer() -> None:
    with frozen_at(NINE):
        region = world.region()
        begun = site_work.working(region)
        following = after(begun, region, closes_hours=1.5)
    assert late_at(region, 2.5) == []
    # The visit was planned from eleven to twelve, and at one nobody has left: half an hour too late.
    assert late_at(region, 4) == [(following, 30)]


def test_who_has_not_set_out_is_late_before_the_visit_should_have_begun() -> None:
    with frozen_at(NINE):
        region = world.region()
        begun = world.proposed_visit(region, planned_work.ready_order(region), hours=2)
        following = after(begun, region, closes_hours=1)
    assert late_at(region, 3) == []
    assert late_at(region, 3.5) == [(following, 30)]


def test_the_number_of_queries_does_not_grow_with_the_visits() -> None:
    counts = []
    with frozen_at(NINE):
        region = world.region()
        begun = world.proposed_visit(region, planned_work.ready_order(region), hours=1)
        for _ in range(3):
            begun = after(begun, region, closes_hours=8)
            begun = Visit.objects.get(pk=begun.pk)
            with CaptureQueriesContext(connection) as queries:
                late_at(region, 1)
            counts.append(len(queries))
    assert counts[0] == counts[-1]


def test_a_day_without_visits_is_in_time() -> None:
    with frozen_at(NINE):
        region = world.region()
    assert late_at(region, 1) == []
