"""What the pages of the field show those who work at night: midnight takes no visit away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from firstfix.apps.visits.commands import abort_visit
from firstfix.apps.visits.models import Visit
from firstfix.kernel.clock import frozen_at
from tests import site_work, world
from tests.edges.field_pages import assign, proposed, shown, signed_in
from tests.world import Region

pytestmark = pytest.mark.django_db

EVENING = datetime(2026, 3, 9, 20, 30, tzinfo=UTC)
"""In winter the site's clocks are UTC's, and a visit in two hours is over half an hour before midnight."""
AFTER_MIDNIGHT = EVENING + timedelta(hours=4)
TITLE = "Look at the access switch"


@pytest.fixture
def region() -> Region:
    with frozen_at(EVENING):
        return world.region()


def test_who_works_past_midnight_keeps_the_visit_on_today(region: Region) -> None:
    with frozen_at(EVENING):
        visit = site_work.working(region)
    with frozen_at(AFTER_MIDNIGHT):
        mine = signed_in(region.engineer)
        today = shown(mine, "my_day")
        assert TITLE in today
        assert "Go on with the visit" in today
        assert TITLE not in shown(mine, "my_day", on=AFTER_MIDNIGHT.date() + timedelta(days=1))
        assert TITLE in shown(mine, "my_day", on=EVENING.date())
    assert visit.planned_end_at.date() == EVENING.date()  # type: ignore[union-attr]


def test_what_was_over_before_midnight_is_not_on_today(region: Region) -> None:
    with frozen_at(EVENING):
        visit = site_work.working(region)
        world.must(abort_visit(region.by("engineer"), visit.pk, cause="unsafe"))
    with frozen_at(AFTER_MIDNIGHT):
        assert TITLE not in shown(signed_in(region.engineer), "my_day")


def test_who_leaves_before_midnight_sees_the_visit_on_the_day_of_leaving(region: Region) -> None:
    with frozen_at(EVENING):
        visit = proposed(region)
        on_site_at = EVENING.replace(hour=0, minute=20) + timedelta(days=1)
        leave_at = on_site_at - timedelta(minutes=50)
        hours = {"start_at": on_site_at, "end_at": on_site_at + timedelta(hours=1), "travel_minutes": 50}
        assign(region, visit, by="manager", override_because="The window.", **hours)
        assert Visit.objects.get(pk=visit.pk).planned_start_at == on_site_at
        today = shown(signed_in(region.engineer), "my_day")
        assert f"Leave at {leave_at:%H:%M}, 50 min on the road" in today
