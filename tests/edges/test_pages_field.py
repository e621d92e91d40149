"""The pages of the field: my day, the visit, the day list, the report; what they show and what they take."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from firstfix.apps.visits.models import Visit
from tests import site_work, world
from tests.edges.test_pages_commands import signed_in
from tests.world import Region

pytestmark = pytest.mark.django_db



def proposed(region: Region) -> Visit:
    """Give a visit for which nobody is found yet."""
    return world.proposed_visit(region, world.prepared_order(region))


STATES: tuple[Callable[[Region], Visit], ...] = (
    proposed, site_work.dispatched, site_work.on_site, site_work.working, site_work.verifying,
    site_work.signed, site_work.complete,
)  # fmt: skip


@pytest.fixture
def region() -> Region:
    return world.region()


def shown(client: Client, name: str, *args: object, **query: object) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


@pytest.mark.parametrize("reach", STATES, ids=lambda reach: reach.__name__)
@pytest.mark.parametrize("role", ["engineer", "dispatcher", "manager", "customer_contact"])
def test_every_state_of_a_visit_has_a_page_for_everybody_around_it(
    region: Region, reach: Callable[[Region], Visit], role: str
) -> None:
    visit = reach(region)
    page = shown(signed_in(region.actors[role]), "visit", visit.pk)
    assert visit.work_order.title in page
    if role == "engineer":
        shown(signed_in(region.lead_specialist), "visit_report", visit.pk)


@pytest.mark.parametrize("reach", STATES, ids=lambda reach: reach.__name__)
def test_my_day_and_the_day_list_show_a_visit_in_every_state(
    region: Region, reach: Callable[[Region], Visit]
) -> None:
    visit = reach(region)
    on = visit.planned_start_at.date().isoformat()
    shown(signed_in(region.engineer), "my_day", on=on)
    desk = signed_in(region.dispatcher)
    shown(desk, "day_list", on=on)
    shown(desk, "day_list", on=on, visit=visit.pk)
    shown(desk, "day_list", on=on, order=visit.work_order_id)
