"""What the pages of the field may ask of the database, however many go to visits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from firstfix.apps.visits.commands import ready_work_order
from firstfix.kernel.clock import frozen_at
from tests import planned_work, site_work, world
from tests.budgets.test_page_budgets import must_open_within
from tests.edges.test_pages_commands import signed_in
from tests.world import Region

pytestmark = pytest.mark.django_db


# Of people's weekends the ranking asks once more than of their weekdays: this is the dearer day.
SATURDAY = planned_work.MONDAY + timedelta(days=5, hours=3)


@pytest.fixture(autouse=True)
def _on_a_saturday_morning() -> Iterator[None]:
    with frozen_at(SATURDAY):
        yield


@pytest.fixture
def region() -> Region:
    return world.region()


def test_the_day_of_sixty_engineers_asks_little(region: Region) -> None:
    visit = site_work.dispatched(region)
    for _ in range(57):
        world.actor("engineer")
    order = world.prepared_order(region)
    world.must(ready_work_order(region.by("dispatcher"), order.pk))
    place = f"/day?on={visit.planned_start_at:%Y-%m-%d}"
    desk = signed_in(region.dispatcher)
    must_open_within("day_list", desk, place)
    must_open_within("day_list_with_ranking", desk, f"{place}&order={order.pk}")


def test_the_board_of_sixty_engineers_asks_little(region: Region) -> None:
    visit = site_work.dispatched(region)
    for _ in range(57):
        world.actor("engineer")
    order = world.prepared_order(region)
    world.must(ready_work_order(region.by("dispatcher"), order.pk))
    place = f"/board?on={visit.planned_start_at:%Y-%m-%d}&days="
    desk = signed_in(region.dispatcher)
    must_open_within("board", desk, f"{place}1")
    must_open_within("board", desk, f"{place}14")
    must_open_within("board_with_ranking", desk, f"{place}14&order={order.pk}")


def test_my_day_asks_no_more_for_more_visits(region: Region) -> None:
    on = site_work.dispatched(region).planned_start_at
    for hours in (4, 6, 8):
        site_work.dispatched(region, hours=hours)
    must_open_within("my_day", signed_in(region.engineer), f"/my-day?on={on:%Y-%m-%d}")


def test_a_visit_asks_little(region: Region) -> None:
    visit = site_work.working(region)
    site_work.run_of(region, visit, site_work.checklist(region))
    must_open_within("visit", signed_in(region.engineer), f"/visits/{visit.pk}")
