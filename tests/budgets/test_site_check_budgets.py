"""What the pages about site checks may ask of the database, however many runs and requests there are."""

from __future__ import annotations

import pytest

from tests import checked_work, world
from tests.budgets.test_page_budgets import must_open_within
from tests.checked_work import FIREWALL, kept_run, taken_in, wrong_time
from tests.edges.test_pages_commands import signed_in

pytestmark = pytest.mark.django_db


def test_site_checks_ask_no_more_for_more_runs_and_more_requests() -> None:
    region = world.region()
    order = world.prepared_order(region)
    asking = checked_work.asked_of_customer(region)
    taken_in(region, order, kept_run(minutes_ago=9))
    taken_in(region, order, kept_run(FIREWALL, minutes_ago=7), **asking)
    taken_in(region, order, kept_run(wrong_time, FIREWALL, minutes_ago=5), **asking)
    there = f"/work-orders/{order.pk}"
    must_open_within("site_check", signed_in(region.engineer), f"{there}/site-check")
    must_open_within("site_check_outside", signed_in(region.customer_contact), f"{there}/site-check")
