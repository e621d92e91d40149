"""Work orders: raised for a case, led through their life, refused with a sentence."""

from __future__ import annotations

import pytest

from firstfix.apps.visits.commands import create_work_order, qualify_work_order
from firstfix.apps.visits.models import WorkOrder
from tests import world

pytestmark = pytest.mark.django_db


def test_a_work_order_takes_its_site_and_priority_from_the_case() -> None:
    region = world.region()
    case = world.case(region, severity=2)
    order = world.work_order(region, case)
    assert (order.site, order.priority, order.state) == (region.site, case.priority, "draft")
    assert order.reference == f"{case.reference}-1"


def test_the_orders_of_a_case_are_numbered_one_after_the_other() -> None:
    region = world.region()
    case = world.case(region)
    assert [world.work_order(region, case).sequence for _ in range(3)] == [1, 2, 3]


def test_sending_the_same_order_twice_makes_one() -> None:
    region = world.region()
    case = world.case(region)
    sent = world.context(region.dispatcher)
    first = world.must(create_work_order(sent, case_id=case.pk, title="Look at it"))
    again = world.must(create_work_order(sent, case_id=case.pk, title="Look at it"))
    assert again.is_replay
    assert again.subject_id == first.subject_id
    assert WorkOrder.objects.count() == 1


def test_a_customer_cannot_raise_a_work_order() -> None:
    region = world.region()
    case = world.case(region)
    answer = create_work_order(region.by("customer_contact"), case_id=case.pk, title="Come at once")
    assert world.refused(answer, "no_right").reason == "not_allowed"


def test_a_site_of_another_customer_is_refused_by_name() -> None:
    region, other = world.region(), world.region()
    case = world.case(region)
    answer = create_work_order(
        region.by("dispatcher"), case_id=case.pk, title="Look at it", site_id=other.site.pk
    )
    assert world.refused(answer, "site_missing").fields == {"site_id": "needed: a site of this customer"}


def test_a_window_that_ends_before_it_starts_is_refused() -> None:
    region = world.region()
    case = world.case(region)
    window = {"earliest_start_at": world.in_hours(5), "latest_end_at": world.in_hours(2)}
    answer = create_work_order(region.by("dispatcher"), case_id=case.pk, title="Look at it", **window)
    assert "latest_end_at" in world.refused(answer, "invalid_input").fields


def test_qualifying_twice_says_that_it_is_qualified_already() -> None:
    region = world.region()
    order = world.work_order(region)
    world.must(qualify_work_order(region.by("dispatcher"), order.pk))
    world.refused(qualify_work_order(region.by("dispatcher"), order.pk), "already_there")
