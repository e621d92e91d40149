"""What the pages of figures may ask of the database, however many cases and customers there are."""

from __future__ import annotations

import pytest

from firstfix.kernel import clock
from firstfix.kernel.clock import frozen_at
from firstfix.kernel.worker.loop import drain
from tests import world
from tests.budgets.test_page_budgets import must_open_within
from tests.edges.test_pages_commands import signed_in
from tests.scored_work import begun, fixed, later
from tests.world import Region

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Region:
    region = world.region()
    start = later(clock.now(), days=-40)
    for day in range(3):
        fixed(region, later(start, days=day))
    begun(world.region(), later(start, days=3))
    with frozen_at(later(clock.now(), hours=1)):
        drain()
    return region


def test_boards_ask_no_more_for_more_cases_and_customers(region: Region) -> None:
    client = signed_in(region.manager)
    must_open_within("scorecards", client, "/scorecards/boards/all")
    must_open_within("scorecard", client, "/scorecards/S1-K03")
    must_open_within("scorecard_cases", client, "/scorecards/S1-K03/cases")
    must_open_within("own_scorecard", signed_in(region.support_specialist), "/scorecards/mine")
    must_open_within("scorecards_outside", signed_in(region.customer_contact), "/scorecards")
