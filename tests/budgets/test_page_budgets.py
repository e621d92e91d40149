"""What the pages of the desk may ask of the database, however long their lists are."""

from __future__ import annotations

import pytest
from django.test import Client

from firstfix.apps.cases.commands import add_note, wait_case
from tests import world
from tests.budgets.budget import query_budget
from tests.edges.test_pages_commands import signed_in
from tests.world import Region, must

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Region:
    return world.region()


def must_open_within(page: str, client: Client, place: str) -> None:
    """Open a page twice, so that only what it asks every time is counted."""
    client.get(place)
    with query_budget(page):
        assert client.get(place).status_code == 200


def test_the_queue_asks_little(region: Region) -> None:
    for _ in range(4):
        order = world.work_order(region)
        must(wait_case(region.by("dispatcher"), order.case_id, party="part", reason="A supply."))
    must_open_within("queue", signed_in(region.dispatcher), "/?show=all")


def test_a_case_asks_little(region: Region) -> None:
    case = world.work_order(region).case
    for number in range(4):
        must(add_note(region.by("dispatcher"), case.pk, words=f"Note {number}"))
    must_open_within("case", signed_in(region.dispatcher), f"/cases/{case.pk}")


def test_a_case_asks_less_for_its_customer(region: Region) -> None:
    must_open_within("case_outside", signed_in(region.customer_contact), f"/cases/{world.case(region).pk}")


def test_the_inbox_asks_little(region: Region) -> None:
    must_open_within("inbox", signed_in(region.lead_specialist), "/inbox")
